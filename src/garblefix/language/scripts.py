"""Scripts: where in Unicode they begin, and which one a letter is of.

Not for: how likely letters of a script are (``coherence``), or which language they are of
(``identify``).
"""

from __future__ import annotations

import functools
import unicodedata

# Borders: the first character of each.
RARE_LATIN = "\u0180"  # from here on Latin letters are of few languages
MODIFIERS = "\u02b0"
GREEK = "\u0370"  # from here on hardly a letter is Latin
CYRILLIC = "\u0400"
GENERAL = "\u2000"  # from here on punctuation is of all scripts
CJK = "\u2e80"  # from here on characters are of East Asia, between whose words are no spaces
KANA, BOPOMOFO = "\u3041", "\u3100"
SYLLABLES = "\ua000"  # from here on of Yi and others, until those of Korean
HANGUL = "\uac00"  # between whose words there are spaces
PRIVATE = "\ue000"

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
FIRST_BYTES = "ÃÄÅ"  # of the letters of Europe in UTF-8, as Western pages show them
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"  # which people write, as in ``THOUSANDS = "\xa0"``


def first_name(character: str) -> str:
    """The first word of a character's name, which is that of its script if it is a letter.

    >>> first_name("ж"), first_name("の"), first_name("\\x81")
    ('CYRILLIC', 'HIRAGANA', '?')
    """
    return unicodedata.name(character, "?").partition(" ")[0]


@functools.cache
def script(sign: str) -> str:
    """The script of a letter or mark, "" where it has none of its own; those of East Asia are one.

    >>> script("ж"), script("の"), script("!")
    ('CYRILLIC', 'CJK', '')
    """
    kind = unicodedata.category(sign)
    if kind == "Lm" or kind[0] not in "LM":
        return ""
    name = first_name(sign)
    if name in ("HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "HALFWIDTH"):
        return "CJK"
    return "" if name == "COMBINING" else name


def is_foreign(text: str) -> bool:
    """Whether it has a letter of another script than Latin."""
    return any(letter.isalpha() and letter >= GREEK for letter in text)


def is_east_asian(sign: str) -> bool:
    """Whether it is a letter, a syllable or an ideograph of East Asia."""
    return sign >= CJK and sign.isalpha()
