"""The pieces of a line that are searched, and the fixes that come of them.

Not for: deciding anything. Offsets count characters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from garblefix.damage import Edge, rewritten
from garblefix.language import gate
from garblefix.results import Fix
from garblefix.search.outcome import Applied, Outcome

# A long line is searched in pieces: spans with non-ASCII characters, and this much around them.
CONTEXT = 16
WIDE_CONTEXT = 80  # where bytes may have been lost
_MARKER = re.compile(r"[\u2e80-\uffff][?\ufffd]")  # such decoders swallow signs
# A piece is cut at the next space or full stop after so many characters, at the latest at twice.
PIECE = 400
LONG = 100  # characters; from here on the worst part of a line is looked at first
PART, AROUND = 40, 20
_FOREIGN, _FOREIGN_OR_ASKING = re.compile(r"[^\x00-\x7f]+"), re.compile(r"[^\x00-\x7f]+|\?")
# Names of programs and marks around a text tell nothing of its language.
_CODE = re.compile(r"[][{}<>=|$_\\]")
# One character with nothing but ASCII around it, no letter of which touches it.
_BESIDE = r"[\x00-@\[-`{-\x7f]"
_SINGLE = re.compile(rf"(?:[\x00-\x7f]*{_BESIDE})?([^\x00-\x9f\ufffd])(?:{_BESIDE}[\x00-\x7f]*)?")
TORN = 16  # characters before a cut that may be read wrongly for what is missing
_BREAK = re.compile(r"[\x00- .。]")


def spans(line: str, signs: Collection[int] = ()) -> Iterator[tuple[int, int]]:
    """The parts of a line to search: around its non-ASCII characters; a short text is one.

    ``signs``: places in it that are worth a look besides, see ``damage``.

    >>> list(spans("x" * 100 + " é " + "y" * 100))
    [(85, 118)]
    >>> list(spans("x" * 20 + " é " + "y" * 20))
    [(0, 43)]
    """
    asking = any(line[place] == "?" for place in signs)
    if len(line) <= LONG and (asking or not line.isascii()) and not _CODE.search(line):
        # The more of it is looked at, the better is its language known.
        yield 0, len(line)
        return
    # Which sign was swallowed, the quotation marks and brackets of the line tell.
    around = WIDE_CONTEXT if asking or _MARKER.search(line) else CONTEXT
    start = end = -1
    for match in (_FOREIGN_OR_ASKING if asking else _FOREIGN).finditer(line):
        if start >= 0 and match.start() - end <= 2 * around:
            end = match.end()
        else:
            if start >= 0:
                yield max(0, start - around), min(len(line), end + around)
            start, end = match.span()
    if start >= 0:
        yield max(0, start - around), min(len(line), end + around)


def cut(line: str, start: int, end: int) -> int:
    """Where to end the piece that begins at ``start``, ``end`` at the latest."""
    if end - start <= 2 * PIECE:
        return end
    good = _BREAK.search(line, start + PIECE, start + 2 * PIECE)
    return good.end() if good else start + 2 * PIECE


def worst_part(line: str) -> str:
    """The part of a long line that the gate suspects most, with what stands around it."""
    starts = list(range(0, len(line), PART))
    doubts = gate.suspicion([line[start : start + PART] for start in starts])
    start = starts[doubts.index(max(doubts))]
    first, last = max(0, start - AROUND), start + PART + AROUND
    begin = _BREAK.search(line, first, start)
    end = _BREAK.search(line, start + PART, last)
    return line[begin.start() if begin else first : end.end() if end else last]


def single(piece: str) -> str:
    """The only character of a piece that is not ASCII where it is no letter of a word, else "".

    >>> single("U+00E9 é LATIN SMALL LETTER"), single("né"), single("éà")
    ('é', '', '')
    """
    found = _SINGLE.fullmatch(piece)
    return found[1] if found else ""


def whole_part(piece: str, outcome: Outcome) -> tuple[Outcome, int]:
    """The part of an outcome that a cut behind ``piece`` cannot have torn, and its length there.

    The characters behind its last sound edge go with the next piece.
    """
    kept = tuple(item for item in outcome.applied if item.edge.end <= len(piece) - TORN)
    if not kept:
        return outcome, len(piece)
    length = kept[-1].edge.end
    text = rewritten(piece[:length], (item.edge for item in kept))
    return replace(outcome, text=text, applied=kept), length


def fixes_of(text: str, applied: Iterable[Applied], probability: float) -> Iterator[Fix]:
    """The replaced spans of an outcome; those with nothing but signs between them are one fix.

    What was inferred is a fix of its own.
    """
    group: list[Applied] = []
    for item in applied:
        for part in _parts(item):
            if group and not _touches(text, group[-1], part):
                yield _fix(text, group, probability)
                group = []
            group.append(part)
    if group:
        yield _fix(text, group, probability)


def _parts(item: Applied) -> list[Applied]:
    """What an edge replaces, known and inferred characters apart; none stands for nothing."""
    edge = item.edge
    if not edge.inferred:
        return [item]
    cuts: list[tuple[int, int, float | None]] = []  # place, place in ``after``, chance
    place = at = 0
    for part in edge.inferred:
        if part.start > at:
            cuts.append((place, at, None))
        cuts.append((part.place, part.start, part.chance))
        place, at = part.until, part.end
    if at < len(edge.after) or place < edge.end - edge.start:
        cuts.append((place, at, None))
    parts: list[Applied] = []
    ends = [(start, after) for start, after, _ in cuts[1:]]
    ends.append((edge.end - edge.start, len(edge.after)))
    for (start, first, chance), (end, last) in zip(cuts, ends, strict=True):
        piece = Edge(
            edge.start + start, edge.start + end, edge.after[first:last], chance is not None
        )
        sure = item.chance if chance is None else item.chance * chance
        if parts and (start == end or parts[-1].edge.start == parts[-1].edge.end):
            before = parts.pop()
            piece = Edge(before.edge.start, piece.end, before.edge.after + piece.after, True)
            sure = min(before.chance, sure)
        parts.append(replace(item, edge=piece, chance=sure))
    return parts


def _fix(text: str, group: list[Applied], probability: float) -> Fix:
    start, end = group[0].edge.start, group[-1].edge.end
    after = []
    place = start
    for item in group:
        after += [text[place : item.edge.start], item.edge.after]
        place = item.edge.end
    return Fix(
        start,
        end,
        text[start:end],
        "".join(after),
        group[0].damage,
        group[0].chain,
        min(1.0, *(item.chance for item in group)) * probability,
        any(item.edge.lossy for item in group),
    )


def _touches(text: str, first: Applied, second: Applied) -> bool:
    if first.chain != second.chain or not first.damage == second.damage == "misread":
        return False
    if first.edge.lossy != second.edge.lossy:
        return False
    between = text[first.edge.end : second.edge.start]
    if between and first.edge.lossy:
        return False
    return not any(character.isalnum() or character > "\x7f" for character in between)


def moved(fix: Fix, by: int) -> Fix:
    """The same fix, ``by`` characters further on."""
    return replace(fix, start=fix.start + by, end=fix.end + by)


def some_lack(fixes: Sequence[Fix], parts: Sequence[tuple[int, int]]) -> bool:
    """Whether some of the parts of a line that is not too long have fixes, and some have none."""
    having = {part for part in parts for fix in fixes if part[0] <= fix.start < part[1]}
    return 0 < len(having) < len(parts) and parts[-1][1] - parts[0][0] <= 4 * PIECE


def adds_to(fixes: Iterable[Fix], others: Iterable[Fix]) -> bool:
    """Whether the fixes are all those others, of the same chains, and more."""
    more, some = (
        {(fix.start, fix.end, fix.after, fix.chain) for fix in each} for each in (fixes, others)
    )
    return some < more and {fix[-1] for fix in some} == {fix[-1] for fix in more}
