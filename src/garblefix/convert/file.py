"""One file of the source to its place in the target: whole, or not at all.

Runs in the processes of ``-j`` too, so that what goes in and what comes out can be pickled. Not
for: what comes before and after (``run``), nor the bytes on disk (``output``).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from garblefix.coding import keeps_ascii, unit
from garblefix.convert.findings import KEPT, FileFindings, InvalidBytes
from garblefix.convert.look import Decoded, Look, look, outdated
from garblefix.convert.naming import Name
from garblefix.convert.output import Output, Reading
from garblefix.convert.record import Record, Status
from garblefix.convert.tree import Entry
from garblefix.convert.wishes import Wishes
from garblefix.files.disk import BLOCK
from garblefix.files.write import ChangedError, signature
from garblefix.stream import StreamRepairer


@dataclass(frozen=True, slots=True)
class Task:
    """A file and where it goes; ``name`` is how its name was repaired, if it was."""

    entry: Entry
    target: str
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every file.

    ``scratch`` is a folder on the target's file system, "" to write nothing at all. ``replacing``:
    a file that stands in the target's place already is an older one of the same.
    """

    source: str
    target: str
    scratch: str
    wishes: Wishes
    replacing: bool = False


# It may have become a link or a FIFO since it was met; opening a FIFO waits for its writer.
_CAREFULLY = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)

# Why a file is left out by ``skip_binary``.
BINARY = "binary"

OnBytes = Callable[[int], None]


def convert(settings: Settings, task: Task, on_bytes: OnBytes | None = None) -> Record:
    """Convert one file. Whatever goes wrong is in the record; ``on_bytes`` hears of progress."""
    record = Record(
        task.entry.path,
        task.target,
        Status.failed,
        size=task.entry.size,
        mtime_ns=task.entry.mtime_ns,
        name_chain=task.name.chain if task.name else "",
        name_confidence=round(task.name.confidence, 6) if task.name else 1.0,
    )
    try:
        with _opened(os.path.join(settings.source, task.entry.path)) as file:
            return _converted(settings, record, file, on_bytes)
    except OSError as error:
        return replace(record, reason=error.strerror or str(error), error=error.errno or 0)
    except Exception as error:  # one file in ten thousand must not be the end of the others
        return replace(record, reason=f"a mistake in garblefix: {type(error).__name__}: {error}")


def _opened(path: str) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | _CAREFULLY)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "is no regular file any more")
    return os.fdopen(descriptor, "rb")


def _converted(
    settings: Settings, record: Record, file: BinaryIO, on_bytes: OnBytes | None
) -> Record:
    before = os.fstat(file.fileno())
    record = replace(record, size=before.st_size, mtime_ns=before.st_mtime_ns)
    found = _judged(settings.wishes, file)
    if not found.text and not found.doubt and settings.wishes.skip_binary:
        return replace(record, status=Status.skipped, reason=BINARY)
    source = Reading(file, on_bytes)
    with Output(settings.scratch) as output:
        if found.text:
            record = _repaired(settings.wishes, record, found, source, output)
        else:
            while data := source.read(BLOCK):
                output.write(data)
        if signature(os.fstat(file.fileno())) != signature(before):
            raise ChangedError(record.source)
        if found.text:
            same = source.digest() == output.digest()
            status = Status.unchanged if same else Status.converted
        else:
            status = Status.copied
        if settings.scratch:
            output.become(
                os.path.join(settings.target, record.target),
                os.path.join(settings.source, record.source),
                before,
                replacing=settings.replacing,
            )
        return replace(
            record,
            status=status,
            reason=found.doubt,
            source_sha256=source.digest(),
            target_size=output.size,
            sha256=output.digest(),
        )


def _judged(wishes: Wishes, file: BinaryIO) -> Look:
    found = look(file, wishes.options.min_confidence)
    if wishes.encoding == "auto" or not (found.text or found.doubt):
        return found
    return Look(True, wishes.encoding)


def _repaired(
    wishes: Wishes, record: Record, found: Look, source: Reading, output: Output
) -> Record:
    """Write the text, and note what was found in it."""
    findings = FileFindings()
    invalid = InvalidBytes()
    wanted = wishes.output_encoding
    recoding = wanted != "same"
    input_, encoding = cast(BinaryIO, source), wishes.encoding
    if recoding and unit(found.encoding) == 1 and not keeps_ascii(found.encoding):
        # The stream would take it for ASCII. It gets UTF-8, in which a mark is a character.
        input_, encoding = cast(BinaryIO, Decoded(input_, found.encoding or "")), "utf-8"
        wanted = wanted if wanted == "utf-8-sig" else "same"
    stream = StreamRepairer(
        wishes.options, encoding=encoding, output_encoding=wanted, likely=found.encoding
    )
    start = b""
    for block in stream.blocks(input_):
        findings.add(block)
        start = start or block.data
        output.write(block.data)
        if recoding:
            invalid.look_at(block.data)
    runs = stream.runs
    read_as = found.encoding or stream.encoding
    foreign = recoding and read_as not in (None, "utf-8")
    confidence = min([found.confidence, *(each.run.confidence for each in runs)])
    return replace(
        findings.added_to(record),
        encoding=read_as,
        confidence=round(confidence, 6),
        runs=runs[:KEPT],
        invalid=invalid.count,
        declares=outdated(start) if foreign else "",
    )
