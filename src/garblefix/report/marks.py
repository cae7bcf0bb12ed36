"""Which characters of a fix changed, and how a long line is cut around it.

Not for: colours; a mark is a flag beside a piece of text, and ``text`` decides how it looks.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from rich.cells import cell_len, set_cell_size

from garblefix.report.visible import visible

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
    left: Marked = []
    right: Marked = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        changed = kind != "equal"
        if end > start:
            left.append((visible(before[start:end]), changed))
        if new_end > new_start:
            right.append((visible(after[new_start:new_end]), changed))
    return left, right


def shorten(text: str, width: int) -> str:
    """``text`` cut at its end to at most ``width`` cells of a terminal.

    >>> shorten("政府工作报告", 9)
    '政府工作…'
    """
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip(" ") + ELLIPSIS


def shorten_start(text: str, width: int) -> str:
    """``text`` cut at its start to at most ``width`` cells.

    >>> shorten_start("the work report of the government", 12)
    '…government'
    """
    if cell_len(text) <= width:
        return text
    return ELLIPSIS + set_cell_size(text[::-1], max(width - 1, 0)).rstrip(" ")[::-1]


def shorten_pieces(pieces: Marked, width: int) -> Marked:
    """Marked pieces cut at their end to at most ``width`` cells together."""
    if sum(cell_len(text) for text, _ in pieces) <= width:
        return pieces
    kept: Marked = []
    left = width
    for text, changed in pieces:
        if cell_len(text) >= left:
            kept.append((set_cell_size(text, max(left - 1, 0)).rstrip(" ") + ELLIPSIS, changed))
            break
        kept.append((text, changed))
        left -= cell_len(text)
    return kept


def fit(
    before: Marked, after: Marked, context_before: str, context_after: str, width: int
) -> tuple[Marked, Marked, str, str]:
    """Cut a fix and its context so that each of the two lines fits into ``width`` cells.

    The context gives way first, down to a few words on each side; then the end of the fix.
    """
    need = max(sum(cell_len(text) for text, _ in side) for side in (before, after))
    left, right = cell_len(context_before), cell_len(context_after)
    spare = max(width - need, 2 * _CONTEXT)
    if left + right > spare:
        half = spare // 2
        left = min(left, max(half, spare - right))
        right = min(right, spare - left)
    inner = width - left - right
    return (
        shorten_pieces(before, inner),
        shorten_pieces(after, inner),
        shorten_start(context_before, left),
        shorten(context_after, right),
    )
