"""Whether words tell that a text was UTF-8 of which hardly more than first bytes is seen.

``cittÃ`` was città, ``AMANHÃ`` is Portuguese. Not for: what stood there (``restored``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from garblefix.damage import Edge, rewritten
from garblefix.encodings import DOTS
from garblefix.language import words

# Of the words that something is put into so many must be known, and have so many letters together,
# where each counts for one more, and for another if nobody writes it as it is shown; a character of
# which all is seen counts for these.
KNOWN, LETTERS, WHOLE = 0.6, 4, 2
# The chance of a letter with which alone a word is one.
SPELLED = 0.9


def worded(text: str, found: Sequence[Edge], *, complete: int = 0) -> list[Edge]:
    """What was inferred, as words have it; nothing if most are none, or are known as they are.

    ``complete``: how many characters beside them were UTF-8, and are all there.

    >>> def told(text):
    ...     return [edge.after for edge in worded(text, [Edge(4, 5, "à", True)])]
    >>> told("cittÃ"), told("cattÃ"), told("città")
    (['à'], [], [])
    """
    result: list[Edge] = []
    known: dict[str, int] = {}
    asked = told = 0
    for number, edge in enumerate(found):
        if not edge.lossy and DOTS not in text[edge.start : edge.end]:
            result.append(edge)
            continue
        shown = words.around(text, edge.start, edge.end)
        if len(shown) > 1 and words.frequency(shown) is not None:
            return []
        drafts = _drafts(edge)
        behind = found[number + 1 :]
        spelled = next((each for each in drafts if _is_word(text, result, each, behind)), None)
        asked += 1
        if spelled is not None:
            told += 1
            outcome = rewritten(text, [*result, spelled])
            word = words.around(outcome, *_place(result, spelled))
            known[words.folded(word)] = len(word) + 1 + (not words.cased(shown))
        result.append(spelled or edge)
    letters = sum(known.values()) + WHOLE * complete
    return result if told and told >= KNOWN * asked and letters >= LETTERS else []


def _drafts(edge: Edge) -> Iterator[Edge]:
    """An edge, and what else it may be where one letter of it was inferred."""
    yield edge
    if len(edge.inferred) == len(edge.after) == 1:
        [part] = edge.inferred
        for other in part.others:
            if len(other) == 1:
                others = tuple(dict.fromkeys((edge.after, *part.others)).keys() - {other})
                told = replace(part, chance=SPELLED, others=others)
                yield replace(edge, after=other, inferred=(told,))


def _place(before: Sequence[Edge], edge: Edge) -> tuple[int, int]:
    """Where what an edge puts in stands behind others."""
    first = edge.start + sum(len(each.after) - (each.end - each.start) for each in before)
    return first, first + len(edge.after)


def _is_word(text: str, before: Sequence[Edge], edge: Edge, behind: Sequence[Edge]) -> bool:
    """Whether what an edge makes beside others are words that people use."""
    outcome = rewritten(text, [*before, edge, *behind])
    made = words.WORD.findall(words.around(outcome, *_place(before, edge)))
    foreign = [word for word in made if not word.isascii()]
    return bool(foreign) and all(
        words.cased(word) and words.frequency(word) is not None for word in foreign
    )
