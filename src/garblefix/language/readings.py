"""How traditional Chinese characters are read, and what they are in simplified text.

Only characters that simplified text never has are listed: "is it listed" is a question of its own.
The tables were made by ``training/readings.py``. Not for: simplified or shared characters, words;
conversion that readers see (one traditional character may stand for several simplified ones).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"
READINGS = DATA / "readings.tsv"
SIMPLIFIED = DATA / "simplified.tsv"

# A syllable with its tone mark, as the programs and the text-books write it.
_PLAIN = "a-zü"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
SYLLABLE = f"[{_PLAIN}]{{0,4}}[{_TONED}][{_PLAIN}]{{0,3}}"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

# One bracket a pattern, because a literal is looked for many times as fast as a set. The letter
# with the tone mark is one of the last four of its syllable.
_BEHIND = "|".join(f"(?<=[{_TONED}]{f'[{_PLAIN}]' * plain}.)" for plain in range(4))
_CLOSING = tuple(re.compile(rf"{mark}(?:{_BEHIND})") for mark in (r"\)", "）"))
LONGEST = 12  # characters of a reading in brackets and what stands before it


def matches(text: str, pattern: re.Pattern[str], longest: int = LONGEST) -> Iterator[re.Match[str]]:
    """Where ``pattern``, which ends with a reading in brackets, matches in ``text``.

    As ``finditer`` would find it, but many times as fast, because brackets behind a reading are
    few; no match is longer than ``longest`` characters.

    >>> pattern = re.compile(rf"[{HAN}][(]{SYLLABLE}[)]")
    >>> [match.start() for match in matches("區(qū)政府, que vivió)", pattern)]
    [0]
    """
    for end in _closings(text):
        for match in pattern.finditer(text, max(0, end - longest), end):
            if match.end() == end:
                yield match


def places(text: str, pattern: re.Pattern[str]) -> list[int]:
    """Where each of the ``matches`` starts."""
    return [match.start() for match in matches(text, pattern)]


@functools.lru_cache(maxsize=2)
def _closings(text: str) -> list[int]:
    """The ends of the brackets behind a reading; asked of a document and its foreign lines."""
    return sorted(bracket.end() for closing in _CLOSING for bracket in closing.finditer(text))


@dataclass(frozen=True, slots=True)
class Readings:
    """``default`` and ``others`` by character, ``characters`` by reading (defaults first)."""

    default: dict[str, str]
    others: dict[str, frozenset[str]]
    characters: dict[str, str]

    def is_traditional(self, character: str) -> bool:
        """Whether simplified text never has this character."""
        return character in self.default

    def is_default(self, character: str, reading: str) -> bool:
        """Whether a traditional character is read so where nothing else is said."""
        return self.default.get(character) == reading

    def may_be(self, character: str, reading: str) -> bool:
        """Whether a traditional character may be read so; tables differ about the tone.

        >>> load().may_be("長", "cháng"), load().may_be("區", "qú"), load().may_be("區", "xiàn")
        (True, True, False)
        """
        default = self.default.get(character)
        if default is None:
            return False
        if reading == default or reading in self.others.get(character, ()):
            return True
        return toneless(reading) == toneless(default)


def toneless(reading: str) -> str:
    """A reading without its tone.

    >>> toneless("lǜ"), toneless("qū")
    ('lü', 'qu')
    """
    decomposed = unicodedata.normalize("NFD", reading)
    kept = (c for c in decomposed if not unicodedata.combining(c) or c == "\u0308")
    return unicodedata.normalize("NFC", "".join(kept))


@functools.cache
def load() -> Readings:
    """The installed table.

    >>> load().default["區"], load().is_traditional("政")
    ('qū', False)
    """
    default: dict[str, str] = {}
    others: dict[str, set[str]] = {}
    characters: dict[str, str] = {}
    for line in READINGS.read_text(encoding="utf-8").splitlines():
        reading, mine, besides = line.split("\t")
        characters[reading] = mine + besides
        default.update(dict.fromkeys(mine, reading))
        for character in besides:
            others.setdefault(character, set()).add(reading)
    frozen = {character: frozenset(known) for character, known in others.items()}
    return Readings(default, frozen, characters)


@functools.cache
def syllables() -> frozenset[str]:
    """The syllables of Mandarin, without their tones.

    >>> ["dan" in syllables(), "lü" in syllables(), "rsted" in syllables()]
    [True, True, False]
    """
    return frozenset(map(toneless, load().characters))


@functools.cache
def _simplified() -> dict[int, str]:
    traditional, simplified = SIMPLIFIED.read_text(encoding="utf-8").split()
    return {ord(old): new for old, new in zip(traditional, simplified, strict=True)}


def simplify(text: str) -> str:
    """Each traditional character as its simplified form, for scoring: more text is simplified.

    >>> simplify("發展現狀")
    '发展现状'
    """
    return text.translate(_simplified())


@functools.cache
def only_simplified() -> frozenset[str]:
    """Simplified forms that Big5 lacks: traditional text has no such characters of its own.

    >>> ["发" in only_simplified(), "后" in only_simplified()]
    [True, False]
    """
    return frozenset(form for form in _simplified().values() if not _is_big5(form))


def only_traditional() -> frozenset[str]:
    """Characters that simplified text writes in another form.

    >>> ["發" in only_traditional(), "后" in only_traditional()]
    [True, False]
    """
    return frozenset(map(chr, _simplified()))


def _is_big5(character: str) -> bool:
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return True
