"""Entries that are no files: folders, whose time stamps come last, and symbolic links.

Not for: files (``file``).
"""

from __future__ import annotations

import contextlib
import errno
import os
from dataclasses import replace

from garblefix.convert import plan
from garblefix.convert.file import Settings
from garblefix.convert.output import make_like
from garblefix.convert.place import make_folder
from garblefix.convert.prepare import Conversion
from garblefix.convert.record import Record, Status
from garblefix.convert.tree import Entry, Kind


def _failed(record: Record, error: OSError) -> Record:
    reason = error.strerror or str(error)
    return replace(record, status=Status.failed, reason=reason, error=error.errno or 0)


def folder(conversion: Conversion, entry: Entry, settings: Settings) -> Record:
    """Make a folder; its mode and times come with ``finish_folders``."""
    record = conversion.record(entry, Status.folder)
    try:
        if settings.scratch:
            make_folder(os.path.join(settings.target, record.target))
    except OSError as error:
        return _failed(record, error)
    return record


def link(conversion: Conversion, entry: Entry, settings: Settings) -> Record:
    """Set a symbolic link that leads to the same thing, wherever that is now."""
    record = conversion.record(entry, Status.linked)
    try:
        source = os.path.join(settings.source, entry.path)
        text = plan.link_text(os.readlink(source), entry.path, settings.source, conversion.targets)
        if settings.scratch:
            scratch = os.path.join(settings.scratch, "link")
            os.symlink(text, scratch)
            os.utime(scratch, ns=(entry.mtime_ns, entry.mtime_ns), follow_symlinks=False)
            target = os.path.join(settings.target, record.target)
            if not settings.replacing and os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            os.replace(scratch, target)
    except OSError as error:
        return _failed(record, error)
    return record


def finish_folders(conversion: Conversion) -> None:
    """Give the folders their modes and times, the innermost first."""
    place = conversion.place
    for entry in reversed(conversion.entries):
        if entry.kind is not Kind.folder:
            continue
        source = os.path.join(place.source, entry.path)
        target = os.path.join(place.target, conversion.targets[entry.path])
        # A folder that could not be made or read has been told of.
        with contextlib.suppress(OSError):
            descriptor = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                make_like(descriptor, source, os.stat(source))
            finally:
                os.close(descriptor)
