"""Writing files so that nothing is lost: a name leads to the old bytes or the new, never a part.

The new bytes go to a temporary file in the same folder, reach the disk, and then take the place of
the old ones in one step. Whatever happens before that step (a full disk, a signal, kill -9) leaves
the old file. A file with several names, or whose owner could not be kept, is written in place
instead, under a journal (``in_place``). Not for: what the new bytes are.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from garblefix.files import in_place
from garblefix.files.disk import BLOCK, NO_LINKS, remove, sync_folder
from garblefix.files.locks import lock
from garblefix.files.metadata import restore_times, take_over
from garblefix.files.names import Role, new_mark, temporary_name

_PRIVATE, _PUBLIC = 0o600, 0o666


class ChangedError(OSError):
    """Somebody else wrote the file while it was being read; it was left as they made it."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EBUSY, "changed while it was being read; left as it is", path)


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was when it was opened for reading: what it still has to be when replaced.

    ``path`` is where it really lies, behind symbolic links.
    """

    path: str
    status: os.stat_result

    @classmethod
    def of(cls, path: str, status: os.stat_result) -> Original:
        """The file that was opened by ``path``, and had this status then."""
        return cls(os.path.realpath(path), status)

    def demand_unchanged(self) -> None:
        """Raises ChangedError unless the file is still the one that was opened."""
        try:
            now = os.stat(self.path)
        except FileNotFoundError:
            raise ChangedError(self.path) from None
        if signature(now) != signature(self.status):
            raise ChangedError(self.path)


def signature(status: os.stat_result) -> tuple[int, ...]:
    """What changes whenever the bytes or the identity of a file do.

    The time of the last change of the inode is in it, for nobody can set that one back.
    """
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


class Temporary:
    """New bytes for a file, in a temporary one beside it. Made by ``temporary``."""

    def __init__(self, file: BinaryIO, path: str, mark: str) -> None:
        self.file = file
        self.path = path
        self._mark = mark

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        self.file.write(data)

    def copy(self, source: BinaryIO, start: int, end: int | None = None) -> None:
        """Add what stands in the open file ``source`` from ``start`` on, up to ``end`` or its end.

        Less is added where it was made shorter; such a file is not replaced.
        """
        while end is None or start < end:
            size = BLOCK if end is None else min(BLOCK, end - start)
            block = os.pread(source.fileno(), size, start)
            if not block:
                return
            self.write(block)
            start += len(block)

    def replace(
        self, original: Original, *, times: bool = True, backup_suffix: str | None = None
    ) -> str | None:
        """Take the place of ``original``, with its mode, owner, extended attributes and times.

        With ``backup_suffix`` the old bytes are kept beside it (see ``back_up``), and the path of
        the backup is returned. Raises ChangedError if the original was written since it was opened,
        OSError for what the system refuses; it stands unchanged then.
        """
        original.demand_unchanged()
        _demand_permission(original.path)
        self.file.flush()
        alone = original.status.st_nlink == 1
        try:
            take_over(self.file.fileno(), original.path, original.status, times=times)
        except PermissionError:
            alone = False
            if times:
                restore_times(self.file.fileno(), original.status)
        os.fsync(self.file.fileno())
        original.demand_unchanged()
        backup = None
        if backup_suffix is not None:
            backup = back_up(original, backup_suffix)
            original.demand_unchanged()
        if alone:
            os.replace(self.path, original.path)
            sync_folder(os.path.dirname(original.path))
        else:
            in_place.rewrite(
                original.path,
                original.status,
                self._mark,
                demand=original.demand_unchanged,
                times=times,
            )
        return backup

    def create(self, path: str) -> None:
        """Become the new file ``path`` in the same folder. Raises FileExistsError if there is one.

        The check and the making are one step: no file that appears meanwhile is overwritten.
        """
        self.file.flush()
        os.fsync(self.file.fileno())
        try:
            os.link(self.path, path)
        except FileExistsError:
            raise
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            # Reserve the name, then fill it: a kill in between leaves an empty file.
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
            os.replace(self.path, path)
        else:
            os.unlink(self.path)
        sync_folder(os.path.dirname(path))

    def overwrite(self, path: str) -> None:
        """Become ``path`` whether there is such a file or not; one that is keeps mode and owner."""
        target = os.path.realpath(path)
        try:
            status = os.stat(target)
        except FileNotFoundError:
            self.create(target)
        else:
            self.replace(Original(target, status), times=False)


@contextlib.contextmanager
def temporary(path: str, *, private: bool = False) -> Iterator[Temporary]:
    """A temporary file in the folder of ``path``, removed at the end unless it took a place.

    ``private``: nobody else may read it, until it has taken over the mode of what it replaces.
    Raises OSError where the folder takes no new file.
    """
    folder = os.path.dirname(os.path.realpath(path))
    mark = new_mark()
    name = os.path.join(folder, temporary_name(mark, Role.new))
    file = None
    # Everything is inside: a signal may end this between any two steps.
    try:
        file = _opened(name, _PRIVATE if private else _PUBLIC)
        yield Temporary(file, name, mark)
    finally:
        try:
            if not in_place.is_unfinished(folder, mark):
                remove(name)
        finally:
            if file is not None:
                # What is still in its buffer is of no use any more, and may not fit on the disk.
                with contextlib.suppress(OSError):
                    file.close()


def _opened(name: str, mode: int) -> BinaryIO:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        try:
            descriptor = os.open(name, flags, mode)
        except OSError as error:
            words = f"no temporary file can be made beside it: {error.strerror}"
            raise OSError(error.errno, words, name) from None
        lock(descriptor)
        # Another run that clears away may have come before the lock.
        if os.fstat(descriptor).st_nlink:
            return os.fdopen(descriptor, "w+b")
        os.close(descriptor)


def back_up(original: Original, suffix: str) -> str:
    """Keep the bytes of ``original`` beside it as a file of their own, and return its path.

    It is called as the original with ``suffix``. A backup that is there already is never
    overwritten: if its bytes are the same it will do, otherwise a number comes behind the suffix.
    Raises OSError where it cannot be written.
    """
    with open(original.path, "rb") as source, temporary(original.path, private=True) as copy:
        while block := source.read(BLOCK):
            copy.write(block)
        copy.file.flush()
        with contextlib.suppress(PermissionError):
            # Whose file it is does not matter for a copy as much as that there is one.
            take_over(copy.file.fileno(), original.path, original.status)
        number = 1
        while True:
            path = original.path + suffix + (str(number) if number > 1 else "")
            try:
                copy.create(path)
                return path
            except FileExistsError:
                if _same_bytes(path, original.path):
                    return path
            number += 1


def is_backup(path: str, suffix: str) -> bool:
    """Whether a file is called as a backup is, and what it would be a backup of is there."""
    stem = path.rstrip("0123456789") if path[-1:].isdigit() else path
    return stem.endswith(suffix) and os.path.isfile(stem.removesuffix(suffix))


def _same_bytes(first: str, second: str) -> bool:
    import filecmp

    try:
        distinct = not os.path.samefile(first, second) and os.path.isfile(first)
        return distinct and filecmp.cmp(first, second, shallow=False)
    except OSError:
        return False


def _demand_permission(path: str) -> None:
    """Raises PermissionError for a file that was made read-only: a rename would not mind that."""
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
