"""``garblefix -w`` and its kin on files: byte for byte outside of the fixes, and each told.

Not for: single outcomes of the command (``tests/commands``), kills, full disks (``test_faults``).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from garblefix.files.spool import IN_MEMORY
from tests.test_cli import COMMAND, SECONDS, environment, run, run_here
from tests.texts import SENTENCES

REPAIRED = "le garçon a posé le café"
GARBLED = REPAIRED.encode().decode("cp1252")
CHINESE = SENTENCES["zh-Hans"]
GARBLED_CHINESE = "山上的雪到四月才化，今天的海风从东边吹来".encode().decode("gbk")
TIMES = (1_000_000_000_123_456_789, 1_100_000_000_987_654_321)  # nanoseconds

# What stands in a file of each encoding: garbled, clean, and bytes that are no text.
PARTS = {
    "utf-8": [
        *(text.encode() for text in (GARBLED, GARBLED_CHINESE, CHINESE, "plain", "", "naïve\t½")),
        *(b"\xff\xfe invalid \x80", b"cut \xe6\x94", b"nul \0 byte"),
    ],
    "gb18030": [
        *(text.encode("gb18030") for text in (GARBLED_CHINESE, CHINESE, "plain", "½")),
        *(b"\xff invalid \x80", b"cut \xb0", b"nul \0 byte"),
    ],
}
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r", b"\n\n", b""])


def with_fixes(data: bytes, records: Sequence[dict[str, object]], encoding: str) -> bytes:
    """The bytes with each recorded fix made."""
    for record in reversed(records):
        start, end = record["byte_start"], record["byte_end"]
        assert isinstance(start, int) and isinstance(end, int)
        data = data[:start] + str(record["after"]).encode(encoding) + data[end:]
    return data


@settings(max_examples=50)
@given(
    st.sampled_from(sorted(PARTS)).flatmap(
        lambda name: st.tuples(
            st.just(name), st.lists(st.tuples(st.sampled_from(PARTS[name]), ENDS), max_size=8)
        )
    ),
    st.booleans(),
    st.sampled_from([0o644, 0o600, 0o755, 0o664]),
    st.sampled_from(["alone", "symlink", "hard link"]),
)
@example(("utf-8", [(GARBLED.encode(), b"")]), True, 0o640, "hard link")
@example(("utf-8", [(GARBLED.encode(), b"\r"), (b"plain", b"\r")]), False, 0o640, "symlink")
def test_nothing_but_the_fixes_is_changed(
    content: tuple[str, list[tuple[bytes, bytes]]], bom: bool, mode: int, links: str
) -> None:
    encoding, parts = content
    data = b"\xef\xbb\xbf" * (bom and encoding == "utf-8") + b"".join(
        text + end for text, end in parts
    )
    with tempfile.TemporaryDirectory() as folder:
        path, other = Path(folder, "notes.txt"), Path(folder, "other")
        path.write_bytes(data)
        if links == "symlink":
            other.symlink_to("notes.txt")
        elif links == "hard link":
            os.link(path, other)
        path.chmod(mode)
        os.utime(path, ns=TIMES)
        before = path.stat()
        start = os.readlink(other) if links == "symlink" else None
        options = ["-w", "--encoding", encoding]
        done = run_here([*options, "--format", "json", str(other if start else path)])
        records = [json.loads(line) for line in done.stdout.splitlines()]
        fixes = [record for record in records if record["type"] == "fix"]
        after = path.stat()
        assert path.read_bytes() == with_fixes(data, fixes, encoding)
        assert all(fix["applied"] for fix in fixes)
        assert done.returncode == 0
        assert after.st_mode == before.st_mode
        assert after.st_mtime_ns == TIMES[1]
        assert (other.is_symlink() and os.readlink(other)) == (start or False)
        assert after.st_nlink == (2 if links == "hard link" else 1)
        written = path.read_bytes()
        assert run_here([*options, "-q", str(path)]).returncode == 0
        assert path.read_bytes() == written, "a second run changes nothing"


def garbled_folder(folder: Path, number: int, lines: int = 3) -> dict[str, bytes]:
    """Files with garbled text, and what becomes of them, by name."""
    expected = {}
    folder.mkdir(exist_ok=True)
    for index in range(number):
        name = f"{index:03d}.txt"
        (folder / name).write_text(f"{index}\n" + f"{GARBLED}\n" * lines, "utf-8")
        expected[name] = (f"{index}\n" + f"{REPAIRED}\n" * lines).encode()
    return expected


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@contextlib.contextmanager
def at_work(*arguments: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a session of its own, of which nothing stays behind."""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    ) as process:

        def end() -> None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

        late = threading.Timer(SECONDS, end)
        late.start()
        try:
            yield process
        finally:
            late.cancel()
            end()


@pytest.mark.parametrize(
    "form", [["--format", "json"], ["--diff"], []], ids=["json", "diff", "text"]
)
def test_several_processes_report_as_one(tmp_path: Path, form: list[str]) -> None:
    garbled_folder(tmp_path / "letters", 9)
    # One that takes longer than the others, and whose findings do not fit in memory.
    long = f"{GARBLED} {'x' * 60}\n" * (IN_MEMORY // 200)
    (tmp_path / "letters" / "000.txt").write_text(long, "utf-8")
    alone = run_here([*form, "-j", "1", "letters"], folder=tmp_path)
    together = run([*form, "-j", "3", "letters"], folder=tmp_path)
    assert together.stdout == alone.stdout != b""
    assert together.stderr == alone.stderr
    assert together.returncode == alone.returncode == 1


def test_several_processes_write_as_one(tmp_path: Path) -> None:
    expected = garbled_folder(tmp_path / "letters", 9)
    done = run(["-w", "-q", "-j", "3", "letters"], folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert contents(tmp_path / "letters") == expected


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs /proc to find processes")
def test_a_killed_process_loses_nothing(tmp_path: Path) -> None:
    expected = garbled_folder(tmp_path / "letters", 40, lines=20)
    with at_work("-w", "--format", "json", "-j", "2", "letters", folder=tmp_path) as process:
        assert process.stdout and process.stderr
        first = process.stdout.readline()
        victim = workers_of(process)[0]
        os.kill(victim, signal.SIGKILL)
        rest, errors = process.stdout.read(), process.stderr.read()
        process.wait(SECONDS)
    records = [json.loads(line) for line in (first + rest).splitlines()]
    assert (process.returncode, errors) == (0, b"")
    # The one that was killed may have left a draft behind, which the next run takes away.
    found = contents(tmp_path / "letters")
    assert {name: data for name, data in found.items() if name in expected} == expected
    assert all(name.startswith(".garblefix-") for name in found.keys() - expected.keys())
    assert run(["-w", "-q", "letters"], folder=tmp_path).returncode == 0
    assert contents(tmp_path / "letters") == expected
    paths = [record["path"] for record in records if record["type"] == "fix"]
    assert paths == sorted(paths)
    # A fix that was written by the one that was killed may be untold, for nobody knows of it.
    assert len(set(paths)) >= len(expected) - 1


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes of a command that work on files: those that others of it began."""
    parents = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
    ours = {pid for pid, parent in parents.items() if parent == process.pid}
    workers = [pid for pid, parent in parents.items() if parent in ours]
    assert workers
    return sorted(workers)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_request_to_end_leaves_nothing_behind(
    tmp_path: Path, number: int, code: int, jobs: str
) -> None:
    expected = garbled_folder(tmp_path / "letters", 60, lines=20)
    before = contents(tmp_path / "letters")
    with at_work("-w", "--format", "json", "-j", jobs, "letters", folder=tmp_path) as process:
        assert process.stdout
        process.stdout.readline()
        os.killpg(process.pid, number)  # as Ctrl-C on a terminal
        _, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, errors) == (code, b"")
    after = contents(tmp_path / "letters")
    assert after.keys() == before.keys(), "no temporary files"
    assert all(after[name] in (before[name], expected[name]) for name in after)
    assert after != expected, "it ended early"


def test_a_file_met_twice_is_taken_once(tmp_path: Path) -> None:
    garbled_folder(tmp_path / "letters", 2)
    os.link(tmp_path / "letters" / "001.txt", tmp_path / "letters" / "002.txt")
    paths = ["letters", "letters/000.txt", "./letters", str(tmp_path / "letters")]
    done = run_here(["--format", "json", *paths], folder=tmp_path)
    assert json.loads(done.stdout.splitlines()[-1])["files"] == 2


def test_each_strange_file_is_told_and_the_others_are_repaired(tmp_path: Path) -> None:
    expected = garbled_folder(tmp_path / "letters", 2)
    letters = tmp_path / "letters"
    (letters / "loop").symlink_to("..")
    os.mkfifo(letters / "pipe")
    strange = os.fsencode(letters) + b"/caf\xe9.txt"
    with open(strange, "wb") as file:
        file.write(GARBLED.encode())
    done = run_here(["-w", "-q", "letters", "letters/pipe", "/dev/null", "gone"], folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "garblefix: letters/pipe: is a named pipe, not a file; standard input is -\n"
        "garblefix: /dev/null: is a device, not a file; standard input is -\n"
        "garblefix: gone: No such file or directory\n"
    )
    with open(strange, "rb") as file:
        assert file.read() == REPAIRED.encode()
    assert all((letters / name).read_bytes() == data for name, data in expected.items())


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_is_told(tmp_path: Path) -> None:
    garbled_folder(tmp_path, 1)
    (tmp_path / "000.txt").chmod(0o444)
    before = contents(tmp_path)
    done = run_here(["-w", "-q", "000.txt"], folder=tmp_path)
    assert (done.returncode, done.stderr) == (2, b"garblefix: 000.txt: Permission denied\n")
    assert contents(tmp_path) == before


def test_a_leftover_is_told_and_cleared_away(tmp_path: Path) -> None:
    expected = garbled_folder(tmp_path, 1)
    old = contents(tmp_path)["000.txt"]
    os.link(tmp_path / "000.txt", tmp_path / "link.txt")
    new = expected["000.txt"]
    mark = ".garblefix-0123456789abcdef"
    (tmp_path / f"{mark}.new").write_bytes(new)
    (tmp_path / f"{mark}.old").write_bytes(old)
    os.link(tmp_path / "000.txt", tmp_path / f"{mark}.target")
    # A run was killed when it had written as much.
    with open(tmp_path / "000.txt", "r+b") as file:
        file.write(new[:30])
    done = run_here(["--check", "-q", "."], folder=tmp_path)
    assert done.returncode == 2
    assert f"{mark}.target: a run was killed while writing" in done.stderr.decode()
    done = run_here(["-w", "-q", "000.txt"], folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert contents(tmp_path) == {"000.txt": new, "link.txt": new}


def test_an_interrupted_reader_of_the_report_keeps_nothing_from_being_written(
    tmp_path: Path,
) -> None:
    expected = garbled_folder(tmp_path / "letters", 9)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "-w", "--format", "json", "letters"],
        cwd=tmp_path,
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(),
        timeout=SECONDS,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    assert contents(tmp_path / "letters") == expected


def test_gitignore_on_the_command_line(tmp_path: Path) -> None:
    garbled_folder(tmp_path, 2)
    (tmp_path / ".gitignore").write_text("001.txt\n")
    files = [
        json.loads(
            run_here(["--format", "json", *options, "."], folder=tmp_path).stdout.splitlines()[-1]
        )["files"]
        for options in ([], ["--no-gitignore"])
    ]
    assert files == [2, 3], "the .gitignore itself is one"
    piped = run_here(["--stdin-filename", "001.txt"], GARBLED.encode(), tmp_path)
    assert piped.stdout == GARBLED.encode()


def test_a_diff_on_a_terminal_is_coloured_and_harmless(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    (tmp_path / "notes.txt").write_text(f"\x1b[2J\n{GARBLED}\n", "utf-8")
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [*COMMAND, "--diff", "notes.txt"],
            cwd=tmp_path,
            stdout=theirs,
            stderr=subprocess.PIPE,
            env=environment() | {"TERM": "xterm"},
            timeout=SECONDS,
            check=False,
        )
        shown = os.read(ours, 65536).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 1
    assert f"\x1b[32m+{REPAIRED}\x1b[0m" in shown
    assert "\x1b[2J" not in shown
