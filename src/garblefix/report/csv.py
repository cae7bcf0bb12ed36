"""The report for a spreadsheet: a row for each fix, as RFC 4180 has it, in UTF-8 with a mark.

The mark (BOM) tells Excel that it is UTF-8. A cell that a spreadsheet would take for a formula gets
a ``'`` in front, as OWASP advises, and every text stands in quotes, so that it stays one cell where
another separator is usual. Controls and bytes that are no text, which break spreadsheets, are
written out (``⟨U+0085⟩``); all else is as it was. Not for: programs (``json``).
https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import codecs
import csv
import unicodedata
from typing import TYPE_CHECKING, BinaryIO

from garblefix.report.visible import visible_character
from garblefix.report.words import damage_words

if TYPE_CHECKING:
    from garblefix.report.tally import Tally
    from garblefix.runs import LocatedRun
    from garblefix.stream.block import LocatedFix, LocatedLost

COLUMNS = (
    "path",
    "line",
    "column",
    "before",
    "after",
    "context_before",
    "context_after",
    "what_happened",
    "chain",
    "damage",
    "confidence",
    "lossy",
    "applied",
)
# What spreadsheets begin a formula with. Tab and CR, which they skip over, are written out before.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_000  # characters; Excel takes 32,767


def cell(text: str) -> str:
    r"""Any text as a cell that shows it and does nothing else.

    >>> cell("=HYPERLINK(A1)"), cell("Ã¤\x84"), cell("\t=1")
    ("'=HYPERLINK(A1)", 'Ã¤⟨U+0084⟩', '␉=1')
    """
    if not text.isprintable():
        text = "".join(
            visible_character(character)
            if unicodedata.category(character) in ("Cc", "Cs")
            else character
            for character in text
        )
    if len(text) > _LONGEST_CELL:
        text = text[:_LONGEST_CELL] + "…"
    return "'" + text if text.startswith(_FORMULA) else text


class CsvReporter:
    """Rows as they come; what is lost is a row without ``after``."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._writer = csv.writer(
            codecs.getwriter("utf-8-sig")(output),
            quoting=csv.QUOTE_NONNUMERIC,
            lineterminator="\r\n",
        )
        self._writer.writerow(COLUMNS)

    def fix(self, path: str, found: LocatedFix, *, applied: bool) -> None:
        """Write a row."""
        fix = found.fix
        self._row(
            cell(path),
            found.line,
            found.column,
            cell(fix.before),
            cell(fix.after),
            cell(found.context_before),
            cell(found.context_after),
            damage_words(fix.damage, fix.chain),
            fix.chain,
            fix.damage,
            round(fix.confidence, 6),
            _yes(fix.lossy),
            _yes(applied),
        )

    def lost(self, path: str, found: LocatedLost) -> None:
        """Write a row with the damage ``lost``."""
        lost = found.lost
        place = (cell(path), found.line, found.column)
        words = f"beyond recovery: {lost.reason}"
        self._row(*place, cell(lost.text), "", "", "", words, "", "lost", "", "", _yes(False))

    def run(self, path: str, found: LocatedRun) -> None:
        """Nothing: a row is a fix."""

    def end_of_file(self, path: str, encoding: str | None, recoded: str | None) -> None:
        """Nothing: a row is a fix."""

    def error(self, path: str, reason: str) -> None:
        """Write a row with the damage ``error``."""
        empty = ("",) * 6
        self._row(cell(path), *empty, cell(reason), "", "error", "", "", _yes(False))

    def summary(self, tally: Tally) -> None:
        """Nothing: the totals are no row."""
        self._output.flush()

    def _row(self, *cells: str | int | float) -> None:
        self._writer.writerow(cells)


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
