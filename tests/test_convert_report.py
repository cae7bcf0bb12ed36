"""What a conversion tells: the table, the bar, the lines, the list of what to look at.

Not for: the report of single fixes (``test_report``).
"""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from garblefix.convert.overview import LISTED, Overview, look_words
from garblefix.convert.record import Record, Status, from_json, to_json
from garblefix.report.entries import line, renaming
from garblefix.report.overview import show
from garblefix.report.progress import EVERY, Bar, Lines
from garblefix.results import Fix, Lost
from garblefix.stream.block import LocatedFix, LocatedLost

FIX = LocatedFix(
    1, 2, 1, 5, Fix(1, 3, "Ã©", "é", "misread", "utf-8>cp1252", 0.99, False), "t", "", True
)
LOST = LocatedLost(2, 1, 9, 18, Lost(0, 3, "锟斤拷", "overwritten"))
RECORDS = [
    Record("a", "a", Status.folder),
    Record(
        "a/1.txt",
        "a/1.txt",
        Status.converted,
        size=2_000_000,
        encoding="gb18030",
        fix_count=3,
        chains={"utf-8>cp1252": 3},
        damages={"misread": 3},
        fixes=(FIX,),
        declares="gb2312",
    ),
    Record("a/2.txt", "a/2.txt", Status.unchanged, size=10),
    Record("a/3.txt", "a/3.txt", Status.copied, size=1, reason="unsure of the encoding"),
    Record("Ã©.png", "é.png", Status.copied, size=5, name_chain="utf-8>cp1252"),
    Record("\udce9.txt", "\udce9.txt", Status.skipped, reason="binary"),
    Record("b.txt", "b.txt", Status.converted, encoding="cp1252", invalid=2),
    Record("c.txt", "c.txt", Status.unchanged, lost=(LOST,), lost_count=1, encoding="utf-8"),
    Record("link", "link", Status.linked),
]
SHOWN = """
 encoding                files      bytes   changed
 ──────────────────────────────────────────────────
 GB18030                     1     2.0 MB         1
 plain ASCII                 1   10 bytes
 Windows-1252                1    0 bytes         1
 UTF-8                       1    0 bytes
 no text (binary)            1    5 bytes
 unsure, left as it is       1     1 byte


 damage                              fixes   files
 ─────────────────────────────────────────────────
 UTF-8 read as Windows-1252              3       1
 names: UTF-8 read as Windows-1252       1

7 files, 2.0 MB: 2 converted, 2 right already, 2 copied as they are, 1 left out
3 fixes, 1 name repaired
1 name not in UTF-8; see --names
1 file still says inside that it is in gb2312
3 files to look at:
  a/3.txt: unsure of the encoding; copied as it is
  b.txt: 2 bytes are no cp1252
  c.txt: 1 beyond recovery
"""


def overview_of(*records: Record) -> Overview:
    overview = Overview()
    for record in records:
        overview.add(record)
    return overview


def shown(overview: Overview, *, dry: bool = False) -> str:
    output = io.StringIO()
    show(overview, Console(file=output, width=100), dry=dry)
    return output.getvalue()


def test_the_overview() -> None:
    assert shown(overview_of(*RECORDS)) == SHOWN


def test_a_dry_run_does_not_claim_to_have_done_anything() -> None:
    told = shown(overview_of(*RECORDS), dry=True)
    assert "2 to convert" in told
    assert "2 to copy as they are" in told
    assert "converted" not in told


def test_of_very_many_files_to_look_at_the_first_are_listed() -> None:
    doubtful = [Record(f"{n}", f"{n}", Status.copied, reason="unsure") for n in range(LISTED + 5)]
    overview = overview_of(*doubtful)
    assert len(overview.listed) == LISTED
    assert "and 5 more; the manifest has all" in shown(overview)


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ([Record("a", "a", Status.converted)], 0),
        ([Record("a", "a", Status.skipped, reason="a named pipe")], 0),
        ([Record("a", "a", Status.copied, reason="unsure")], 1),
        ([Record("a", "a", Status.converted, invalid=1)], 1),
        ([Record("a", "a", Status.copied, reason="unsure"), Record("b", "b", Status.failed)], 2),
    ],
)
def test_the_exit_code(records: list[Record], code: int) -> None:
    assert overview_of(*records).exit_code == code


def test_records_come_back_from_the_manifest() -> None:
    assert [from_json(to_json(record)) for record in RECORDS] == RECORDS


def test_one_line_for_each() -> None:
    assert [line(record) for record in (RECORDS[1], RECORDS[4], RECORDS[5])] == [
        "converted  a/1.txt  GB18030, 3 fixes",
        "copied     Ã©.png → é.png",
        "skipped    ⟨0xE9⟩.txt  binary",
    ]
    assert look_words(RECORDS[6]) == "2 bytes are no cp1252"


def test_a_new_name_is_a_fix_of_the_report() -> None:
    found = renaming(RECORDS[4])
    assert found is not None
    assert (found.fix.before, found.fix.after, found.fix.damage) == ("Ã©.png", "é.png", "name")
    assert renaming(RECORDS[1]) is None


def test_lines_come_now_and_then() -> None:
    now = 0.0
    told: list[str] = []
    lines = Lines(told.append, clock=lambda: now)
    lines.begin(8, 8_000_000)
    for _ in range(6):
        now += EVERY / 2
        lines.advance(400_000)
        lines.done(1_000_000)
    lines.end()
    assert told == [
        "1 of 8 files, 1.4 MB of 8.0 MB, 140.0 kB/s, 0:47 left",
        "3 of 8 files, 3.4 MB of 8.0 MB, 170.0 kB/s, 0:27 left",
        "5 of 8 files, 5.4 MB of 8.0 MB, 180.0 kB/s, 0:14 left",
    ]


def test_the_bar_shows_files_bytes_speed_and_time() -> None:
    output = io.StringIO()
    bar = Bar(Console(file=output, force_terminal=True, width=100))
    bar.begin(3, 3_000_000)
    bar.advance(500_000)
    bar.done(1_000_000)
    bar.end()
    told = output.getvalue()
    assert "0/3 files" in told
    assert "1/3 files" in told
    assert "1.0/3.0 MB" in told
