"""EBCDIC, the code pages of mainframes: what makes the model ask about them at all.

Their letters are elsewhere than those of ASCII, so they are of no use beside the other pages.
Not for: choosing among them.
"""

from __future__ import annotations

import functools
import re
import string
from collections import Counter

from garblefix.detect.candidates import EUROPE, Candidate

_COST = 7.0  # nats; rarer than any other kind of file that is met
LATIN = (
    *(Candidate(name, _COST, EUROPE) for name in ("cp500", "cp037", "cp273")),
    # As cp037, with the euro sign.
    Candidate("cp1140", _COST + 1.0, EUROPE),
    Candidate("cp1026", _COST, frozenset({"tr", "az"})),
)
CANDIDATES = (
    *LATIN,
    Candidate("cp875", _COST, frozenset({"el"})),
    Candidate("cp424", _COST, frozenset({"he"})),
)
# Bytes for each that is a space, at most, and for each that is a letter of ASCII, at least. The
# letters of Hebrew have the bytes of such letters; text without spaces in ASCII is hardly met.
BYTES_FOR_A_SPACE = 32
# Bytes of which this share is letters, digits and spaces of LATIN are text of one of these; of
# Shift-JIS, whose ideographic space ends in the byte of theirs, half may look so.
LETTERS = 0.8
_LETTERS = f" {string.ascii_letters}{string.digits}".encode("cp037")
# Bytes of a sample that are the beginning, and to either side of what differs, for so many of each.
BEGINNING, REACH, OF_A_KIND = 120, 16, 3
_LINE_END = b"\x25"
_SPACE, _SPACE_OF_ASCII, _LINE_END_OF_ASCII = b"\x40", b" ", b"\n"


def maybe_ebcdic(data: bytes) -> bool:
    """Whether spaces are where EBCDIC has them.

    >>> maybe_ebcdic("The train is late.".encode("cp500")), maybe_ebcdic(b"The train is late.")
    (True, False)
    """
    if data.count(_SPACE) * BYTES_FOR_A_SPACE < len(data):
        return False
    return data.count(_SPACE_OF_ASCII) + data.count(_LINE_END_OF_ASCII) <= len(data) // 100


def is_latin(data: bytes) -> bool:
    """Whether nearly all of ``data`` is letters, digits and spaces of EBCDIC.

    >>> is_latin("The train is late.".encode("cp500")), is_latin("夏の　海".encode("cp932"))
    (True, False)
    """
    return len(data.translate(None, _LETTERS)) <= (1 - LETTERS) * len(data)


def sample(data: bytes) -> bytes:
    """The beginning, and words from all over with what differs between the pages of LATIN.

    >>> sample(("a " * 100 + "one [two] three").encode("cp500")).decode("cp500")[-15:]
    'one [two] three'
    """
    words = [data[:BEGINNING]]
    shown: Counter[bytes] = Counter()
    done = 0
    for found in _different().finditer(data, BEGINNING):
        if found.start() >= done and shown[found[0]] < OF_A_KIND:
            shown[found[0]] += 1
            done = found.end() + REACH
            words.append(data[found.start() - REACH : done])
    return _LINE_END.join(words)


@functools.cache
def _different() -> re.Pattern[bytes]:
    """A byte that is not the same character in all pages of LATIN."""
    every_byte = bytes(range(256))
    columns = zip(*(every_byte.decode(each.name) for each in LATIN), strict=True)
    different = bytes(byte for byte, read in enumerate(columns) if len({*read}) > 1)
    return re.compile(rb"[%b]" % re.escape(different))
