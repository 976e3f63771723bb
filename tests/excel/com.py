"""What every COM object of the double has: members in Excel's own names, each use of which is recorded.

A class states its members as plain properties and methods whose names begin with a capital, as Excel's do. What the
double itself needs it asks for in lower case, which is not recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from types import MethodType
from typing import TYPE_CHECKING, Any, NoReturn

from tests.excel.pywin32 import BUSY, CDispatch, com_error
from tests.excel.recording import CALL, GET, SET, Log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DISP_E_EXCEPTION = -2147352567
NOT_POSSIBLE = -2146827284  # 0x800A03EC, Excel's word for nearly everything
BAD_INDEX = -2146827279
GONE = -2146827864
UNKNOWN_NAME = -2147352570  # DISP_E_UNKNOWNNAME


class NotModelledError(Exception):
    """The double does not know what Excel would do: a test must not go by what it guesses."""


class WouldAskError(Exception):
    """Excel would show a question here and wait for the user, for ever."""


def fail(text: str, scode: int = NOT_POSSIBLE) -> NoReturn:
    """Fail as Excel does."""
    raise com_error(DISP_E_EXCEPTION, "Exception occurred.", (0, "Microsoft Excel", text, "xlmain11.chm", 0, scode))


def busy_error() -> com_error:
    """Excel answers so while the user edits a cell or has a dialogue open."""
    return com_error(BUSY, "Call was rejected by callee.")


@dataclass
class Session:
    """What all objects of one running Excel share."""

    log: Log
    swedish_formats: bool = False
    respell: bool = False
    macros: dict[str, Callable[..., Any]] = field(default_factory=dict)
    application: Any = None  # the Application, which is made of this session


class Ids:
    """Plays the part of pywin32's PyIDispatch, which xlwings asks about a member that is missing."""

    def __init__(self, owner: Com) -> None:
        self._owner = owner

    def GetIDsOfNames(self, _locale: int, name: str) -> NoReturn:  # noqa: N802 - pywin32's own name
        # So it is on Windows: whoever asks for a member with a default gets this, and not the default.
        raise com_error(UNKNOWN_NAME, f"Unknown name: {type(self._owner).__name__}.{name}.", None, None)


def plain(value: Any) -> Any:
    """The object itself, where xlwings wrapped it."""
    if isinstance(value, Com):
        return value
    inner = getattr(type(value), "__name__", "") == "COMRetryObjectWrapper"
    return object.__getattribute__(value, "_inner") if inner else value


def _shown(value: Any) -> Any:
    return value.where() if isinstance(value, Com) else value


@cache
def _caller(name: str) -> Callable[..., Any]:
    def call(owner: Com, /, *args: Any, **named: Any) -> Any:
        return owner._called(name, *args, **named)

    return call


class Com(CDispatch):
    """A COM object. `where()` is its path in the log."""

    session: Session

    def __init__(self, session: Session) -> None:
        self.session = session

    def where(self) -> str:
        return type(self).__name__

    def check(self) -> None:
        """Raise if the object is no longer there."""

    def _note(self, kind: str, path: str, value: Any = None) -> None:
        object.__getattribute__(self, "session").log.add(kind, path, value)

    def __getattribute__(self, name: str) -> Any:
        if not name[0].isupper():
            return object.__getattribute__(self, name)
        member = getattr(type(self), name, None)
        if member is None:
            raise AttributeError(f"{type(self).__name__} has no member {name} in Excel's double")
        if isinstance(member, property):
            self._note(GET, f"{self.where()}.{name}")
            self.check()
            return object.__getattribute__(self, name)
        return MethodType(_caller(name), self)

    def _called(self, name: str, /, *args: Any, **named: Any) -> Any:
        positional = tuple(plain(one) for one in args)
        keyed = {key: plain(one) for key, one in named.items()}
        shown = (tuple(map(_shown, positional)), {key: _shown(one) for key, one in keyed.items()})
        self._note(CALL, f"{self.where()}.{name}" if name != "_default" else self.where(), shown)
        self.check()
        return object.__getattribute__(self, name)(*positional, **keyed)

    def __setattr__(self, name: str, value: Any) -> None:
        if not name[0].isupper():
            object.__setattr__(self, name, value)
            return
        member = getattr(type(self), name, None)
        if not isinstance(member, property) or member.fset is None:
            raise AttributeError(f"{type(self).__name__}.{name} cannot be set in Excel's double")
        value = plain(value)
        self._note(SET, f"{self.where()}.{name}", _shown(value))
        self.check()
        object.__setattr__(self, name, value)

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._called("_default", *args, **named)

    def _default(self, *args: Any, **named: Any) -> Any:
        raise TypeError(f"{type(self).__name__} cannot be called: {args} {named}")

    @property
    def _oleobj_(self) -> Ids:
        return Ids(self)


class ComCollection(Com):
    """A collection that knows its members: Count, Item, a call by index or name, and iteration."""

    def members(self) -> list[Any]:
        raise NotImplementedError

    def named(self, name: str) -> Any | None:
        """The member of that name, which Excel looks up whatever its case."""
        for one in self.members():
            if getattr(one, "name", None) is not None and one.name.casefold() == name.casefold():
                return one
        return None

    def find(self, index: Any) -> Any:
        found = None
        if isinstance(index, str):
            found = self.named(index)
        elif 1 <= int(index) <= len(self.members()):
            found = self.members()[int(index) - 1]
        if found is None:
            fail("Subscript out of range", BAD_INDEX)
        return found

    @property
    def Count(self) -> int:  # noqa: N802 - Excel's own names
        return len(self.members())

    def Item(self, Index: Any) -> Any:  # noqa: N802, N803 - Excel's own names
        return self.find(Index)

    def _default(self, *args: Any, **named: Any) -> Any:
        return self.find(*args, **named)

    def __iter__(self) -> Iterator[Any]:
        self._note(GET, f"{self.where()}._NewEnum")
        for number, one in enumerate(self.members(), 1):
            self._note(CALL, f"{self.where()}[{number}]", ((), {}))
            yield one


class Members(ComCollection):
    """A collection made of a function, for those that can do no more."""

    def __init__(self, session: Session, path: str, members: Callable[[], list[Any]]) -> None:
        super().__init__(session)
        self._path, self._members = path, members

    def where(self) -> str:
        return self._path

    def members(self) -> list[Any]:
        return self._members()
