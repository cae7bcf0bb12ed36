"""UTF-8 that was shown in Latin-1 and lost its C1 controls: ``ÐÑÐ¸Ð²ÐµÑ`` was Привет.

Half of all bytes that go on with a character are controls to Latin-1, which browsers, terminals
and databases drop, or show as spaces. Hardly a character is whole then, but the text shows what it
is: nothing beyond ASCII is left but first bytes, and signs that stand behind them. Not for: what
the characters were (``fillings``), or controls that have a marker (``markers``).
"""

from __future__ import annotations

import re

from garblefix.damage.inferring.decoding import decoders
from garblefix.damage.inferring.utf8 import need

BARE = "latin-1"
# Signs seen at least, which letters alone, as in ``Maß ist Maß``, have none of; and bytes that are
# gone at least: Windows-1252 would have shown 27 of 32.
SEEN, GONE = 2, 3

# First bytes, each with what is left of its sequence; a no-break space of it may be a plain one.
_IN_STEP = re.compile(
    "(?:[\x00-\x7f]|[\xc2-\xdf][\xa0-\xbf]?|[\xe0-\xef](?: [\xa0-\xbf]|[\xa0-\xbf]{0,2})"
    "|[\xf0-\xf4][\xa0-\xbf]{0,3})+"
)
# The same where every sequence is complete with the spaces in it, and those that have some.
_SPACED = re.compile(
    "(?:[\x00-\x7f]|[\xc2-\xdf][\xa0-\xbf ]|[\xe0-\xef][\xa0-\xbf ]{2}|[\xf0-\xf4][\xa0-\xbf ]{3})+"
)
_TORN = re.compile("[\xc2-\xdf] |[\xe0-\xef][\xa0-\xbf ]{2}|[\xf0-\xf4][\xa0-\xbf ]{3}")


def shown_by(reader: str) -> bool:
    """Whether a decoder of this name may be Latin-1.

    >>> [shown_by(reader) for reader in ("latin-1", "cp1252", "cp1251")]
    [True, True, False]
    """
    return any(decoder.codec == BARE for decoder in decoders(reader))


def lacks_controls(text: str) -> bool:
    """Whether a text is what Latin-1 shows of UTF-8, less the C1 controls, or with spaces for them.

    >>> [lacks_controls(text) for text in ("ÐÑÐ¸Ð²ÐµÑ", "Ð Ñ Ð¸Ð²ÐµÑ ", "été\xa0: à\xa0!", "« à »")]
    [True, True, False, False]
    """
    if _seen(text) < SEEN:
        return False
    if spaced(text):
        return True
    if not _IN_STEP.fullmatch(text):
        return False
    lacking = sum(need(ord(sign)) - 1 for sign in text if sign >= "\xc0")
    return lacking - _seen(text) - text.count("\xa0") >= GONE


def spaced(text: str) -> list[int]:
    """Where spaces stand for the C1 controls that Latin-1 showed of UTF-8.

    >>> spaced("Ð Ñ Ð¸Ð²ÐµÑ "), spaced("Spaß ist Maß")
    ([1, 3, 11], [])
    """
    if _seen(text) < SEEN or not _SPACED.fullmatch(text):
        return []
    found = [
        place
        for sequence in _TORN.finditer(text)
        for place, sign in enumerate(sequence.group(), sequence.start())
        if sign == " "
    ]
    return found if len(found) >= GONE else []


def _seen(text: str) -> int:
    """How many signs a text has that go on with a character of UTF-8.

    Not no-break spaces, which typesetters put behind letters.
    """
    return 0 if text.isascii() else sum("\xa0" < sign < "\xc0" for sign in text)
