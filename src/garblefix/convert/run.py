"""A conversion from its first file to the last folder's time stamp.

Folders are made, files converted, links set, and at last the folders get their modes and times,
which writing into them would change. What an earlier run has done, and what still stands as it left
it, is not done again. Not for: telling anybody; every entry's record is handed to the caller as
soon as it is known.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Container, Generator, Iterator, Sequence
from functools import partial

from garblefix.convert import others
from garblefix.convert.file import OnBytes, Settings, Task, convert
from garblefix.convert.manifest import Asked, Done, Manifest, ManifestError
from garblefix.convert.place import Mode, Place, RefusedError, hold, make_folder
from garblefix.convert.prepare import Conversion
from garblefix.convert.record import Record, Status
from garblefix.convert.tree import Entry, Kind, special_words
from garblefix.files.leftovers import clear, leftovers_in
from garblefix.workers import Died, ordered

# After these nothing more can be written, and every further file would only say so again.
_FATAL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
# What every process needs: imported once, and shared.
_PRELOAD = ("numpy", "garblefix.convert.file", "garblefix.detect.rank")


class StoppedError(Exception):
    """The target takes no more; the message says why."""


def carry_out(
    conversion: Conversion, mode: Mode, workers: int, on_bytes: OnBytes | None
) -> Generator[Record, None, None]:
    """The record of every entry, done now or by an earlier run of which this one is the rest.

    Raises RefusedError where it cannot be the rest of that, StoppedError where the target takes no
    more, and OSError for the manifest itself.
    """
    place = conversion.place
    asked = conversion.wishes.asked(place.source)
    with contextlib.ExitStack() as stack:
        stack.enter_context(hold(place.own))
        for leftover in leftovers_in(place.own):
            # A run that was killed while it wrote its report.
            with contextlib.suppress(OSError):
                clear(leftover)
        settled: set[str] = set()
        done = _done(place, asked) if mode is Mode.resume and place.is_begun else None
        if done is None:
            manifest = Manifest.begin(place.manifest, asked)
        else:
            stack.enter_context(contextlib.closing(done))
            for record in _still_done(conversion, done):
                settled.add(record.source)
                yield record
            manifest = Manifest.go_on(place.manifest)
        stack.enter_context(contextlib.closing(manifest))
        # What a killed run was writing; its workers, if any live on, will fail and end.
        shutil.rmtree(place.scratch, ignore_errors=True)
        make_folder(place.scratch)
        settings = _settings(conversion, place.scratch, mode)
        for record in _rest(conversion, settings, settled, workers, on_bytes):
            try:
                manifest.add(record)
            except OSError as error:
                raise StoppedError(error.strerror or str(error)) from None
            yield record
            if record.error in _FATAL:
                raise StoppedError(record.reason)
        shutil.rmtree(place.scratch, ignore_errors=True)
        others.finish_folders(conversion)


def try_out(
    conversion: Conversion, workers: int, on_bytes: OnBytes | None
) -> Generator[Record, None, None]:
    """The same with nothing written."""
    yield from _rest(conversion, _settings(conversion, "", Mode.fresh), set(), workers, on_bytes)


def _done(place: Place, asked: Asked) -> Done:
    """The earlier run, if it was asked for the same."""
    try:
        done = Done(place.manifest)
    except ManifestError as error:
        raise RefusedError(f"{place.manifest}: {error}; --overwrite begins anew") from None
    different = sorted(
        name for name in asked.keys() | done.asked.keys() if asked.get(name) != done.asked.get(name)
    )
    if different:
        done.close()
        words = ", ".join(
            f"{name.replace('_', '-')} was {done.asked.get(name)!r}" for name in different
        )
        raise RefusedError(
            f"{place.target}: was begun with other options ({words}); "
            "give the same to --resume, or begin anew with --overwrite"
        )
    return done


def _rest(
    conversion: Conversion,
    settings: Settings,
    settled: Container[str],
    workers: int,
    on_bytes: OnBytes | None,
) -> Iterator[Record]:
    """Everything but the files that are ``settled``."""
    yield from conversion.unread
    # Folders that could not be made. Something else may stand there, a link into the source even,
    # so that nothing is written below.
    missing: set[str] = set()
    for entry in conversion.entries:
        if entry.folder in missing:
            yield conversion.record(entry, Status.failed, "its folder could not be made")
            missing.add(entry.path)
        elif entry.kind is Kind.folder:
            record = others.folder(conversion, entry, settings)
            if record.status is Status.failed:
                missing.add(entry.path)
            yield record
        elif entry.kind is Kind.special:
            yield conversion.record(entry, Status.skipped, special_words(entry.mode))
    left = [entry for entry in conversion.entries if entry.path not in missing]
    files = [entry for entry in left if entry.kind is Kind.file and entry.path not in settled]
    yield from _files(conversion, files, settings, workers, on_bytes)
    for entry in left:
        if entry.kind is Kind.link:
            yield others.link(conversion, entry, settings)


def _files(
    conversion: Conversion,
    files: Sequence[Entry],
    settings: Settings,
    workers: int,
    on_bytes: OnBytes | None,
) -> Iterator[Record]:
    tasks = (
        Task(entry, conversion.targets[entry.path], conversion.names.get(entry.path))
        for entry in files
    )
    # From another process nobody hears of single bytes.
    work = partial(convert, settings, on_bytes=on_bytes if workers == 1 else None)
    for task, result in ordered(work, tasks, workers, preload=_PRELOAD):
        if isinstance(result, Died):
            words = "the process that converted it was killed, perhaps for want of memory"
            result = conversion.record(task.entry, Status.failed, words)
        yield result


def _settings(conversion: Conversion, scratch: str, mode: Mode) -> Settings:
    return Settings(
        conversion.place.source,
        conversion.place.target,
        scratch,
        conversion.wishes,
        replacing=mode is not Mode.fresh,
    )


def _still_done(conversion: Conversion, done: Done) -> Iterator[Record]:
    """Records of files whose source is as it was, and whose target is as it was left."""
    for entry in conversion.entries:
        record = done.record(entry.path) if entry.kind is Kind.file else None
        if record is None or record.status is Status.failed:
            continue
        source = (record.size, record.mtime_ns) == (entry.size, entry.mtime_ns)
        if not source or record.target != conversion.targets[entry.path]:
            continue
        path = os.path.join(conversion.place.target, record.target)
        if record.status is Status.skipped or _stands(path, record):
            yield record


def _stands(path: str, record: Record) -> bool:
    """Whether a target is as its record says."""
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size != record.target_size:
            return False
        # File systems of old keep times to two seconds.
        return found.st_mtime_ns == record.mtime_ns or _sha256(path) == record.sha256
    except OSError:
        return False


def _sha256(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
