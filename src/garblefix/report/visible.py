r"""Making every character of a text visible, and a terminal safe from it.

Garbled text is full of characters that do not show: the C1 controls, the no-break space, the soft
hyphen and private use are halves of characters, and a reader who cannot see them cannot judge a
fix. Besides, U+009B alone starts an escape sequence on some terminals. Not for: text that goes on
to another program.

>>> visible("na\N{SOFT HYPHEN}ïve\N{NO-BREAK SPACE}\x85")
'na⟨U+00AD⟩ïve⟨U+00A0⟩⟨U+0085⟩'
>>> visible("one\r\ntwo\tthree")
'one␍␊two␉three'
>>> visible("\udcff")  # how Python carries a byte that is no text
'⟨0xFF⟩'
"""

from __future__ import annotations

import functools
import unicodedata

# Other, Cc Cf Cs Co Cn, and the separators: nothing of them leaves ink.
_INKLESS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
# Blank, but everyday and as wide as they look.
_BLANK = frozenset({" ", "\N{IDEOGRAPHIC SPACE}"})
_CONTROL_PICTURES = 0x2400
_ESCAPED_BYTES = range(0xDC80, 0xDD00)
# Characters of a text shown in an annotation, which is a small box.
_SHOWN = 300


@functools.lru_cache(maxsize=4096)
def visible_character(character: str) -> str:
    """One character as a reader can see it: itself, a control picture, or its code point."""
    if character in _BLANK or unicodedata.category(character) not in _INKLESS:
        return character
    point = ord(character)
    if point < 0x20:
        return chr(_CONTROL_PICTURES + point)
    if point in _ESCAPED_BYTES:
        return f"⟨0x{point - 0xDC00:02X}⟩"
    return f"⟨U+{point:04X}⟩"


def visible(text: str) -> str:
    """``text`` with every character that leaves no ink written out."""
    if text.isprintable():
        return text
    return "".join(map(visible_character, text))


def excerpt(text: str) -> str:
    """The beginning of ``text``, made visible; all of it where it is short."""
    return visible(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
