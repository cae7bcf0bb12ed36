"""Where letters are gone from a text: a marker stands for each, or for each byte that each had.

Who reads a page of one byte a character as UTF-8 loses a letter at each U+FFFD (``f�r``); who reads
UTF-8 as ASCII loses two bytes of a letter and three of a sign (``f��r``, ``don���t``). Either way
the text is laid out with one gap for one character. Part of ``replaced``. Not for: question marks
(``questions``), nor what filled the gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from garblefix.language.scripts import FIRST_BYTES

MARKER = "\N{REPLACEMENT CHARACTER}"
# A gap where a letter or a sign may have been, a letter, a sign. The last two are no characters.
ANY, LETTER, SIGN = MARKER, "\ufdd0", "\ufdd1"
GAPS = ANY + LETTER + SIGN
_NO_GAPS = str.maketrans(LETTER + SIGN, "  ")  # were a text to hold them all the same
MOST = 4  # letters of a word that may be gone

ANY_LETTER = re.compile(r"[^\W\d_]")
LATIN_LETTER = re.compile("[A-Za-zÀ-ɏẠ-ỹ]")
# From where a run of letters begins, and no longer than words are, so that no text takes long.
_PART = r"[^\W\d_]{1,40}"
_WORD = re.compile(
    rf"(?<![^\W\d_])(?:{_PART})?(?:(?<=[^\W\d_])['’-]{_PART}){{0,4}}[{GAPS}][\w{GAPS}’'-]{{0,80}}"
)
# A marker that stands for the second byte of a letter, whose first one is left (``_vanished``), or
# two for the others of a sign (``_resaved``).
_OF_UTF8 = re.compile(f"[{FIRST_BYTES}]{MARKER}|â{MARKER}{{2}}")
_RUN = re.compile(f"{MARKER}+")
# What runs of bytes were, by their lengths; signs stand at the ends of words.
_BY_LENGTH = {2: LETTER, 3: SIGN, 4: LETTER * 2, 5: LETTER + SIGN, 6: SIGN * 2}
_INSIDE = _BY_LENGTH | {6: LETTER * 3, 8: LETTER * 4}


class Gapped(NamedTuple):
    """A text with a gap for each lost character. ``places``: of each character, and of the end."""

    text: str
    places: Sequence[int]

    def words(self) -> Iterator[re.Match[str]]:
        """The words that have gaps, and gaps that were words."""
        in_latin = all(map(LATIN_LETTER.match, ANY_LETTER.findall(self.text)))
        for match in _WORD.finditer(self.text):
            if _OF_UTF8.search(match.group()):
                continue
            gone = sum(map(match.group().count, GAPS))
            known = len(ANY_LETTER.findall(match.group()))
            if len(match.group()) == 1:
                if in_latin and _stands_alone(self.text, match.start()):
                    yield match
            elif known and gone <= min(MOST, known + 1):
                yield match

    def without(self) -> str:
        """The text without the words that have gaps."""
        return _WORD.sub(" ", self.text)


def by_character(text: str) -> Gapped:
    """``text`` where each marker is one character.

    >>> [match.group() for match in by_character(f"f{MARKER}r den").words()] == [f"f{ANY}r"]
    True
    """
    return Gapped(text.translate(_NO_GAPS), range(len(text) + 1))


def by_byte(text: str) -> Gapped | None:
    """``text`` where each marker is one byte of UTF-8, None where it cannot be.

    >>> found = by_byte(f"f{MARKER * 2}r")
    >>> found.text == f"f{LETTER}r", found.places
    (True, [0, 1, 3, 4])
    """
    text = text.translate(_NO_GAPS)
    pieces: list[str] = []
    places: list[int] = []
    place = 0
    for match in _RUN.finditer(text):
        start, end = match.span()
        inside = text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()
        gaps = (_INSIDE if inside else _BY_LENGTH).get(end - start)
        if gaps is None:
            return None
        pieces += [text[place:start], gaps]
        places += [*range(place, start)]
        for gap in gaps:
            places.append(start)
            start += 2 if gap == LETTER else 3
        place = end
    return Gapped("".join([*pieces, text[place:]]), [*places, *range(place, len(text) + 1)])


def _stands_alone(text: str, place: int) -> bool:
    """Whether spaces set it off, with words on both sides."""
    before, behind = text[max(0, place - 2) : place], text[place + 1 : place + 3]
    return all(two[:1].isalpha() and two[1:] in (" ", "'") for two in (before, behind[::-1]))
