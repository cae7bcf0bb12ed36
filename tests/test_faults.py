"""What cannot be written is told, and nothing of it is lost: kills, full disks, refused writes.

Not for: single steps of writing (``test_files_write``). A hundred kills: ``benchmarks.faults``.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import faults
from tests.test_cli import COMMAND, SECONDS, environment

REPAIRED = "le garçon a posé le café"
GARBLED = REPAIRED.encode().decode("cp1252")
OLD, NEW = (f"{text}\n".encode() * 4000 for text in (GARBLED, REPAIRED))
NOBODY = 65534
KILLS = 4  # of each command: each takes two runs


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("scenario", ["-w", "-w -j 2"])
def test_killed_at_random_moments(scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each is brought to the disk, which takes most of the time.
    monkeypatch.setattr(faults, "SMALL_FILES", 20)
    monkeypatch.setattr(faults, "LINKED_FILES", 4)
    assert faults.killed(faults.SCENARIOS[scenario], KILLS, seed=1) == []


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def write(folder: Path, *arguments: str, largest: int = -1) -> subprocess.CompletedProcess[bytes]:
    """The command; ``largest``: no file may have more bytes."""
    return subprocess.run(
        [*COMMAND, *(arguments or ("-w", "-q", "notes.txt"))],
        cwd=folder,
        env=environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
    )


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A small file system in memory."""
    folder = tmp_path / "mounted"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting is not allowed")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("links", [1, 2])
@pytest.mark.parametrize("options", [["-w"], ["-w", "--backup"], ["-o", "new.txt"]], ids=" ".join)
def test_a_full_disk(mounted: Path, options: list[str], links: int) -> None:
    (mounted / "notes.txt").write_bytes(OLD)
    if links > 1:
        os.link(mounted / "notes.txt", mounted / "link.txt")
    with open(mounted / "filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(b"x" * 4096)
    before = contents(mounted)
    done = write(mounted, *options, "-q", "notes.txt")
    assert done.returncode == 2
    name = options[-1] if "-o" in options else "notes.txt"
    assert done.stderr == f"garblefix: {name}: No space left on device\n".encode()
    assert contents(mounted) == before


def test_a_file_system_that_cannot_be_written(mounted: Path) -> None:
    (mounted / "notes.txt").write_bytes(OLD)
    subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True)
    done = write(mounted)
    assert done.returncode == 2
    assert done.stderr.startswith(b"garblefix: notes.txt: ")
    assert b"Read-only file system" in done.stderr and done.stderr.count(b"\n") == 1
    assert contents(mounted) == {"notes.txt": OLD}


def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(OLD)
    done = write(tmp_path, largest=len(NEW) // 2)
    assert done.returncode == 2
    assert done.stderr == b"garblefix: notes.txt: File too large\n"
    assert contents(tmp_path) == {"notes.txt": OLD}


@contextlib.contextmanager
def immutable(path: Path) -> Iterator[None]:
    """Not even root may write it."""
    if (
        shutil.which("chattr") is None
        or subprocess.run(["chattr", "+i", str(path)], capture_output=True, check=False).returncode
    ):
        pytest.skip("files cannot be made immutable here")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", str(path)], check=True)


@pytest.mark.parametrize("what", ["notes.txt", "."], ids=["the file", "its folder"])
def test_an_immutable_target(tmp_path: Path, what: str) -> None:
    (tmp_path / "notes.txt").write_bytes(OLD)
    with immutable(tmp_path / what):
        done = write(tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(b"garblefix: notes.txt: ")
    words = "Operation not permitted|Permission denied"
    assert re.search(words, done.stderr.decode()) and done.stderr.count(b"\n") == 1
    assert contents(tmp_path) == {"notes.txt": OLD}


# What is imported late is imported by root, who alone may read it, before the rights are given up.
AS_NOBODY = f"""
import os, sys
from garblefix.cli import main
main(["-w", "-q", "--backup", "warm.txt"])
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
os.chdir("folder")
sys.exit(main(["-w", "-q", "notes.txt"]))
"""


def write_as_nobody(folder: Path) -> subprocess.CompletedProcess[bytes]:
    """The command run in ``folder / "folder"`` by a user without rights."""
    if os.geteuid() != 0:
        pytest.skip("only root becomes somebody else")
    (folder / "warm.txt").write_bytes(OLD)
    return subprocess.run(
        [sys.executable, "-c", AS_NOBODY],
        cwd=folder,
        env=environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that everybody may enter, as those of pytest are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.parametrize("what", ["notes.txt", "."], ids=["the file", "its folder"])
def test_a_target_without_permission(open_to_all: Path, what: str) -> None:
    folder = open_to_all / "folder"
    folder.mkdir()
    (folder / "notes.txt").write_bytes(OLD)
    os.chown(folder, NOBODY, NOBODY)
    os.chown(folder / "notes.txt", NOBODY, NOBODY)
    (folder / what).chmod(0o555)
    done = write_as_nobody(open_to_all)
    assert done.returncode == 2
    assert done.stderr.startswith(b"garblefix: notes.txt: ")
    assert b"Permission denied" in done.stderr and done.stderr.count(b"\n") == 1
    assert contents(folder) == {"notes.txt": OLD}


def test_a_file_of_somebody_else_that_may_be_written_stays_theirs(open_to_all: Path) -> None:
    folder = open_to_all / "folder"
    folder.mkdir()
    folder.chmod(0o777)
    path = folder / "notes.txt"
    path.write_bytes(OLD)
    path.chmod(0o666)
    before = path.stat()
    done = write_as_nobody(open_to_all)
    assert (done.returncode, done.stderr) == (0, b"")
    assert contents(folder) == {"notes.txt": NEW}
    after = path.stat()
    assert (after.st_uid, after.st_ino) == (before.st_uid, before.st_ino)
    assert after.st_mode == before.st_mode
