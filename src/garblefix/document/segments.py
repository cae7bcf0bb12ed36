r"""Long lines in segments, each repaired as if it were a line of its own.

A line of JSON holds a whole document, its line ends escaped; a minified file is one line. What is
garbled in these is a paragraph or a value, and its neighbours help it as lines do. Not for: the
parts of a line that are searched (``pieces``). Offsets count characters.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence

from garblefix.document.line import LineRepair, Lines
from garblefix.document.pieces import moved
from garblefix.language import gate
from garblefix.results import Fix

# Longer lines are cut, into segments that are no longer than this where they can be; what is no
# longer than ENOUGH is not cut further.
LONG, ENOUGH = 800, 400
# In longer lines words stand twice by chance, and do not show what the garbled ones were.
SHORT = 2_000
# An escaped line end is a segment by itself: ``n`` before a letter is none of its word. Or one ends
# behind a value or a paragraph, a sentence, a word, and has so many characters at least. All of
# that is ASCII, so that no character is torn whose bytes were shown as several.
_BETWEEN = re.compile(r"(?:\\[nrt])+")
_ENDS = (
    (60, re.compile(r'"[,}\]]+|</(?:p|div|li|td|tr|h\d)>|<br ?/?>')),
    (200, re.compile(r"[.!?:;,][\"')\]]? ")),
    (400, re.compile(r"[!-~] ")),
)
_ANYWHERE = re.compile("|".join(pattern.pattern for _, pattern in _ENDS))
# Signs that end what hardly has any ASCII. They may be two bytes of other characters, so that one
# ends a segment only where the gate finds nothing in so many characters on either side.
_WIDE = re.compile(r"[。！？；，、]")
LEAST, AROUND = 100, 20


def segments(line: str) -> Iterator[str]:
    r"""The segments of a line, which is one where it is not long.

    >>> paragraph = "Zwei Sätze. " * 20
    >>> [len(part) for part in segments(rf'{{"text": "{paragraph}\n{paragraph * 4}"}}')]
    [250, 2, 204, 758]
    """
    if len(line) <= LONG:
        yield line
        return
    start = 0
    for between in _BETWEEN.finditer(line):
        if between.start() > start:
            yield from _cut(line, start, between.start())
        yield between.group()
        start = between.end()
    if start < len(line):
        yield from _cut(line, start, len(line))


def _cut(line: str, start: int, end: int) -> Iterator[str]:
    while end - start > ENOUGH:
        last = min(start + LONG, end)
        ends = (pattern.search(line, start + least, last) for least, pattern in _ENDS)
        found = (
            next(filter(None, ends), None)
            or _between_wide(line, start, last)
            or _ANYWHERE.search(line, last, end)
        )
        if found is None:
            break
        yield line[start : found.end()]
        start = found.end()
    if start < end:
        yield line[start:end]


def _between_wide(line: str, start: int, last: int) -> re.Match[str] | None:
    """The first sign up to ``last`` behind which clean text without ASCII may be cut."""
    every = list(_WIDE.finditer(line, start + LEAST, last))
    sides = [
        side
        for sign in every
        for side in (line[sign.end() - AROUND : sign.end()], line[sign.end() : sign.end() + AROUND])
    ]
    doubts = gate.suspicion(sides)
    pairs = zip(every, doubts[::2], doubts[1::2], strict=True)
    return next((sign for sign, *both in pairs if max(both) <= gate.SUSPICIOUS), None)


def in_segments(
    before: Sequence[str],
    repair: Callable[[Sequence[str]], Lines],
    kept: Callable[[Sequence[str]], Lines],
) -> Lines:
    """Lines of a document, ``repair`` given each segment of the long ones as a line.

    ``kept``: lines none of which is repaired.
    """
    if max(map(len, before), default=0) <= LONG:
        return repair(before)
    parts = [list(segments(line)) for line in before]
    repaired = repair([*itertools.chain(*parts)])
    whole = kept(before)
    first = 0
    for place, own in enumerate(parts):
        found = _joined(before[place], repaired, first, len(own))
        if found is not None:
            whole.put(place, found)
        first += len(own)
    return whole


def _joined(line: str, repaired: Lines, first: int, count: int) -> LineRepair | None:
    """What becomes of a line of so many segments, None where all are left alone."""
    from garblefix.document.quoting import QUOTED, quotes, talks

    found = [repaired.repair(place) for place in range(first, first + count)]
    if count == 1 or not any(found):
        return found[0]
    fixes: list[Fix] = []
    after = []
    weakest: tuple[float, int, LineRepair] | None = None
    sure: dict[str, float] = {}  # of segments that changed, each once
    left = 1.0  # of those that did not: they are one text
    start = 0
    for place, own in enumerate(found, first):
        text = repaired.before[place]
        if own is not None:
            fixes += [moved(fix, start) for fix in own.fixes]
            if own.after == text:
                left = min(left, own.confidence)
            else:
                sure[text] = own.confidence
            if own.others and (weakest is None or own.confidence < weakest[0]):
                weakest = (own.confidence, start, own)
        after.append(text if own is None else own.after)
        start += len(text)
    # What a line says of its garbled text may stand in another segment.
    said = [fix for fix in fixes if fix.damage in QUOTED]
    if (quotes if len(line) <= SHORT else talks)(line, said):
        return None
    confidence = left * math.prod(sure.values())
    result = LineRepair("".join(after), confidence, line, found=tuple(fixes))
    if weakest is not None:
        _, start, own = weakest
        result.others = own.others
        result.piece = (start + own.piece[0], start + own.piece[1])
    return result
