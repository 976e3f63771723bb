"""Which column of a sheet was which, after somebody has inserted or deleted columns in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence


def columns_of_old(present: Mapping[int, Counter[str]], before: Mapping[int, Counter[str]]) -> dict[int, int]:
    """Pair the columns there are with those that were; one that is new has no pair.

    Each is given by the digests of its cells, each as often as it stands there. Columns keep their order: of all ways
    to pair them so, the one in which most cells are what they were.
    """
    if all((present[at] & before[at]).total() * 2 > before[at].total() if at in present else False for at in before):
        # As nearly always: nothing has moved, and what is new stands beyond.
        return {at: at for at in {*present, *before}}
    news, olds = sorted(present), sorted(before)
    pairs = _paired(news, olds, [[(present[new] & before[old]).total() for old in olds] for new in news])
    for new in news:
        # A column whose every cell has been written over still stands after its neighbour.
        beside = pairs.get(new - 1, 0) + 1
        if new not in pairs and beside in before and beside not in pairs.values():
            pairs[new] = beside
    return pairs


def _paired(news: Sequence[int], olds: Sequence[int], shared: Sequence[Sequence[int]]) -> dict[int, int]:
    """Find the longest common subsequence, in which a pair counts as much as it shares."""
    best = [[0] * (len(olds) + 1) for _ in range(len(news) + 1)]
    for i in range(len(news)):
        for j in range(len(olds)):
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], best[i][j] + shared[i][j])
    pairs, i, j = {}, len(news), len(olds)
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs[news[i]] = olds[j]
    return pairs
