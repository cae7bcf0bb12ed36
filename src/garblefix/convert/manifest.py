"""What is done so far, on disk: one JSON object a line, only ever appended.

The first line says what was asked, the others what became of each entry. A process that is killed
leaves at worst half a line at the end, which is cut off before the next one is written. Not for:
deciding whether an old record still holds (``run``).
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Mapping
from typing import Any, BinaryIO

from garblefix.convert.record import Record, from_json, to_json

VERSION = 1
# Seconds that a power cut may undo; a record that is lost costs one file done again.
SYNC_EVERY = 5.0

Asked = dict[str, Any]


class ManifestError(ValueError):
    """The file is no manifest that this version can go on from."""


class Manifest:
    """An open manifest; close it to be sure that all of it is on disk."""

    def __init__(self, path: str, *, fresh: bool = True) -> None:
        self._file = open(path, "wb" if fresh else "ab")  # noqa: SIM115
        self._synced = time.monotonic()

    @classmethod
    def begin(cls, path: str, asked: Asked) -> Manifest:
        """A new one in place of any other."""
        manifest = cls(path)
        try:
            manifest._append({"type": "asked", "version": VERSION, **asked})
            manifest.sync()
        except BaseException:
            manifest._file.close()
            raise
        return manifest

    @classmethod
    def go_on(cls, path: str) -> Manifest:
        """One that exists, with half a line at its end cut off."""
        with open(path, "r+b") as file:
            file.truncate(_end_of_last_line(file))
        return cls(path, fresh=False)

    def add(self, record: Record) -> None:
        """Write one record, at once in the hands of the system: a killed process loses none."""
        self._append({"type": "entry", **to_json(record)})
        if time.monotonic() - self._synced > SYNC_EVERY:
            self.sync()

    def sync(self) -> None:
        """Have it on the disk itself."""
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def close(self) -> None:
        """Write out and close."""
        try:
            self.sync()
        finally:
            self._file.close()

    def _append(self, values: Mapping[str, object]) -> None:
        # With ASCII alone a lone surrogate, a byte of a name that is no text, comes back the same.
        self._file.write(json.dumps(values, separators=(",", ":")).encode() + b"\n")
        self._file.flush()


class Done:
    """What a manifest says, with records read from the file again when they are asked for.

    Raises OSError, and ManifestError for a file that does not begin like a manifest. A line that
    cannot be read is passed over: what it was about is done again.
    """

    def __init__(self, path: str) -> None:
        self._file = open(path, "rb")  # noqa: SIM115
        self._places: dict[str, int] = {}
        try:
            self.asked: Asked = json.loads(self._file.readline())
            kind, version = self.asked.pop("type"), self.asked.pop("version")
        except (AttributeError, KeyError, TypeError, ValueError):
            kind, version = "", 0
        if (kind, version) != ("asked", VERSION):
            self._file.close()
            raise ManifestError("no manifest of this version of garblefix")
        place = self._file.tell()
        for line in self._file:
            with contextlib.suppress(KeyError, TypeError, ValueError):
                self._places[json.loads(line)["source"]] = place
            place += len(line)

    def record(self, source: str) -> Record | None:
        """The last record of a source path."""
        place = self._places.get(source)
        if place is None:
            return None
        self._file.seek(place)
        try:
            return from_json(json.loads(self._file.readline()))
        except (KeyError, TypeError, ValueError):
            return None

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _end_of_last_line(file: BinaryIO) -> int:
    end = 0
    for line in file:
        if line.endswith(b"\n"):
            end += len(line)
    return end
