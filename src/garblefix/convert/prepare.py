"""A conversion before it begins: everything there is, and where it goes.

Not for: doing it (``run``).
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from garblefix.convert import naming, plan
from garblefix.convert.place import Place, make_folder, takes_names_for_one
from garblefix.convert.record import Record, Status
from garblefix.convert.tree import Entry, Kind, walk
from garblefix.convert.wishes import Wishes
from garblefix.files.ignore import Rules


@dataclass(slots=True)
class Conversion:
    """What is to be done. ``unread`` are records of what could not even be looked at."""

    place: Place
    wishes: Wishes
    entries: list[Entry]
    targets: dict[str, str]
    names: dict[str, naming.Name]
    unread: list[Record]

    def record(self, entry: Entry, status: Status, reason: str = "") -> Record:
        """The record of an entry that is no file."""
        name = self.names.get(entry.path)
        return Record(
            entry.path,
            self.targets[entry.path],
            status,
            reason=reason,
            name_chain=name.chain if name else "",
            name_confidence=round(name.confidence, 6) if name else 1.0,
        )

    @property
    def files(self) -> int:
        """How many files there are."""
        return sum(entry.kind is Kind.file for entry in self.entries)

    @property
    def bytes(self) -> int:
        """How many bytes they have."""
        return sum(entry.size for entry in self.entries if entry.kind is Kind.file)


def prepare(place: Place, wishes: Wishes, *, dry: bool) -> Conversion:
    """Look at the whole source. Makes the target's own folder unless ``dry``; raises OSError."""
    unread: list[Record] = []

    def on_error(path: str, error: OSError) -> None:
        reason = error.strerror or str(error)
        unread.append(Record(path, path, Status.failed, reason=reason, error=error.errno or 0))

    exclude = [Rules.of(place.source, wishes.exclude)] if wishes.exclude else []
    entries = list(walk(place.source, on_error, exclude=exclude, gitignore=wishes.gitignore))
    found: dict[str, naming.Name] = {}
    if wishes.names:
        found = naming.repaired((entry.path for entry in entries), wishes.options)
    alike = False
    if not dry:
        os.makedirs(place.target, exist_ok=True)
        make_folder(place.own)
        make_folder(place.scratch)
        alike = takes_names_for_one(place.scratch)
    targets = plan.targets(entries, found, alike=alike)
    return Conversion(place, wishes, entries, targets, found, unread)
