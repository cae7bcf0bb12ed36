"""Slots of a text filled: how sure each character is, and the edges that put them back.

Not for: finding what fills them (``restored``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from garblefix.damage import Edge, Inferred
from garblefix.damage.inferring.slots import Divided

# By how much the log odds of the model are too high: of inferred characters that it gave 0.99 to
# 0.999 only 93 % were right on dev text, of those above 99 %.
HUMILITY = 0.55
# And where bytes were lost that the decoder had shown, any of them. Of those given 0.5 to 0.6
# without it 30 % were right, with it 52 %; of those above 0.9 99 %. In log odds.
LOST_LATER = 0.5
# And where a page that shows no C1 controls left fewer letters whole than not, so that what is
# inferred leans on what is inferred. Of Chinese and Japanese characters given 0.5 to 0.6 without it
# 30 % were right, of those given 0.9 to 0.98 80 %.
MOSTLY_LOST = 0.8
LEAST = 1e-9  # a chance, and what is left to others, at least


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a step that ends at this item puts in, how sure that is, what else it may have been."""

    end: int
    text: str
    chance: float
    others: tuple[str, ...]


def likeliest_of(chances: dict[str, float], text: str) -> str:
    """The likeliest of texts as long as ``text``, which the likeliest account of all puts in.

    More characters come back so; the others of that account hardly ask for this one.
    """
    alike = (other for other in chances if len(other) == len(text))
    return max(alike, key=lambda other: (chances[other], other == text), default=text)


def mixed(parts: Iterable[tuple[float, dict[str, float]]]) -> dict[str, float]:
    """The chances of texts by several accounts, each of which has such a share of all."""
    result: dict[str, float] = {}
    for share, chances in parts:
        for text, chance in chances.items():
            result[text] = result.get(text, 0.0) + share * chance
    return result


def by_character(
    end: int, text: str, chances: dict[str, float], doubt: float = 0.0
) -> Iterator[Chosen]:
    """What a step puts in, one by one: a letter may be sure, and the sign behind it not.

    ``doubt``: by how much more the log odds are too high, nats.
    """
    for place, character in enumerate(text):
        begun = text[:place]
        others: dict[str, float] = {}
        for other, chance in chances.items():
            if other.startswith(begun):
                next_one = other[place : place + 1]
                others[next_one] = others.get(next_one, 0.0) + chance
        ranked = sorted(others.keys() - {character, ""}, key=lambda other: -others[other])
        chance = calibrated(others[character], doubt)
        yield Chosen(end, character, chance, tuple(ranked[:3]))


def calibrated(chance: float, doubt: float = 0.0) -> float:
    """The chance that a character is right which the model gives this chance.

    >>> [round(calibrated(chance), 3) for chance in (0.5, 0.9, 0.9999, 1.0)]
    [0.5, 0.77, 0.994, 1.0]
    """
    chance = min(chance, 1.0 - LEAST)
    odds = max(chance, LEAST) / (1.0 - chance)
    return 1.0 - 1.0 / (1.0 + math.pow(odds, HUMILITY) * math.exp(-doubt))


def edges_of(
    text: str, whole: Divided, filled: dict[int, list[Chosen]], *, apart: bool
) -> Iterator[Edge]:
    """Edges that begin and end where a character of the text and one of the original do.

    Unless these are to be ``apart``, what is known without a gap is one edge.
    """
    places = [*whole.places, len(text)]
    group: list[tuple[int, str, Chosen | None]] = []  # places in the text
    known: list[str] = []  # without a gap, up to ``start``
    begin = start = 0
    solved, lossy = True, False
    for number, part in enumerate(whole.parts):
        if part.text is not None:
            group.append((places[part.start], part.text, None))
        else:
            begun = part.start
            for chosen in filled.get(number, ()):
                # Bytes that only begin a character go with the chunk that ends it.
                if chosen.text:
                    group.append((places[begun], chosen.text, chosen))
                    begun = chosen.end
            solved = solved and number in filled
            lossy = True
        end = places[part.end]
        if part.end < len(whole.places) and places[part.end - 1] == end:
            continue  # half of a character
        after = "".join([piece for _, piece, _ in group])
        changed = solved and after != text[start:end]
        if known and (lossy or apart or not changed):
            yield Edge(begin, start, "".join(known))
            known = []
        if changed and lossy:
            yield _edge(start, end, after, group)
        elif changed:
            begin = begin if known else start
            known.append(after)
        group = []
        start = end
        solved, lossy = True, False
    if known:
        yield Edge(begin, start, "".join(known))


def _edge(start: int, end: int, after: str, group: list[tuple[int, str, Chosen | None]]) -> Edge:
    inferred = []
    place = 0
    ends = [first for first, _, _ in group[1:]] + [end]
    for (first, piece, chosen), until in zip(group, ends, strict=True):
        if chosen is not None:
            span = (first - start, until - start, place, place + len(piece))
            inferred.append(Inferred(*span, chosen.chance, chosen.others))
        place += len(piece)
    return Edge(start, end, after, bool(inferred), tuple(inferred))
