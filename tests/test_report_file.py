"""``--report``: a file that appears when it is whole, whatever else happens."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from garblefix.report import ReportError
from garblefix.report.file import FileReporter
from garblefix.report.json import JsonReporter
from garblefix.report.several import Several
from garblefix.report.tally import Tally
from tests.reported import located
from tests.test_cli import COMMAND, GARBLED, REPAIRED, SECONDS, environment, run_here


def report_on_one_fix(path: Path) -> FileReporter:
    reporter = FileReporter(str(path))
    reporter.fix("notes.txt", located(), applied=False)
    reporter.end_of_file("notes.txt", "utf-8", None)
    return reporter


@pytest.mark.parametrize("name", ["out.html", "out.csv", "OUT.JSON"])
def test_it_appears_when_it_is_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("an older report")
    path.chmod(0o640)
    reporter = report_on_one_fix(path)
    assert path.read_text() == "an older report"
    assert os.listdir(tmp_path) == [name], "nobody who walks the folder finds a half report"
    reporter.summary(Tally(files=1, fixes=1))
    assert "utf-8" in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == [name]


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        report_on_one_fix(tmp_path / "out.csv").summary(Tally())
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o640


def test_what_a_link_points_to_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.touch()
    link.symlink_to(target.name)
    report_on_one_fix(link).summary(Tally())
    assert link.is_symlink()
    assert target.read_text().startswith('{"type":"fix"')


def test_a_report_that_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    report_on_one_fix(tmp_path / "out.html")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("place", ["nowhere/out.csv", "folder.csv", "fifo.csv", "nul\0.csv"])
def test_what_cannot_be_written_is_told_at_once(place: str, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "fifo.csv")
    with pytest.raises(ReportError, match=r"\.csv: \w+"):
        FileReporter(str(tmp_path / place))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_told_at_once(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ReportError, match="Permission denied"):
        FileReporter(str(tmp_path / "out.csv"))


def test_a_full_disk_is_told_at_the_end_and_the_old_report_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.json"
    path.write_text("an older report")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    reporter = report_on_one_fix(path)
    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(ReportError, match=r"out\.json: No space left on device"):
        reporter.summary(Tally())
    assert path.read_text() == "an older report"
    assert os.listdir(tmp_path) == ["out.json"]


def test_where_one_report_fails_the_others_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (report_on_one_fix(tmp_path / name) for name in ("1.csv", "2.csv"))
    monkeypatch.setattr(first, "_finish", lambda: os.stat(tmp_path / "nowhere"))
    with pytest.raises(ReportError, match=r"1\.csv: No such file"):
        Several([first, second]).summary(Tally())
    assert os.listdir(tmp_path) == ["2.csv"]


class Closed(io.BytesIO):
    """A pipe that nobody reads any more."""

    def write(self, data: object, /) -> int:
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def test_where_one_reader_has_gone_the_others_get_all() -> None:
    output = io.BytesIO()
    several = Several([JsonReporter(Closed()), JsonReporter(output)])
    several.fix("notes.txt", located(), applied=False)
    several.summary(Tally(files=1))
    assert len(output.getvalue().splitlines()) == 2


def test_where_all_readers_have_gone_it_says_so() -> None:
    several = Several([JsonReporter(Closed()), JsonReporter(Closed())])
    with pytest.raises(BrokenPipeError):
        several.fix("notes.txt", located(), applied=False)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "one.txt").write_text(GARBLED + "\n", encoding="utf-8")
    (folder / "two.txt").write_text("clean\n", encoding="utf-8")
    return folder


def test_every_report_asked_for_is_written_beside_that_on_standard_output(
    letters: Path, tmp_path: Path
) -> None:
    reports = ["--report", "a.html", "--report", "b.csv", "--report", "c.json"]
    done = run_here(["--format", "json", *reports, "letters"], folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, b"")
    assert (tmp_path / "c.json").read_bytes() == done.stdout
    fixes = sum(json.loads(line)["type"] == "fix" for line in done.stdout.splitlines())
    with open(tmp_path / "b.csv", encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 1 + fixes
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_filter_writes_reports_too(tmp_path: Path) -> None:
    done = run_here(["--report", "out.json", "-q"], GARBLED.encode(), folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, REPAIRED.encode(), b"")
    records = [json.loads(line) for line in (tmp_path / "out.json").read_text().splitlines()]
    assert records[0]["path"] == "<stdin>"
    assert records[0]["applied"] is True
    assert records[-1]["files_changed"] == 1


def test_a_clean_input_gives_a_report_that_says_so(tmp_path: Path) -> None:
    done = run_here(["--report", "out.json", "-q"], b"clean\n", folder=tmp_path)
    assert done.returncode == 0
    [summary] = map(json.loads, (tmp_path / "out.json").read_text().splitlines())
    assert (summary["type"], summary["fixes"], summary["files"]) == ("summary", 0, 1)


def test_a_reader_who_leaves_does_not_take_the_report_along(letters: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "--format", "json", "--report", "out.json", "letters"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(SECONDS)
    last = (tmp_path / "out.json").read_text().splitlines()[-1]
    assert json.loads(last)["files"] == 2


def test_a_report_in_a_folder_that_is_surveyed_is_no_input(letters: Path) -> None:
    first, second = (
        run_here(["--format", "json", "--report", "out.csv", "."], folder=letters) for _ in range(2)
    )
    assert (letters / "out.csv").exists()
    assert first.stdout == second.stdout


@pytest.mark.parametrize("others", [["data.csv"], ["one.txt", "-o", "data.csv"]])
def test_a_report_replaces_no_input_and_no_output(others: list[str], letters: Path) -> None:
    (letters / "data.csv").write_text(GARBLED, encoding="utf-8")
    done = run_here(["--report", "./data.csv", *others], folder=letters)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "garblefix: Invalid value for --report: './data.csv' is read or written too\n"
    )
    assert (letters / "data.csv").read_text(encoding="utf-8") == GARBLED


@pytest.mark.parametrize(
    "path, told",
    [
        ("out.xml", "Invalid value for --report: 'out.xml' ends in none of .html, .csv, .json"),
        ("out", "Invalid value for --report: 'out' ends in none of .html, .csv, .json"),
        ("nowhere/out.csv", "nowhere/out.csv: No such file or directory"),
    ],
)
def test_one_line_and_nothing_done_where_a_report_cannot_be(
    path: str, told: str, letters: Path, tmp_path: Path
) -> None:
    done = run_here(["--report", "fine.csv", "--report", path, "letters"], folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"garblefix: {told}\n"
    assert os.listdir(tmp_path) == ["letters"]


def test_a_report_that_fails_does_not_stop_the_filter(tmp_path: Path) -> None:
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
    program = limit + "from garblefix.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", program, "--report", "out.json", "-q"],
        input=GARBLED.encode(),
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, REPAIRED.encode())
    assert done.stderr == b"garblefix: out.json: File too large\n"
    assert os.listdir(tmp_path) == []
