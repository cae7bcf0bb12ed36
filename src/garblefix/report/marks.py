"""Which characters of a fix changed, and how a long line is cut around it.

Not for: colours; a mark is a flag beside a piece of text, and ``text`` decides how it looks.
"""

from __future__ import annotations

import bisect
import functools
import operator
import re
from difflib import SequenceMatcher
from itertools import accumulate, compress, pairwise

from rich.cells import cell_len

from garblefix.report.visible import visible

_ASCII = re.compile(r"([\x00-\x7f]+)")

Marked = list[tuple[str, bool]]
"""Pieces of visible text in order, each with whether it changed."""

ELLIPSIS = "…"
# Comparing takes up to before × after steps; a sentence is done in well under a millisecond,
# and nobody looks for the one equal character in a longer span.
_COMPARED = 200
# Cells of context that stay on each side, however long the fix is.
_CONTEXT = 12


def changed_pieces(before: str, after: str) -> tuple[Marked, Marked]:
    """Both sides of a fix, cut where changed and unchanged characters meet.

    >>> changed_pieces("\N{LATIN CAPITAL LETTER A WITH TILDE}¤h", "äh")
    ([('Ã¤', True), ('h', False)], [('ä', True), ('h', False)])
    """
    if max(len(before), len(after)) > _COMPARED:
        return [(visible(before), True)], [(visible(after), True)]
    common = frozenset(before).intersection(after)
    if not common:
        return [(visible(before), True)], [(visible(after), True)]
    if len(before) == len(after):
        # One page of one byte a character read as another: each character stays in its place.
        differ = list(map(operator.ne, before, after))
        signs = [*compress(before, differ), *compress(after, differ)]
        if not any(map(str.isascii, signs)):
            ends = list(compress(range(1, len(differ)), map(operator.ne, differ, differ[1:])))
            cuts = [0, *ends, len(differ)] if differ[0] else [0, 0, *ends, len(differ)]
            return _cut_at(before, cuts), _cut_at(after, cuts)
    if "".join(common).isascii():
        pieces, others = _ASCII.split(before), _ASCII.split(after)
        if pieces[1::2] == others[1::2]:
            return _marked(before, pieces), _marked(after, others)
    # What both have in common, or the ASCII of it, is nearly always the same: spaces and signs.
    for kept in common, frozenset(filter(str.isascii, common)):
        left, right = _runs(before, kept), _runs(after, kept)
        if [run for run, changed in left if not changed] == [
            run for run, changed in right if not changed
        ]:
            return left, right
    left, right = [], []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        changed = kind != "equal"
        if end > start:
            left.append((visible(before[start:end]), changed))
        if new_end > new_start:
            right.append((visible(after[new_start:new_end]), changed))
    return left, right


def _cut_at(text: str, cuts: list[int]) -> Marked:
    return _marked(text, [text[start:end] for start, end in pairwise(cuts)])


def _runs(text: str, kept: frozenset[str]) -> Marked:
    """``text`` in runs of characters that are ``kept``, and of others."""
    if not kept:
        return [(visible(text), True)]
    return _marked(text, _of(kept).split(text))


def _marked(text: str, pieces: list[str]) -> Marked:
    """The pieces of ``text``, of which the first changed, the second stayed, and so on."""
    if not text.isprintable():
        pieces = list(map(visible, pieces))
    return [(piece, index % 2 == 0) for index, piece in enumerate(pieces) if piece]


@functools.lru_cache(maxsize=256)  # which characters stay is nearly always the same
def _of(kept: frozenset[str]) -> re.Pattern[str]:
    return re.compile(f"([{re.escape(''.join(sorted(kept)))}]+)")


@functools.lru_cache(maxsize=256)  # the pieces of a fix are asked about several times
def width_of(text: str) -> int:
    """The cells of a terminal that a visible text takes at most.

    >>> width_of("政府 report")
    11
    """
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    def __missing__(self, character: str) -> int:
        width = self[character] = cell_len(character)
        return width


_WIDTHS = _Widths()


def shorten(text: str, width: int) -> str:
    """``text`` cut at its end to at most ``width`` cells of a terminal.

    >>> shorten("政府工作报告", 9)
    '政府工作…'
    """
    if width_of(text) <= width:
        return text
    return _cut(text, width - 1).rstrip(" ") + ELLIPSIS


def shorten_start(text: str, width: int) -> str:
    """``text`` cut at its start to at most ``width`` cells.

    >>> shorten_start("the work report of the government", 12)
    '…government'
    """
    if width_of(text) <= width:
        return text
    return ELLIPSIS + _cut(text[::-1], width - 1).rstrip(" ")[::-1]


def _cut(text: str, width: int) -> str:
    """As many characters as fit."""
    ends = list(accumulate(map(_WIDTHS.__getitem__, text)))
    return text[: bisect.bisect_right(ends, width)]


def _width_up_to(pieces: Marked, width: int) -> int:
    """The cells that marked pieces take, or some number above ``width`` where they take more."""
    total = 0
    for text, _ in pieces:
        total += width_of(text)
        if total > width:
            break
    return total


def shorten_pieces(pieces: Marked, width: int) -> Marked:
    """Marked pieces cut at their end to at most ``width`` cells together."""
    if _width_up_to(pieces, width) <= width:
        return pieces
    kept: Marked = []
    left = width
    for text, changed in pieces:
        if width_of(text) >= left:
            kept.append((_cut(text, left - 1).rstrip(" ") + ELLIPSIS, changed))
            break
        kept.append((text, changed))
        left -= width_of(text)
    return kept


def fit(
    before: Marked, after: Marked, context_before: str, context_after: str, width: int
) -> tuple[Marked, Marked, str, str]:
    """Cut a fix and its context so that each of the two lines fits into ``width`` cells.

    The context gives way first, down to a few words on each side; then the end of the fix.
    """
    need = _width_up_to(before, width)
    if need <= width:  # of more there is room for none of the context
        need = max(need, _width_up_to(after, width))
    left, right = width_of(context_before), width_of(context_after)
    spare = max(width - need, 2 * _CONTEXT)
    if left + right > spare:
        half = spare // 2
        left = min(left, max(half, spare - right))
        right = min(right, spare - left)
    inner = width - left - right
    if need > inner:
        before, after = shorten_pieces(before, inner), shorten_pieces(after, inner)
    return (
        before,
        after,
        shorten_start(context_before, left),
        shorten(context_after, right),
    )
