"""The likeliest fillings of many slots at once: the language model chooses, with what is around.

The model looks back three characters, so slots with three known ones between them do not touch: a
text falls into stretches. All stretches take each step together, in arrays: a Viterbi over the
chunks of slots, and the sums over all accounts for the chances. Not for: what is possible
(``fillings``), or whether there was damage at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.damage.inferring import signs, spelling, utf8
from garblefix.damage.inferring.columns import FAR, Floats, Index, Numbers, foremost, likely, spread
from garblefix.damage.inferring.fillings import Filler
from garblefix.damage.inferring.markers import UNSOLVED
from garblefix.damage.inferring.said import Said
from garblefix.damage.inferring.steps import (
    CONTEXT,
    Nodes,
    Solution,
    Stretch,
    Tails,
    Taken,
    alike,
    code_points,
    merged,
)
from garblefix.damage.inferring.told import told
from garblefix.language import identify

if TYPE_CHECKING:
    from garblefix.damage.inferring.decoding import Decoder
    from garblefix.damage.inferring.language import Language
    from garblefix.language.model import Model

# Accounts kept behind each chunk: so many, and none that is less likely by so many nats.
BEAM, NARROW = 24, 12.0
# What words may make up for: they are only asked about where they may decide. With 4, 8 or no
# bound as much came back; with 4 the slowest files take a fifth less time.
WORDS = 4.0
# Accounts that are within a character: it may have begun in many ways. Of 180 Korean lines 90 come
# back with 24, 96 with 64, hardly more with 160.
WITHIN = 64
# Continuations of a stretch that the model is asked about, by what is known without it.
ASKED = 600
# How much counts by how much likelier a letter is in the language of the text than in all, whose
# words the n-grams mix: ``су`` is Serbian. Of 588 Russian lines 250 come back without it, 259 with
# 0.6, 260 with 1, but fewer characters of the others.
OWN_LANGUAGE = 0.6
STEP = 1 / 16  # in which they are ranked, nats
# That software lost a byte which it shows elsewhere, in nats. Of 248 lines in pages that show every
# byte 53 % come back without it, 62 % with 3, 6 or 12.
SHOWN = 6.0
TOGETHER = 256  # stretches
REMEMBERED = 3_000  # solutions, by each filler


class _Scores(NamedTuple):
    """log P of characters of drafts, and where those of each draft start."""

    each: Floats
    starts: Index

    def rows(self, first: Numbers | int, count: Numbers | Index, width: int) -> Floats:
        """By draft so many from some place on, NaN behind these."""
        found = np.full((len(self.starts), width), np.nan)
        for column in range(min(width, int(count.max(initial=0)))):
            index = np.flatnonzero(count > column)
            found[index, column] = self.each.take((self.starts + first).take(index) + column)
        return found


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

    @property
    def size(self) -> int:
        """How many fillings are remembered."""
        return self.filler.size + (self.second.size if self.second is not None else 0)

    def solutions(self, stretches: Sequence[Stretch]) -> list[Solution]:
        """The best account of each stretch; all are of one document."""
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
        nodes = Nodes(
            np.arange(count),
            code_points([stretch.context for stretch in stretches], CONTEXT),
            np.zeros(count, dtype=np.int32),
            np.full(count, -1, dtype=np.int32),
            np.zeros(count),
            np.zeros(count),
            np.array([stretch.missing for stretch in stretches], dtype=np.int32),
            np.array([stretch.word for stretch in stretches], dtype=np.int64),
            np.zeros(count),
        )
        longest = int(lengths.max())
        chunks, tails = self._chunks(stretches, longest), Tails(stretches, longest)
        shown = np.zeros((count, 256), dtype=bool)
        for number, stretch in enumerate(stretches):
            shown[number, list(stretch.shown)] = True
        history: list[Taken] = []
        for number in range(longest):
            going = np.flatnonzero(lengths[nodes.owner] > number)
            taken = self._step(
                tails, number, chunks[:, number], shown, nodes.rows(going), going, stretches[0].said
            )
            history.append(taken)
            nodes = taken.nodes
        return told(lengths, history, self.filler.table)

    def _chunks(self, stretches: list[Stretch], longest: int) -> Index:
        """The numbers that the filler has for the chunks, by stretch and step."""
        number = self.filler.chunk
        rows = [
            [number(step.chunk, step.behind, step.last, step.hiding) for step in stretch.steps]
            for stretch in stretches
        ]
        return np.array([row + [0] * (longest - len(row)) for row in rows], dtype=np.intp)

    def _step(
        self,
        tails: Tails,
        number: int,
        chunks: Index,
        shown: npt.NDArray[np.bool_],
        before: Nodes,
        going: Index,
        said: Said,
    ) -> Taken:
        source, filling = self._drafts(chunks, before)
        table = self.filler.table
        score, context, each, starts = self._scored(tails, number, before, source, filling, said)
        balance, missing = signs.balance(before.missing[source], table.signs[filling])
        score += balance
        rank = before.best[source] + score + self.filler.begun[table.state[filling]]
        near = np.flatnonzero(likely(before.owner[source], rank, NARROW + WORDS))
        source, filling, missing = source.take(near), filling.take(near), missing.take(near)
        score, context = score.take(near), context.take(near, axis=0)
        score += self._in_words(tails, number, before, source, filling)
        if self.language.spelled:
            scores = _Scores(each, starts.take(near))
            word, liked, worth = self._spelled(tails, number, before, source, filling, scores)
            score += worth
        else:
            word, liked = before.word[source], before.liked[source]
        owner = before.owner[source]
        score -= SHOWN * shown[owner, table.gone[filling]]
        state, lost = table.state[filling], table.lost[filling]
        # Drafts that end alike are one node.
        best = before.best[source] + score
        order, starts = alike(owner, state, lost, context, word)
        groups = np.diff(np.append(starts, len(order)))
        tops, total = merged(best[order], (before.total[source] + score)[order], starts, groups)
        tops = order[tops]
        kept = self._kept(owner[tops], state[tops], best[tops])
        places = np.full(len(tops), -1)
        places[kept] = np.arange(len(kept))
        target = np.empty(len(order), dtype=np.intp)
        target[order] = np.repeat(places, groups)
        chosen = tops[kept]
        nodes = Nodes(
            owner[chosen],
            context[chosen],
            state[chosen],
            lost[chosen],
            best[chosen],
            total[kept],
            missing[chosen],
            word[chosen],
            liked[chosen],
            source[chosen],
            filling[chosen],
        )
        inside = target >= 0
        return Taken(
            going,
            before,
            nodes,
            source[inside],
            target[inside],
            filling[inside],
            score[inside],
        )

    def _drafts(self, chunks: Index, before: Nodes) -> tuple[Index, Index]:
        """Pairs of node and filling; ``chunks``: of each stretch the one to fill."""
        filler = self.filler
        owner = before.owner
        starts, counts = filler.spans(chunks.take(owner), before.state)
        # What is too far behind the best one of them is not even made.
        whole = np.flatnonzero(before.lost < 0)
        top = np.full(len(chunks), -np.inf)
        np.maximum.at(top, owner[whole], before.best[whole] + filler.ranks[starts[whole]])
        counts = filler.reaching(starts, counts, top.take(owner) - FAR - before.best)
        source, filling = spread(starts, counts)
        lost = before.lost[source]
        if (lost >= 0).any():
            # A lead byte was lost alone, so that what followed it completed nothing.
            apart = (lost < 0) | ~filler.tables.pairs[lost, filler.table.first[filling]]
            source, filling = source[apart], filling[apart]
        asked = _foremost(owner[source], before.best[source] + filler.ranks[filling])
        return source[asked], filling[asked]

    def _scored(
        self, tails: Tails, number: int, before: Nodes, source: Index, filling: Index, said: Said
    ) -> tuple[Floats, npt.NDArray[np.uint32], Floats, Index]:
        """log P of each draft given what is before it, and its last characters.

        Then log P of all characters in words, and where those of each draft start.
        """
        table = self.filler.table
        text, length = table.text.take(filling, axis=0), table.length.take(filling)
        known = tails.numbers[:, number].take(before.owner.take(source))
        tail = tails.begin.take(known, axis=0)
        ends = length + tails.lengths.take(known)
        # A tree: the contexts of all nodes, and behind these the characters of each draft.
        shared = before.context.size
        starts = shared + np.cumsum(ends) - ends
        points = np.empty(shared + int(ends.sum()), dtype=np.uint32)
        points[:shared] = before.context.ravel()
        back = np.arange(len(points)) - 1
        back[:shared:CONTEXT] += 1
        longer = np.flatnonzero(ends)
        back[starts[longer]] = CONTEXT * source[longer] + CONTEXT - 1
        for column in range(int(length.max(initial=0))):
            index = np.flatnonzero(length > column)
            points[starts[index] + column] = text[index, column]
        for column in range(int((ends - length).max(initial=0))):
            index = np.flatnonzero(ends - length > column)
            points[starts[index] + length[index] + column] = tail[index, column]
        score = -table.cost.take(filling)
        each = self.model.branching(points, back)
        # What is put in, and the character behind that; all else is what the document says itself.
        _, asked = spread(starts[longer], np.minimum(length + 1, ends)[longer])
        said.weigh(each, points, back, asked)
        if self.language.spelled and self.language.chance:
            code, chance = self.language.code, self.language.chance
            each += OWN_LANGUAGE * identify.likelier(code, chance, points, back)
        score[longer] += np.add.reduceat(each, starts[longer])
        place = np.where(ends, starts + ends - 1, CONTEXT * source + CONTEXT - 1)
        context = np.empty((len(source), CONTEXT), dtype=np.uint32)
        for column in range(CONTEXT - 1, -1, -1):
            context[:, column] = points.take(place)
            place = back.take(place)
        # What is known beyond is as likely whatever was put in, and all that is looked back at.
        beyond = tails.long.take(known)
        context[beyond] = tails.end[known[beyond]]
        if self.language.spelled:
            # Whether its letters are capitals is no matter of a word.
            each -= self.model.casing(points, back)
        return score, context, each.astype(np.float64), starts

    def _in_words(
        self, tails: Tails, number: int, before: Nodes, source: Index, filling: Index
    ) -> Floats:
        """By how much each draft is likelier than the n-grams say, for the words in it."""
        score = np.zeros(len(source))
        if self.language.compounded or self.language.korean:
            table = self.filler.table
            text, length = table.text.take(filling, axis=0), table.length.take(filling)
            tail = tails.begin.take(
                tails.numbers[:, number].take(before.owner.take(source)), axis=0
            )
            rows = _laid_out(before.context.take(source, axis=0), text, length, tail)
            score += self.language.in_words(rows, CONTEXT)
        return score

    def _spelled(
        self,
        tails: Tails,
        number: int,
        before: Nodes,
        source: Index,
        filling: Index,
        scores: _Scores,
    ) -> tuple[spelling.Words, Floats, Floats]:
        """The word that each draft is in the midst of, and what those are worth that it ended.

        Between these, how much the n-grams like the letters of that word.
        """
        drafts = self.filler.table.rows(filling)
        width = int(drafts.length.max(initial=0))
        told = spelling.Told(self.language.well_known, self.language.own)
        known = tails.numbers[:, number].take(before.owner[source])
        texts, torn = drafts.text[:, :width], tails.torn[known]
        word, liked, inside = spelling.spelled_along(
            before.word[source],
            before.liked[source],
            texts,
            scores.rows(0, drafts.length, width),
            told,
        )
        scored = np.minimum(tails.scored.take(known), tails.lengths.take(known))
        word, liked, behind = spelling.spelled_along(
            word, liked, torn, scores.rows(drafts.length, scored, torn.shape[1]), told
        )
        return word, liked, inside + behind

    def _kept(self, owner: Index, state: npt.NDArray[np.int32], best: Floats) -> Index:
        """The accounts worth going on with; more of those that are within a character."""
        rank = best + self.filler.begun[state]
        near = np.flatnonzero(likely(owner, rank, NARROW))
        within = near[foremost(owner[near], rank[near], WITHIN)]
        complete = np.flatnonzero(state == utf8.NONE)
        surplus = np.setdiff1d(
            complete, complete[foremost(owner[complete], rank[complete], BEAM)], True
        )
        return np.setdiff1d(within, surplus, True)


def _foremost(owner: Index, rank: Floats) -> Index:
    """Of each owner about ASKED rows of the highest ranks, none FAR behind the best.

    Rows of one STEP stay or go together, which spares sorting millions.
    """
    top = np.full(int(owner.max(initial=-1)) + 1, -np.inf)
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


def _laid_out(
    context: npt.NDArray[np.uint32],
    text: npt.NDArray[np.uint32],
    length: npt.NDArray[np.int32],
    tail: npt.NDArray[np.uint32],
) -> npt.NDArray[np.uint32]:
    """Rows of contexts, the texts behind them, of such lengths, and the tails of these."""
    width = int(length.max(initial=0))
    rows = np.zeros((len(length), 2 * CONTEXT + width), dtype=np.uint32)
    rows[:, :CONTEXT] = context
    rows[:, CONTEXT : CONTEXT + width] = text[:, :width]
    here = np.arange(len(length))
    for place in range(CONTEXT):
        rows[here, CONTEXT + length + place] = tail[:, place]
    return rows
