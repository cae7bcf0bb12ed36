r"""Bytes that a reader could not show, and spelled out: ``Ð\x9f`` for П (``backslashreplace``).

Nothing of such a text was lost. In lines where a spelling stands beside other characters than ASCII
each one becomes the byte that it is, so that whatever repairs garbled text repairs these. One that
is then of no character stays spelled; where none is of any together with garbled characters, as in
source code, all of them do. Nor is anything inferred beside a byte that is known. Not for: text of
which nothing but spellings is left (``escaped``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from garblefix.chain import reader_of
from garblefix.damage import Edge, rewritten
from garblefix.document.line import LineRepair, Lines
from garblefix.encodings import SPELLED, decode
from garblefix.results import Fix

Repair = Callable[[Sequence[str]], Lines]

_SPELLING = r"(?<!\\)\\x[89A-Fa-f][0-9A-Fa-f]"
_SPELLED = re.compile(_SPELLING)
_BESIDE = re.compile(rf"(?<=[^\x00-\x7f]){_SPELLING}|{_SPELLING}(?=[^\x00-\x7f])")
_ENDS = re.compile(rf"{_SPELLING}\Z")
_WIDTH = len(r"\x9f")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BYTE = re.compile(f"[{chr(SPELLED + 0x80)}-{chr(SPELLED + 0xFF)}]")
# A no-break space and a soft hyphen, which people spell so as to see them. Behind ASCII they begin
# no character.
_UNSEEN = frozenset((r"\xa0", r"\xad"))


def shows(text: str) -> bool:
    r"""Whether some byte may be spelled out in ``text``, beside what was garbled.

    >>> shows(r"Ð\x9fÑ€Ð¸Ð²ÐµÑ‚"), shows(r"b'\x9f'  # пять")
    (True, False)
    """
    return "\\x" in text and _BESIDE.search(text) is not None


def as_bytes(repair: Repair) -> Repair:
    """``repair`` of lines in which bytes are spelled out, and of others."""

    def repaired(before: Sequence[str]) -> Lines:
        spelled = {
            place
            for place, line in enumerate(before)
            if shows(line) and _SURROGATE.search(line) is None
        }
        # What stands for such bytes in here is none where a text has it.
        left = {place for place, line in enumerate(before) if _BYTE.search(line)}
        taken = set(spelled)
        while True:
            lines = repair(
                [
                    "" if place in left else _taken(line) if place in taken else line
                    for place, line in enumerate(before)
                ]
                if taken or left
                else before
            )
            wrong = {place for place in taken if not _completes(lines.repair(place))}
            if not wrong:
                break
            taken -= wrong
        repairs = {place: lines.repair(place) for place in spelled}
        lines.before = before
        for place, found in repairs.items():
            if found is not None:
                fixes = _told(before[place], found.fixes) if place in taken else found.fixes
                _put(lines, place, found, _not_inferred(before[place], fixes))
        return lines

    return repaired


def _taken(line: str) -> str:
    """The line with a character for each byte that is spelled out."""
    return rewritten(line, _bytes(line))


def _bytes(line: str) -> Iterator[Edge]:
    end = 0
    for match in _SPELLED.finditer(line):
        start = match.start()
        behind_ascii = line[start - 1 : start].isascii() and end != start
        if not (behind_ascii and match.group() in _UNSEEN):
            end = match.end()
            yield Edge(start, end, chr(SPELLED + int(match.group()[2:], 16)))


def _completes(found: LineRepair | None) -> bool:
    """Whether some spelled byte was of a character together with what was garbled.

    Who quotes garbled text spells any byte. Of one that the reader has a character for, more must
    tell that the text was garbled.
    """
    fixes = found.fixes if found is not None else ()
    spelled = [fix for fix in fixes if _BYTE.search(fix.before)]
    if all(_BYTE.sub("", fix.before).isascii() for fix in spelled):
        return False
    restored = sum(not sign.isascii() for fix in fixes for sign in fix.after)
    shown = [sign for fix in spelled for sign in _BYTE.findall(fix.before) if _is_shown(sign, fix)]
    return not shown or restored > sum(len(_BYTE.findall(fix.before)) for fix in spelled)


def _is_shown(sign: str, fix: Fix) -> bool:
    """Whether the reader has a character for a byte."""
    return decode(bytes([ord(sign) - SPELLED]), reader_of(fix.chain)) is not None


def _told(line: str, fixes: Sequence[Fix]) -> Iterator[Fix]:
    """Fixes of the line with bytes in it as those of the line where they are spelled out."""
    taken = _taken(line)
    places = [0, *accumulate(_WIDTH if _BYTE.match(sign) else 1 for sign in taken)]
    for fix in fixes:
        start, end = places[fix.start], places[fix.end]
        after = _BYTE.sub(lambda match: rf"\x{ord(match.group()) - SPELLED:02x}", fix.after)
        if after != line[start:end]:
            yield replace(fix, start=start, end=end, before=line[start:end], after=after)


def _not_inferred(line: str, fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """The fixes that infer nothing right beside a byte that is spelled out."""
    return tuple(
        fix
        for fix in fixes
        if not fix.lossy or not (_SPELLED.match(line, fix.end) or _ENDS.search(line, 0, fix.start))
    )


def _put(lines: Lines, place: int, found: LineRepair, fixes: tuple[Fix, ...]) -> None:
    before = lines.before[place]
    if fixes:
        after = rewritten(before, fixes)
        lines.put(place, LineRepair(after, found.confidence, before, found=fixes))
    else:
        lines.withdraw(place)
