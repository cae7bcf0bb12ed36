"""Where a conversion goes: may it go there, is there an earlier one, whose files are alike there.

Everything that keeps the source from being written to is decided here, before anything is made.
"""

from __future__ import annotations

import contextlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from garblefix.convert.plan import OWN_FOLDER
from garblefix.files.locks import lock_now


class Mode(StrEnum):
    """What may stand in the target already."""

    fresh = "fresh"  # nothing
    resume = "resume"  # an earlier run of the same conversion
    overwrite = "overwrite"  # anything


class RefusedError(Exception):
    """The conversion may not begin; the message says why, and what would help."""


@dataclass(frozen=True, slots=True)
class Place:
    """The real paths of both trees, and of the conversion's own files in the target."""

    source: str
    target: str

    @property
    def own(self) -> str:
        """The folder of everything that is not in the source."""
        return os.path.join(self.target, OWN_FOLDER)

    @property
    def manifest(self) -> str:
        """What is done so far."""
        return os.path.join(self.own, "manifest.jsonl")

    @property
    def is_begun(self) -> bool:
        """Whether a conversion got so far that its manifest says what was asked."""
        try:
            with open(self.manifest, "rb") as file:
                return file.readline().endswith(b"\n")
        except FileNotFoundError:
            return False

    @property
    def report(self) -> str:
        """The report that is written in any case."""
        return os.path.join(self.own, "report.html")

    @property
    def scratch(self) -> str:
        """Where files are until they are whole."""
        return os.path.join(self.own, "unfinished")


def choose(source: str, target: str, mode: Mode) -> Place:
    """Check two folders. Raises RefusedError, and OSError for what cannot be looked at."""
    if not os.path.isdir(source):
        os.stat(source)
        raise RefusedError(f"{source}: not a folder")
    place = Place(os.path.realpath(source), os.path.realpath(target))
    if _is_in(place.target, place.source):
        raise RefusedError(f"{target}: lies in {source}, which must stay as it is; choose another")
    if _is_in(place.source, place.target):
        raise RefusedError(f"{target}: holds {source}, which must stay as it is; choose another")
    if not os.path.lexists(target):
        return place
    if not os.path.isdir(target):
        raise RefusedError(f"{target}: exists, and is no folder")
    if os.path.lexists(place.own) and not _is_real_folder(place.own):
        raise RefusedError(f"{place.own}: is no folder of garblefix")
    if set(os.listdir(target)) <= {OWN_FOLDER} and not place.is_begun:
        return place  # nothing, or a run that was killed before it did anything
    if mode is Mode.fresh:
        raise RefusedError(
            f"{target}: not empty; --resume goes on where a conversion stopped, "
            "--overwrite begins anew and replaces files"
        )
    if mode is Mode.resume and not place.is_begun:
        raise RefusedError(
            f"{target}: not empty, and no conversion was begun there that --resume could go on "
            "with; --overwrite begins anew and replaces files"
        )
    return place


def _is_in(path: str, folder: str) -> bool:
    """Whether a real path is ``folder`` or lies in it, by whatever name or mount."""
    while True:
        with contextlib.suppress(OSError):
            if os.path.samefile(path, folder):
                return True
        parent = os.path.dirname(path)
        if parent == path:
            return False
        path = parent


def _is_real_folder(path: str) -> bool:
    return stat.S_ISDIR(os.lstat(path).st_mode)


def make_folder(path: str) -> None:
    """Make a folder that can be written to; one that is there already will do, a link will not.

    Raises OSError.
    """
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not _is_real_folder(path):
            raise
        mode = stat.S_IMODE(os.lstat(path).st_mode)
        if mode & 0o700 != 0o700:
            os.chmod(path, mode | 0o700)


def takes_names_for_one(folder: str) -> bool:
    """Whether names in ``folder`` are one that differ by case or by normal form alone.

    Raises OSError where nothing can be written there.
    """
    probe = unicodedata.normalize("NFC", "Pröbe")
    path = os.path.join(folder, probe)
    with open(path, "wb"):
        pass
    try:
        others = (probe.lower(), unicodedata.normalize("NFD", probe))
        return any(os.path.lexists(os.path.join(folder, other)) for other in others)
    finally:
        os.unlink(path)


@contextlib.contextmanager
def hold(folder: str) -> Iterator[None]:
    """Keep other runs out of a folder for a while, where the file system can do that.

    Raises RefusedError where another one is at work there.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if not lock_now(descriptor, unknown=True):
            raise RefusedError(f"{os.path.dirname(folder)}: another conversion is at work there")
        yield
    finally:
        os.close(descriptor)
