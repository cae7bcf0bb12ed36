"""Bytes that a page of one byte a character shows as nothing, or as a space, and what they meant.

A soft hyphen is not seen in any page; much software drops the controls that a page leaves open, and
private-use characters that others know nothing of (``ÔË‚ÂÚ`` is привет in Mac Roman, where р is the
apple of its maker), and writes a plain space for a no-break space: 0xA0 is а in the Cyrillic of
DOS. Of Latin letters hardly any that is not seen is so usual that a text must have it. Part of
``unseen``. Not for: choosing among them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from unicodedata import category

import numpy as np

from garblefix.damage.inferring import decoder
from garblefix.encodings import BY_NAME, decode, reader_bytes
from garblefix.language.box_drawing import is_line
from garblefix.language.scripts import CJK, GREEK

SPACE, NO_BREAK_SPACE = b" ", "\xa0"
MARK = b"?"
_SEEN = frozenset(map(chr, range(0x80)))
# More bytes than this cannot be told apart.
MOST = 20
# A letter that is rarer than this among those of its script says nothing where it is not seen; and
# how many letters are capitals.
SELDOM, CAPITALS = 1e-3, 0.05
# What is rarer together than this may well be missing from a text however long.
SHARE = 1e-2
COMMON = -11.0  # log P of a character that may be missing as a whole, nats


@dataclass(frozen=True, slots=True)
class Gone:
    """What one reader does not show of one source.

    ``hidden``: bytes shown as nothing, with what stands for each in software that shows it;
    ``spaced``: the byte shown as a space, if any. ``letters``: of a source of one byte a character
    what each was, with its share among the letters of its script (0 to 1). ``marked``: bytes for
    which it has a MARK, where it has one for what it cannot read.
    """

    source: str
    hidden: Mapping[bytes, str]
    spaced: bytes | None
    letters: Mapping[bytes, tuple[str, float]]
    marked: tuple[bytes, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.hidden or self.spaced or self.marked)

    def with_marks(self, *, alone: bool) -> Gone:
        """The same where what cannot be read has a mark; ``alone``: so that nothing else is gone.

        >>> [byte.hex() for byte in gone("cp932", "cp1252").with_marks(alone=True).marked]
        ['81', '8d', '8f', '90', '9d']
        """
        marked = tuple(byte for byte, sign in self.hidden.items() if "\x80" <= sign < "\xa0")
        if not marked or not alone:
            return replace(self, marked=marked)
        return replace(self, hidden={}, spaced=None, marked=marked)

    @property
    def every(self) -> tuple[bytes, ...]:
        """All bytes that are not shown."""
        return (*self.hidden, self.spaced) if self.spaced else tuple(self.hidden)

    def beside(self, text: str) -> Gone:
        """What a text does not show; where it shows one control, it shows all."""
        if text.isascii():
            return self
        kinds = {category(sign) for sign in set(text).difference(_SEEN)}
        hidden = {byte: sign for byte, sign in self.hidden.items() if category(sign) not in kinds}
        spaced = None if NO_BREAK_SPACE in text else self.spaced
        return replace(self, hidden=hidden, spaced=spaced)

    def expected(self, outcome: str) -> float:
        """How many characters ``outcome`` should have that it has none of, as none are shown."""
        if BY_NAME[self.source].multibyte:
            characters = sum(sign >= CJK for sign in outcome)
            share = _pairs(self.source, self.every).share
        else:
            characters = sum(sign.isalpha() and sign >= GREEK for sign in outcome)
            share = sum(self.letters[byte][1] for byte in self.every)
        return characters * share / (1.0 - share) if share > SHARE else 0.0

    @property
    def whole(self) -> str:
        """The common characters of two bytes neither of which is shown."""
        return _pairs(self.source, self.every).whole


class _Pairs(NamedTuple):
    share: float
    whole: str


@functools.lru_cache(maxsize=256)
def _pairs(source: str, lost: tuple[bytes, ...]) -> _Pairs:
    """The share of the characters of two bytes of which some are lost; and those that are whole."""
    from garblefix.language.model import load

    every = [bytes(pair) for pair in decoder(source).pairs]
    characters = [decode(pair, source) or "" for pair in every]
    found = [each for each in zip(every, characters, strict=True) if each[1] >= CJK]
    logs = load().alone("".join(character for _, character in found))
    single = {byte[0] for byte in lost}
    halves = np.array([not single.isdisjoint(pair) for pair, _ in found], dtype=bool)
    chances = np.exp(logs)
    whole = "".join(
        character
        for (pair, character), log in zip(found, logs.tolist(), strict=True)
        if log > COMMON and single.issuperset(pair)
    )
    return _Pairs(float(chances[halves].sum() / chances.sum()), whole)


@functools.cache
def gone(source: str, reader: str) -> Gone:
    """What ``reader`` does not show of ``source``.

    >>> [letter for letter, _ in gone("cp1251", "mac-roman").letters.values()]
    ['р', 'К']
    >>> list(gone("cp949", "cp1252").hidden)[-1], bool(gone("utf-8", "cp1252"))
    (b'\\xad', False)
    """
    if BY_NAME[reader].multibyte or _draws(reader):
        return Gone(source, {}, None, {})
    if source == "utf-8" or BY_NAME[source].composed:
        return Gone(source, {}, None, {})
    hidden, space = decoder(reader).hidden, reader_bytes(reader)[NO_BREAK_SPACE]
    hidden = hidden if len(hidden) <= MOST else ()
    letters: dict[bytes, tuple[str, float]] = {}
    if not BY_NAME[source].multibyte:
        letters = _letters((*hidden, space) if space else hidden, source)
        hidden = tuple(byte for byte in hidden if byte in letters)
        space = space if space in letters else None
    return Gone(source, {byte: _shown(byte, reader) for byte in hidden}, space, letters)


def _draws(reader: str) -> bool:
    """Whether a page draws boxes: consoles have such, and show all they are given."""
    return any(map(is_line, bytes(range(0x80, 0x100)).decode(reader, "ignore")))


def _shown(byte: bytes, reader: str) -> str:
    """What software shows for a byte that shows all of them."""
    return decode(byte, reader) or byte.decode("latin-1")


def _letters(lost: tuple[bytes, ...], source: str) -> dict[bytes, tuple[str, float]]:
    """The letters of other alphabets than Latin that some bytes are, of which text has many."""
    from garblefix.language.model import load

    found = ((byte, decode(byte, source) or "") for byte in lost)
    letters = {byte: letter for byte, letter in found if letter.isalpha() and letter >= GREEK}
    if not letters:
        return {}
    model = load()
    every = (decode(bytes([byte]), source) or "" for byte in range(0x80, 0x100))
    # In capitals or not is all one here.
    own = {each.lower() for each in every if each.isalpha() and each >= GREEK}
    total = float(np.exp(model.alone("".join(own))).sum())
    shares = {}
    for byte, letter in letters.items():
        share = float(np.exp(model.alone(letter)[0])) / total
        share *= CAPITALS if letter.isupper() else 1.0
        if share >= SELDOM:
            shares[byte] = (letter, share)
    return shares
