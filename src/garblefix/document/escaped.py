r"""Lines in which somebody left characters escaped, and whether they were meant to be read.

Escapes are written on purpose too: in tables, regular expressions, bytes of binary files. What they
say is then any characters, or bytes; where they were left by accident it is text. The language
model says how likely it is as text, coherence how likely as characters of these scripts, and each
byte is one of those above 0x7F. What is no text may be garbled text: then what is found below it
has to be. Not for: the notations (``damage.escape``). Offsets count characters.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from garblefix.calibration import Situation, log_odds, script_of
from garblefix.damage import Edge, Reading, escape, rewritten
from garblefix.document.stacked import stacked
from garblefix.language import gate, scripts, words
from garblefix.language.model import load
from garblefix.results import Fix
from garblefix.search.accounts import placed
from garblefix.search.surroundings import beside

if TYPE_CHECKING:
    from garblefix.calibration import Calibration
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model
    from garblefix.results import Options

# log P of what is written on purpose, in nats: any byte above 0x7F; any letter of an alphabet, of
# which the largest have as many; any ideograph or syllable.
ANY_BYTE = ANY_LETTER = -math.log(128)
ANY_IDEOGRAPH = -math.log(20_000)
IDEOGRAPHS = "\u3400", "\ud7a4"
# Where a character is the next code point or the same again, coherence has no more than this.
IN_A_ROW = -1.5
# That one of the escapes of a line is on purpose where others are not, in nats.
STRAY = 18.0
# Signs are no words, and say little for or against text.
SIGN = -2.0
# A character alone between quotation marks or brackets, as in tables and code: letters of alphabets
# and signs, pictures, ideographs and syllables.
ALONE, ALONE_PICTURE, ALONE_WORD = 8.0, 4.0, 2.0
# What a word gains at least that people use, in nats; and what letters that make a word with those
# beside them do, which is how nobody writes a table, and how names are.
USED, JOINED = 3.0, 0.0
# A letter of ASCII behind counts so much at most, for words of one language stand in others; nats.
NEXT = 4.0
WORD = 3  # letters; shorter ones prove nothing
# Where all are single bytes of a code page, which may be numbers or formats, what each costs, nats.
CHANCE = 6.0
BYTE = 3  # characters of one: ``=99``
# Where all are spaces and the like, which people write so to see them; nats.
UNSEEN = 9.0
# Where all are alone, and several, what each costs besides.
TABLE = 5.0
# How much the other lines of a document say of one, for each and together, in nats.
LINE, DOCUMENT = 4.0, 6.0
# What it costs that what was escaped was garbled before, beyond what its notation says for it; and
# where it was no UTF-8, so that the notation says nothing.
GARBLED_BEFORE, PAGE_BEFORE = 6.0, 2.0
# Escaped text may have been escaped before: so often is it looked at again.
ROUNDS = 4
# What stands beside a character that is alone.
_MARKS = frozenset("\"'`()[]{}<>|,;:=/\\")
_NO_MARKS = {
    ord(sign): " "
    for sign in map(chr, range(0x21, 0x7F))
    if not sign.isalnum() and sign not in "',.-"
}


@dataclass(frozen=True, slots=True)
class Unescaped:
    """What a line says without its escapes.

    Where ``doubtful``, it reads like garbled text, and only what that was tells whether it is one;
    ``prior`` is then what the notation alone says, in nats.
    """

    before: str
    fixes: tuple[Fix, ...] = ()
    doubtful: bool = False
    prior: float = 0.0

    @property
    def after(self) -> str:
        """The line without these escapes."""
        return rewritten(self.before, self.fixes)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading of a line with what each of its edges gains (nats) over being on purpose."""

    reading: Reading
    gains: tuple[float, ...]

    @property
    def gain(self) -> float:
        """Of the whole line, where each edge may be on purpose all the same; nats."""
        return sum(_log_sum([gain, -STRAY]) for gain in self.gains) - self.reading.cost


class Escapes:
    """Undoes the escapes of the lines of a document, as far as ``options`` allow."""

    def __init__(self, options: Options, calibration: Callable[[], Calibration]) -> None:
        self._options = options
        self._calibration = calibration
        self._model = load()

    def unescaped(self, lines: Sequence[str]) -> dict[int, Unescaped]:
        """What the lines say, by place; those not in it stay as they are."""
        found: dict[int, Unescaped] = {}
        left = {place: line for place, line in enumerate(lines) if escape.shows(line)}
        for _ in range(ROUNDS):
            step = self._step(left)
            for place, more in step.items():
                if place not in found:
                    found[place] = more
                elif not more.doubtful:
                    fixes = stacked(lines[place], found[place].fixes, more.fixes)
                    found[place] = Unescaped(lines[place], tuple(fixes))
            left = {
                place: more.after
                for place, more in step.items()
                if not more.doubtful and escape.shows(more.after)
            }
            if not left:
                break
        return found

    def _step(self, lines: dict[int, str]) -> dict[int, Unescaped]:
        weighed = {place: self.weighed(line) for place, line in lines.items()}
        document: dict[str, float] = {}
        for ways in weighed.values():
            for way in ways:
                told = min(max(way.gain, -LINE), LINE)
                document[way.reading.chain] = document.get(way.reading.chain, 0.0) + told
        found = {}
        for place, ways in weighed.items():
            ranked = []
            for way in ways:
                others = document[way.reading.chain] - min(max(way.gain, -LINE), LINE)
                ranked.append((way.gain + min(max(others, -DOCUMENT), DOCUMENT), way))
            chosen = self._chosen(lines[place], ranked)
            if chosen is not None:
                found[place] = chosen
        return found

    def weighed(self, line: str) -> list[Weighed]:
        """The readings of a line, each outcome once."""
        readings: dict[tuple[Edge, ...], Reading] = {}
        for reading in escape.propose(line):
            same = readings.setdefault(reading.edges, reading)
            if reading.cost < same.cost:
                readings[reading.edges] = reading
        return _weighed(line, list(readings.values()), self._model)

    def _chosen(self, line: str, ranked: list[tuple[float, Weighed]]) -> Unescaped | None:
        if not ranked:
            return None
        ranked.sort(key=lambda item: -item[0])
        gain, best = ranked[0]
        if gain > 0.0 and not any(_has_controls(edge.after) for edge in best.reading.edges):
            total = _log_sum([0.0, *(other for other, _ in ranked)])
            fixes = self._fixes(line, best, math.exp(gain - total))
            if fixes:
                return Unescaped(line, fixes)
        garbled = [way for _, way in ranked if -way.reading.cost > GARBLED_BEFORE / 2]
        outcomes = [way.reading.apply(line) for way in garbled]
        doubts = gate.suspicion(outcomes)
        for way, doubt in zip(garbled, doubts, strict=True):
            if doubt > gate.GARBLED:
                fixes = tuple(_fix(line, way.reading, edge, 1.0) for edge in way.reading.edges)
                return Unescaped(line, fixes, True, -way.reading.cost)
        return None

    def _fixes(self, line: str, way: Weighed, probability: float) -> tuple[Fix, ...]:
        fixes = []
        for edge, gain in zip(way.reading.edges, way.gains, strict=True):
            if gain > -STRAY:
                chance = probability / (1.0 + math.exp(-STRAY - gain))
                sure = self._sure(edge.after, chance)
                if sure >= self._options.min_confidence:
                    fixes.append(_fix(line, way.reading, edge, sure))
        return tuple(fixes)

    def _sure(self, after: str, chance: float) -> float:
        script = script_of(after, self._model)
        return self._calibration().chance(
            Situation(log_odds(chance), escape.NAME, len(after), script)
        )

    def settled(self, found: Unescaped, fixes: Sequence[Fix]) -> tuple[Fix, ...]:
        """The escapes of a line with the fixes on top of them; none where it was no text."""
        every = stacked(found.before, found.fixes, fixes)
        if not found.doubtful:
            return tuple(every)
        own = [fix for fix in every if fix.damage == escape.NAME]
        if not fixes or not own or any(_has_controls(fix.after) for fix in own):
            return ()
        edges = tuple(Edge(fix.start, fix.end, fix.after) for fix in own)
        # Each garbled character was one of those above 0x7F.
        garbled = [
            sum(len(part.after) for part in found.fixes if fix.start <= part.start < fix.end)
            for fix in own
        ]
        # Sequences of UTF-8 are no coincidence; letters of a page are those of another as well.
        structured = all(fix.chain.startswith("utf-8>") for fix in own)
        cost = GARBLED_BEFORE - found.prior if structured else PAGE_BEFORE
        reading = Reading(escape.NAME, "", cost, edges)
        gain = _weighed(found.before, [reading], self._model, garbled)[0].gain
        if gain <= 0.0:
            return ()
        chance = 1.0 / (1.0 + math.exp(-gain))
        return tuple(
            replace(fix, confidence=min(fix.confidence, self._sure(fix.after, chance)))
            for fix in every
        )


def _fix(line: str, reading: Reading, edge: Edge, confidence: float) -> Fix:
    before = line[edge.start : edge.end]
    return Fix(edge.start, edge.end, before, edge.after, escape.NAME, reading.chain, confidence)


def _has_controls(characters: str) -> bool:
    """Whether there are C1 controls, which are bytes of what was garbled."""
    return any("\x80" <= character < "\xa0" for character in characters)


def _weighed(
    line: str, readings: Sequence[Reading], model: Model, spent: Sequence[int] = ()
) -> list[Weighed]:
    """What the edges of readings gain; ``spent``: bytes behind each edge where they are known."""
    if not readings:
        return []
    outcomes = [reading.apply(line) for reading in readings]
    # Quotation marks and the like around a text are no part of it; nor are words of ASCII beside
    # one in another script.
    texts = [outcome.translate(_NO_MARKS) for outcome in outcomes]
    texts += [edge.after for reading in readings for edge in reading.edges]
    each, starts = model.characters(texts)
    coherent = model.coherence(texts)
    begins = starts.tolist()
    own = len(readings)
    result = []
    for reading, outcome, first in zip(readings, outcomes, begins, strict=False):
        gains = []
        source = reading.chain.partition(">")[0]
        for number, (edge, start, end) in enumerate(placed(reading.edges)):
            spent_here = spent[number] if spent else 0
            if source not in ("", "unicode"):
                spent_here = len(edge.after.encode(source, "replace"))
            within = slice(first + start, first + end)
            by_itself = slice(begins[own], begins[own] + len(edge.after))
            own += 1
            gain = _gain(edge.after, each[within], coherent[within], spent_here)
            before, follows = beside(outcome, start, end)
            if edge.after[-1].isalpha() and follows.isalpha() and follows.isascii():
                gain += max(float(each[first + end] - coherent[first + end]), -NEXT)
            if not (before.isalnum() or follows.isalnum()):
                gain = max(
                    gain, _gain(edge.after, each[by_itself], coherent[by_itself], spent_here)
                )
            if gain < USED and words.alphabetic(edge.after[0]):
                word = words.folded(words.around(outcome, start, end))
                used = len(word) >= WORD and words.frequency(word) is not None
                gain = max(gain, USED) if used else gain
                by_structure = source in ("", "unicode", "utf-8")
                if gain < JOINED and by_structure and _is_joined(outcome, start, end):
                    gain = JOINED
            gains.append(gain)
        unseen = [not any(map(str.isprintable, edge.after)) for edge in reading.edges]
        # What is ASCII is as the rest is.
        silent = [edge.after.isascii() for edge in reading.edges]
        gains = [
            0.0 if hidden or ascii_ else gain
            for hidden, ascii_, gain in zip(unseen, silent, gains, strict=True)
        ]
        if all(unseen):
            gains[0] -= UNSEEN
        alone = [
            0.0 if ascii_ else _alone(line, edge)
            for ascii_, edge in zip(silent, reading.edges, strict=True)
        ]
        table = TABLE if len(alone) > 1 and all(alone) else 0.0
        chance = [_by_chance(line, edge, source) for edge in reading.edges]
        each_costs = table + (CHANCE if all(chance) else 0.0)
        gains = [gain - cost - each_costs for gain, cost in zip(gains, alone, strict=True)]
        result.append(Weighed(reading, tuple(gains)))
    return result


def _gain(after: str, each: Floats, coherent: Floats, number_of_bytes: int) -> float:
    """What characters gain as text over any characters, or over any bytes where these are known."""
    large = [IDEOGRAPHS[0] <= character < IDEOGRAPHS[1] for character in after]
    any_one = np.where(large, ANY_IDEOGRAPH, ANY_LETTER)
    if number_of_bytes:
        any_one = np.full(len(after), ANY_BYTE * number_of_bytes / len(after))
    coherent = np.where(coherent >= IN_A_ROW, coherent, any_one)
    gained = each - coherent
    if number_of_bytes != len(after):
        signs = [unicodedata.category(character)[0] in "PSZ" for character in after]
        gained = np.where(signs, np.maximum(gained, SIGN), gained)
    return float(gained.sum())


def _is_joined(outcome: str, start: int, end: int) -> bool:
    """Whether letters are a part of a word, of their script and with capitals where words have."""
    word = words.around(outcome, start, end)
    if len(word) < max(WORD, end - start + 1) or not outcome[start:end].isalpha():
        return False
    return words.cased(word) and len({*map(scripts.script, word)}) == 1


def _alone(line: str, edge: Edge) -> float:
    """What it costs that a character stands alone, as in a table, nats."""
    before, behind = beside(line, edge.start, edge.end)
    if len(edge.after) > 1 or not (before or behind):
        return 0.0
    if (before and before not in _MARKS) or (behind and behind not in _MARKS):
        return 0.0
    if unicodedata.category(edge.after) == "So":
        return ALONE_PICTURE
    return ALONE if words.alphabetic(edge.after) or not edge.after.isalpha() else ALONE_WORD


def _by_chance(line: str, edge: Edge, source: str) -> bool:
    """Whether one byte of a code page may be no escape, as in ``class=99`` and ``%d0``."""
    if source in ("unicode", "utf-8") or len(edge.after) > 1 or edge.end - edge.start > BYTE:
        return False
    before, behind = beside(line, edge.start, edge.end)
    number = line[edge.start + 1 : edge.end].isdigit() and not behind.isalpha()
    return number or not (before.isalpha() or behind.isalpha())


def _log_sum(values: Iterable[float]) -> float:
    every = list(values)
    top = max(every)
    return top + math.log(sum(math.exp(value - top) for value in every))
