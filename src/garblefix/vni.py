r"""VNI, the Vietnamese of Windows fonts, as a codec: a letter, and behind it the byte of its marks.

``Vieät Nam`` is Việt Nam with VNI-Times taken off. The bytes are those of Windows-1252, but for
letters that stand alone and marks that need their letter before them; a mark without one is no VNI.
Table: the VNI character set, as the keyboards UniKey and xvnkb write it. Not for: pages of one byte
a character (``code_pages``).
"""

from __future__ import annotations

import codecs
import itertools
import re
from typing import TYPE_CHECKING

from garblefix.codec import codec

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_NAME = "vni"
_PAGE = "cp1252"

# Marks of all vowels but i: acute, grave, hook, tilde, dot; and of a, e, o those of â, ê, ô, and of
# a those of ă, each alone and with these.
_TONES, _HAT, _BREVE = "ùøûõï", "âáàåãä", "êéèúüë"
_PAIRS = {
    "a": (_TONES + _HAT + _BREVE, "áàảãạâấầẩẫậăắằẳẵặ"),
    "e": (_TONES + _HAT, "éèẻẽẹêếềểễệ"),
    "o": (_TONES + _HAT, "óòỏõọôốồổỗộ"),
    "ô": (_TONES, "ớờởỡợ"),
    "u": (_TONES, "úùủũụ"),
    "ö": (_TONES, "ứừửữự"),
    "y": (_TONES[:4], "ýỳỷỹ"),
}
_ALONE = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))


def _both_cases(shown: str, letter: str) -> dict[str, str]:
    return {shown: letter, shown.upper(): letter.upper()}


# What the bytes show as Windows-1252, and the letter meant.
_LETTERS: dict[str, str] = {}
for _vowel, (_marks, _meant) in _PAIRS.items():
    for _mark, _letter in zip(_marks, _meant, strict=True):
        _LETTERS |= _both_cases(_vowel + _mark, _letter)
        # Behind a capital that begins a word the mark may be small.
        _LETTERS[_vowel.upper() + _mark] = _letter.upper()
for _shown, _letter in _ALONE.items():
    _LETTERS |= _both_cases(_shown, _letter)

_BY_BYTES = {shown.encode(_PAGE): letter for shown, letter in _LETTERS.items()}
_VOWELS = frozenset(data[:1] for data in _BY_BYTES if len(data) > 1)
for _byte in range(0x80, 0xC0):
    # The signs are those of Windows-1252.
    if _sign := bytes([_byte]).decode(_PAGE, "ignore"):
        _BY_BYTES[bytes([_byte])] = _sign
_TABLE: dict[int, int | bytes] = {byte: byte for byte in range(0x80)}
# Of several spellings the first is written: the mark has the case of its letter.
_TABLE |= {ord(letter): data for data, letter in reversed(_BY_BYTES.items())}
_FOREIGN = re.compile(rb"[\xc0-\xff]")
LOOKED_AT, STRANGE = 8, 2  # letters, and how many of them are none of VNI where it is none
_PLAIN = rb"(?:[\x00-\x7f](?![\x80-\xff]))+|[\x00-\x7f]"
_KNOWN = b"|".join(map(re.escape, sorted(_BY_BYTES, key=len, reverse=True)))
_PIECE = re.compile(b"%b|(?P<plain>%b)" % (_KNOWN, _PLAIN))


def may_be(data: bytes) -> bool:
    r"""Whether the first letters beyond ASCII are some of VNI, but for one at most.

    >>> may_be("Vieät Nam".encode("cp1252")), may_be("crème brûlée, déjà".encode("cp1252"))
    (True, False)
    """
    strange = 0
    for match in itertools.islice(_FOREIGN.finditer(data), LOOKED_AT):
        place = match.start()
        letter, pair = data[place : place + 1], data[max(0, place - 1) : place + 1]
        strange += letter not in _BY_BYTES and pair not in _BY_BYTES
    return strange < STRANGE


def encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
    """The bytes of ``text``, and its length; raises UnicodeEncodeError as other codecs do."""
    return codecs.charmap_encode(text, errors, _TABLE)


def decode(data: Buffer, errors: str = "strict") -> tuple[str, int]:
    """The text of ``data``, and its length; raises UnicodeDecodeError as other codecs do."""
    raw = bytes(data)
    pieces = []
    place = 0
    while place < len(raw):
        match = _PIECE.match(raw, place)
        if match is None:
            error = UnicodeDecodeError(_NAME, raw, place, place + 1, "mark without its letter")
            shown, place = codecs.lookup_error(errors)(error)
            pieces.append(str(shown))
            continue
        plain = match["plain"]
        pieces.append(_BY_BYTES[match.group()] if plain is None else plain.decode("ascii"))
        place = match.end()
    return "".join(pieces), len(raw)


class _Decoder(codecs.BufferedIncrementalDecoder):
    def _buffer_decode(self, data: Buffer, errors: str, final: bool) -> tuple[str, int]:
        raw = bytes(data)
        waits = not final and raw[-1:] in _VOWELS
        return decode(raw[:-1] if waits else raw, errors)


CODEC = codec(_NAME, encode, decode, _Decoder)
