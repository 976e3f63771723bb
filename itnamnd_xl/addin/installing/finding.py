"""What a check found, in words that a user can pass on to IT."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands with one thing. What is not known is said so, and never guessed."""

    OK = "ok"
    PROBLEM = "problem"
    UNKNOWN = "unknown"


WORDS = {State.OK: "I ordning", State.PROBLEM: "Problem", State.UNKNOWN: "Kan inte avgöras"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked thing: its name, how it stands with it, what was seen, and what is to be done."""

    title: str
    state: State
    text: str
    remedy: str = ""

    @property
    def line(self) -> str:
        """The finding as one line."""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{WORDS[self.state]}. {self.title}: {self.text}{remedy}"


def fine(title: str, text: str) -> Finding:
    """Say that a thing is in order."""
    return Finding(title, State.OK, text)


def bad(title: str, text: str, remedy: str) -> Finding:
    """Say that a thing stops the button, and what is to be done."""
    return Finding(title, State.PROBLEM, text, remedy)


def unsure(title: str, text: str, remedy: str = "") -> Finding:
    """Say that it cannot be known."""
    return Finding(title, State.UNKNOWN, text, remedy)
