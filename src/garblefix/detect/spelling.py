"""What legacy files hold that the language model has hardly seen: old spellings and lone symbols.

Not for: changing text. A spelling here is scored, never shown.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

# In tables and code no space stands before a word, as it does in the prose the model learned from.
_JOINED = re.compile("(?<=[,;:=|/])(?=[\xc0-\u052f])")
# Code pages have Romanian's letters with cedilla only.
_COMMAS = str.maketrans("şţŞŢ", "șțȘȚ")
# The model learned from text where most of them are plain. The accent that stands alone is on many
# keyboards where people look for one.
_TYPED = "‘’´"
_APOSTROPHES = str.maketrans(_TYPED, "'''")
APOSTROPHE = 5.0  # nats
# This one opens, or closes what ‚ has opened; behind a letter it is a letter of another page.
_STRAY = re.compile(r"(?<=\w)‘(?!\w)")
STRAY = 6.0
# Greek typed with the sign for "micro" in place of the letter: Windows-1253 has both.
_MICRO = re.compile("(?<=[\u0370-\u03ff])\xb5|\xb5(?=[\u0370-\u03ff])")
_CEDILLA = re.compile("[şţŞŢ]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
HALF_WIDTH = 6.0  # nats: text that is written in half-width katakana at all

# A character of these costs no more than this many nats: the model learned from prose without
# them, yet prices, temperatures and notices of copyright are what is beyond ASCII in many a file.
SYMBOLS = "©®°²³ªº€£§±µ·™½¼¾¹†‡•"
SYMBOL = 13.0
BY_DIGIT = 9.0  # beside a digit, or a space away from one
# Where symbols stand beside letters all the same, each character of these costs no more than this:
# of micrometres and their kin, which are one sign and one letter, and of what may be words.
MICRO, QUANTITY = 3.5, 8.5
# Of a letter that stands for a diameter, before its number.
DIAMETER = 7.0
_MICROS = re.compile(r"(?<![^\W\d_])µ(?:[smglLAVWFHJNMT]|Pa|mol)(?![^\W\d_])")
_QUANTITIES = re.compile(
    r"(?<![^\W\d_])(?:(?:[A-Za-z]|[kcmd]m|ft|in|yd)[²³]|[A-Za-z]·[A-Za-z]"
    r"|[Nn]o?º(?= ?[0-9]))(?![^\W\d_])|(?<=[^\W\d_])[®™](?![^\W\d_])"
)
_DIAMETERS = re.compile(r"(?<![^\W_])[Øø](?= ?[0-9])")
_LINES = (0x2500, 0x25A1)  # box drawing and blocks, in menus and tables of DOS
LINE = 9.0
LONE_LINE = 17.0  # where not three of them stand together
LINE_AGAIN = 1.0  # the same one as before
# A sign between two small letters, which the model takes for the end of a word and the beginning of
# the next: 'Faer—er' in another page is 'Faeröer'. These stand there in earnest.
INSIDE_WORD = 6.0
# But for what English writes behind an apostrophe, and French before it.
_LAST_IN_WORD = re.compile(rb"[A-Za-z][a-z]\xff(?!(?:[dmst]|ll|re|ve)\b)[a-z-]")
_IN_WORDS = "’\xad·‐‑"
_FIRST_SIGN = 0xA0


def with_apostrophes(text: str) -> str:
    """``text`` with plain apostrophes in place of all that people type or print for one."""
    # Looking for them is quicker by far than translating.
    return text.translate(_APOSTROPHES) if any(sign in text for sign in _TYPED) else text


def spellings(text: str) -> list[tuple[str, float]]:
    """``text``, and as people write it today where its encoding could not; with costs in nats.

    Windows-1258 has Vietnamese tones as marks behind the letter, the model learned from composed
    text.

    >>> spellings("ţară"), spellings("ﾃﾞｰﾀ")
    ([('ţară', 0.0), ('țară', 0.0)], [('ﾃﾞｰﾀ', 0.0), ('データ', 6.0)])
    """
    found = [(text, 0.0)]
    if text.isascii():
        return found
    today = modern(text)
    if today != text:
        found.append((today, 0.0))
    plain = with_apostrophes(text)
    if plain != text:
        stray = 0 if "‚" in text else len(_STRAY.findall(text))
        found.append((plain, APOSTROPHE + STRAY * stray))
    wide = with_wide_kana(text)
    if wide != text:
        found.append((wide, HALF_WIDTH))
    return found


def with_wide_kana(text: str) -> str:
    """``text`` with katakana of the usual width in place of the half-width ones."""
    return _HALF_WIDTH_KANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)


def apart(text: str) -> str:
    """``text`` with spaces between what divides it and letters beyond ASCII.

    >>> apart("1,Émile,Zoë")
    '1, Émile,Zoë'
    """
    return _JOINED.sub(" ", text)


def modern(text: str) -> str:
    """``text`` with composed letters, and those of Romanian and Greek as they are today.

    >>> modern("µία ţară, 5 µm")
    'μία țară, 5 µm'
    """
    text = unicodedata.normalize("NFC", text)
    if "\xb5" in text:
        text = _MICRO.sub("\u03bc", text)
    return text.translate(_COMMAS) if _CEDILLA.search(text) else text


def symbol_floors(points: npt.NDArray[np.uint32], letters: npt.NDArray[np.bool_]) -> Floats:
    """The least log P of each code point, −inf for all but symbols.

    ``letters`` tells which are letters: a symbol beside one has no floor, or an accented letter in
    a word could as well be a symbol of another code page ('Fead·g' for 'Feadóg').

    >>> import numpy as np
    >>> text = "© ───a·b"
    >>> letters = np.array([character.isalpha() for character in text])
    >>> symbol_floors(np.array([ord(character) for character in text]), letters).tolist()
    [-13.0, -inf, -9.0, -1.0, -1.0, -inf, -inf, -inf]
    """
    import numpy as np

    known = _floors()
    result = known.take(points, mode="clip")
    if result.max() == -np.inf:
        return result
    before = np.r_[False, letters[:-1]]
    after = np.r_[letters[1:], False]
    line = (points >= _LINES[0]) & (points < _LINES[1])
    result[before | after] = -np.inf
    digit = np.r_[False, False, (points >= ord("0")) & (points <= ord("9")), False, False]
    by_digit = digit[:-4] | digit[1:-3] | digit[3:-1] | digit[4:]
    result[by_digit & ~line] += SYMBOL - BY_DIGIT
    # Two are what one Greek or Cyrillic letter of UTF-8 looks like; three are a line.
    three = np.r_[False, False, line[:-2] & line[1:-1] & line[2:], False, False][: len(line) + 2]
    result[line & ~(three[:-2] | three[1:-1] | three[2:])] -= LONE_LINE - LINE
    again = np.r_[False, line[1:] & (points[1:] == points[:-1])]
    result[again] = -LINE_AGAIN
    return result


def quantities(text: str) -> list[tuple[int, float]]:
    """The places of what is measured or owned, and the least log P of each character there.

    >>> quantities("5 µm, Feadóg²"), quantities("Maus™ a·ba")
    ([(2, -3.5), (3, -3.5)], [(4, -8.5)])
    """
    return [
        (place, -cost)
        for pattern, signs, cost in (
            (_MICROS, "µ", MICRO),
            (_QUANTITIES, "²³·º®™", QUANTITY),
            (_DIAMETERS, "Øø", DIAMETER),
        )
        if any(sign in text for sign in signs)  # which is quicker than to look for the pattern
        for match in pattern.finditer(text)
        for place in range(*match.span())
    ]


def last_byte_is_letter(data: bytes) -> bool:
    """Whether 0xFF stands in a word of small letters, as the 'ÿ' of names in Latin-1 does.

    >>> last_byte_is_letter(b"Queensr\\xffche"), last_byte_is_letter(b"that\\xffs an \\xff")
    (True, False)
    """
    return b"\xff" in data and _LAST_IN_WORD.search(data) is not None


def signs_inside_words(
    points: npt.NDArray[np.uint32], kinds: npt.NDArray[np.uint8]
) -> npt.NDArray[np.intp]:
    """The places of signs beyond ASCII between two small letters; ``kinds`` as in ``alphabet``.

    >>> import numpy as np
    >>> from garblefix.language import alphabet, model
    >>> points = alphabet.code_points("Faer—er, l’été — col·lecció")
    >>> signs_inside_words(points, model.load().case_kinds[points]).tolist()
    [4]
    """
    import numpy as np

    from garblefix.language.alphabet import LOWER, NO_LETTER

    places = np.flatnonzero((points >= _FIRST_SIGN) & (kinds == NO_LETTER))
    if len(places):
        before = kinds.take(places - 1, mode="clip") == LOWER
        after = kinds.take(places + 1, mode="clip") == LOWER
        places = places[before & after]
    if len(places):
        places = places[[chr(point) not in _IN_WORDS for point in points[places].tolist()]]
    return places


@functools.cache
def _floors() -> Floats:
    import numpy as np

    # The last stands for all above, and is none.
    floors = np.full(0x3000, -np.inf, dtype=np.float32)
    floors[[ord(symbol) for symbol in SYMBOLS]] = -SYMBOL
    floors[slice(*_LINES)] = -LINE
    return floors
