"""The report for GitHub Actions: commands that a hostile file cannot end, nor add one to."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garblefix.report.github import GithubReporter
from garblefix.report.tally import Tally
from garblefix.stream.block import LocatedFix, LocatedLost
from tests.reported import GARBLED, RUNS, SNOW, located, lost
from tests.test_cli import GARBLED as GARBLED_LINE
from tests.test_cli import run_here

COMMAND = re.compile(r"::(notice|warning|error) ([^:]*)::(.*)")


def told(
    *found: LocatedFix | LocatedLost, path: str = "notes.txt", applied: bool = False
) -> list[str]:
    """The lines about one file, without the totals."""
    output = io.BytesIO()
    reporter = GithubReporter(output)
    for each in found:
        if isinstance(each, LocatedFix):
            reporter.fix(path, each, applied=applied)
        else:
            reporter.lost(path, each)
    reporter.end_of_file(path, "utf-8", None)
    return output.getvalue().decode().split("\n")[:-1]


def test_a_fix_is_a_warning_at_its_place() -> None:
    assert told(located(line=3, column=5)) == [
        f"::warning file=notes.txt,line=3,col=5,endLine=3,endColumn={5 + len(GARBLED)},"
        f"title=UTF-8 read as GBK::{GARBLED} → {SNOW} (98.7%25 sure)"
    ]


@pytest.mark.parametrize(
    "found, applied, expected",
    [
        (located(), True, "::notice file=notes.txt,line=1,"),
        (located(lossy=True), False, "sure, partly inferred)"),
        (located(applied=False), False, "the encoding of the file cannot write it"),
        (lost(), False, "title=garbled beyond recovery::锟斤拷: U+FFFD read as GBK"),
    ],
    ids=["written", "lossy", "unwritable", "lost"],
)
def test_what_is_said_of_it(found: LocatedFix, applied: bool, expected: str) -> None:
    [line] = told(found, applied=applied)
    assert expected in line


def test_the_name_of_a_file_has_no_line() -> None:
    [line] = told(located(line=0))
    assert line.startswith("::warning file=notes.txt,title=UTF-8 read as GBK::")


def test_odd_paths_and_errors() -> None:
    [line] = told(located(), path="./a, b:\n50%.txt")
    assert line.startswith("::warning file=a%2C b%3A%0A50%25.txt,line=1,")
    output = io.BytesIO()
    GithubReporter(output).error("\udcff.txt", "Permission denied")
    assert output.getvalue() == (
        b"::error file=\\udcff.txt,title=garblefix::\\udcff.txt: Permission denied\n"
    )


def test_a_conversion_is_a_notice_and_the_last_line_has_the_totals() -> None:
    output = io.BytesIO()
    reporter = GithubReporter(output)
    reporter.end_of_file("old.txt", "gbk", "utf-8")
    reporter.summary(Tally(files=3, files_changed=1))
    assert output.getvalue().decode().splitlines() == [
        "::notice file=old.txt,title=encoding::gbk becomes utf-8",
        "garblefix: 1 of 3 files to convert",
    ]


def test_runs_of_a_file_in_several_encodings_are_notices() -> None:
    output = io.BytesIO()
    GithubReporter(output).run("./a.txt", RUNS[0])
    assert output.getvalue() == (
        b"::notice file=a.txt,line=1,endLine=2,title=several encodings::lines 1 to 2 are in UTF-8\n"
    )


any_text = st.text(st.characters(codec=None) | st.sampled_from("%\r\n:,\u2028\x85"), max_size=30)


@given(any_text, any_text)
def test_every_fix_is_one_line_whatever_it_holds(before: str, path: str) -> None:
    [line] = told(located(before=before), path=path)
    assert not {"\r", "\n"} & set(line)
    command = COMMAND.fullmatch(line)
    assert command is not None
    properties = [each.split("=", 1)[0] for each in command[2].split(",")]
    assert properties == ["file", "line", "col", "endLine", "endColumn", "title"]


def test_the_command_writes_annotations_and_totals(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(GARBLED_LINE + "\n", encoding="utf-8")
    done = run_here(["--format", "github", "./one.txt"], folder=tmp_path)
    *annotations, totals = done.stdout.decode().splitlines()
    assert done.returncode == 1
    assert annotations
    assert all(line.startswith("::warning file=one.txt,line=1,") for line in annotations)
    assert totals.startswith("garblefix: ") and "fix" in totals
