"""The spans that a chain replaced in a line all of which it explains, at little cost.

No misreading touches ASCII that stands by itself: what stands between it before and after are the
same spans in the same order. Not for: lines explained in part, which take the laying of the chain
over the text (``outcome.laid_over``).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator

_FOREIGN = re.compile(r"([^\x00-\x7f]+)")
_LETTER_OR_DIGIT = re.compile(r"[0-9A-Za-z]")

Span = tuple[int, int, str]
"""Start and end in the line, what comes there."""


def spans(before: str, after: str) -> list[Span] | None:
    """What was replaced in a line; spans with nothing but signs between them are one.

    ``after``: all of the line back through a chain. None where that swallowed letters of ASCII.

    >>> spans("dÃ¨s lâ€™Ã©tÃ©", "dès l’été")
    [(1, 3, 'è'), (6, 11, '’é'), (12, 14, 'é')]
    """
    left, right = _FOREIGN.split(before), _FOREIGN.split(after)
    if left[::2] != right[::2]:
        return None
    return list(_joined(before, _changed(left, right)))


def _changed(left: list[str], right: list[str]) -> Iterator[Span]:
    """The spans of what is not ASCII, less characters that stayed as they were."""
    place = 0
    for index, (old, new) in enumerate(zip(left, right, strict=True)):
        if index % 2:
            if len(old) != len(new) or not any(map(operator.eq, old, new)):
                yield place, place + len(old), new
            else:
                for offset, (character, outcome) in enumerate(zip(old, new, strict=True), place):
                    if character != outcome:
                        yield offset, offset + 1, outcome
        place += len(old)


def _joined(line: str, spans: Iterator[Span]) -> Iterator[Span]:
    first = next(spans, None)
    if first is None:
        return
    start, end, outcome = first
    for next_start, next_end, next_outcome in spans:
        between = line[end:next_start]
        if between.isascii() and not _LETTER_OR_DIGIT.search(between):
            outcome += between + next_outcome
        else:
            yield start, end, outcome
            start, outcome = next_start, next_outcome
        end = next_end
    yield start, end, outcome
