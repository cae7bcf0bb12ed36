"""Conversions that are killed, interrupted or refused by the system: nothing is lost, all is told.

Not for: what conversions do when all goes well (``test_convert``), a hundred kills
(``benchmarks.faults``).
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import garblefix.cli
from garblefix.convert import file as conversion_of_files
from garblefix.convert.look import Look, look
from garblefix.convert.place import hold
from garblefix.files.names import Role, temporary_name
from tests.interrupted import End, Killed, each_step
from tests.test_cli import COMMAND, SECONDS, environment
from tests.texts import SENTENCES
from tests.trees import GARBLED_BYTES, PNG, make, tree_of

CHINESE = SENTENCES["zh-Hans"] + "\n"
KILLS = 4
Snapshot = dict[str, tuple[int, int, bytes]]


def convert(*arguments: str | Path) -> int:
    return garblefix.cli.main(["convert", "-j", "1", "-q", *(str(word) for word in arguments)])


def start(
    *arguments: str | Path, prepare: Callable[[], None] | None = None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "convert", *(str(word) for word in arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
        preexec_fn=prepare,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """The exit code and what was told."""
    with process:
        _, told = process.communicate(timeout=SECONDS)
        return process.returncode, told.decode()


def snapshot(root: Path) -> Snapshot:
    """Everything below ``root`` but the conversion's own: mode, time, and bytes or link text."""
    found = {}
    for folder, folders, names in os.walk(root):
        if Path(folder) == root:
            folders.remove(".garblefix")
        for name in [*folders, *names]:
            path = Path(folder, name)
            status = path.lstat()
            data = b""
            if path.is_symlink():
                data = os.fsencode(os.readlink(path))
            elif path.is_file():
                data = path.read_bytes()
            time_ = 0 if path.is_symlink() else status.st_mtime_ns
            found[os.path.relpath(path, root)] = (status.st_mode, time_, data)
    return found


def old_tree(root: Path, texts: int) -> Path:
    """A tree with something of everything."""
    files = {"empty": b"", "picture.png": PNG, "garbled.txt": GARBLED_BYTES}
    for number in range(texts):
        folder = f"part {number % 3}/{os.fsdecode('会议记录'.encode('gbk'))}"
        files[f"{folder}/{number}.txt"] = (CHINESE * (1 + number)).encode("gbk")
    make(root, files)
    (root / "part 0/link").symlink_to("../garbled.txt")
    (root / "part 1/empty").mkdir()
    (root / "part 1").chmod(0o555)
    return root


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return old_tree(tmp_path / "old", 30)


def test_killed_at_any_moment_it_goes_on_to_the_same_tree(tmp_path: Path) -> None:
    # Every file is brought to the disk, which takes most of the time.
    old = old_tree(tmp_path / "old", 12)
    began = time.monotonic()
    assert finish(start(old, tmp_path / "whole", "--names", "-j", "2"))[0] == 0
    duration = time.monotonic() - began
    whole = snapshot(tmp_path / "whole")
    chance = random.Random(3)
    stopped = 0
    for number in range(KILLS):
        target = tmp_path / f"new {number}"
        process = start(old, target, "--names", "-j", "2")
        time.sleep(chance.uniform(0, duration))
        os.killpg(process.pid, signal.SIGKILL)
        stopped += finish(process)[0] == -signal.SIGKILL
        code, told = finish(start(old, target, "--names", "-j", "2", "--resume"))
        assert (code, told) == (0, "")
        assert snapshot(target) == whole
        assert sorted(os.listdir(target / ".garblefix")) == ["manifest.jsonl", "report.html"]
    assert stopped > 0


def test_killed_between_any_two_calls_it_goes_on_to_the_same_tree(tmp_path: Path) -> None:
    make(tmp_path / "old", {"a/b.txt": CHINESE.encode("gbk"), "a/c.png": PNG})
    assert convert(tmp_path / "old", tmp_path / "whole") == 0
    whole = snapshot(tmp_path / "whole")
    target = tmp_path / "new"

    def prepare() -> Callable[[], object]:
        shutil.rmtree(target, ignore_errors=True)
        return lambda: convert(tmp_path / "old", target)

    ends = []
    for ended_with in each_step(End.killed, prepare):
        ends.append(ended_with)
        assert convert(tmp_path / "old", target, "--resume") == 0
        assert snapshot(target) == whole
    assert ends[-1] is None
    assert ends.count(Killed) > 10


def test_a_manifest_torn_anywhere_is_gone_on_from(tmp_path: Path) -> None:
    make(tmp_path / "old", {"a.txt": CHINESE.encode("gbk"), "b.txt": b"b", "c.txt": b"c"})
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    whole = snapshot(tmp_path / "new")
    manifest = tmp_path / "new/.garblefix/manifest.jsonl"
    data = manifest.read_bytes()
    for end in range(data.index(b"\n") + 1, len(data), 50):
        manifest.write_bytes(data[:end])
        assert convert(tmp_path / "old", tmp_path / "new", "--resume") == 0
        assert snapshot(tmp_path / "new") == whole
        assert sorted(manifest.read_bytes().splitlines()) == sorted(data.splitlines())


def test_without_the_head_of_a_manifest_nothing_is_guessed(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    make(tmp_path / "old", {"a.txt": b"a"})
    make(tmp_path / "new", {".garblefix/manifest.jsonl": b'{"type":"as', "mine.txt": b"x"})
    assert convert(tmp_path / "old", tmp_path / "new", "--resume") == 2
    assert b"no conversion was begun there" in capfdbinary.readouterr().err
    make(tmp_path / "new", {".garblefix/manifest.jsonl": b'{"type":"other"}\n'})
    assert convert(tmp_path / "old", tmp_path / "new", "--resume") == 2
    assert b"no manifest of this version" in capfdbinary.readouterr().err
    assert tree_of(tmp_path / "new") == {"mine.txt": b"x"}


def test_interrupted_it_says_how_to_go_on(old: Path, tmp_path: Path) -> None:
    process = start(old, tmp_path / "new", "--names", "-j", "1")
    manifest = tmp_path / "new/.garblefix/manifest.jsonl"
    deadline = time.monotonic() + SECONDS
    while not manifest.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert finish(process) == (130, "garblefix: interrupted; --resume goes on from here\n")
    assert finish(start(old, tmp_path / "new", "--names", "--resume"))[0] == 0


def test_that_nobody_reads_the_report_ends_no_conversion(old: Path, tmp_path: Path) -> None:
    arguments = ["convert", str(old), str(tmp_path / "new"), "--format", "json", "-j", "1"]
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as nobody:
        done = subprocess.run(
            [*COMMAND, *arguments],
            stdout=nobody,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=SECONDS,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(tree_of(tmp_path / "new")) == len(tree_of(old))


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes of its session that have no children: those at work."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if (
                int(fields[2]) == process.pid
                and b"tracker" not in (folder / "cmdline").read_bytes()
            ):
                parents[int(folder.name)] = int(fields[1])
    return [pid for pid in parents if pid not in parents.values() and pid != process.pid]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_killed_worker_is_replaced_and_nothing_is_lost(old: Path, tmp_path: Path) -> None:
    process = start(old, tmp_path / "new", "-j", "2")
    deadline = time.monotonic() + SECONDS
    while len(found := workers_of(process)) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(found[-1], signal.SIGKILL)
    assert finish(process) == (0, "")
    assert len(tree_of(tmp_path / "new")) == len(tree_of(old))


def test_what_a_killed_run_left_of_its_report_goes(tmp_path: Path) -> None:
    make(tmp_path / "old", {"a.txt": CHINESE.encode("gbk")})
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    own = tmp_path / "new" / ".garblefix"
    left = own / temporary_name("0123456789abcdef", Role.new)
    left.write_bytes(b"<html>")
    assert convert(tmp_path / "old", tmp_path / "new", "--resume") == 0
    assert sorted(os.listdir(own)) == ["manifest.jsonl", "report.html"]


def test_two_at_once_are_refused(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    make(tmp_path / "old", {"a.txt": b"a"})
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    with hold(os.fspath(tmp_path / "new/.garblefix")):
        assert convert(tmp_path / "old", tmp_path / "new", "--resume") == 2
    assert b"another conversion is at work there" in capfdbinary.readouterr().err


def test_a_file_too_large_for_the_target_is_told_and_the_others_are_done(tmp_path: Path) -> None:
    large = CHINESE.encode("gbk") * 3000
    make(tmp_path / "old", {"a.txt": b"a", "b.txt": large, "c.txt": b"c"})

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(large) // 2, resource.RLIM_INFINITY))

    code, told = finish(start(tmp_path / "old", tmp_path / "new", "-j", "1", prepare=limit))
    assert (code, told) == (2, f"garblefix: {tmp_path}/old/b.txt: File too large\n")
    assert tree_of(tmp_path / "new") == {"a.txt": b"a", "c.txt": b"c"}
    assert finish(start(tmp_path / "old", tmp_path / "new", "--resume")) == (0, "")
    assert tree_of(tmp_path / "new")["b.txt"] == CHINESE.encode() * 3000


@contextlib.contextmanager
def mounted(path: Path, options: str) -> Iterator[None]:
    """A small file system of its own; skips the test where nothing can be mounted."""
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "none", os.fspath(path)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", os.fspath(path)], check=True)


def test_a_full_disk_ends_the_run_and_more_room_ends_the_work(tmp_path: Path) -> None:
    files = {f"{number:02}.txt": (CHINESE * 100).encode("gbk") for number in range(40)}
    make(tmp_path / "old", files)
    with mounted(tmp_path / "disk", "size=200k"):
        target = tmp_path / "disk/new"
        code, told = finish(start(tmp_path / "old", target, "-j", "1"))
        assert code == 2
        assert "No space left on device; stopped, --resume goes on from here" in told
        whole = (CHINESE * 100).encode()
        done = tree_of(target)
        assert 0 < len(done) < len(files)
        assert set(done.values()) == {whole}
        subprocess.run(["mount", "-o", "remount,size=4m", str(tmp_path / "disk")], check=True)
        assert finish(start(tmp_path / "old", target, "--resume")) == (0, "")
        assert tree_of(target) == dict.fromkeys(files, whole)


def test_a_read_only_target_is_told_in_one_line(tmp_path: Path) -> None:
    make(tmp_path / "old", {"a.txt": b"a"})
    with mounted(tmp_path / "disk", "ro"):
        code, told = finish(start(tmp_path / "old", tmp_path / "disk/new"))
    assert (code, told) == (2, f"garblefix: {tmp_path}/disk/new: Read-only file system\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_target_without_permission_is_told_in_one_line(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    make(tmp_path / "old", {"a.txt": b"a"})
    (tmp_path / "kept").mkdir(mode=0o555)
    assert convert(tmp_path / "old", tmp_path / "kept/new") == 2
    assert capfdbinary.readouterr().err.count(b"\n") == 1


def test_what_is_no_file_is_told_and_left_out(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    make(tmp_path / "old", {"a.txt": b"a"})
    os.mkfifo(tmp_path / "old/pipe")
    expected = ["old/pipe: a named pipe, left out"]
    with contextlib.suppress(PermissionError):
        os.mknod(tmp_path / "old/device", stat.S_IFCHR | 0o600, os.makedev(1, 5))
        expected.insert(0, "old/device: a device, left out")
    with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(tmp_path / "old"):
        listening.bind("socket")
    expected.append("old/socket: a socket, left out")
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    told = capfdbinary.readouterr().err.decode()
    assert told == "".join(f"garblefix: {tmp_path}/{line}\n" for line in expected)
    assert tree_of(tmp_path / "new") == {"a.txt": b"a"}


def test_what_cannot_be_read_is_told_and_the_others_are_done(
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make(tmp_path / "old", {"a.txt": b"a", "closed.txt": b"b", "z/c.txt": b"c"})
    really = os.open

    def refusing(path: str, flags: int, mode: int = 0o777, **more: int) -> int:
        if os.fspath(path).endswith("closed.txt"):
            raise PermissionError(13, "Permission denied")
        return really(path, flags, mode, **more)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refusing)
        assert convert(tmp_path / "old", tmp_path / "new") == 2
    told = capfdbinary.readouterr().err.decode()
    assert told == f"garblefix: {tmp_path}/old/closed.txt: Permission denied\n"
    assert tree_of(tmp_path / "new") == {"a.txt": b"a", "z/c.txt": b"c"}
    assert convert(tmp_path / "old", tmp_path / "new", "--resume") == 0
    assert tree_of(tmp_path / "new") == tree_of(tmp_path / "old")


def test_a_file_that_changes_while_it_is_read_is_not_taken(
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make(tmp_path / "old", {"log.txt": b"one\n"})

    def looked_at_while_it_grows(file: object, least: float) -> Look:
        with open(tmp_path / "old/log.txt", "ab") as log:
            log.write(b"two\n")
        return look(file, least)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(conversion_of_files, "look", looked_at_while_it_grows)
        assert convert(tmp_path / "old", tmp_path / "new") == 2
    assert b"changed while it was being read" in capfdbinary.readouterr().err
    assert tree_of(tmp_path / "new") == {}


def test_a_link_in_the_target_does_not_lead_back_into_the_source(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    make(tmp_path / "old", {"sub/a.txt": CHINESE.encode("gbk"), "b.txt": CHINESE.encode("gbk")})
    before = tree_of(tmp_path / "old")
    (tmp_path / "new").mkdir()
    (tmp_path / "new/sub").symlink_to(tmp_path / "old/sub")
    (tmp_path / "new/b.txt").symlink_to(tmp_path / "old/b.txt")
    assert convert(tmp_path / "old", tmp_path / "new", "--overwrite") == 2
    assert tree_of(tmp_path / "old") == before
    assert tree_of(tmp_path / "new") == {"b.txt": CHINESE.encode()}
    assert b"sub" in capfdbinary.readouterr().err


def test_a_mistake_in_one_file_is_not_the_end_of_the_others(
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make(tmp_path / "old", {"a.txt": b"a", "b.txt": b"b"})

    def mistaken(file: object, least: float) -> Look:
        raise ZeroDivisionError

    monkeypatch.setattr(conversion_of_files, "look", mistaken)
    assert convert(tmp_path / "old", tmp_path / "new") == 2
    assert b"a mistake in garblefix: ZeroDivisionError" in capfdbinary.readouterr().err
