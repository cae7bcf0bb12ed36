"""EBCDIC, the code pages of mainframes: what makes the model ask about them at all.

Their letters are elsewhere than those of ASCII, so they are of no use beside the other pages.
Not for: choosing among them.
"""

from __future__ import annotations

from garblefix.detect.candidates import EUROPE, Candidate

_COST = 7.0  # nats; rarer than any other kind of file that is met
CANDIDATES = (
    *(Candidate(name, _COST, EUROPE) for name in ("cp500", "cp037", "cp273")),
    # As cp037, with the euro sign.
    Candidate("cp1140", _COST + 1.0, EUROPE),
    Candidate("cp1026", _COST, frozenset({"tr", "az"})),
    Candidate("cp875", _COST, frozenset({"el"})),
    Candidate("cp424", _COST, frozenset({"he"})),
)
# Bytes for each that is a space, at most, and for each that is a letter of ASCII, at least. The
# letters of Hebrew have the bytes of such letters; text without spaces in ASCII is hardly met.
BYTES_FOR_A_SPACE = 32
_SPACE, _SPACE_OF_ASCII, _LINE_END_OF_ASCII = b"\x40", b" ", b"\n"


def maybe_ebcdic(data: bytes) -> bool:
    """Whether spaces are where EBCDIC has them.

    >>> maybe_ebcdic("The train is late.".encode("cp500")), maybe_ebcdic(b"The train is late.")
    (True, False)
    """
    if data.count(_SPACE) * BYTES_FOR_A_SPACE < len(data):
        return False
    return data.count(_SPACE_OF_ASCII) + data.count(_LINE_END_OF_ASCII) <= len(data) // 100
