"""The report for programs: one JSON object a line, in UTF-8, each written as soon as it is known.

Not for: people (``text``). Keys and their meaning are part of the public contract, and stand in
docs/reports.md.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from garblefix.report.tally import Tally
    from garblefix.runs import LocatedRun
    from garblefix.stream.block import LocatedFix, LocatedLost


def write_record(output: BinaryIO, record: dict[str, object]) -> None:
    r"""Write one object and a line end.

    A lone surrogate, which stands for a byte that is no text, has no UTF-8; it goes out as the
    escape that JSON has for it.

    >>> import io
    >>> output = io.BytesIO()
    >>> write_record(output, {"before": "Ã¤\udcff"})
    >>> output.getvalue().decode()
    '{"before":"Ã¤\\udcff"}\n'
    """
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
    output.write(line.encode("utf-8", "backslashreplace"))


class JsonReporter:
    """Records of type ``fix``, ``lost``, ``run``, ``error``, and a last one of type ``summary``."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output

    def fix(self, path: str, found: LocatedFix, *, applied: bool) -> None:
        """Write a record of type ``fix``."""
        fix = found.fix
        write_record(
            self._output,
            {
                "type": "fix",
                "path": path,
                "line": found.line,
                "column": found.column,
                "byte_start": found.byte_start,
                "byte_end": found.byte_end,
                "before": fix.before,
                "after": fix.after,
                "damage": fix.damage,
                "chain": fix.chain,
                "confidence": round(fix.confidence, 6),
                "lossy": fix.lossy,
                "applied": applied,
            },
        )

    def lost(self, path: str, found: LocatedLost) -> None:
        """Write a record of type ``lost``."""
        write_record(
            self._output,
            {
                "type": "lost",
                "path": path,
                "line": found.line,
                "column": found.column,
                "byte_start": found.byte_start,
                "byte_end": found.byte_end,
                "text": found.lost.text,
                "reason": found.lost.reason,
            },
        )

    def run(self, path: str, found: LocatedRun) -> None:
        """Write a record of type ``run``."""
        write_record(self._output, {"type": "run", "path": path, **run_values(found)})

    def end_of_file(self, path: str, encoding: str | None, recoded: str | None) -> None:
        """Let the reader have what is known so far."""
        self._output.flush()

    def error(self, path: str, reason: str) -> None:
        """Write a record of type ``error``."""
        write_record(self._output, {"type": "error", "path": path, "reason": reason})

    def summary(self, tally: Tally) -> None:
        """Write the record of type ``summary``."""
        write_record(self._output, {"type": "summary", **totals(tally)})
        self._output.flush()


def run_values(found: LocatedRun) -> dict[str, object]:
    """What a record says of one run."""
    return {
        "line": found.line,
        "last_line": found.last_line,
        "byte_start": found.run.byte_start,
        "byte_end": found.run.byte_end,
        "encoding": found.run.encoding,
        "confidence": round(found.run.confidence, 6),
    }


def totals(tally: Tally) -> dict[str, object]:
    """What a record of type ``summary`` says."""
    return {
        "files": tally.files,
        "files_changed": tally.files_changed,
        "files_written": tally.files_written,
        "fixes": tally.fixes,
        "fixes_written": tally.fixes_written,
        "lost": tally.lost,
        "errors": tally.errors,
        "by_damage": dict(sorted(tally.damages.items())),
        "by_chain": dict(sorted(tally.chains.items())),
    }
