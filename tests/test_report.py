"""The reports: what people see on a terminal and in a pipe, and what programs read."""

from __future__ import annotations

import io
import json
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from garblefix.report.json import JsonReporter
from garblefix.report.marks import changed_pieces, fit, shorten, shorten_start
from garblefix.report.tables import guesses_table, readings_table
from garblefix.report.tally import Tally
from garblefix.report.text import TextReporter
from garblefix.report.visible import visible
from garblefix.report.words import describe
from garblefix.results import Guess
from garblefix.runs import LocatedRun
from garblefix.stream.block import LocatedFix, LocatedLost
from tests.reported import GARBLED, RUNS, SNOW, Found, located, lost

MANUAL = Path(__file__).parent.parent / "docs" / "reports.md"


def told(
    *found: LocatedFix | LocatedLost | LocatedRun,
    width: int = 80,
    limit: int = 100,
    full: bool = False,
    colours: bool = False,
) -> str:
    """What the text reporter writes about one file, without the summary."""
    output = io.StringIO()
    console = Console(
        file=output,
        width=width,
        force_terminal=colours,
        color_system="truecolor" if colours else None,
    )
    reporter = TextReporter(console, limit=limit, full=full)
    for each in found:
        if isinstance(each, LocatedFix):
            reporter.fix("notes.txt", each, applied=False)
        elif isinstance(each, LocatedRun):
            reporter.run("notes.txt", each)
        else:
            reporter.lost("notes.txt", each)
    reporter.end_of_file("notes.txt", "utf-8", None)
    return output.getvalue()


def test_a_fix_is_told_with_place_damage_confidence_and_marks() -> None:
    lines = told(located(column=7, left="Snow: ", right=", ice")).splitlines()
    assert lines == [
        "notes.txt:1:7  UTF-8 read as GBK · 98.7%",
        f"  - Snow: {GARBLED}, ice",
        "          " + "^" * cell_len(GARBLED),
        f"  + Snow: {SNOW}, ice",
        "          ^^^^",
    ]


def test_marks_stand_under_what_changed_behind_wide_characters() -> None:
    lines = told(located(column=4, left="去年的", right="很多")).splitlines()
    start = cell_len("  - 去年的")
    assert lines[2] == " " * start + "^" * cell_len(GARBLED)
    assert lines[4] == " " * start + "^^^^"


def test_colours_replace_the_carets() -> None:
    report = told(located(), colours=True)
    assert "^" not in report
    assert f"\x1b[1;31m{GARBLED}" in report
    assert f"\x1b[1;32m{SNOW}" in report


def test_identical_fixes_are_told_once() -> None:
    report = told(*(located(line=line, confidence=0.9 + line / 100) for line in range(1, 4)))
    assert report.count("notes.txt") == 1
    assert "notes.txt:1:1  UTF-8 read as GBK · 91.0% to 93.0% · 3 times" in report


def test_fixes_beyond_the_limit_are_counted() -> None:
    report = told(*(located(after=f"{SNOW}{number}") for number in range(5)), limit=2)
    assert report.count("UTF-8 read as GBK") == 2
    assert "notes.txt: and 3 fixes more" in report


def test_what_is_inferred_or_cannot_be_written_says_so() -> None:
    report = told(located(lossy=True, applied=False))
    assert "inferred, bytes of it are lost" in report
    assert "cannot be written" in report


def test_runs_are_told_behind_what_was_found() -> None:
    assert told(lost(), *RUNS).splitlines()[-2:] == [
        "notes.txt:1:1  lines 1 to 2 are in UTF-8 · >99.9%",
        "notes.txt:3:1  line 3 is in Windows-1251 · 95.0%",
    ]
    assert told(*RUNS, limit=1).splitlines()[-1] == "notes.txt: and 1 run more"
    assert "clean" not in told(*RUNS, full=True)


def test_lost_spans_are_told_in_the_order_of_lines() -> None:
    report = told(located(line=1), lost(line=2), located(before="Ã¤", after="ä", line=3))
    assert "notes.txt:2:1  beyond recovery · U+FFFD read as GBK" in report
    places = [line.split()[0] for line in report.splitlines() if line.startswith("notes")]
    assert places == ["notes.txt:1:1", "notes.txt:2:1", "notes.txt:3:1"]


def test_escape_sequences_do_not_reach_a_terminal() -> None:
    report = told(located(before="\x1b[2J\x9b2J", left="\x1b]0;title\x07", right="\x85"))
    assert all(character in "\n" or character.isprintable() for character in report)
    assert "␛[2J⟨U+009B⟩2J" in report


def test_long_lines_are_cut_around_the_fix() -> None:
    report = told(located(column=500, left="a " * 20, right=" b" * 20), width=60)
    assert GARBLED in report
    assert max(map(cell_len, report.splitlines())) <= 60
    assert "…" in report


def test_a_full_report_cuts_nothing() -> None:
    report = told(located(before="Ã¤" * 300, after="ä" * 300), width=60, full=True)
    assert "Ã¤" * 300 in report
    assert "…" not in report


text = st.text(st.characters(exclude_categories=["Cs", "Mn", "Me", "Mc"]), max_size=60)


@given(text, text, text, text, st.integers(30, 120))
def test_no_line_is_wider_than_the_terminal(
    before: str, after: str, left: str, right: str, width: int
) -> None:
    sides = changed_pieces(before, after)
    *cut, left_cut, right_cut = fit(*sides, visible(left), visible(right), width)
    for pieces in cut:
        assert isinstance(pieces, list)
        inner = sum(cell_len(piece) for piece, _ in pieces)
        assert cell_len(left_cut) + inner + cell_len(right_cut) <= width


@given(text, text)
def test_marked_pieces_are_the_whole_text(before: str, after: str) -> None:
    left, right = changed_pieces(before, after)
    assert "".join(piece for piece, _ in left) == visible(before)
    assert "".join(piece for piece, _ in right) == visible(after)


@given(text, st.integers(1, 40))
def test_shortening_keeps_to_the_width(given_text: str, width: int) -> None:
    shown = visible(given_text)
    assert cell_len(shorten(shown, width)) <= max(width, 0)
    assert cell_len(shorten_start(shown, width)) <= max(width, 0)


@given(st.text())
def test_nothing_invisible_is_left(given_text: str) -> None:
    for character in visible(given_text):
        category = unicodedata.category(character)
        assert category[0] not in "CZ" or character in " \N{IDEOGRAPHIC SPACE}"


def summary_of(tally: Tally) -> str:
    output = io.StringIO()
    TextReporter(Console(file=output, width=80)).summary(tally)
    return output.getvalue().strip()


def test_summary() -> None:
    tally = Tally()
    assert summary_of(tally) == "nothing to repair in 0 files"
    tally.add(Found((located(), located()), (lost(),)))
    tally.end_of_file(changed=True)
    assert summary_of(tally) == "2 fixes, 1 span beyond recovery"
    tally.end_of_file(changed=False)
    tally.errors += 1
    assert summary_of(tally) == "2 fixes in 1 of 2 files, 1 span beyond recovery, 1 error"


def test_the_manual_has_the_keys_of_json() -> None:
    output = io.BytesIO()
    reporter = JsonReporter(output)
    reporter.fix("a.txt", located(), applied=True)
    reporter.lost("a.txt", lost())
    reporter.run("a.txt", RUNS[0])
    reporter.error("a.txt", "why")
    reporter.summary(Tally())
    told = [json.loads(line) for line in output.getvalue().splitlines()]
    manual = MANUAL.read_text("utf-8")
    for record in told:
        keys = ", ".join(f"`{key}`" for key in record if key != "type")
        assert f"| `{record['type']}` | {keys} |\n" in manual
    lines = manual.partition("| `type` | keys |\n")[2].partition("\n\n")[0].splitlines()
    assert len(lines) == 1 + len(told), "and no others"


def test_json_records_hold_the_contract() -> None:
    output = io.BytesIO()
    reporter = JsonReporter(output)
    reporter.fix("a.txt", located(line=3, column=5), applied=True)
    reporter.lost("a.txt", lost())
    reporter.run("a.txt", RUNS[1])
    reporter.end_of_file("a.txt", None, None)
    tally = Tally()
    tally.add(Found((located(),), (lost(),)))
    tally.end_of_file(changed=True)
    reporter.summary(tally)
    fix, span, run, summary = map(json.loads, output.getvalue().decode().splitlines())
    assert fix == {
        "type": "fix",
        "path": "a.txt",
        "line": 3,
        "column": 5,
        "byte_start": 4,
        "byte_end": 4 + len(GARBLED.encode()),
        "before": GARBLED,
        "after": SNOW,
        "damage": "misread",
        "chain": "utf-8>gbk",
        "confidence": 0.987,
        "lossy": False,
        "applied": True,
    }
    assert (span["type"], span["text"]) == ("lost", "锟斤拷")
    assert run == {
        "type": "run",
        "path": "a.txt",
        "line": 3,
        "last_line": 3,
        "byte_start": 80,
        "byte_end": 99,
        "encoding": "cp1251",
        "confidence": 0.95,
    }
    assert summary == {
        "type": "summary",
        "files": 1,
        "files_changed": 1,
        "files_written": 0,
        "fixes": 1,
        "fixes_written": 0,
        "lost": 1,
        "errors": 0,
        "by_damage": {"misread": 1},
        "by_chain": {"utf-8>gbk": 1},
    }


def shown(table: object) -> str:
    output = io.StringIO()
    Console(file=output, width=80).print(table)
    return output.getvalue()


def test_guesses_table() -> None:
    table = shown(
        guesses_table(
            [
                ("a.txt", [Guess("gb18030", 0.97, "zh")], ()),
                ("b.txt", [], ()),
                ("c.txt", [Guess("utf-8", 0.4)], RUNS),
            ]
        )
    )
    assert "gb18030" in table
    assert "97.0%" in table
    assert "unknown" in table
    assert "cp1251, lines 3 to 3" in table
    assert "40.0%" not in table


class Reading:
    """A reading as the engine gives it."""

    def __init__(self, text: str, damage: str, chain: str, score: float) -> None:
        self.text = text
        self.damage = damage
        self.chain = chain
        self.score = score
        self.confidence = 0.5


def test_readings_table() -> None:
    readings = [Reading(SNOW, "misread", "utf-8>gbk", 21.25), Reading(GARBLED, "", "", 0.0)]
    table = shown(readings_table(GARBLED, readings))
    assert "UTF-8 read as GBK" in table
    assert "+21.2" in table
    assert "as it is" in table


def test_chains_in_words() -> None:
    assert describe("utf-8>cp1252>utf-8>cp1252>utf-8>cp1252") == (
        "UTF-8 read as Windows-1252, three times"
    )
    assert describe("cp932>latin-1") == "Shift-JIS (CP932) read as Latin-1"
    assert describe("") == ""
    assert describe("unknown>gbk") == "unknown read as GBK"
