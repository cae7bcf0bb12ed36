"""What may have filled a slot around lost bytes: few candidates, by the decoder's tables alone.

Everything is worked out in arrays, many chunks at a time, and remembered. Not for: choosing among
the candidates (``beam`` asks the language model).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.damage.inferring import utf8
from garblefix.damage.inferring.columns import (
    WIDTH,
    Fillings,
    Floats,
    Index,
    Numbers,
    Remembered,
    foremost,
    likely,
    spread,
)
from garblefix.damage.inferring.decoding import NEWLINE, Decoder
from garblefix.damage.inferring.language import Language
from garblefix.damage.inferring.markers import UNSOLVED, Marker, Markers
from garblefix.damage.inferring.slots import (
    CONTROL,
    CUT,
    HIDDEN,
    IGNORED,
    OTHER,
    SIGNS,
    SPACE,
)
from garblefix.encodings import ONLY_WINDOWS

# −log P, in nats: bytes that are shown as nothing, a space that went with a no-break space, a slot
# that nothing fills.
HIDING, FOLDING, GIVING_UP = 5.0, 1.0, 25.0
# And those of a page of one byte, which are few.
HIDING_ONE = 2.0
# And each chunk more that nothing fills, since what is long costs more even if it is right.
GOING_ON = 8.0
# Fillings that are kept, those of frequent characters, and of them those that a lost byte is
# tried on.
FILLINGS, WILD = 400, 40
REMEMBERED = 600_000  # fillings, by each filler, of which there are some
GIVEN_UP = utf8.STATES  # the state inside a slot that nothing fills
STATES = GIVEN_UP + 1
WINDOWS = -ord(ONLY_WINDOWS)
NOTHING = OTHER  # behind the last item of a chunk


class Chunk(NamedTuple):
    """Items, and the one ``behind`` them. ``last``: whether all must be complete there.

    ``hiding``: items that bytes of them may be which are not shown at all, if they only make sense
    with such.
    """

    items: tuple[int, ...]
    behind: int
    last: bool
    hiding: tuple[int, ...]


class Filler:
    """Fills slots as one decoder of one way leaves them, and remembers."""

    def __init__(
        self, decoder: Decoder, way: int, language: Language, *, lenient: bool = False
    ) -> None:
        self.markers = Markers(decoder, way, language, lenient=lenient)
        self.tables = self.markers.tables
        self.masses = self.markers.masses
        self.language = language
        self._twice = not decoder.leads
        self._hiding = HIDING if decoder.leads else HIDING_ONE
        # The mass of what is begun; a slot that nothing fills has none of its own.
        self.begun = np.append(self.masses.begun, 0.0)
        self._chunks: dict[Chunk, int] = {}
        self._filled = Remembered(self._worked_out)

    @property
    def table(self) -> Fillings:
        """All fillings so far; of those of one chunk and state the likeliest comes first."""
        return self._filled.table

    @property
    def ranks(self) -> Floats:
        """How likely each row of the table is by itself, log P in nats."""
        return self._filled.table.mass

    def chunk(
        self, items: tuple[int, ...], behind: int, last: bool, hiding: tuple[int, ...]
    ) -> int:
        """A number for a chunk; for those that are filled alike it is the same."""
        # Of bytes behind it only counts with which leads they make pairs.
        behind = int(self.tables.alike[behind]) if behind >= 0 else behind
        chunk = Chunk(items, behind, last, hiding)
        return self._chunks.setdefault(chunk, len(self._chunks))

    def spans(self, chunks: Index, states: Numbers) -> tuple[Index, Index]:
        """What chunks may stand for behind states: spans of ``table``, by start and number."""
        keys, places = np.unique(chunks * STATES + states, return_inverse=True)
        starts, counts = (column[places] for column in self._filled.spans(keys.tolist()))
        return starts, counts

    def reaching(self, starts: Index, counts: Index, least: Floats) -> Index:
        """How many rows of each span, from its first one, have such a rank at least."""
        ranks = self.ranks
        low, high = np.zeros(len(counts), dtype=np.intp), counts
        for _ in range(int(counts.max(initial=0)).bit_length()):
            middle = (low + high) >> 1
            rank = ranks.take(starts + middle, mode="clip")
            good = (low < high) & (rank >= least)
            low, high = np.where(good, middle + 1, low), np.where(good, high, middle)
        return low

    @property
    def size(self) -> int:
        """How many rows are remembered."""
        return self._filled.size + self.markers.size

    def forget(self) -> None:
        """Drop what is remembered where it is much; numbers of chunks and spans are void then."""
        if self.size > REMEMBERED:
            self._filled.forget()
            self.markers.forget()
            self._chunks.clear()

    def _worked_out(self, keys: Sequence[int]) -> Fillings:
        """What may fill the chunks and states of these keys."""
        every = list(self._chunks)
        chunks = [every[key // STATES] for key in keys]
        states = np.array(keys) % STATES
        # Bytes that are not shown may be anywhere, so that such a chunk is several ones.
        variants: list[tuple[int, tuple[int, ...]]] = []
        for question, chunk in enumerate(chunks):
            if chunk.hiding:
                variants += [(question, items) for items in _with_hidden(chunk, twice=self._twice)]
            # What became plain in it may be the whole explanation.
            plain = any(item in SIGNS for item in chunk.items)
            if plain if chunk.hiding else states[question] != GIVEN_UP:
                variants.append((question, chunk.items))
                # Windows shows some bytes as controls, not to be seen: 。 is ``・`` behind one.
                place = chunk.items.index(WINDOWS) if WINDOWS in chunk.items else 0
                if place and self.tables.controls:
                    more = (*chunk.items[:place], CONTROL, *chunk.items[place:])
                    variants.append((question, more))
        of, texts = zip(*variants, strict=True) if variants else ((), ())
        questions = np.array(of, dtype=np.intp)
        hiding = np.array([bool(chunk.hiding) for chunk in chunks])
        costs = np.array(
            [
                self._hiding * (hiding[question] and items != chunks[question].items)
                for question, items in variants
            ]
        )
        last = np.array([chunk.last for chunk in chunks])
        behind = [chunks[question].behind for question in of]
        begun = np.where(hiding, utf8.NONE, states)[questions].astype(np.int32)
        found = self._completed(texts, behind, begun, last.take(questions))
        found.cost[:] += costs.take(found.question)
        found = found._replace(question=questions.take(found.question))
        found = found.where(likely(found.question, found.rank(self.begun)))
        if np.bincount(found.question).max(initial=0) > FILLINGS:
            found = found.foremost(self.begun, FILLINGS)
        found = Fillings.joined([found, self._given_up(states, last)])
        rank = found.rank(self.begun)
        order = foremost(found.question, rank, len(rank))
        # From here on a mass is only asked for to rank rows.
        return found.rows(order)._replace(mass=rank.take(order))

    def _given_up(self, states: Index, last: npt.NDArray[np.bool_]) -> Fillings:
        """Nothing, for each question."""
        state = np.where(last, utf8.NONE, GIVEN_UP).astype(np.int32)
        rows = Fillings.blank(np.arange(len(states)), state)
        rows.text[last, 0] = ord(UNSOLVED)
        rows.length[last] = 1
        rows.cost[:] = np.where(states == GIVEN_UP, GOING_ON, GIVING_UP)
        return rows

    def _completed(
        self,
        chunks: Sequence[tuple[int, ...]],
        behind: Sequence[int],
        states: Numbers,
        last: npt.NDArray[np.bool_],
    ) -> Fillings:
        """What items may stand for behind each state, before the item behind them."""
        lengths = np.array([len(chunk) for chunk in chunks], dtype=np.intp)
        longest = int(lengths.max(initial=0))
        items = np.array(
            [
                (*chunk, following) + (NOTHING,) * (longest - len(chunk))
                for chunk, following in zip(chunks, behind, strict=True)
            ],
            dtype=np.int32,
        ).reshape(len(chunks), longest + 1)
        found = Fillings.blank(np.arange(len(chunks)), states)
        done = []
        for at in range(longest):
            over = lengths.take(found.question) <= at
            if over.any():
                done.append(found.where(over))
                found = found.where(~over)
            item = items[:, at].take(found.question)
            following = items[:, at + 1].take(found.question)
            found = Fillings.joined(list(self._meant(found, item, following)) or [found])
            counts = np.bincount(found.question, minlength=len(chunks))
            if at + 1 < longest and counts.max(initial=0) > FILLINGS:
                many = counts.take(found.question) > FILLINGS
                rank = np.where(many, found.rank(self.begun), 0.0)
                found = found.rows(foremost(found.question, rank, FILLINGS))
        found = Fillings.joined([*done, found])
        return found.where(~last.take(found.question) | (found.state == utf8.NONE))

    def _meant(self, found: Fillings, item: Numbers, following: Numbers) -> Iterator[Fillings]:
        """What rows become with one item more each."""
        known = np.flatnonzero(item >= 0)
        if len(known):
            yield self._pushed(found.rows(known), [item.take(known)])
        for sign in np.unique(item[(item >= SIGNS.start) & (item < SIGNS.stop)]).tolist():
            yield from self._plain(found.rows(np.flatnonzero(item == sign)), sign)
        control = np.flatnonzero(item == CONTROL)
        for byte in self.tables.controls if len(control) else ():
            yield self._pushed(found.rows(control), [np.full(len(control), byte, dtype=np.int32)])
        for unseen, pushed in ((HIDDEN, self._hidden), (IGNORED, self._ignored)):
            hiding = np.flatnonzero(item == unseen)
            if len(hiding):
                rows = found.rows(hiding)
                kept = foremost(rows.question, rows.rank(self.begun), WILD)
                yield from pushed(rows.rows(kept), following.take(hiding).take(kept))
        marked = np.flatnonzero(item < SIGNS.start)
        if len(marked):
            yield self._after_marker(found.rows(marked), item.take(marked), following.take(marked))

    def _hidden(self, found: Fillings, _: Numbers) -> Iterator[Fillings]:
        """What rows become with something more each that software shows as nothing."""
        for data in self.tables.hidden:
            row, column = np.divmod(np.arange(len(found.cost) * data.shape[1]), data.shape[1])
            rows = found.rows(row)
            if len(data) == 1:
                rows.gone[:] = data[0][column]
            yield self._pushed(rows, [byte[column] for byte in data])

    def _ignored(self, found: Fillings, following: Numbers) -> Iterator[Fillings]:
        """The same with a lead byte, which an item ``following`` made no character with."""
        tables = self.tables
        behind = np.where(following < SIGNS.start, NEWLINE, np.abs(following))
        row, column = np.nonzero(~tables.pairs[tables.leading[:, None], behind].T)
        yield self._pushed(found.rows(row), [tables.leading[column]])

    def _plain(self, found: Fillings, sign: int) -> Iterator[Fillings]:
        """ASCII may be itself or a byte shown so, a space a no-break space with one behind it."""
        for byte, cost in self.tables.plain[sign].items():
            pushed = self._pushed(found, [np.full(len(found.cost), byte, dtype=np.int32)])
            pushed.gone[:] = byte
            pushed.cost[:] += cost
            yield pushed
            if sign == SPACE:
                yield self._itself(pushed, sign, FOLDING)
        yield self._itself(found, sign, 0.0)

    def _itself(self, found: Fillings, sign: int, cost: float) -> Fillings:
        """What rows become with a sign that is no byte of a sequence, where none is begun."""
        plain = found.rows(np.flatnonzero(found.state == utf8.NONE))
        plain.complete(np.full(len(plain.cost), -sign, np.int32), self.masses, self.language)
        plain.cost[:] += cost
        return plain

    def _pushed(self, found: Fillings, data: Sequence[Numbers]) -> Fillings:
        """What rows become with known bytes for each, one after another, where that is UTF-8.

        ASCII only goes with a byte that is not shown.
        """
        good = (found.lost < 0) | ~self.tables.pairs[found.lost, data[0]]
        left = list(data)
        for number in range(len(data)):
            now = left[number]
            follows, state, points = utf8.pushed(found.state, now)
            plain = (now < 0x80) & (found.state == utf8.NONE)
            follows, points = follows | plain, np.where(plain, now, points)
            good &= follows & ((points == 0) | (found.length < WIDTH))
            kept = np.flatnonzero(good)
            found = found.rows(kept)
            found.state[:] = state.take(kept)
            found.complete(points.take(kept), self.masses, self.language)
            found.lost[:] = -1
            np.copyto(found.first, now.take(kept), where=found.first == 0)
            left = [later.take(kept) for later in left]
            good = np.ones(len(kept), dtype=bool)
        return found

    def _after_marker(self, found: Fillings, marker: Numbers, following: Numbers) -> Fillings:
        """What rows become with a marker more each, before the item ``following``."""
        alike = self.tables.alike.take(np.maximum(following, 0))
        following = np.where(following >= 0, alike, following)
        kept = foremost(found.question, found.rank(self.begun), WILD)
        found, marker, following = found.rows(kept), marker.take(kept), following.take(kept)
        behind = zip(found.state.tolist(), marker.tolist(), following.tolist(), strict=True)
        table, starts, counts = self.markers.meant(list(map(Marker._make, behind)))
        draft, row = spread(starts, counts)
        more, question = table.rows(row), found.question.take(draft)
        if not (found.first.any() or found.length.any() or (found.lost >= 0).any()):
            return more._replace(question=question)  # nothing stands before any marker
        found = found.rows(draft)
        lost = found.lost
        good = (lost < 0) | ~self.tables.pairs[lost, more.first]
        good &= more.length + found.length <= WIDTH
        more, found = more.where(good), found.where(good)
        # What was there before, and what the marker stands for behind it.
        text = found.text
        for place in range(WIDTH):
            index = np.flatnonzero(more.length > place)
            text[index, found.length.take(index) + place] = more.text[index, place]
        return Fillings(
            found.question,
            text,
            found.length + more.length,
            more.state,
            np.where(found.first > 0, found.first, more.first),
            more.lost,
            more.gone,
            found.signs | more.signs,
            found.cost + more.cost,
            found.mass + more.mass,
        )


def _with_hidden(chunk: Chunk, *, twice: bool) -> Iterator[tuple[int, ...]]:
    """The items of a chunk with something between them that is not shown.

    ``twice``: whether all may be missing that a lead byte asks for.
    """
    items = chunk.items
    if chunk.behind == NEWLINE:
        yield (*items, CUT)
    for unseen, at in itertools.product(chunk.hiding, range(len(items) + 1)):
        if unseen == HIDDEN or not twice:
            yield (*items[:at], unseen, *items[at:])
    if twice and items[0] >= 0xE0:
        yield (items[0], HIDDEN, HIDDEN, *items[1:])
