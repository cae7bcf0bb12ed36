"""UTF-8 by its structure alone: where that is evidence enough, nothing else is asked.

Not for: short pieces, and files with much that is no UTF-8, which the model decides (``rank``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from garblefix.coding import read_as_utf8

# What a distinct character says: that two bytes of another encoding happen to be one is a chance of
# about one in six (GBK, Thai), three or four bytes hardly ever.
TWO_BYTES, MORE_BYTES = 1, 3
ENOUGH = 6
# A character among ASCII says more: in other encodings of several bytes, and in all other scripts
# than Latin, most stand together; and two letters of Latin-1 that do are rare.
ALONE = 2
# One between two letters of ASCII says yet more: in other pages of the Latin script it is a capital
# or a line with a sign behind it in the middle of a word. Each letter before it counts.
IN_A_WORD = 3
_IN_A_WORD = re.compile(rb"[A-Za-z][\xc2-\xdf][\x80-\xbf](?=[A-Za-z])")
_TOGETHER = re.compile(rb"[\x80-\xff]{4}")
# Characters looked at.
LOOKED_AT = 400
# Invalid places that are damage and no doubt: so many, or such a share of the characters.
DAMAGE, DAMAGE_SHARE = 1, 0.02
_ASCII = bytes(range(128))


@dataclass(frozen=True, slots=True)
class Structure:
    """How far bytes are UTF-8: what speaks for it, and whether any of them are not."""

    is_sure: bool
    is_valid: bool


def structure(data: bytes) -> Structure:
    """What the structure of ``data`` says, which is not all ASCII.

    >>> structure("Съешь ещё этих булок".encode()), structure("état".encode())
    (Structure(is_sure=True, is_valid=True), Structure(is_sure=False, is_valid=True))
    >>> structure("déjà, un été".encode()), structure("entrée réservée".encode()).is_sure
    (Structure(is_sure=False, is_valid=True), True)
    >>> structure("état".encode("latin-1"))
    Structure(is_sure=False, is_valid=False)
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # One look at the rest is enough to know that it is another encoding.
        return Structure(_is_damaged(data, error.start), is_valid=False)
    evidence = _evidence(data)
    if evidence < ENOUGH <= ALONE * evidence and not _TOGETHER.search(data):
        evidence *= ALONE
    if evidence < ENOUGH:
        evidence = max(evidence, IN_A_WORD * len(set(_IN_A_WORD.findall(data))))
    return Structure(evidence >= ENOUGH, is_valid=True)


def _evidence(data: bytes) -> int:
    characters = set(data.translate(None, _ASCII)[: 4 * LOOKED_AT].decode("utf-8", "ignore"))
    return sum(MORE_BYTES if character >= "\u0800" else TWO_BYTES for character in characters)


def _is_damaged(data: bytes, place: int) -> bool:
    """Whether this is UTF-8 but for a few places, the first of them at ``place``."""
    around = data[max(0, place - LOOKED_AT) : place + LOOKED_AT]
    invalid = around.decode("utf-8", "replace").count("\ufffd")
    # Where this is another encoding, every second byte beyond ASCII is invalid, or every one.
    if invalid * 6 > len(around.translate(None, _ASCII)):
        return False
    _, invalid = read_as_utf8(data)
    # A character beyond ASCII takes two bytes or more.
    characters = len(data.translate(None, _ASCII)) // 2
    if invalid > DAMAGE + DAMAGE_SHARE * characters:
        return False
    return _evidence(data) >= ENOUGH * (1 + min(invalid, 2))
