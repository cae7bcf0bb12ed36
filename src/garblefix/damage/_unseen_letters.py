"""What bytes of a source in an alphabet may have been, some of which are not seen.

Letters may be missing beside others, once or twice, and a space may be one; the language of the
rest tells which, and what its words are. Part of ``unseen``. Not for: sources of two bytes a
character (``_unseen_pairs``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

import numpy as np

from garblefix.damage._bytewise import Account, Option
from garblefix.damage._gone import SPACE, Gone
from garblefix.damage.inferring import Language, spelling
from garblefix.encodings import decode

UNSEEN = 1.0  # what a letter costs that is not seen, nats
# And a capital, at the beginning of a word or behind a small letter.
CAPITAL, CAPITAL_INSIDE = 3.0, 10.0
NEAR = 2  # letters are missing so near to others
_SENTENCE = re.compile(r"(?:\n|[.!?…] )$")
NOTHING = Option(1, "\ufffd", 12.0, (0,))


class Letters:
    """What bytes of such a source may have been, in text of a language."""

    def __init__(self, source: str, lost: Gone, language: Language) -> None:
        self._source = source
        self._lost = lost
        self._language = language
        self._known: dict[tuple[bytes, bool], tuple[Option, ...]] = {}
        letters = [letter for letter, _ in lost.letters.values()]
        costs = language.unused(np.array(list(map(ord, letters)), dtype=np.uint32)).tolist()
        self._costs = dict(zip(letters, costs, strict=True))
        every = (bytes([byte]) for byte in range(0x80, 0x100))
        own = b"".join(byte for byte in every if (decode(byte, source) or "").isalpha())
        self._letter = re.compile(b"[" + re.escape(own) + b"]")

    def options(self, data: bytes, place: int) -> tuple[Option, ...]:
        """What the byte there may have been."""
        here, inside = data[place : place + 2], self._among_letters(data, place)
        if (here, inside) not in self._known:
            found = list(self._possible(here)) or [NOTHING]
            self._known[here, inside] = tuple(found if inside else found[:1])
        return self._known[here, inside]

    def costs(self, grown: Sequence[tuple[Account, Option]], byte: int) -> list[tuple[int, float]]:
        """The word that each account ends in with an option, and what that costs."""
        return costs_of_words(grown, self._language)

    def _among_letters(self, data: bytes, place: int) -> bool:
        """Whether letters may be missing there: they are of a comment in code, not of the code.

        Where the text begins with a letter of ASCII, more of the word may stand before it.
        """
        first, last = max(0, place - NEAR), place + NEAR + 1
        if data[place : place + 1] == SPACE:
            # Columns are set off by spaces.
            first, last = max(0, place - 1), place + 2
        near = self._letter.search(data, first, last) is not None
        return near and (place > 0 or not data[:1].isalpha())

    def _possible(self, data: bytes) -> Iterator[Option]:
        """A letter as it is seen, with others before it; behind it too, where nothing follows."""
        first = data[:1]
        seen = decode(first, self._source)
        if seen is None:
            return
        here = [Option(1, seen, 0.0)]
        if first == SPACE and self._lost.spaced:
            letter, _ = self._lost.letters[self._lost.spaced]
            here.append(Option(1, letter, self._costs[letter], (0,)))
        yield from here
        for byte, option in itertools.product(self._lost.hidden, here):
            letter, _ = self._lost.letters[byte]
            cost = self._costs[letter] + UNSEEN
            once = option.adding(letter, cost, 0)
            yield from (once, once.adding(letter, cost, 0))
            if len(data) == 1:
                yield option.adding(letter, cost, len(option.after))


def costs_of_words(
    grown: Sequence[tuple[Account, Option]], language: Language
) -> list[tuple[int, float]]:
    """The word that each account ends in with an option, and what that costs in a language."""
    longest = max(len(option.after) for _, option in grown)
    after = [option.after.ljust(longest, "\0") for _, option in grown]
    letters = np.array([list(map(ord, each)) for each in after], dtype=np.uint32)
    begun = np.array([account.word for account, _ in grown], dtype=np.int64)
    told = spelling.Told(language.well_known, language.own)
    average, unscored = np.zeros(len(begun)), np.full(letters.shape, np.nan)
    words, _, worth = spelling.spelled_along(begun, average, letters, unscored, told)
    costs = [
        _capital(account, option) - more
        for (account, option), more in zip(grown, worth.tolist(), strict=True)
    ]
    return list(zip(words.tolist(), costs, strict=True))


def _capital(account: Account, option: Option) -> float:
    """What it costs that a capital that is not seen stands where no sentence begins, in nats."""
    if not option.lost or not option.after[option.lost[0]].isupper():
        return 0.0
    before = account.context + option.after[: option.lost[0]]
    if before[-1:].islower():
        return CAPITAL_INSIDE
    return CAPITAL if _SENTENCE.search(before) is None else 0.0
