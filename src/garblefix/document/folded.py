r"""Escaped text in several lines that are one: folded encoded words, soft line breaks.

Between two encoded words white space is no part of the text, nor is the line end of a folded header
(RFC 2047, 6.2); an ``=`` at the end of a line of quoted-printable says that there is none (RFC
2045, 6.7). Where what such lines say is known, they go through all that follows as one line, with
its line ends in it. Not for: what they say (``escaped``), nor headers folded between plain words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from garblefix.document.escaped import Escapes

if TYPE_CHECKING:
    from garblefix.calibration import Calibration
    from garblefix.document.line import Lines
    from garblefix.results import Options

# Characters of lines that are taken together at most; a header has fewer, a paragraph may not.
LONGEST = 4000
_WORD_ENDS, _WORD_BEGINS = re.compile(r"\?=[ \t]*\r?\Z"), re.compile(r"[ \t]+=\?")
_SOFT_BREAK = re.compile(r"=[ \t]*\r?\Z")
_QUOTED = re.compile(r"=[0-9A-F]{2}")

Repair = Callable[[Sequence[str]], "Lines"]


def unfolded(
    lines: Sequence[str],
    options: Options,
    calibration: Callable[[], Calibration],
    apart: Collection[int] = (),
) -> list[str]:
    r"""The lines, those that are one together, with ``\n`` where one ended.

    ``apart``: the places of lines that do not stand right behind the one before.
    """
    escapes = Escapes(options, calibration)
    found: list[str] = []
    for group in _groups(lines, apart):
        whole = "\n".join(group)
        said = escapes.unescaped([whole]) if len(group) > 1 else {}
        if said and "\n" not in said[0].after:
            found.append(whole)
        else:
            found += group
    return found


def _groups(lines: Sequence[str], apart: Collection[int]) -> Iterator[list[str]]:
    """Lines that may be one."""
    group: list[str] = []
    size = 0
    for place, line in enumerate(lines):
        if group and (place in apart or size > LONGEST or not _goes_on(group[-1], line)):
            yield from _possible(group)
            group, size = [], 0
        group.append(line)
        size += len(line)
    yield from _possible(group)


def _goes_on(line: str, behind: str) -> bool:
    if _WORD_ENDS.search(line):
        return _WORD_BEGINS.match(behind) is not None
    return _SOFT_BREAK.search(line) is not None


def _possible(group: list[str]) -> Iterator[list[str]]:
    """The group itself, or each of its lines where no soft line break can be one."""
    if len(group) > 1 and not _WORD_ENDS.search(group[0]) and not any(map(_QUOTED.search, group)):
        yield from ([line] for line in group)
    elif group:
        yield group


def unbroken(repair: Repair) -> Repair:
    """``repair``, for lines of which some may have line ends in them: these are left alone.

    They are escaped, and would be repaired only where they are no longer taken for it.
    """

    def repaired(before: Sequence[str]) -> Lines:
        broken = [place for place, line in enumerate(before) if "\n" in line]
        if not broken:
            return repair(before)
        lines = repair([line.replace("\n", " ") for line in before])
        lines.before = before
        for place in broken:
            lines.withdraw(place)
        return lines

    return repaired
