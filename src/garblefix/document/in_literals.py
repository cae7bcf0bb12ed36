"""What a line of code was of which a literal is garbled, which the code around it hides.

The names of the program are of no language, and quotes stand in hardly any text beside Chinese or
Japanese; a literal is a text of its own. Not for: where literals stand (``literals``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from garblefix.damage import rewritten
from garblefix.damage.undoing import undo
from garblefix.document import literals
from garblefix.document.line import LineRepair
from garblefix.document.pieces import fixes_of, moved
from garblefix.language.scripts import CJK, GREEK
from garblefix.results import Fix
from garblefix.search.surroundings import PAIR

if TYPE_CHECKING:
    from garblefix.search.outcome import Outcome

# What has this chance in a line of code is looked at in its literal alone, which must be so sure;
# of pages of pairs, whose characters no chance makes, the literal says all.
POSSIBLE, OF_PAIRS, SURE = 0.3, 0.02, 0.95
SPACES = 3  # in a sentence, at least
LETTERS = 6  # of an alphabet that say enough by themselves

Rank = Callable[[str], "list[Outcome]"]
"""Gives the readings of a piece of text, the one to take first, with the chance of each."""


class InLiteral(NamedTuple):
    """The ``outcome`` of a literal and the ``others``; ``span``: where it stands.

    ``in_pairs``: whether other literals of the line, too short to tell, were of the same pairs.
    """

    outcome: Outcome
    others: tuple[Outcome, ...]
    span: tuple[int, int]
    in_pairs: bool

    def repair(self, line: str) -> LineRepair:
        """The line with it."""
        first, last = self.span
        sure = self.outcome.confidence
        own = fixes_of(line[first:last], self.outcome.applied, sure)
        fixes = [moved(fix, first) for fix in own]
        if self.in_pairs:
            fixes += _of_the_same(line, self.span, fixes[0])
            fixes.sort(key=lambda fix: fix.start)
        after = rewritten(line, fixes)
        return LineRepair(after, sure, line, "", False, tuple(fixes), self.others, self.span)


def in_literal(found: LineRepair, rank: Rank) -> InLiteral | None:
    """What one literal was; ``found``: nothing, in all of the line."""
    line = found.before
    return _likeliest(found, rank) or _of_another_script(line, rank) or _sentence(line, rank)


def _likeliest(found: LineRepair, rank: Rank) -> InLiteral | None:
    """What is likeliest in all of the line, if its literal alone makes sure of it."""
    if not found.others:
        return None
    line, (start, end) = found.before, found.piece
    likeliest = found.others[0]
    edges = [item.edge for item in likeliest.applied]
    # What was lost is of the line, and signs are of no language.
    letters = any(letter.isalpha() for edge in edges for letter in edge.after)
    in_pairs = all(edge.after >= CJK for edge in edges)
    if not letters or any(edge.lossy for edge in edges):
        return None
    span = literals.around(line, start + edges[0].start, start + edges[-1].end)
    if span is None:
        return None
    first, last = span
    if not any(map(str.isalpha, line[first:last])):
        return None  # a sign by itself is one
    best, *others = rank(line[first:last])
    possible = likeliest.confidence >= (OF_PAIRS if in_pairs else POSSIBLE)
    after = line[:first] + best.text + line[last:]
    agreed = possible and after == line[:start] + likeliest.text + line[end:]
    if best.confidence < SURE or not agreed:
        return None
    return InLiteral(best, tuple(others), span, in_pairs)


def _of_another_script(line: str, rank: Rank) -> InLiteral | None:
    """What a literal was that is nothing but text of another script than Latin: ``"‚Í‚¢"``.

    Several that nothing but signs divides say more together.
    """
    found = []
    for first, last in dict.fromkeys([*literals.listed(line), *literals.every(line)]):
        shown = [sign for sign in line[first:last] if sign >= "\x80"]
        few = len(shown) < PAIR or max(shown) >= CJK
        if few or literals.is_prose(line, first, last):
            continue
        best, *others = rank(line[first:last])
        if best.confidence >= SURE and _is_of_another_script(line[first:last], best):
            in_pairs = len(best.text) < last - first
            found.append(InLiteral(best, tuple(others), (first, last), in_pairs))
    return max(found, key=lambda each: each.outcome.confidence, default=None)


def _sentence(line: str, rank: Rank) -> InLiteral | None:
    """What a sentence was that stands in code of ASCII: a text of its own, whatever that says."""
    for first, last in literals.every(line):
        text = line[first:last]
        if text.isascii():
            continue
        sentence = text.count(" ") >= SPACES and (line[:first] + line[last:]).isascii()
        if not sentence or literals.is_prose(line, first, last):
            return None
        best, *others = rank(text)
        sure = best.confidence >= SURE and not any(item.edge.lossy for item in best.applied)
        return (
            InLiteral(best, tuple(others), (first, last), False) if sure and best.applied else None
        )
    return None


def _is_of_another_script(text: str, outcome: Outcome) -> bool:
    """Whether all of a text that is not ASCII was of East Asia, or enough of another alphabet."""
    edges = [item.edge for item in outcome.applied]
    replaced = sum(sign >= "\x80" for edge in edges for sign in text[edge.start : edge.end])
    letters = [sign for edge in edges for sign in edge.after if sign.isalpha()]
    return (
        replaced == sum(sign >= "\x80" for sign in text)
        and not any(edge.lossy for edge in edges)
        and min(letters, default="") >= GREEK
        and (min(letters) >= CJK or len(letters) >= LETTERS)
    )


def _of_the_same(line: str, repaired: tuple[int, int], fix: Fix) -> Iterator[Fix]:
    """What other literals of a line of code were, which are too short to tell, by the one ``fix``.

    All of each must be characters of East Asia then: ``"Ãë"`` is 秒 beside others of GBK.
    """
    for first, last in literals.every(line):
        before = line[first:last]
        if (repaired[0] <= first and last <= repaired[1]) or before.isascii():
            continue
        after = undo(before, fix.chain)
        if after is not None and min(filter(str.isalpha, after), default="") >= CJK:
            yield replace(fix, start=first, end=last, before=before, after=after)
