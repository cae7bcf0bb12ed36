"""What bytes a mark stands for that a reader of several bytes a character left, and what they were.

A reader either leaves a mark for one byte and reads the next one anew, or for that one too. Marks
are laid out as controls, which no text has. Part of ``unread``. Not for: choosing (``_bytewise``).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.damage._bytewise import CONTEXT, Account, Option
from garblefix.damage._unseen_letters import costs_of_words
from garblefix.damage._unseen_pairs import HALF_WIDTH, NO_WORD, torn
from garblefix.damage.inferring import Language, decoder, spelling
from garblefix.encodings import decode
from garblefix.language import alphabet
from garblefix.language.model import load

# One byte; and two of them, the first of which the reader takes for the first of a pair.
ALONE, FIRST, SECOND = b"\x01", b"\x02", b"\x03"
MARKS = ALONE + FIRST + SECOND
# −log P, in nats: that a question mark is one, that ASCII went with a byte before it, that nothing
# did, and that nothing fits.
ITSELF, EATEN, NOTHING, UNSOLVED = 3.0, 2.0, 4.0, 12.0
# Options for one mark that are kept, those of frequent characters.
MOST = 600
REMEMBERED = 1_000  # bytes in a row whose options are

Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.intp]


class Unread(NamedTuple):
    """``single``: by byte, whether it is neither a character nor begins one; ``leads``: which do.

    ``pairs``: by first byte and second one, whether they are no character though one begins.
    """

    single: Flags
    leads: Flags
    pairs: Flags


@functools.cache
def unread_by(reader: str) -> Unread:
    """What a reader of several bytes a character cannot read.

    >>> [hex(byte) for byte in np.flatnonzero(unread_by("big5").single).tolist()]
    ['0x80', '0xff']
    """
    own = decoder(reader)
    single, leads = np.zeros(256, dtype=bool), np.zeros(256, dtype=bool)
    single[0x80:] = True
    single[list(own.alone | own.leads)] = False
    leads[list(own.leads)] = True
    pairs = np.zeros((256, 256), dtype=bool)
    pairs[leads, 0x20:] = True
    pairs[tuple(np.array(list(own.pairs)).T)] = False
    return Unread(single, leads, pairs)


class _Characters(NamedTuple):
    """By first byte and second one: the character of the two (0: none), and log P of it, nats."""

    points: npt.NDArray[np.uint32]
    common: npt.NDArray[np.float32]


@functools.cache
def _characters(source: str) -> _Characters:
    points = np.zeros((256, 256), dtype=np.uint32)
    common = np.full((256, 256), -np.inf, dtype=np.float32)
    for pair in decoder(source).pairs:
        character = decode(bytes(pair), source) or ""
        if len(character) == 1 and not "\ue000" <= character < "\uf900":
            points[pair] = ord(character)
    rows, columns = np.nonzero(points)
    common[rows, columns] = load().alone("".join(map(chr, points[rows, columns].tolist())))
    return _Characters(points, common)


class BehindMarks:
    """What bytes of ``source`` may have been of which ``reader`` could not read some.

    ``sign``: the mark, as it stands in the text.
    """

    def __init__(self, source: str, reader: str, sign: str, language: Language) -> None:
        self._source = source
        self._unread = unread_by(reader)
        self._sign = sign
        self._language = language
        self._known: dict[bytes, tuple[Option, ...]] = {}

    def options(self, data: bytes, place: int) -> tuple[Option, ...]:
        """What the byte there, alone or with the next one, may have been."""
        here = data[place : place + 3]
        if here not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            nothing = Option(1, "\ufffd", UNSOLVED, (0,))
            self._known[here] = tuple(self._possible(here)) or (nothing,)
        return self._known[here]

    def word(self, context: str) -> int:
        """The word that a text ends in, as ``costs`` has it."""
        raise NotImplementedError

    def costs(self, grown: Sequence[tuple[Account, Option]], byte: int) -> list[tuple[int, float]]:
        """The word that each account ends in with an option, and what that costs."""
        raise NotImplementedError

    def _possible(self, data: bytes) -> Iterator[Option]:
        raise NotImplementedError

    def _as_itself(self, mark: bytes) -> Iterator[Option]:
        """A mark that is a character of the text."""
        if self._sign < "\x80" and mark in (ALONE, FIRST):
            yield Option(1 if mark == ALONE else 2, self._sign, ITSELF)

    def _bytes(self, item: bytes, behind: bytes) -> Bytes:
        """The bytes that an item may stand for before such a one."""
        single, leads, pairs = self._unread
        if item == SECOND:
            return np.flatnonzero(pairs.any(axis=0))
        if item == FIRST:
            return np.flatnonzero(leads | single)
        if item != ALONE:
            return np.array(list(item), dtype=np.intp)
        begun = pairs[:, behind[0]] if behind and behind not in MARKS else leads
        return np.flatnonzero(begun | single)


class PairsBehindMarks(BehindMarks):
    """The same of a source of two bytes a character."""

    def word(self, context: str) -> int:
        """None."""
        return NO_WORD

    def costs(self, grown: Sequence[tuple[Account, Option]], byte: int) -> list[tuple[int, float]]:
        """No word; what an option tears of one in ASCII costs, and the words it makes are worth."""
        texts = [account.context + option.after for account, option in grown]
        width = max(map(len, texts))
        points = alphabet.code_points("".join(text.ljust(width, "\0") for text in texts))
        worth = self._language.in_words(points.reshape(len(texts), width), CONTEXT).tolist()
        return [
            (NO_WORD, torn(account, option, byte) - more)
            for (account, option), more in zip(grown, worth, strict=True)
        ]

    def _possible(self, data: bytes) -> Iterator[Option]:
        first, second, behind = data[:1], data[1:2], data[2:]
        yield from self._as_itself(first)
        if first == SECOND:
            yield Option(1, "", NOTHING)
            eaten = np.flatnonzero(self._unread.pairs[:, :0x7F].any(axis=0))
            yield from (Option(1, chr(sign), EATEN, (0,)) for sign in eaten.tolist())
        if first not in MARKS:
            alone = decode(first, self._source)
            if alone is not None and (alone >= "\xa0" or first < b"\x80"):
                yield Option(1, alone, HALF_WIDTH if first >= b"\x80" else 0.0)
        if second:
            yield from self._pairs(first, second, behind)

    def _pairs(self, first: bytes, second: bytes, behind: bytes) -> Iterator[Option]:
        lost = first in MARKS or second in MARKS
        ones, others = self._bytes(first, second), self._bytes(second, behind)
        every = np.ix_(ones, others)
        characters = _characters(self._source)
        points, common = characters.points[every].ravel(), characters.common[every].ravel()
        good = points > 0
        if first == FIRST or (first == second == ALONE):
            # Two bytes that are a character would have been shown.
            pairs = self._unread.pairs[every]
            good &= (pairs | self._unread.single[ones][:, None]).ravel()
        found = np.flatnonzero(good)
        if lost:
            costs = self._language.unused(points[found])
            order = np.argsort(costs - common[found], kind="stable")[:MOST]
            found, costs = found[order], costs[order]
        else:
            costs = np.zeros(len(found), dtype=np.float32)
        for point, cost in zip(points[found].tolist(), costs.tolist(), strict=True):
            yield Option(2, chr(point), cost, (0,) if lost else ())


class LettersBehindMarks(BehindMarks):
    """The same of a source of one byte a character."""

    def word(self, context: str) -> int:
        """The word that a text ends in, as ``spelling`` has it."""
        return spelling.begun(spelling.within(context))

    def costs(self, grown: Sequence[tuple[Account, Option]], byte: int) -> list[tuple[int, float]]:
        """The word that each account ends in with an option, and what that costs."""
        return costs_of_words(grown, self._language)

    def _possible(self, data: bytes) -> Iterator[Option]:
        first, second = data[:1], data[1:2]
        yield from self._as_itself(first)
        if first not in MARKS:
            letter = self._letters.get(first[0])
            if letter is not None:
                yield Option(1, letter, 0.0)
        elif first == ALONE:
            for byte in self._bytes(first, second).tolist():
                if byte in self._letters:
                    yield Option(1, self._letters[byte], self._costs[byte], (0,))
        elif first == FIRST:
            yield from self._two

    @functools.cached_property
    def _letters(self) -> dict[int, str]:
        """The characters by their bytes."""
        every = ((byte, decode(bytes([byte]), self._source)) for byte in range(0x20, 0x100))
        return {byte: sign for byte, sign in every if sign is not None and sign.isprintable()}

    @functools.cached_property
    def _costs(self) -> dict[int, float]:
        points = np.array(list(map(ord, self._letters.values())), dtype=np.uint32)
        return dict(zip(self._letters, self._language.unused(points).tolist(), strict=True))

    @functools.cached_property
    def _two(self) -> list[Option]:
        """What two bytes may have been behind one mark, the likeliest; or one that begins none."""
        letters, costs = self._letters, self._costs
        common = dict(zip(letters, load().alone("".join(letters.values())).tolist(), strict=True))
        every = [
            (common[one] - costs[one] + common[two] - costs[two], one, two)
            for one, two in itertools.product(letters, letters)
            if self._unread.pairs[one, two]
        ]
        every.sort(reverse=True)
        single = (byte for byte in np.flatnonzero(self._unread.single).tolist() if byte in letters)
        return [
            *(Option(2, letters[byte], NOTHING + costs[byte], (0,)) for byte in single),
            *(
                Option(2, letters[one] + letters[two], costs[one] + costs[two], (0, 1))
                for _, one, two in every[: 2 * MOST]
            ),
        ]
