"""The report for a spreadsheet: RFC 4180, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garblefix.report.csv import COLUMNS, CsvReporter, cell
from garblefix.report.tally import Tally
from garblefix.stream.block import LocatedFix, LocatedLost
from tests.reported import GARBLED, SNOW, located, lost


def written(*found: LocatedFix | LocatedLost, path: str = "notes.txt") -> bytes:
    output = io.BytesIO()
    reporter = CsvReporter(output)
    for each in found:
        if isinstance(each, LocatedFix):
            reporter.fix(path, each, applied=True)
        else:
            reporter.lost(path, each)
    reporter.end_of_file(path, "utf-8", None)
    reporter.summary(Tally(files=1))
    return output.getvalue()


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_it_begins_with_a_mark_and_a_header_and_ends_lines_with_crlf() -> None:
    data = written(located())
    assert data.startswith(b'\xef\xbb\xbf"path","line","column",')
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    assert data.endswith(b"\r\n")
    assert rows(written()) == [list(COLUMNS)], "a report on nothing has its header too"


def test_a_fix_is_a_row() -> None:
    _, row = rows(written(located(line=3, column=5, left="a, ", right=' "b"', lossy=True)))
    assert dict(zip(COLUMNS, row, strict=True)) == {
        "path": "notes.txt",
        "line": "3",
        "column": "5",
        "before": GARBLED,
        "after": SNOW,
        "context_before": "a, ",
        "context_after": ' "b"',
        "what_happened": "UTF-8 read as GBK",
        "chain": "utf-8>gbk",
        "damage": "misread",
        "confidence": "0.987",
        "lossy": "yes",
        "applied": "yes",
    }


def test_what_is_lost_and_what_failed_are_rows_too() -> None:
    output = io.BytesIO()
    reporter = CsvReporter(output)
    reporter.lost("notes.txt", lost(line=7))
    reporter.error("secret.txt", "Permission denied")
    reporter.summary(Tally())
    _, gone, failed = (dict(zip(COLUMNS, row, strict=True)) for row in rows(output.getvalue()))
    assert (gone["damage"], gone["line"], gone["before"]) == ("lost", "7", "锟斤拷")
    assert gone["what_happened"] == "beyond recovery: U+FFFD read as GBK"
    assert (failed["path"], failed["damage"]) == ("secret.txt", "error")
    assert failed["what_happened"] == "Permission denied"


@pytest.mark.parametrize(
    "text, expected",
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "␉=1"),
        ("\r=1", "␍=1"),
        ("\x00", "␀"),
        ("Ã\x83", "Ã⟨U+0083⟩"),
        ("Ã\u00a0", "Ã\u00a0"),
        ("\udcff", "⟨0xFF⟩"),
        ("5=5", "5=5"),
        ("", ""),
    ],
)
def test_cells(text: str, expected: str) -> None:
    assert cell(text) == expected


any_text = st.text(
    st.characters(codec=None) | st.sampled_from('=+-@\t\r\n\0",;\udcff'), max_size=20
)


@given(any_text, any_text, any_text)
def test_any_text_stays_one_harmless_cell(before: str, context: str, path: str) -> None:
    _, row = rows(written(located(before=before, left=context), path=path))
    assert len(row) == len(COLUMNS)
    for value, text in ((row[3], before), (row[5], context), (row[0], path)):
        assert not value.startswith(tuple("=+-@\t\r\n\0"))
        assert value == cell(text)
