"""What two bytes of GBK are, for text whose bytes have to be guessed.

Not for: decoding or encoding whole texts (the codecs do that).
"""

from __future__ import annotations

import functools
import re

from garblefix.language import readings
from garblefix.language.readings import HAN

_HAN = re.compile(f"[{HAN}]")
_PUNCTUATION = frozenset("，。、；：！？“”‘’《》（）…—·")
LEADS = range(0x81, 0xFF)


@functools.cache
def decoded() -> dict[int, str]:
    """Every character that two bytes of GBK make and that running text may hold."""
    table = {}
    for lead in LEADS:
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            try:
                character = bytes([lead, trail]).decode("gbk")
            except UnicodeDecodeError:
                continue
            if _HAN.match(character) or character in _PUNCTUATION:
                table[lead << 8 | trail] = character
    return table


@functools.cache
def usual() -> dict[int, str]:
    """The same without characters that nobody would infer."""
    return {code: character for code, character in decoded().items() if is_usual(character)}


def halves_of(character: str) -> tuple[int, int] | None:
    """The two bytes of a character; private-use ones stand for user-defined pairs."""
    try:
        data = character.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return (data[0], data[1]) if len(data) == 2 else None


@functools.cache
def vanishing() -> dict[int, tuple[int, ...]]:
    """For each byte that may complete a character those that may begin the next one, where both
    together are no character of GBK: such pairs (mostly user-defined ones) are not shown."""
    partners = {}
    for lead in LEADS:
        undefined = [trail for trail in LEADS if not bytes([lead, trail]).decode("gbk", "ignore")]
        if undefined:
            partners[lead] = tuple(undefined)
    return partners


@functools.cache
def is_usual(character: str) -> bool:
    """Whether a character is of GB 2312 and no simplified one, or the traditional form of one."""
    if readings.load().is_traditional(character):
        return True
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return character not in readings.only_simplified()


def keys(reading: str, leads: tuple[int, ...]) -> list[tuple[int, int]]:
    """The bytes of each traditional character that is read so and begins with one of ``leads``."""
    known = readings.load()
    found = [halves_of(key) for key in known.characters.get(reading, "")]
    return [key for key in found if key is not None and key[0] in leads]
