"""UTF-7 (RFC 2152): characters beyond ASCII as runs of Base64 between "+" and "-".

Plus signs stand before letters in much that is ASCII, so every run must be whole UTF-16, and what
it says is for the model to judge (``whole``). Not for: the modified form of IMAP mailbox names.
"""

from __future__ import annotations

import itertools
import math
import re

NAME = "utf-7"
_RUN = re.compile(rb"\+([A-Za-z0-9+/]+)(-?)")
_VALUES = {
    byte: value
    for value, byte in enumerate(
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    )
}
# Runs looked at, fewer of them where they are many, and of how many that are whole one may be
# broken.
LOOKED_AT, GLIMPSE = 200, 40
WHOLE_FOR_BROKEN = 4
# Different runs that the model reads, and bytes around each.
READ, AROUND = 6, 60
# What a run is worth, nats: of other letters behind a plus sign one string in six has the length
# and the spare bits of UTF-16, and one in twenty a hyphen behind it.
WHOLE, ENDED = 1.7, 3.0
# Of 65,536 characters so many are accented letters of Latin, signs and punctuation: what is among
# these by chance is as rare.
_LIKELY = re.compile("[\xa0-\u024f\u2010-\u20bf]+")
LIKELY = math.log(65536 / (0x250 - 0xA0 + 0x20C0 - 0x2010))
# So much is evidence enough where hardly any run is broken: six runs of letters, or three of é.
ENOUGH, FEWEST = 10.0, 3


def maybe_utf7(data: bytes) -> bool:
    """Whether the runs behind plus signs in ASCII bytes are Base64 of UTF-16.

    The last one may be cut by the end.

    >>> maybe_utf7("Über 10 € +".encode("utf-7")), maybe_utf7(b"C++ and x+y, call +441234567")
    (True, False)
    """
    whole = broken = 0
    for run in itertools.islice(_RUN.finditer(data), LOOKED_AT):
        if _is_utf16(run[1]):
            whole += 1
        elif run.end() < len(data):
            broken += 1
    return whole > 0 and whole >= broken * WHOLE_FOR_BROKEN


def is_sure(data: bytes) -> bool:
    """Whether there are so many different runs that no other text has them.

    >>> is_sure("Съешь же ещё этих мягких французских булок".encode("utf-7")), is_sure(b"+ttk +P1w")
    (True, False)
    >>> is_sure("Où est né cet être ?".encode("utf-7")), is_sure(b"x86+ARM-based")
    (True, False)
    """
    runs = [run[1] for run in itertools.islice(_RUN.finditer(data), GLIMPSE)]
    whole = list(filter(_is_utf16, runs))
    found = set(whole)
    if len(found) < FEWEST or len(whole) < (len(runs) - len(whole)) * WHOLE_FOR_BROKEN:
        return False
    worth = WHOLE * len(found)
    return worth >= ENOUGH or worth + LIKELY * sum(map(_is_likely, found)) >= ENOUGH


def signs(data: bytes) -> list[bytes]:
    """The surroundings of a few different runs that are whole, for the model to read."""
    found: dict[bytes, bytes] = {}
    runs = list(itertools.islice(_RUN.finditer(data), LOOKED_AT))
    for number, run in enumerate(runs):
        if run[1] in found or len(found) == READ or not _is_utf16(run[1]):
            continue
        first = runs[number - 1].end() if number else 0
        last = runs[number + 1].start() if number + 1 < len(runs) else len(data)
        start, end = max(first, run.start() - AROUND), min(last, run.end() + AROUND)
        found[run[1]] = data[start:end]
    return list(found.values())


def evidence(data: bytes) -> float:
    """How much the form of the different runs speaks for UTF-7, whatever they say; nats."""
    found = {match.groups() for match in itertools.islice(_RUN.finditer(data), LOOKED_AT)}
    whole = {run: False for run, _ in found if _is_utf16(run)}
    whole |= {run: True for run, end in found if end and run in whole}
    return WHOLE * len(whole) + ENDED * sum(whole.values())


def _is_utf16(run: bytes) -> bool:
    """Whether Base64 without padding is a number of UTF-16 units, the spare bits zero."""
    spare = len(run) * 6 % 16
    return spare < 6 and len(run) > 2 and not _VALUES[run[-1]] & ((1 << spare) - 1)


def _is_likely(run: bytes) -> bool:
    """Whether a run that is whole says accented letters, signs or punctuation alone."""
    return _LIKELY.fullmatch((b"+%b-" % run).decode(NAME, "replace")) is not None
