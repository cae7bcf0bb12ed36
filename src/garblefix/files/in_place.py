"""Writing a file in place, for one with several names: no other way keeps them one file.

No system call swaps the bytes of a file in one step, so a journal is kept beside it meanwhile: the
new bytes (``.new``), the old ones (``.old``), and one more name of the file itself (``.target``).
A process that fails puts the old bytes back. After kill -9 the three stay, and the next run that
writes in this folder finishes the work (``leftovers``). Not for: files with one name, which are
replaced (``write``).
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable

from garblefix.files.disk import BLOCK, remove, sync_folder
from garblefix.files.locks import lock_now
from garblefix.files.metadata import restore_times
from garblefix.files.names import Role, temporary_name

# No disk writes less than this at once; a file that was cut off in the middle of being written
# holds old blocks and new ones.
_SECTOR = 512


def rewrite(
    path: str, status: os.stat_result, mark: str, *, demand: Callable[[], None], times: bool
) -> None:
    """Give the file at ``path`` the bytes of the temporary file that has this mark.

    ``status`` has the times that it keeps, with ``times`` also where all goes well. ``demand`` is
    called last before the file is touched, and raises if it may not be. Raises OSError where
    something fails; the file has its old bytes then.
    """
    new, old, target = journal(os.path.dirname(path), mark)
    try:
        with open(path, "r+b", buffering=0) as file:
            if not lock_now(file.fileno(), unknown=True):
                raise OSError(errno.EBUSY, "is being written by somebody else", path)
            _copy(file.fileno(), old)
            demand()
            whole = True
            try:
                os.link(path, target)
                sync_folder(os.path.dirname(path))
                whole = False
                _pour(new, file.fileno(), status if times else None)
                whole = True
            except BaseException:
                if not whole:
                    # If this fails too, the journal stays.
                    _pour(old, file.fileno(), status)
                    whole = True
                raise
            finally:
                if whole:
                    remove(target)
    finally:
        if not os.path.lexists(target):
            remove(old)


def journal(folder: str, mark: str) -> tuple[str, str, str]:
    """The paths of the new bytes, of the old ones, and of the further name of the file."""
    return (
        os.path.join(folder, temporary_name(mark, Role.new)),
        os.path.join(folder, temporary_name(mark, Role.old)),
        os.path.join(folder, temporary_name(mark, Role.target)),
    )


def is_unfinished(folder: str, mark: str) -> bool:
    """Whether a file may hold a part of its new bytes, so that the journal is needed."""
    return os.path.lexists(journal(folder, mark)[2])


def finish(folder: str, mark: str) -> bool:
    """Finish what a killed run began, and tell whether that could be done.

    It cannot where somebody wrote the file since: nothing is touched then. Raises OSError where the
    system refuses.
    """
    new, old, target = journal(folder, mark)
    with open(target, "r+b", buffering=0) as file:
        if not lock_now(file.fileno(), unknown=True) or not is_mix(target, old, new):
            return False
        _pour(new, file.fileno(), os.stat(new))
    os.unlink(target)
    return True


def is_mix(path: str, old: str, new: str) -> bool:
    """Whether a file holds nothing but what stands at the same place in one of the two others."""
    with open(path, "rb") as file, open(old, "rb") as before, open(new, "rb") as after:
        while found := file.read(_SECTOR):
            wanted, had = after.read(_SECTOR), before.read(_SECTOR)
            if found != wanted:
                pairs = enumerate(zip(found, wanted, strict=False))
                shorter = min(len(found), len(wanted))
                same = next((place for place, (a, b) in pairs if a != b), shorter)
                if found[same:] != had[same:]:
                    return False
    return True


def _copy(source: int, path: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        place = 0
        while block := os.pread(source, BLOCK, place):
            _write_at(descriptor, block, place)
            place += len(block)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pour(path: str, descriptor: int, status: os.stat_result | None) -> None:
    """Make the open file hold the bytes of the one at ``path``, and bring them to the disk.

    It gets the times that ``status`` has, where the system lets it.
    """
    place = 0
    with open(path, "rb", buffering=0) as source:
        while block := source.read(BLOCK):
            _write_at(descriptor, block, place)
            place += len(block)
    os.ftruncate(descriptor, place)
    if status is not None:
        # Only its owner may set the times of a file, though others may write it.
        with contextlib.suppress(PermissionError):
            restore_times(descriptor, status)
    os.fsync(descriptor)


def _write_at(descriptor: int, data: bytes, place: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, place)
        view, place = view[written:], place + written
