"""Counting what became of a tree: by encoding, by damage, and what a person should look at.

Not for: showing it (``report``). It stays small however large the tree is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from garblefix.coding import is_unicode
from garblefix.convert.record import Record, Status

# What is listed by name at the end; all of it is counted, and stands in the manifest.
LISTED = 20


@dataclass(slots=True)
class Group:
    """Files of one encoding: how many, of how many bytes, and how many became others."""

    files: int = 0
    bytes: int = 0
    converted: int = 0


@dataclass(slots=True)
class Overview:
    """Totals over all records. ``again`` counts files that an earlier run had done."""

    statuses: Counter[Status] = field(default_factory=Counter)
    encodings: dict[str, Group] = field(default_factory=dict)
    chains: Counter[str] = field(default_factory=Counter)
    damages: Counter[str] = field(default_factory=Counter)
    damaged_files: Counter[str] = field(default_factory=Counter)  # by chain
    name_chains: Counter[str] = field(default_factory=Counter)
    declares: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    fixes: int = 0
    lost: int = 0
    raw_names: int = 0  # names kept that are no text
    to_look_at: int = 0
    listed: list[tuple[str, str]] = field(default_factory=list)

    def add(self, record: Record) -> None:
        """Count one record."""
        self.statuses[record.status] += 1
        self.bytes += record.size
        self.fixes += record.fix_count
        self.lost += record.lost_count
        self.chains.update(record.chains)
        self.damages.update(record.damages)
        self.damaged_files.update(record.chains.keys())
        if record.renamed and record.name_chain:
            self.name_chains[record.name_chain] += 1
        elif not is_unicode(record.target.rpartition("/")[2]):
            self.raw_names += 1
        if record.declares:
            self.declares[record.declares] += 1
        if record.is_text or record.status is Status.copied:
            group = self.encodings.setdefault(_kind(record), Group())
            group.files += 1
            group.bytes += record.size
            group.converted += record.status is Status.converted
        if record.needs_a_look:
            self.to_look_at += 1
            if len(self.listed) < LISTED:
                self.listed.append((record.source, look_words(record)))

    @property
    def files(self) -> int:
        """Everything that is neither a folder nor a link."""
        others = self.statuses[Status.folder] + self.statuses[Status.linked]
        return self.statuses.total() - others

    @property
    def exit_code(self) -> int:
        """2 if something could not be read or written, 1 if something needs a look, 0."""
        if self.statuses[Status.failed]:
            return 2
        return 1 if self.to_look_at else 0


def look_words(record: Record) -> str:
    """What a person should look at in one file."""
    if record.reason:
        return f"{record.reason}; copied as it is"
    words = []
    if record.invalid:
        bytes_are = "byte is" if record.invalid == 1 else "bytes are"
        words.append(f"{record.invalid:,} {bytes_are} no {record.encoding or 'text'}")
    if record.lost_count:
        words.append(f"{record.lost_count:,} beyond recovery")
    return ", ".join(words)


NO_TEXT, UNSURE, ASCII, SEVERAL = "no text", "unsure", "ascii", "several"


def _kind(record: Record) -> str:
    if record.is_text:
        return SEVERAL if record.runs else record.encoding or ASCII
    return UNSURE if record.reason else NO_TEXT
