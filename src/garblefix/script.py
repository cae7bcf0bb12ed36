"""Chinese text from one script to the other, by OpenCC: 漢語 is 汉语 in the simplified one.

Only Han characters change, and only in lines that are Chinese: none in which kana or Hangul stand,
nor characters that Japan alone writes so. What is in the wanted script already stays, for many
characters are those of both. Not for: damage; nothing was wrong with what is converted.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from garblefix.results import SCRIPT, SCRIPTS, Fix

if TYPE_CHECKING:
    from collections.abc import Callable

MISSING = 'converting Chinese needs OpenCC: pip install "garblefix[zh]"'
# What OpenCC calls the way to each script, and the encoding that has no characters of it alone.
_WAYS = dict(zip(SCRIPTS, ("t2s", "s2t"), strict=True))
_WITHOUT = dict(zip(SCRIPTS, ("big5", "gb2312"), strict=True))
# What comes of a conversion is converted again while that changes it, so that it stays afterwards.
ROUNDS = 4
# Where so many lines with kana go with one without, Han alone is Japanese too.
MOSTLY = 3

_HAN = re.compile(r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_KANA_OR_HANGUL = re.compile(
    r"[\u3041-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff9d\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"
)


@functools.cache
def converter(script: str) -> Callable[[str], str]:
    """What converts text to ``script``. Raises ImportError where OpenCC is not installed."""
    try:
        from opencc import OpenCC
    except ImportError:
        raise ImportError(MISSING) from None
    convert: Callable[[str], str] = OpenCC(_WAYS[script]).convert
    return convert


def conversions(lines: Sequence[str], script: str) -> dict[int, list[Fix]]:
    """The fixes that bring the lines of one document to ``script``, by place.

    >>> [(fix.start, fix.before, fix.after) for fix in conversions(["用漢語寫"], "simplified")[0]]
    [(1, '漢語寫', '汉语写')]
    >>> conversions(["日本の漢字", "漢字 한자", "已经是"], "simplified")
    {}
    """
    chinese = _chinese(lines)
    has = {place: _scripts(lines[place]) for place in chinese}
    [other] = set(SCRIPTS) - {script}
    already = sum(found == {script} for found in has.values())
    others = sum(other in found for found in has.values())
    wanted = [
        place
        for place, found in has.items()
        # Characters of both scripts alone are of the one that the document is in.
        if other in found or (not found and already <= others)
    ]
    converted = {place: list(_converted(lines[place], script)) for place in wanted}
    return {place: fixes for place, fixes in converted.items() if fixes}


def _chinese(lines: Sequence[str]) -> list[int]:
    """The places of the lines in Chinese."""
    with_han = [place for place, line in enumerate(lines) if _HAN.search(line)]
    chinese = [place for place in with_han if not _is_foreign(lines[place])]
    return chinese if len(with_han) - len(chinese) < MOSTLY * len(chinese) else []


def _is_foreign(line: str) -> bool:
    """Whether a line is Japanese or Korean."""
    if _KANA_OR_HANGUL.search(line):
        return True
    return any(_is_japanese(character) for run in _HAN.findall(line) for character in run)


@functools.lru_cache(1 << 14)
def _is_japanese(character: str) -> bool:
    """Whether this form of a character is of Japan alone."""
    if _encodes(character, "gb2312") or _encodes(character, "big5"):
        return False
    known = any(converter(script)(character) != character for script in SCRIPTS)
    return not known and _encodes(character, "shift_jis")


def _scripts(line: str) -> set[str]:
    """The scripts of which there are characters that the other does not have."""
    return {script for run in _HAN.findall(line) for character in run for script in _own(character)}


@functools.lru_cache(1 << 14)
def _own(character: str) -> tuple[str, ...]:
    """The script that a character is of, if it is of one alone."""
    return tuple(
        script
        for script, other in zip(SCRIPTS, reversed(SCRIPTS), strict=True)
        if not _encodes(character, _WITHOUT[script]) and converter(other)(character) != character
    )


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _converted(line: str, script: str) -> Iterator[Fix]:
    convert = converter(script)
    for run in _HAN.finditer(line):
        before = after = run.group()
        for _ in range(ROUNDS):
            again = convert(after)
            if again == after:
                break
            after = again
        for start, end, piece in _differences(before, after):
            place = run.start()
            yield Fix(place + start, place + end, before[start:end], piece, SCRIPT, script, 1.0)


def _differences(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """Where characters of ``after`` are others; all of it where their numbers differ."""
    if len(before) != len(after):
        yield 0, len(before), after
        return
    start = 0
    for place in range(len(before) + 1):
        if place == len(before) or before[place] == after[place]:
            if start < place:
                yield start, place, after[start:place]
            start = place + 1
