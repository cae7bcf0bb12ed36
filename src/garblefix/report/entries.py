"""One entry of a conversion as a line for people, as an object for programs, as a fix of its name.

Not for: the fixes in its text, which every report tells in its own way, nor totals for people
(``overview``).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, BinaryIO

from garblefix.convert.record import Status, to_json
from garblefix.report.json import JsonReporter, totals, write_record
from garblefix.report.tally import Tally
from garblefix.report.visible import visible
from garblefix.report.words import counted, encoding_words
from garblefix.results import Fix
from garblefix.stream.block import LocatedFix

if TYPE_CHECKING:
    from garblefix.convert.overview import Overview
    from garblefix.convert.record import Record

# A name is told as a fix of line 0, and its damage is called so.
NAME_LINE, NAME_DAMAGE = 0, "name"


def renaming(record: Record) -> LocatedFix | None:
    """The repair of an entry's own name, None where it kept it."""
    before, after = (path.rpartition("/")[2] for path in (record.source, record.target))
    if before == after or not record.name_chain:
        return None
    fix = Fix(0, len(before), before, after, NAME_DAMAGE, record.name_chain, record.name_confidence)
    return LocatedFix(NAME_LINE, 1, 0, 0, fix, "", "", True)


def tally_of(overview: Overview, *, written: bool) -> Tally:
    """The totals of a conversion as those of every report; ``written``: it was no dry run."""
    names = overview.name_chains
    changed = overview.statuses[Status.converted]
    fixes = overview.fixes + names.total()
    return Tally(
        files=changed + overview.statuses[Status.unchanged],
        files_changed=changed,
        files_written=changed * written,
        fixes=fixes,
        fixes_written=fixes * written,
        lost=overview.lost,
        errors=overview.statuses[Status.failed],
        damages=overview.damages + Counter({NAME_DAMAGE: names.total()}),
        chains=overview.chains + names,
        exit_code=overview.exit_code,
    )


class ConversionJson(JsonReporter):
    """What ``JsonReporter`` writes, with the totals of a conversion in the last record."""

    def __init__(self, output: BinaryIO, overview: Overview) -> None:
        super().__init__(output)
        self._overview = overview

    def summary(self, tally: Tally) -> None:
        """Write the record of type ``summary``."""
        overview = self._overview
        more = {
            "by_status": {status.value: number for status, number in overview.statuses.items()},
            "by_encoding": {name: group.files for name, group in overview.encodings.items()},
            "names_repaired": overview.name_chains.total(),
            "to_look_at": overview.to_look_at,
        }
        write_record(self._output, {"type": "summary", **totals(tally), **more})
        self._output.flush()


def line(record: Record) -> str:
    """What became of one entry.

    >>> from garblefix.convert.record import Record, Status
    >>> line(Record("a.txt", "a.txt", Status.converted, encoding="cp1251", fix_count=2))
    'converted  a.txt  Windows-1251, 2 fixes'
    """
    names = dict.fromkeys(encoding_words(found.run.encoding) for found in record.runs)
    words = [" and ".join(names) or encoding_words(record.encoding)] if record.is_text else []
    if record.fix_count:
        words.append(counted(record.fix_count, "fix"))
    if record.reason:
        words.append(record.reason)
    path = visible(record.source)
    if record.renamed:
        path += f" → {visible(record.target)}"
    return f"{record.status:<9}  {path}  {', '.join(words)}".rstrip()


def values(record: Record, source: str, target: str) -> dict[str, object]:
    """The object for programs, whose paths begin with those of the two trees."""
    told = to_json(record)
    for name in ("source", "target", "fixes", "lost", "runs"):
        told.pop(name, None)
    return {"type": "entry", "path": source, "target": target, **told}
