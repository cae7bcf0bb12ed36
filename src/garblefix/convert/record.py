"""What became of one entry of the tree: the line that the manifest keeps and the reports tell.

Not for: finding out. Offsets and lines are those of ``garblefix.stream``; sizes are bytes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from garblefix.results import Fix, Lost, Run
from garblefix.runs import LocatedRun
from garblefix.stream.block import LocatedFix, LocatedLost


class Status(StrEnum):
    """What was done with an entry."""

    converted = "converted"  # text: other bytes than in the source, by encoding or by fixes
    unchanged = "unchanged"  # text that was right as it is
    copied = "copied"  # no text, or none that could be told: byte for byte
    linked = "linked"  # a symbolic link
    folder = "folder"
    skipped = "skipped"  # left out on purpose
    failed = "failed"  # could not be read or written


@dataclass(frozen=True, slots=True)
class Record:
    """One entry. Paths are relative to the two trees; a byte of a name that is no text is a lone
    surrogate (PEP 383).

    ``fixes`` and ``lost`` hold the first of them; ``fix_count``, ``lost_count``, ``chains`` and
    ``damages`` count all. ``runs`` are the parts of a file whose lines are in several encodings,
    the first of them; ``encoding`` is that of most of it. ``invalid`` bytes are no text in the
    file's encoding, and went through as they are. ``declares`` is an encoding that the text itself
    names and that is no longer true.
    ``reason`` says why something was skipped, failed, or copied although it may be text.
    """

    source: str
    target: str
    status: Status
    size: int = 0
    mtime_ns: int = 0
    target_size: int = 0
    sha256: str = ""  # of the target
    source_sha256: str = ""
    encoding: str | None = None  # None: plain ASCII, or no text
    confidence: float = 1.0  # of the encoding, 0 to 1
    fix_count: int = 0
    chains: Mapping[str, int] = dataclasses.field(default_factory=dict)
    damages: Mapping[str, int] = dataclasses.field(default_factory=dict)
    fixes: tuple[LocatedFix, ...] = ()
    lost: tuple[LocatedLost, ...] = ()
    lost_count: int = 0
    runs: tuple[LocatedRun, ...] = ()
    invalid: int = 0
    declares: str = ""
    reason: str = ""
    error: int = 0  # the system's number for it (errno), if there is one
    name_chain: str = ""  # how the name was garbled, if it was
    name_confidence: float = 1.0

    @property
    def renamed(self) -> bool:
        """Whether the entry's own name differs; one in a renamed folder keeps its own."""
        return self.source.rpartition("/")[2] != self.target.rpartition("/")[2]

    @property
    def is_text(self) -> bool:
        """Whether it was read as text."""
        return self.status in (Status.converted, Status.unchanged)

    @property
    def needs_a_look(self) -> bool:
        """Whether something stays that is not as it should be."""
        doubtful = self.status is Status.copied and bool(self.reason)
        return bool(doubtful or self.invalid or self.lost_count)


def to_json(record: Record) -> dict[str, object]:
    """A record for JSON; what has its usual value is left out.

    >>> to_json(Record("a.txt", "a.txt", Status.unchanged, size=3, target_size=3))
    {'source': 'a.txt', 'target': 'a.txt', 'status': 'unchanged', 'size': 3, 'target_size': 3}
    """
    values = dataclasses.asdict(record) | {"status": record.status.value}
    return {name: value for name, value in values.items() if value != _USUAL.get(name)}


def from_json(values: Mapping[str, Any]) -> Record:
    """The record that ``to_json`` wrote. Raises KeyError, TypeError or ValueError for others.

    >>> record = Record("caf\\udce9", "café", Status.copied, chains={"utf-8>gbk": 2}, fix_count=2)
    >>> from_json(to_json(record)) == record
    True
    """
    given = {name: values[name] for name in _FIELDS if name in values}
    given["status"] = Status(given["status"])
    given["fixes"] = tuple(
        LocatedFix(**{**found, "fix": Fix(**found["fix"])}) for found in given.get("fixes", ())
    )
    given["lost"] = tuple(
        LocatedLost(**{**found, "lost": Lost(**found["lost"])}) for found in given.get("lost", ())
    )
    given["runs"] = tuple(
        LocatedRun(**{**found, "run": Run(**found["run"])}) for found in given.get("runs", ())
    )
    return Record(**given)


_FIELDS = tuple(field.name for field in dataclasses.fields(Record))
_USUAL = dataclasses.asdict(Record("", "", Status.failed)) | {
    "source": None,
    "target": None,
    "status": None,
}
