"""Lines of the dev files that were garbled before they came there.

Their text was collected from the web, and some of it was read in the wrong code page. Such a line
is no clean line, and what a benchmark makes of it has no known original. The rule knows the letters
alone: those of a wrong page that no word of the language has. Not for: judging repairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import common, misreads

LEFT = {
    "cs": "ąĄľĽţŢ",  # š ž, ISO-8859-2 read as Windows-1250; ř, Mac Central European read so
    "eo": "ýÝþÞæÆøØ",  # ŭ ŝ ĉ ĝ, ISO-8859-3 read as Windows-1252
    "hr": "ąĄľĽĺ",
    "hu": "õÕûÛôÔ",  # ő ű, Windows-1250 read as Windows-1252; ó
    "ro": "ãÃþÞº",  # ă ţ ş, Windows-1250 read as Windows-1252
    "ru": "ЂђЃѓЌќЉљЊњЋћЏџЈј",  # UTF-8 read as Windows-1251; other languages have these
    "tr": "ýÝþÞðÐ",  # ı ş ğ, Windows-1254 read as Windows-1252
}
"""By language, the letters that a wrong page leaves where the language has others."""


def is_damaged(line: str, language: str) -> bool:
    """Whether a line of this language holds a letter that only a wrong page can have left.

    >>> is_damaged("kullanýlan malzeme", "tr"), is_damaged("kullanılan malzeme", "tr")
    (True, False)
    """
    return not set(LEFT.get(language, "")).isdisjoint(line)


def undamaged(folder: Path, names: str | None) -> Iterator[tuple[str, list[str]]]:
    """The languages of a folder that can be garbled, all or those named, and their other lines."""
    known = [code for code in common.languages_of(folder) if code in misreads.LANGUAGES]
    for language in common.chosen(names, known):
        every = common.read_lines(folder / f"{language}.txt.xz")
        yield language, [line for line in every if not is_damaged(line, language)]
