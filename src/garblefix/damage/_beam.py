"""The likeliest fillings of many slots at once: the language model chooses, with what is around.

The model looks back three characters, so slots with three known ones between them do not touch:
a text falls into stretches. All stretches take each step together, in arrays: a Viterbi over the
chunks of slots, and the sums over all accounts for the chances. Part of ``misread``.
Not for: what is possible (``_fillings``), or whether there was damage at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.damage import _signs, _utf8, _words
from garblefix.damage._fillings import UNSOLVED, WIDTH, Filler, Fillings
from garblefix.language import compounds, syllables

if TYPE_CHECKING:
    from garblefix.damage._decoders import Decoder
    from garblefix.damage._language import Language
    from garblefix.language.model import Model

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

CONTEXT = 3  # characters that the model looks back
# Accounts kept behind each chunk: so many, and none that is less likely by so many nats.
BEAM, NARROW = 24, 12.0
# Accounts that are within a character: it may have begun in many ways. Of 180 Korean lines 90 come
# back with 24, 96 with 64, hardly more with 160.
WITHIN = 64
# Continuations of a stretch that the model is asked about, by what is known without it: so many,
# and where there are more than FEW none that is less likely by FAR nats. Without FAR as much came
# back of Chinese, Korean and Russian files, more slowly by a fifth.
ASKED, FEW, FAR = 600, 100, 8.0
# How much counts of what Chinese words are likelier than their characters say. Of 540 lines 315
# come back without it, 334 with 0.5, 338 with 0.7, 331 with 1; the more it counts, the more is
# claimed of characters that are wrong.
COMPOUNDED = 0.6
STEP = 1 / 16  # in which they are ranked, nats
LEAST = 1e-4  # chances that are kept
TOGETHER = 256  # stretches
REMEMBERED = 3_000  # solutions, by each filler


class Step(NamedTuple):
    """A chunk, the item behind it, and the known text behind it if a slot ends here (``last``).

    ``hiding``: the chunk is a whole slot of which bytes are not shown at all.
    """

    chunk: tuple[int, ...]
    behind: int
    tail: str
    last: bool
    hiding: bool = False


class Stretch(NamedTuple):
    """Chunks of slots side by side behind a known ``context``; ``missing``: bits of ``_signs``.

    ``word``: what is known of the word before the first slot, as ``_words`` has it.
    """

    context: str
    word: int
    missing: int
    steps: tuple[Step, ...]


class Solution(NamedTuple):
    """For each step of a stretch the text put in, and the chances of all texts; log P of it all."""

    chosen: list[tuple[str, dict[str, float]]]
    total: float


@dataclass(slots=True)
class _Nodes:
    """Accounts so far that end alike; ``best`` and ``total`` are log P. ``owner``: the stretch.

    ``missing``: bits of the signs that would stand well behind the best; ``word``: what it has
    spelled of a word.
    """

    owner: Index
    context: npt.NDArray[np.uint32]
    state: npt.NDArray[np.int32]
    lost: npt.NDArray[np.int32]
    best: Floats
    total: Floats
    missing: npt.NDArray[np.int32]
    word: _words.Words
    # Of the best account: the node before, and the filling (a row of the table).
    came: Index = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    filling: Index = field(default_factory=lambda: np.zeros(0, dtype=np.intp))

    def rows(self, index: Index) -> _Nodes:
        return _Nodes(
            self.owner[index],
            self.context[index],
            self.state[index],
            self.lost[index],
            self.best[index],
            self.total[index],
            self.missing[index],
            self.word[index],
        )


@dataclass(slots=True)
class _Taken:
    """A step that all stretches took together: its nodes, and every account between the nodes.

    ``going``: which nodes of the step before went on, those ``before``.
    """

    going: Index
    before: _Nodes
    nodes: _Nodes
    source: Index
    target: Index
    filling: Index
    score: Floats


class Beam:
    """Solves stretches, and remembers."""

    def __init__(
        self,
        decoder: Decoder,
        way: int,
        language: Language,
        model: Model,
        *,
        lenient: bool = False,
    ) -> None:
        self.filler = Filler(decoder, way, language, lenient=lenient)
        self.model = model
        self.language = language
        # What nothing fills may be what another decoder left.
        self.second = None
        if not lenient:
            self.second = Beam(decoder, way, language, model, lenient=True)
        self._solved: dict[Stretch, Solution] = {}

    def solutions(self, stretches: Sequence[Stretch]) -> list[Solution]:
        """The best account of each stretch."""
        if len(self._solved) > REMEMBERED:
            self._solved.clear()
        found = {stretch: self._solved.get(stretch) for stretch in stretches}
        left = [stretch for stretch, solution in found.items() if solution is None]
        left.sort(key=lambda stretch: len(stretch.steps))
        for start in range(0, len(left), TOGETHER):
            some = left[start : start + TOGETHER]
            self.filler.forget()
            found.update(zip(some, self._solve(some), strict=True))
        open_ones = [stretch for stretch in left if _is_open(found[stretch])]
        if open_ones and self.second is not None:
            found.update(zip(open_ones, self.second.solutions(open_ones), strict=True))
        self._solved.update((stretch, found[stretch]) for stretch in left)  # type: ignore[misc]
        return [found[stretch] for stretch in stretches]  # type: ignore[misc]

    def _solve(self, stretches: list[Stretch]) -> list[Solution]:
        count = len(stretches)
        lengths = np.array([len(stretch.steps) for stretch in stretches])
        nodes = _Nodes(
            np.arange(count),
            _rows([stretch.context for stretch in stretches], CONTEXT),
            np.zeros(count, dtype=np.int32),
            np.full(count, -1, dtype=np.int32),
            np.zeros(count),
            np.zeros(count),
            np.array([stretch.missing for stretch in stretches], dtype=np.int32),
            np.array([stretch.word for stretch in stretches], dtype=np.int64),
        )
        history: list[_Taken] = []
        for number in range(int(lengths.max())):
            going = np.flatnonzero(lengths[nodes.owner] > number)
            taken = self._step(stretches, number, nodes.rows(going), going)
            history.append(taken)
            nodes = taken.nodes
        return self._told(stretches, lengths, history)

    def _step(self, stretches: list[Stretch], number: int, before: _Nodes, going: Index) -> _Taken:
        source, filling = self._drafts(stretches, number, before)
        table = self.filler.table
        score, context = self._scored(stretches, number, before, source, filling)
        balance, missing = _signs.balance(before.missing[source], table["signs"][filling])
        score += balance
        if self.language.spelled:
            word, worth = self._spelled(stretches, number, before, source, filling)
            score += worth
        else:
            word = before.word[source]
        owner = before.owner[source]
        state, lost = table["state"][filling], table["lost"][filling]
        # Drafts that end alike are one node; of equal keys the best comes last.
        best = before.best[source] + score
        points = context.astype(np.int64)
        ends = points[:, 0] << 42 | points[:, 1] << 21 | points[:, 2]
        alike = owner.astype(np.int64) << 32 | state.astype(np.int64) << 9 | lost + 1
        keys = (word, ends, alike) if self.language.spelled else (ends, alike)
        order = np.lexsort((best, *keys))
        first = np.zeros(len(order), dtype=bool)
        first[0] = True
        for key in keys:
            first[1:] |= key[order][1:] != key[order][:-1]
        starts = np.flatnonzero(first)
        tops = order[np.append(starts[1:], len(order)) - 1]
        total = np.logaddexp.reduceat((before.total[source] + score)[order], starts)
        kept = self._kept(owner[tops], state[tops], best[tops])
        places = np.full(len(tops), -1)
        places[kept] = np.arange(len(kept))
        target = np.empty(len(order), dtype=np.intp)
        target[order] = places[np.cumsum(first) - 1]
        chosen = tops[kept]
        nodes = _Nodes(
            owner[chosen],
            context[chosen],
            state[chosen],
            lost[chosen],
            best[chosen],
            total[kept],
            missing[chosen],
            word[chosen],
            source[chosen],
            filling[chosen],
        )
        inside = target >= 0
        return _Taken(
            going,
            before,
            nodes,
            source[inside],
            target[inside],
            filling[inside],
            score[inside],
        )

    def _drafts(self, stretches: list[Stretch], number: int, before: _Nodes) -> tuple[Index, Index]:
        """Pairs of node and filling."""
        filler = self.filler
        spans = []
        for owner, state in zip(before.owner.tolist(), before.state.tolist(), strict=True):
            step = stretches[owner].steps[number]
            if step.hiding:
                spans.append(filler.hidden_span(step.chunk, step.behind))
            else:
                spans.append(filler.span(step.chunk, step.behind, state, step.last))
        filler.settle()
        starts, counts = np.array(spans, dtype=np.intp).reshape(-1, 2).T
        source = np.repeat(np.arange(len(counts)), counts)
        filling = np.arange(len(source)) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        lost = before.lost[source]
        if (lost >= 0).any():
            # A lead byte was lost alone, so that what followed it completed nothing.
            apart = (lost < 0) | ~filler.pairs[lost, filler.table["first"][filling]]
            source, filling = source[apart], filling[apart]
        owner = before.owner[source]
        if np.bincount(owner).max(initial=0) > FEW:
            asked = _foremost(owner, before.best[source] + filler.ranks[filling])
            source, filling = source[asked], filling[asked]
        return source, filling

    def _scored(
        self,
        stretches: list[Stretch],
        number: int,
        before: _Nodes,
        source: Index,
        filling: Index,
    ) -> tuple[Floats, npt.NDArray[np.uint32]]:
        """log P of each draft given what is before it, and its last characters."""
        drafts = self.filler.table[filling]
        known = _tails(stretches, number)
        tails = [tail[:CONTEXT] for tail in known]
        tail_points = _rows(tails, CONTEXT)
        tail_lengths = np.array([len(tail) for tail in tails])
        owner = before.owner[source]
        text, length = drafts["text"], drafts["length"]
        width = int(length.max(initial=0))
        rows = np.zeros((len(source), CONTEXT + width + CONTEXT), dtype=np.uint32)
        rows[:, :CONTEXT] = before.context[source]
        rows[:, CONTEXT : CONTEXT + width] = text[:, :width]
        here = np.arange(len(source))
        for place in range(CONTEXT):
            rows[here, CONTEXT + length + place] = tail_points[owner, place]
        ends = CONTEXT + length + tail_lengths[owner]
        context = rows[here[:, None], ends[:, None] + np.arange(-CONTEXT, 0)]
        # What is known beyond is as likely whatever was put in, and all that is looked back at.
        beyond = np.array([len(tail) > CONTEXT for tail in known])[owner]
        last = _rows([tail[-CONTEXT:] for tail in known], CONTEXT)
        context[beyond] = last[owner[beyond]]
        score = -drafts["cost"]
        wanted = ends > CONTEXT
        lengths = ends[wanted]
        flat = rows[wanted][np.arange(rows.shape[1]) < lengths[:, None]]
        score[wanted] += self.model.continued(flat, lengths)
        if self.language.compounded:
            score += COMPOUNDED * compounds.worth(rows, CONTEXT)
        if self.language.korean:
            score += syllables.worth(rows, CONTEXT)
        return score, context

    def _spelled(
        self,
        stretches: list[Stretch],
        number: int,
        before: _Nodes,
        source: Index,
        filling: Index,
    ) -> tuple[_words.Words, Floats]:
        """The word that each draft is in the midst of, and what those are worth that it ended."""
        drafts = self.filler.table[filling]
        width = int(drafts["length"].max(initial=0))
        rare = self.language.well_known
        texts = drafts["text"][:, :width]
        word, inside = _words.spelled_along(before.word[source], texts, rare=rare)
        tails = [_words.torn(tail) for tail in _tails(stretches, number)]
        points = _rows(tails, max(map(len, tails)))
        word, behind = _words.spelled_along(word, points[before.owner[source]], rare=rare)
        return word, inside + behind

    def _first(self, owner: Index, rank: Floats, most: int, narrow: float = np.inf) -> Index:
        """Of each owner the ``most`` rows of the highest rank, within ``narrow`` of the best."""
        order = np.lexsort((-rank, owner))
        owners = owner[order]
        begins = np.ones(len(order), dtype=bool)
        begins[1:] = owners[1:] != owners[:-1]
        starts = np.flatnonzero(begins)
        group = np.cumsum(begins) - 1
        good = np.arange(len(order)) - starts[group] < most
        good &= rank[order] >= rank[order[starts]][group] - narrow
        result: Index = order[good]
        return result

    def _kept(self, owner: Index, state: npt.NDArray[np.int32], best: Floats) -> Index:
        """The accounts worth going on with; more of those that are within a character."""
        rank = best + self.filler.begun[state]
        within = self._first(owner, rank, WITHIN, NARROW)
        complete = np.flatnonzero(state == _utf8.NONE)
        surplus = np.setdiff1d(
            complete, complete[self._first(owner[complete], rank[complete], BEAM)], True
        )
        return np.setdiff1d(within, surplus, True)

    def _told(
        self, stretches: list[Stretch], lengths: Index, history: list[_Taken]
    ) -> list[Solution]:
        count = len(stretches)
        table = self.filler.table
        texts: list[list[tuple[str, dict[str, float]]]] = [[] for _ in stretches]
        totals = np.full(count, -np.inf)
        at = np.zeros(count, dtype=np.intp)  # the node of the best account, by stretch
        rest = np.zeros(0)
        for number in range(len(history) - 1, -1, -1):
            taken = history[number]
            nodes = taken.nodes
            behind = np.zeros(len(nodes.owner))
            if number + 1 < len(history):
                behind[history[number + 1].going] = rest
            ending = np.flatnonzero(lengths[nodes.owner] == number + 1)
            if len(ending):
                tops = ending[self._first(nodes.owner[ending], nodes.best[ending], 1)]
                at[nodes.owner[tops]] = tops
                np.logaddexp.at(totals, nodes.owner[ending], nodes.total[ending])
            through = taken.before.total[taken.source] + taken.score + behind[taken.target]
            chances = _chances(taken.before.owner[taken.source], through, taken.filling, table)
            owners = np.unique(nodes.owner)
            chosen = at[owners]
            fillings = nodes.filling[chosen]
            strings = _strings(table[fillings])
            for owner, text in zip(owners.tolist(), strings, strict=True):
                texts[owner].append((text, chances[owner]))
            at[owners] = taken.going[nodes.came[chosen]]
            rest = np.full(len(taken.before.owner), -np.inf)
            np.logaddexp.at(rest, taken.source, taken.score + behind[taken.target])
        return [
            Solution(text[::-1], float(total)) for text, total in zip(texts, totals, strict=True)
        ]


def _foremost(owner: Index, rank: Floats) -> Index:
    """Of each owner about ASKED rows of the highest ranks, none FAR behind the best.

    Rows of one STEP stay or go together, which spares sorting millions.
    """
    top = np.full(int(owner[-1]) + 1, -np.inf)
    np.maximum.at(top, owner, rank)
    steps = int(FAR / STEP) + 1  # the last is too far
    behind = np.minimum((top[owner] - rank) / STEP, steps - 1).astype(np.intp)
    counts = np.bincount(owner * steps + behind, minlength=len(top) * steps)
    good = counts.reshape(-1, steps).cumsum(axis=1) <= ASKED
    good[:, -1] = False
    good[:, 0] = True
    result: Index = np.flatnonzero(good[owner, behind])
    return result


def _is_open(solution: Solution | None) -> bool:
    return solution is not None and any(UNSOLVED in text for text, _ in solution.chosen)


def _chances(
    owner: Index, through: Floats, filling: Index, table: Fillings
) -> dict[int, dict[str, float]]:
    """By stretch the chances of each text that a step may have put in."""
    top = np.full(int(owner.max()) + 1, -np.inf)
    np.maximum.at(top, owner, through)
    weight = np.exp(through - top[owner])
    sums = np.bincount(owner, weights=weight)
    weight /= sums[owner]
    result: dict[int, dict[str, float]] = {number: {} for number in np.unique(owner).tolist()}
    notable = np.flatnonzero(weight > LEAST)
    rows = filling[notable]
    joined = _strings(table[rows])
    for number, text, chance in zip(
        owner[notable].tolist(), joined, weight[notable].tolist(), strict=True
    ):
        chances = result[number]
        chances[text] = chances.get(text, 0.0) + chance
    return result


def _strings(found: Fillings) -> list[str]:
    text, length = found["text"], found["length"]
    whole = text[np.arange(WIDTH) < length[:, None]].astype("<u4").tobytes().decode("utf-32-le")
    ends = np.cumsum(length).tolist()
    return [whole[end - size : end] for end, size in zip(ends, length.tolist(), strict=True)]


def _tails(stretches: Sequence[Stretch], number: int) -> list[str]:
    """What is known behind the chunk of that number of each stretch; nothing where it has ended."""
    return [
        stretch.steps[number].tail if number < len(stretch.steps) else "" for stretch in stretches
    ]


def _rows(texts: Sequence[str], width: int) -> npt.NDArray[np.uint32]:
    """The code points of each text, with zeros up to ``width``."""
    padded = "".join(text.ljust(width, "\0") for text in texts)
    points = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return points.reshape(len(texts), width)
