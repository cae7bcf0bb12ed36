"""Spans that are garbled beyond recovery: ``锟斤拷`` and its kin.

U+FFFD stands for a character that somebody could not read. Its own bytes (EF BF BD in UTF-8) read
as another encoding are signs that mean nothing any more; so is uninitialised memory read as text.
What they stood for is gone: they are named, and never guessed. The signs are derived from the
encodings. So is U+FFFD in words, unless the word told what it was. Not for: repairing anything.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from garblefix.encodings import READERS, decode
from garblefix.results import Fix, Lost

REPLACEMENT = "\ufffd".encode()
# What Microsoft's debug runtime fills memory with: the stack, and the heap.
FILLINGS = (0xCC, 0xCD)
# The one that reads EF BF as a character of Japanese.
SHIFT_JIS_2004 = ("shift_jis_2004", "Shift-JIS")
# What text about such signs puts around them.
QUOTES = frozenset(("``", "“”", "‘’", "「」", "『』", "《》", "«»"))
LEAST = 3  # characters of memory: 烫 and 屯 are words


@dataclass(frozen=True, slots=True)
class Sign:
    """A sure sign, the pattern of all that belongs to it, and what it is in words."""

    text: str
    pattern: str
    reason: str


UNDECIDED = "bytes were lost, and nothing tells which: what stood here is gone"
# U+FFFD alone may be what somebody wrote.
REPLACED = Sign(
    "\ufffd",
    r"(?<=\w)\ufffd+|\ufffd+(?=\w)|\ufffd{2,}",
    "replaced by U+FFFD, which stands for what could not be read",
)


def lost(text: str, fixes: Sequence[Fix] = ()) -> Iterator[Lost]:
    """Spans of ``text`` that nobody can bring back, in order, with the reason.

    ``fixes``: what was repaired all the same is left out, what they left undecided is not.

    >>> [(span.start, span.end, span.text) for span in lost("第锟斤拷章 na�ve �")]
    [(1, 4, '锟斤拷'), (8, 9, '�')]
    >>> next(lost("usuï¿½rio")).reason
    'U+FFFD read as Windows-1252: what stood here is gone'
    """
    if text.isascii():
        return
    undecided = [
        Lost(fix.start, fix.end, fix.before, UNDECIDED) for fix in fixes if is_undecided(fix)
    ]
    yield from sorted([*_signed(text, fixes), *undecided], key=lambda span: span.start)


def is_undecided(fix: Fix) -> bool:
    """Whether a fix tells no more than that characters are lost."""
    return fix.lossy and {*fix.after} == {"\ufffd"}


def _signed(text: str, fixes: Sequence[Fix]) -> Iterator[Lost]:
    """Those that show a sign, without what was repaired or told to be undecided."""
    found = [sign for sign in _signs() if sign.text in text]
    if "\ufffd" in text:
        found.append(REPLACED)
    repaired = sorted(
        (fix.end, fix.start) for fix in fixes if "\ufffd" not in fix.after or is_undecided(fix)
    )
    patterns = dict.fromkeys(sign.pattern for sign in found)
    for match in re.finditer("|".join(patterns), text) if found else ():
        sign = next((sign for sign in found if sign.text in match.group()), None)
        start, end = match.span()
        quoted = text[start - 1 : start] + text[end : end + 1] in QUOTES
        behind = bisect.bisect(repaired, (start, end))
        is_repaired = behind < len(repaired) and repaired[behind][1] < end
        if sign is not None and not quoted and not is_repaired:
            reason = f"{sign.reason}: what stood here is gone"
            yield Lost(start, end, match.group(), reason)


def signed(text: str) -> bool:
    """Whether ``text`` has a sign of a lost span; ``lost`` finds none where it has not."""
    return not text.isascii() and _any_sign().search(text) is not None


@functools.cache
def _any_sign() -> re.Pattern[str]:
    # Sorted, it is searched for by first characters: ten times as fast as one after another.
    return re.compile("|".join(re.escape(text) for text in sorted(sign.text for sign in _signs())))


@functools.cache
def _signs() -> tuple[Sign, ...]:
    """Every sign, those of the usual readers first.

    >>> [sign.text for sign in _signs() if "GBK" in sign.reason]
    ['锟斤拷', '拷锟斤', '斤拷锟', '烫烫烫', '屯屯屯']
    """
    found: dict[str, Sign] = {}
    ordered = sorted(READERS, key=lambda encoding: encoding.as_reader)
    for name, label in [(e.name, e.label) for e in ordered] + [SHIFT_JIS_2004]:
        reason = f"U+FFFD read as {label}"
        for text in _whole(name):
            found.setdefault(text, Sign(text, f"(?:{re.escape(text)})+", reason))
        for text in _in_pairs(name):
            found.setdefault(text, Sign(text, _around(name), reason))
    for byte in FILLINGS:
        shown = bytes([byte] * 2).decode("gbk")
        pattern = f"{shown}{{{LEAST},}}"
        found[shown] = Sign(shown * LEAST, pattern, "uninitialised memory read as GBK")
    return tuple(found.values())


def _whole(name: str) -> Iterator[str]:
    """What one U+FFFD looks like to an encoding, and what that looks like to it once more."""
    once = decode(REPLACEMENT, name)
    if once and once != "\ufffd" and once.isprintable():
        yield once
        twice = decode(once.encode(), name)
        if twice and twice.isprintable():
            yield twice


def _in_pairs(name: str) -> Iterator[str]:
    """What some in a row look like to an encoding of two bytes a character, from each byte on."""
    if decode(REPLACEMENT, name) is None:
        for start in range(3):
            shown = decode((REPLACEMENT * 3)[start : start + 6], name)
            if shown is not None and len(shown) == LEAST:
                yield shown


def _around(name: str) -> str:
    """Matches a run of them, with the characters at its ends that have one of its bytes."""
    first, second, third = REPLACEMENT

    def those(pairs: Iterable[tuple[int, int]]) -> str:
        shown = (decode(bytes(pair), name) for pair in pairs)
        return "".join(re.escape(character) for character in shown if character)

    begins = those((third, byte) for byte in range(0x40, 0x100))
    ends = those((byte, first) for byte in range(0x81, 0xFF))
    head, tail = those([(first, second)]), those([(second, third)])
    return f"(?:[{ends}]?{tail}|{head}[{begins}]?)+"
