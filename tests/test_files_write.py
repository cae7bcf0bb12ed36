"""Writing files: the old bytes or the new ones at every moment, and all else as it was.

Not for: what the new bytes are (``test_fix_files``), nor real kills (``test_faults``).
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from garblefix.files import in_place, leftovers
from garblefix.files.names import Role, is_leftover, new_mark
from garblefix.files.read import open_regular
from garblefix.files.write import ChangedError, Original, is_backup, temporary
from tests.interrupted import End, Killed, each_step

# Longer than a sector, so that a part of one and a part of the other differ.
OLD = b"old bytes, as they were\n" * 100
NEW_BYTES = {
    "shorter": b"NEW BYTES\n" * 100,
    "longer": b"NEW BYTES, and more of them than before\n" * 200,
    "none": b"",
}
MODE = 0o640
TIMES = (1_000_000_000_123_456_789, 1_100_000_000_987_654_321)  # nanoseconds


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "notes.txt"
    path.parent.mkdir()
    return path


def fresh(path: Path, *, links: int = 1) -> None:
    """The file as it was, in a folder with nothing but its links."""
    for other in path.parent.iterdir():
        other.unlink()
    path.write_bytes(OLD)
    path.chmod(MODE)
    os.utime(path, ns=TIMES)
    for number in range(1, links):
        os.link(path, path.with_name(f"link{number}.txt"))


def rewrite(path: Path, data: bytes, suffix: str | None = None) -> str | None:
    with open_regular(str(path)) as source:
        original = Original.of(str(path), os.fstat(source.fileno()))
        source.read()
        with temporary(str(path), private=True) as new:
            new.write(data)
            return new.replace(original, backup_suffix=suffix)


def names(path: Path) -> set[str]:
    return set(os.listdir(path.parent))


def clear_all(path: Path) -> None:
    for leftover in leftovers.leftovers_in(str(path.parent)):
        leftovers.clear(leftover)


@pytest.mark.parametrize("links", [1, 2])
@pytest.mark.parametrize("data", NEW_BYTES.values(), ids=NEW_BYTES)
def test_all_but_the_bytes_stays(notes: Path, data: bytes, links: int) -> None:
    fresh(notes, links=links)
    before = notes.stat()
    rewrite(notes, data)
    after = notes.stat()
    assert notes.read_bytes() == data
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )
    assert (after.st_atime_ns, after.st_mtime_ns) == TIMES
    assert after.st_nlink == links
    assert (after.st_ino == before.st_ino) == (links > 1), "several names stay one file"
    assert len(names(notes)) == links


def test_extended_attributes_stay(notes: Path) -> None:
    fresh(notes)
    try:
        os.setxattr(notes, "user.origin", b"a floppy disk")
    except (AttributeError, OSError) as error:
        pytest.skip(f"no extended attributes here: {error}")
    rewrite(notes, b"new")
    assert os.getxattr(notes, "user.origin") == b"a floppy disk"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("links", [1, 2])
def test_the_owner_stays(notes: Path, links: int) -> None:
    fresh(notes, links=links)
    os.chown(notes, 12345, 23456)
    notes.chmod(0o4755)
    rewrite(notes, b"new")
    status = notes.stat()
    assert (status.st_uid, status.st_gid) == (12345, 23456)
    # Writing in place takes set-user-ID away, and so it should.
    assert stat.S_IMODE(status.st_mode) & 0o777 == 0o755


def test_a_link_is_followed(notes: Path) -> None:
    fresh(notes)
    link = notes.parent.parent / "link.txt"
    link.symlink_to("folder/notes.txt")
    rewrite(link, b"new")
    assert link.is_symlink()
    assert notes.read_bytes() == b"new"
    assert os.listdir(link.parent) and set(os.listdir(link.parent)) == {"folder", "link.txt"}


# Whoever is killed closes no files.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("links", [1, 2])
@pytest.mark.parametrize("data", NEW_BYTES.values(), ids=NEW_BYTES)
def test_killed_at_any_step_it_is_old_or_new(notes: Path, data: bytes, links: int) -> None:
    def prepare() -> Callable[[], object]:
        fresh(notes, links=links)
        return lambda: rewrite(notes, data)

    seen = set()
    for ended_with in each_step(End.killed, prepare):
        assert ended_with in (None, Killed)
        now = notes.read_bytes()
        if now not in (OLD, data):
            # In place there is no other way; but then the journal is complete.
            assert links > 1
            roles = {name.rpartition(".")[2] for name in names(notes) if is_leftover(name)}
            assert roles == set(Role)
        assert all(is_leftover(name) or name.endswith(".txt") for name in names(notes))
        clear_all(notes)
        now = notes.read_bytes()
        assert now in (OLD, data)
        assert len(names(notes)) == notes.stat().st_nlink == links
        assert stat.S_IMODE(notes.stat().st_mode) == MODE
        assert notes.stat().st_mtime_ns == TIMES[1]
        seen.add(now)
    assert seen == {OLD, data}


@pytest.mark.parametrize("links", [1, 2])
@pytest.mark.parametrize("end", [End.failing, End.interrupted])
@pytest.mark.parametrize("data", NEW_BYTES.values(), ids=NEW_BYTES)
def test_failing_at_any_step_it_is_old_or_new_and_nothing_is_left(
    notes: Path, data: bytes, end: End, links: int
) -> None:
    def prepare() -> Callable[[], object]:
        fresh(notes, links=links)
        return lambda: rewrite(notes, data, ".orig")

    for ended_with in each_step(end, prepare):
        assert ended_with is not None or notes.read_bytes() == data
        assert notes.read_bytes() in (OLD, data)
        assert not {name for name in names(notes) if is_leftover(name)}
        assert notes.stat().st_nlink == links
        backup = notes.with_name("notes.txt.orig")
        assert backup.exists() or notes.read_bytes() == OLD
        assert not backup.exists() or backup.read_bytes() == OLD


def test_changed_while_it_was_read(notes: Path) -> None:
    def written_and_dated_back() -> None:
        notes.write_bytes(OLD.upper())
        os.utime(notes, ns=TIMES)

    def replaced_by_its_like() -> None:
        shutil.copy2(notes, f"{notes}2")
        os.replace(f"{notes}2", notes)

    changes: list[Callable[[], object]] = [
        lambda: notes.write_bytes(OLD + b"one more line\n"),
        lambda: notes.write_bytes(OLD.upper()),
        written_and_dated_back,
        replaced_by_its_like,
        lambda: notes.unlink(),
    ]
    for change in changes:
        fresh(notes)
        with open_regular(str(notes)) as source:
            original = Original.of(str(notes), os.fstat(source.fileno()))
            change()
            left = {path: path.read_bytes() for path in notes.parent.iterdir()}
            with temporary(str(notes)) as new, pytest.raises(ChangedError):
                new.replace(original)
        assert {path: path.read_bytes() for path in notes.parent.iterdir()} == left


def test_a_new_file_overwrites_nothing(notes: Path) -> None:
    with temporary(str(notes)) as new:
        new.write(b"first")
        new.create(str(notes))
    with temporary(str(notes)) as new, pytest.raises(FileExistsError):
        new.write(b"second")
        new.create(str(notes))
    assert notes.read_bytes() == b"first"
    assert names(notes) == {"notes.txt"}
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(notes.stat().st_mode) == 0o666 & ~umask


def test_a_backup_never_overwrites_another(notes: Path) -> None:
    fresh(notes)
    first = rewrite(notes, b"one", ".orig")
    second = rewrite(notes, b"two", ".orig")
    assert (first, second) == (f"{notes}.orig", f"{notes}.orig2")
    assert Path(first or "").read_bytes() == OLD
    assert Path(first or "").stat().st_mtime_ns == TIMES[1]
    assert Path(second or "").read_bytes() == b"one"
    assert is_backup(f"{notes}.orig2", ".orig")
    assert not is_backup(str(notes), ".orig")
    assert not is_backup(str(notes.with_name("others.orig")), ".orig")


def test_a_backup_that_is_there_already_will_do(notes: Path) -> None:
    fresh(notes)
    shutil.copy(notes, f"{notes}.orig")
    assert rewrite(notes, b"one", ".orig") == f"{notes}.orig"
    assert names(notes) == {"notes.txt", "notes.txt.orig"}


def test_a_file_that_is_being_written_is_not_cleared_away(notes: Path) -> None:
    fresh(notes)
    with temporary(str(notes)) as new:
        clear_all(notes)
        assert os.path.exists(new.path)


def test_a_half_written_file_that_somebody_changed_is_left_to_them(notes: Path) -> None:
    fresh(notes, links=2)
    new, old, target = in_place.journal(str(notes.parent), new_mark())
    Path(new).write_bytes(NEW_BYTES["shorter"])
    Path(old).write_bytes(OLD)
    os.link(notes, target)
    notes.write_bytes(b"mine")
    with pytest.raises(OSError, match="was written since"):
        leftovers.clear(new)
    assert notes.read_bytes() == b"mine"
    assert Path(old).read_bytes() == OLD
    assert len(names(notes)) == 5
