"""The command, in this process or in one of its own, as users run it.

A folder of ``tests/commands`` is a test: ``arguments.json``, ``stdin.bin`` or the files of
``input/``, and what must come out: ``stdout.bin`` (the whole) or ``stdout.contains`` (each of its
lines somewhere), ``stderr.txt`` and ``exit``, and in ``output/`` what the files are afterwards,
where they are not as before. ``#`` in an expected report stands for a confidence, so that a better
model does not change the tests. Not for: how good repairs are.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO
from unittest import mock

import pytest

import garblefix.cli
import garblefix.damage

COMMANDS = Path(__file__).parent / "commands"
CASES = sorted(folder for folder in COMMANDS.iterdir() if folder.is_dir())
# One of each kind: the others are named after these, with what is special about them.
PLAIN_CASES = [case for case in CASES if "_" not in case.name]
CONFIDENCE = re.compile(
    rb'(?<="confidence":)[0-9.]+|(?<=\xc2\xb7 )[<>]?[0-9.]+(?:% to [<>]?[0-9.]+)?(?=%)'
)
COMMAND = [sys.executable, "-m", "garblefix"]
SECONDS = 30  # no command may take longer
REPAIRED = "le garçon a posé le café"
GARBLED = REPAIRED.encode().decode("cp1252")


def environment() -> dict[str, str]:
    """The environment of a plain pipe, with this very package in it."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "TMPDIR"}}
    package = str(Path(garblefix.cli.__file__).parents[2])
    others = os.environ.get("PYTHONPATH", "")
    return kept | {"PYTHONPATH": os.pathsep.join((package, others)), "LC_ALL": "C.UTF-8"}


def run(
    arguments: list[str], data: bytes = b"", folder: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments],
        input=data,
        cwd=folder,
        env=environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )


def run_here(
    arguments: Sequence[str],
    data: bytes = b"",
    folder: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """The same in this process, which has Python, its packages and the language model already.

    A process of its own takes most of the time of a small command. Not for: what only a process
    shows, as signals, descriptors, or what is imported.
    """
    stdin, stdout, stderr = (
        io.TextIOWrapper(io.BytesIO(given), "utf-8") for given in (data, b"", b"")
    )
    with (
        contextlib.chdir(folder or os.curdir),
        mock.patch.dict(os.environ, environment() | dict(variables or {}), clear=True),
        # Pipes are no terminals, whatever pytest was started at.
        mock.patch("os.isatty", return_value=False),
        mock.patch.multiple(sys, stdin=stdin, stdout=stdout, stderr=stderr),
    ):
        code = garblefix.cli.main(arguments)
        stdout.flush()
        stderr.flush()
    return subprocess.CompletedProcess(
        arguments, code, stdout.buffer.getvalue(), stderr.buffer.getvalue()
    )


@contextlib.contextmanager
def started(stdin: IO[bytes] | int | None) -> Iterator[subprocess.Popen[bytes]]:
    """The command at work; killed where it does not end in time, so that nothing waits."""
    with subprocess.Popen(
        COMMAND,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        late = threading.Timer(SECONDS, process.kill)
        late.start()
        try:
            yield process
        finally:
            late.cancel()


def content(folder: Path, name: str) -> bytes:
    path = folder / name
    return path.read_bytes() if path.exists() else b""


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of every file, by its path in the folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_command(case: Path, tmp_path: Path) -> None:
    check(case, tmp_path / "work", run_here)


@pytest.mark.parametrize("case", PLAIN_CASES, ids=lambda case: case.name)
def test_command_as_a_process(case: Path, tmp_path: Path) -> None:
    """Nothing of it comes from what other tests have imported and loaded."""
    check(case, tmp_path / "work", run)


def check(case: Path, work: Path, run: Callable[..., subprocess.CompletedProcess[bytes]]) -> None:
    """Run the command of a folder, and compare all that comes of it with what must."""
    if (case / "input").is_dir():
        shutil.copytree(case / "input", work)
    else:
        work.mkdir()
    arguments = json.loads(content(case, "arguments.json"))
    expected = files(case / "output" if (case / "output").is_dir() else work)

    done = run(arguments, content(case, "stdin.bin"), work)

    assert CONFIDENCE.sub(b"#", done.stderr).decode() == content(case, "stderr.txt").decode()
    if (case / "stdout.contains").exists():
        for line in content(case, "stdout.contains").decode().splitlines():
            assert line in done.stdout.decode()
    else:
        assert CONFIDENCE.sub(b"#", done.stdout) == content(case, "stdout.bin")
    assert done.returncode == int(content(case, "exit"))
    assert files(work) == expected


def test_a_clean_pipe_imports_nothing_dear() -> None:
    program = (
        "import sys; from garblefix.cli import main; code = main([]);"
        "heavy = {'numpy', 'ftfy', 'chardet', 'charset_normalizer', 'rich', 'pathspec'};"
        "dear = heavy & set(sys.modules);"
        "print(code, sorted(dear), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=b"plain text\n" * 1000,
        env=environment(),
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    assert done.stdout == b"plain text\n" * 1000
    assert done.stderr == b"0 []\n"


@pytest.mark.skipif(shutil.which("yes") is None, reason="needs yes")
def test_a_closed_pipe_is_silent() -> None:
    with (
        subprocess.Popen(["yes", "the same line"], stdout=subprocess.PIPE) as endless,
        started(stdin=endless.stdout) as process,
    ):
        assert endless.stdout and process.stdout and process.stderr
        endless.stdout.close()
        assert process.stdout.readline() == b"the same line\n", "written before the input ends"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(SECONDS) == 0


def test_a_closed_report_is_silent(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"{number}.txt").write_text(f"{GARBLED}\n" * 10, "utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "--format", "json", str(tmp_path)],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(),
        timeout=SECONDS,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_an_interrupt_ends_it_quietly() -> None:
    with started(stdin=subprocess.PIPE) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(b"a line\n")
        process.stdin.flush()
        # Input comes slowly, as from a program that is still at work; its lines need not wait.
        assert process.stdout.readline() == b"a line\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == b""
        assert process.stderr.read() == b""
        assert process.wait(SECONDS) == 130


def test_a_terminal_as_input_gets_help() -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            COMMAND,
            stdin=theirs,
            capture_output=True,
            env=environment(),
            timeout=SECONDS,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Usage: garblefix" in done.stderr


def test_a_terminal_as_standard_error_gets_a_short_report() -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    text = "".join(f"{number}: {GARBLED}\n" for number in range(3)).encode()
    try:
        done = subprocess.run(
            COMMAND,
            input=text,
            stdout=subprocess.PIPE,
            stderr=theirs,
            env=environment() | {"TERM": "xterm", "COLUMNS": "80"},
            timeout=SECONDS,
            check=False,
        )
        # With nothing to read, reading a terminal waits for ever.
        readable, _, _ = select.select([ours], [], [], 0)
        report = os.read(ours, 65536).decode() if readable else ""
    finally:
        os.close(ours)
        os.close(theirs)
    assert (done.returncode, done.stdout) == (0, text.replace(GARBLED.encode(), REPAIRED.encode()))
    assert "9 fixes" in report
    assert "\x1b[" in report, "in colours"


def test_one_line_of_50_megabytes_passes() -> None:
    line = b"0123456789abcdef" * (50 * 1024 * 1024 // 16)
    done = run([], line)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == line


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize(
    "words",
    [
        [],
        ["FILE"],
        ["--diff", "FILE"],
        ["--format", "json", "FILE"],
        ["detect", "FILE"],
        ["--help"],
    ],
)
def test_a_full_disk_is_told(words: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("cafÃ©\n", encoding="utf-8")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, *(str(path) if word == "FILE" else word for word in words)],
            input=b"a line\n",
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=SECONDS,
            check=False,
        )
    assert done.returncode == 2
    *before, last = done.stderr.splitlines()
    assert last == b"garblefix: standard output: No space left on device"
    assert len(before) <= 1  # what was found


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="needs a file that fails to read")
def test_a_file_that_fails_while_it_is_read_is_told() -> None:
    done = run(["/proc/self/mem"])
    assert done.returncode == 2
    assert done.stderr == b"garblefix: /proc/self/mem: Input/output error\n"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "secret.txt").chmod(0)
    done = run(["secret.txt"], folder=tmp_path)
    assert (done.returncode, done.stderr) == (2, b"garblefix: secret.txt: Permission denied\n")


def test_a_name_that_is_no_text_is_told_as_an_escape(tmp_path: Path) -> None:
    done = run([os.fsdecode(b"caf\xe9.txt")], folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == b"garblefix: caf\\udce9.txt: No such file or directory\n"


@pytest.mark.parametrize("command", [[], ["fix"], ["detect"], ["explain"]], ids=str)
def test_help(command: list[str]) -> None:
    done = run([*command, "--help"])
    assert done.returncode == 0
    assert b"Usage: garblefix" in done.stdout
    assert done.stderr == b""


def test_version() -> None:
    done = run(["--version"])
    assert done.returncode == 0
    assert done.stdout.startswith(b"garblefix")


def test_an_unknown_kind_of_damage_is_told_with_those_there_are() -> None:
    done = run(["--only", "misread,mistake"], b"x\n")
    assert (done.returncode, done.stdout) == (2, b"")
    told = done.stderr.decode()
    assert told.startswith("garblefix: Invalid value for --only: no kind of damage is called 'mis")
    assert told.count("\n") == 1
    assert all(name in told for name in garblefix.damage.modules())
    assert "lossy" in told
