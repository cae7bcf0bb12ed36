"""Text whose bytes were read out of step, put back in step from a given place on.

Every character of such a text is the second half of one original character and the first half of
the next, until something brings the bytes back in step: an ASCII byte that was a second half, or a
marker where nothing fitted. Pairs of bytes that no decoder shows (user-defined characters) have
vanished from between; there the language model chooses, helped by what the document itself has.
GBK only. Not for: finding where such a run begins (``damage/shift``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from garblefix.damage import _gbk as gbk
from garblefix.language import readings
from garblefix.language.readings import HAN, SYLLABLE

if TYPE_CHECKING:
    from garblefix.language.model import Model

GLOSS = re.compile(rf"[(（]({SYLLABLE})[)）]")
_ANNOTATION = re.compile(rf"(?<=[{HAN}])[(（]{SYLLABLE}[)）]")
_ENDS_ANNOTATED = re.compile(rf"(?<=[{HAN}])[(（]{SYLLABLE}[)）]$")
_TORN = re.compile(rf"[?\ufffd][(（]?({SYLLABLE})[)）]")
_LINE_BREAK = re.compile(r"<br ?/?>")
_TAIL_OF_TAG = re.compile(r"/?[a-z][a-z0-9]{0,9} ?/?>")

# Hypotheses kept at each character; those before which two bytes may have vanished, and two more;
# characters that a run may have.
BEAM = 48
VANISHING = (16, 4)
LONGEST = 40
# −log P, in nats: two bytes vanished (less than nothing: each character costs the model more in
# text unlike its own, and the shorter account would win); a byte vanished without a marker, or any
# but A1 before punctuation, without a marker and with one.
VANISHED = -1.0
UNMARKED = 3.0
MARKED = 0.5
QUESTION = 6.0
# How much the characters that the document itself has count, beside the language model.
LETTER = 0.08
# A quotation mark without its partner is less likely by this.
UNBALANCED = 3.0
# A character that is simplified, or outside GB 2312 and what became of it, is less likely by this.
UNUSUAL = 4.0
MARGIN = 6.0
# A run whose characters are less likely on average is given up.
HOPELESS = -8.5
# An account in which no character is less likely needs no search for vanished bytes.
UNLIKELY = -9.5

FULL_WIDTH = {",": "，", "!": "！", ";": "；", ":": "：", "?": "？"}
# Without the question mark, which may be a marker.
_WIDE = str.maketrans({",": "，", "!": "！", ";": "；", ":": "："})
_HALF_WIDTH = {wide: narrow for narrow, wide in FULL_WIDTH.items()}


@dataclass(frozen=True, slots=True)
class Survey:
    """``proven``: the program was at work. ``narrow``: the document has ASCII punctuation.

    ``counts`` of the document's characters and pairs of them, ``total`` of its characters,
    ``followers`` of each: how many different ones. ``possible``: it may have been at work.
    """

    proven: bool
    narrow: bool
    counts: Counter[str]
    followers: Counter[str]
    total: int
    possible: bool = False

    def mixed(self, before: str, character: str, chance: float) -> float:
        """The chance of a character, given its chance by the language model, and the document."""
        chance += LETTER * (self.counts[character] / self.total - chance)
        count = self.counts[before]
        if count:
            # Witten-Bell: a character with few followers says much about the next one.
            weight = count / (count + 2 * self.followers[before] + 2)
            chance += weight * (self.counts[before + character] / count - chance)
        return chance


@dataclass(frozen=True, slots=True)
class State:
    """What the text so far may have been. ``pending``: the bytes that may be the waiting half."""

    before: str
    pending: tuple[int, ...]
    score: float
    lossy: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """``text[start:end]`` was ``after``; ``gain`` in nats over the text as it is."""

    start: int
    end: int
    after: str
    lossy: bool
    gain: float


class Search:
    """The search for one run: states go through the text a character at a time."""

    def __init__(self, text: str, seen: Survey, model: Model) -> None:
        self.text = text
        self.seen = seen
        self.model = model
        # How many pairs of bytes may have vanished between two characters.
        self.vanishing = 0
        self.first = 0
        # (what the run was, where it ends in the text, its score before rescoring)
        self.ended: list[tuple[State, int, str]] = []

    def run(self, match: re.Match[str]) -> list[Run]:
        """The one or two best accounts of the run that begins at ``match``, or none."""
        start = match.start()
        # Another key may have been found in step just before: ``當(dāng)?shù)匕l(fā)展``.
        context = _ENDS_ANNOTATED.sub("", self.text[:start])[-2:]
        if self.seen.narrow:
            context = context.translate(_WIDE)
        runs: list[Run] = []
        first = self._first(match, context)
        sure = match["torn"] or match["marker"]
        for vanishing in range((3 if sure else 2) if self.seen.proven and first else 1):
            self.vanishing = vanishing
            states = first
            place = match.end()
            self.first = -1 if match["torn"] or match["marker"] else place
            while states and place - match.end() < LONGEST:
                states, place = self._step(states, place)
                if states and self._hopeless(states[0], len(context)):
                    break
            runs = max(runs, self._judged(start, context), key=_best_gain)
            if runs and (vanishing == 1 or self._fluent(runs[0])):
                break
        return runs

    @staticmethod
    def _hopeless(best: State, context: int) -> bool:
        return best.score < HOPELESS * (len(best.before) - context + 2)

    def _fluent(self, run: Run) -> bool:
        """Whether no character of an account is unlikely where it stands."""
        left = self.text[max(0, run.start - 2) : run.start]
        each, _ = self.model.characters([left + run.after])
        return bool(each[len(left) : -1].min() > UNLIKELY)

    def _first(self, match: re.Match[str], context: str) -> list[State]:
        if match["torn"]:
            halves = gbk.halves_of(context[-1]) if context else None
            if halves is None:
                return []
            keys = gbk.keys(match["key"], (halves[1],))
            return [State(context, (key[1],), 0.0) for key in keys if key[1] >= 0x81]
        mark = gbk.halves_of(FULL_WIDTH.get(match["mark"], match["mark"]))
        assert mark is not None  # punctuation of GBK
        after = self.text[match.end()]
        halves = (ord(after), 0) if after < "\x80" else gbk.halves_of(after)
        if halves is None:
            return []
        known = not match["marker"] and after not in "?\ufffd"
        # A colon is seldom taken so, and common before text that the model finds unlikely.
        if known and (match["mark"] in ":：" or mark[1] << 8 | halves[0] not in gbk.usual()):
            return []
        state = State(context, tuple(gbk.LEADS), 0.0, True)
        states = self._emit([state], (mark[0],), (mark[1],))
        # Nearly always it is A1, of 。 before punctuation or 這, 而, 可 …
        other = MARKED if match["marker"] else UNMARKED
        # A question mark alone is most often one.
        asked = QUESTION if match["mark"] in "?？" and not match["marker"] else 0.0
        states = [
            replace(state, score=state.score - asked - other * (state.before[-1] != "。"))
            for state in states
        ]
        return sorted(states, key=lambda state: -state.score)[:12]

    def _emit(
        self,
        states: list[State],
        trails: tuple[int, ...],
        pending: tuple[int, ...] = (),
        *,
        cost: float = 0.0,
        lossy: bool = False,
        vanishing: bool = False,
    ) -> list[State]:
        """Complete each state's waiting half by each of ``trails``; prune."""
        drafts: list[tuple[State, str, int]] = []
        for state in states:
            known = len(trails) == len(state.pending) == 1
            table = gbk.decoded() if known else gbk.usual()
            for lead in state.pending:
                for trail in trails:
                    character = table.get(lead << 8 | trail)
                    if character is not None:
                        drafts.append((state, character, trail))
        if not drafts:
            return []
        grams = {state.before[-2:] + character for state, character, _ in drafts}
        value = self._values(grams, own=True)
        scored = [
            (state.score - cost + value[state.before[-2:] + character], state, character, trail)
            for state, character, trail in drafts
        ]
        scored.sort(key=lambda draft: -draft[0])
        partners = gbk.vanishing()
        return [
            State(
                state.before + character,
                partners[trail] if vanishing else pending,
                score,
                state.lossy or lossy,
            )
            for score, state, character, trail in scored[:BEAM]
        ]

    def _values(self, grams: set[str], *, own: bool) -> dict[str, float]:
        """log P of the last character of each gram after those before it.

        The mean over the gram and its simplified form (there is more of such text, and the programs
        run over text of the mainland), for inferred text mixed with what the document itself has.
        """
        ordered = sorted(grams)
        plain = [readings.simplify(gram) for gram in ordered]
        each, starts = self.model.characters(ordered + plain)
        ends = np.append(starts[1:], len(each)) - 2  # the last place is the line end
        both = each[ends].reshape(2, -1).mean(axis=0)
        if own:
            chances = zip(ordered, np.exp(both.astype(np.float64)).tolist(), strict=True)
            both = np.log([self.seen.mixed(gram[-2:-1], gram[-1], p) for gram, p in chances])
        return {
            gram: value - (0.0 if gbk.is_usual(gram[-1]) else UNUSUAL)
            for gram, value in zip(ordered, both.tolist(), strict=True)
        }

    def _vanish(self, states: list[State]) -> list[State]:
        """As if two bytes had vanished here: one completes the waiting half, the other waits."""
        return self._emit(states, tuple(gbk.vanishing()), cost=VANISHED, lossy=True, vanishing=True)

    def _step(self, states: list[State], place: int) -> tuple[list[State], int]:
        """Take in the character at ``place``."""
        more = states
        # Not before the first character: punctuation would be suspected everywhere.
        for width in VANISHING[: self.vanishing] if place > self.first else ():
            more = self._vanish(more[:width])
            states = states + more
        text = self.text
        torn = _TORN.match(text, place)
        character = text[place : place + 1]
        if torn:
            self._end_torn(states, torn)
            return [], place
        if character and character in "?\ufffd":
            ends = self._emit(states, tuple(gbk.LEADS), lossy=True)
            tail = "<" if _TAIL_OF_TAG.match(text, place + 1) else ""
            breaks = self._values({state.before[-2:] + "\n" for state in ends}, own=True)
            for state in ends:
                # How lines end in this document tells more than how they end elsewhere.
                if tail and text.startswith("br", place + 1):
                    state = replace(state, score=state.score + breaks[state.before[-2:] + "\n"])
                self.ended.append((state, place + 1, tail))
            return [], place
        if "@" <= character <= "~":
            self._end_ascii(self._emit(states, (ord(character),)), place + 1)
            return [], place
        if not character or character < "@" or character in _HALF_WIDTH:
            # The lead byte before it was dropped without a marker.
            if self.seen.proven:
                ends = self._emit(states, tuple(gbk.LEADS), cost=UNMARKED, lossy=True)
                self.ended += [(state, place, "") for state in ends]
            if character not in _HALF_WIDTH:
                return [], place
        halves = gbk.halves_of(character)
        if halves is None:
            return [], place
        states = self._emit(states, (halves[0],), (halves[1],))
        place += 1
        gloss = GLOSS.match(text, place)
        if gloss:
            # The key was found out of step as well: its reading stands behind what looks like it.
            if not readings.load().may_be(character, gloss[1]):
                return [], place
            place = gloss.end()
        return states, place

    def _end_ascii(self, states: list[State], place: int) -> None:
        """Back in step behind an ASCII byte that was the second half."""
        gloss = GLOSS.match(self.text, place)
        for state in states:
            if gloss is None:
                self.ended.append((state, place, ""))
            elif readings.load().may_be(state.before[-1], gloss[1]):
                self.ended.append((state, gloss.end(), ""))

    def _end_torn(self, states: list[State], torn: re.Match[str]) -> None:
        """The key stood in step in the original: its second byte was read with the bracket."""
        table = gbk.decoded()
        for state in states:
            for key in gbk.keys(torn[1], state.pending):
                if key[1] >= 0x81:
                    only = [State(state.before, (key[0],), state.score, state.lossy)]
                    assert key[0] << 8 | key[1] in table
                    self.ended += [(end, torn.end(), "") for end in self._emit(only, (key[1],))]

    def _judged(self, start: int, context: str) -> list[Run]:
        """The ends that read better than the text as it is, best first, two at most."""
        if not self.ended:
            return []
        self.ended.sort(key=lambda ended: -ended[0].score)
        ended = self.ended[:BEAM]
        last = max(end for _, end, _ in ended)
        right = self.text[last : last + 8]
        rests = [tail + self.text[end:last] + right for _, end, tail in ended]
        # A line break behind a state has been counted in its score.
        breaks = [
            _LINE_BREAK.match(rest) if tail else None
            for (_, _, tail), rest in zip(ended, rests, strict=True)
        ]
        rests = [
            rest[found.end() :] if found else rest
            for rest, found in zip(rests, breaks, strict=True)
        ]
        whole = [
            state.before + ("\n" if found else "") + rest
            for (state, _, _), rest, found in zip(ended, rests, breaks, strict=True)
        ]
        as_is = context + self.text[start:last] + right
        sums = self._sums(
            [(as_is, len(context))]
            + [(text, len(text) - len(rest)) for text, rest in zip(whole, rests, strict=True)]
        )
        runs = []
        for (state, end, tail), rest in zip(ended, sums[1:], strict=True):
            after = state.before[len(context) :]
            if self.seen.narrow:
                after = "".join(_HALF_WIDTH.get(character, character) for character in after)
            gain = state.score + rest - sums[0]
            repaired = self.text[:start] + after + tail + self.text[end:]
            gain += UNBALANCED * (_unbalanced(self.text) - _unbalanced(repaired))
            runs.append(Run(start, end, after + tail, state.lossy, gain))
        runs.sort(key=lambda run: -run.gain)
        runs = runs[:1] + [run for run in runs if run.after != runs[0].after][:1]
        margin = MARGIN if self.seen.proven else 2 * MARGIN
        return [run for run in runs if run.gain >= margin and run.gain > runs[0].gain - 5.0]

    def _sums(self, texts: list[tuple[str, int]]) -> list[float]:
        """log P of each text from a place on. Annotations are left out, ``<br>`` is a line end."""
        grams = []
        for text, place in texts:
            line = _LINE_BREAK.sub("\n", _ANNOTATION.sub("", text[max(0, place - 2) :]))
            if self.seen.narrow:
                line = line.translate(_WIDE)
            first = min(place, 2)
            ends = range(first + 1, len(line) + 1)
            # A line begins anew: nothing before its break is context.
            begins = [max(0, end - 3, line.rfind("\n", 0, end - 1) + 1) for end in ends]
            grams.append([line[begin:end] for begin, end in zip(begins, ends, strict=True)])
        value = self._values({gram for one in grams for gram in one}, own=False)
        return [sum(value[gram] for gram in one) for one in grams]


def _best_gain(runs: list[Run]) -> float:
    return runs[0].gain if runs else 0.0


def _unbalanced(line: str) -> int:
    """How many quotation marks and brackets of a line lack their partner, or stops have two.

    >>> _unbalanced("他說：“好。”“"), _unbalanced("“好。。")
    (1, 2)
    """
    count = 0
    for left, right in ("“”", "‘’", "《》"):
        marks = re.sub(f"[^{left}{right}]", "", line)
        count += len(marks) - 2 * marks.count(left + right)
    return count + len(re.findall("[，。][，。]", line))
