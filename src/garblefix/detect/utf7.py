"""UTF-7 (RFC 2152): characters beyond ASCII as runs of Base64 between "+" and "-".

Plus signs stand before letters in much that is ASCII, so every run must be whole UTF-16, and what
it says is for the model to judge (``whole``). Not for: the modified form of IMAP mailbox names.
"""

from __future__ import annotations

import re

NAME = "utf-7"
_RUN = re.compile(rb"\+([A-Za-z0-9+/]+)")
_VALUES = {
    byte: value
    for value, byte in enumerate(
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    )
}
# Runs looked at, and of how many that are whole one may be broken.
LOOKED_AT = 200
WHOLE_FOR_BROKEN = 4
# Different runs that are evidence enough where hardly any is broken.
ENOUGH = 6


def maybe_utf7(data: bytes) -> bool:
    """Whether the runs behind plus signs in ASCII bytes are Base64 of UTF-16.

    The last one may be cut by the end.

    >>> maybe_utf7("Über 10 € +".encode("utf-7")), maybe_utf7(b"C++ and x+y, call +441234567")
    (True, False)
    """
    whole = broken = 0
    for run, _ in zip(_RUN.finditer(data), range(LOOKED_AT), strict=False):
        if _is_utf16(run[1]):
            whole += 1
        elif run.end() < len(data):
            broken += 1
    return whole > 0 and whole >= broken * WHOLE_FOR_BROKEN


def is_sure(data: bytes) -> bool:
    """Whether there are so many different runs that no other text has them.

    >>> is_sure("Съешь же ещё этих мягких французских булок".encode("utf-7")), is_sure(b"+ttk +P1w")
    (True, False)
    """
    runs = {match[1] for match, _ in zip(_RUN.finditer(data), range(LOOKED_AT), strict=False)}
    return sum(map(_is_utf16, runs)) >= ENOUGH


def _is_utf16(run: bytes) -> bool:
    """Whether Base64 without padding is a number of UTF-16 units, the spare bits zero."""
    spare = len(run) * 6 % 16
    return spare < 6 and len(run) > 2 and not _VALUES[run[-1]] & ((1 << spare) - 1)
