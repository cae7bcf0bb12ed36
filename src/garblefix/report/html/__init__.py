"""The report for a browser: one page that holds everything it shows and asks the network nothing.

The page is ``page.html`` with ``style.css`` and the scripts put in, and the fixes as JSON, from
which the scripts draw it. Garbled text is hostile: it comes to the page only as JSON without ``<``,
the scripts make nothing but text nodes of it, and a policy allows no other script. Not for:
programs (``json``).

Identical fixes of one file are one row. The memory that a report takes is bounded.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, BinaryIO

from garblefix.report.entries import NAME_DAMAGE
from garblefix.report.marks import ELLIPSIS, Marked, changed_pieces
from garblefix.report.visible import visible
from garblefix.report.words import damage_words, encoding_words, run_words
from garblefix.stream.block import CONTEXT

if TYPE_CHECKING:
    from garblefix.report.tally import Tally
    from garblefix.runs import LocatedRun
    from garblefix.stream.block import LocatedFix, LocatedLost

# Rows on a page. A browser takes twice as many before it grows slow; the others are counted.
LIMIT = 100_000
# Different fixes of a file that are kept to be counted together; more begin anew.
_KEPT = 2000
# Characters shown of a fix, as in ``text``.
_LONGEST = 2000
# Errors and runs, and lost spans of a file, that are listed.
_LISTED = 1000
# Each uses what those before it define.
_SCRIPTS = ("data.js", "elements.js", "charts.js", "page.js")
LOSSY, APPLIED, UNWRITABLE = 1, 2, 4

Row = list[object]


@dataclass(slots=True)
class _Group:
    """Identical fixes of one file: where the first is, how often, and how sure."""

    found: LocatedFix  # its texts are cut to what the page shows
    kind: int
    flags: int
    lowest: float
    highest: float
    times: int = 1

    def row(self) -> Row:
        found = self.found
        cut = found.column - 1 > len(found.context_before)
        more = len(found.context_after) >= CONTEXT
        before, after = changed_pieces(found.fix.before, found.fix.after)
        return [
            found.line,
            found.column,
            self.kind,
            round(self.lowest, 6),
            round(self.highest, 6),
            self.flags,
            self.times,
            (ELLIPSIS if cut else "") + visible(found.context_before),
            alternating(before),
            alternating(after),
            visible(found.context_after) + (ELLIPSIS if more else ""),
        ]


class HtmlReporter:
    """Writes the page to ``output`` as files end. ``made`` is when, now where it is not given."""

    def __init__(self, output: BinaryIO, *, made: datetime | None = None) -> None:
        self._output = output
        self._made = made or datetime.now().astimezone()
        self._groups: dict[tuple[str, str, int, int], _Group] = {}
        self._lost: dict[tuple[str, str], tuple[LocatedLost, int]] = {}
        self._kinds: dict[tuple[str, str], int] = {}
        self._encodings: Counter[str] = Counter()
        self._errors: list[Row] = []
        self._runs: list[Row] = []
        self._rows = 0
        self._omitted = 0
        self._separator = ""
        head, self._tail = _page()
        self._write(head + '{"files":[')

    def fix(self, path: str, found: LocatedFix, *, applied: bool) -> None:
        """Keep one fix, at most until its file ends."""
        fix = found.fix
        kind = self._kinds.setdefault((fix.damage, fix.chain), len(self._kinds))
        flags = LOSSY * fix.lossy + APPLIED * applied + UNWRITABLE * (not found.applied)
        before, after = _shown(fix.before), _shown(fix.after)
        key = (before, after, kind, flags)
        group = self._groups.get(key)
        if group is not None:
            group.times += 1
            group.lowest = min(group.lowest, fix.confidence)
            group.highest = max(group.highest, fix.confidence)
        elif self._rows + len(self._groups) >= LIMIT:
            self._omitted += 1
        else:
            shown = replace(found, fix=replace(fix, before=before, after=after))
            self._groups[key] = _Group(shown, kind, flags, fix.confidence, fix.confidence)
            if len(self._groups) >= _KEPT:
                self._file(path, None, None)

    def lost(self, path: str, found: LocatedLost) -> None:
        """Keep one lost span until its file ends."""
        key = (_shown(found.lost.text), found.lost.reason)
        first, times = self._lost.get(key, (found, 0))
        if times or len(self._lost) < _LISTED:
            self._lost[key] = (first, times + 1)

    def run(self, path: str, found: LocatedRun) -> None:
        """Keep one run for the end."""
        if len(self._runs) < _LISTED:
            self._runs.append([visible(path), run_words(found), round(found.run.confidence, 6)])

    def end_of_file(self, path: str, encoding: str | None, recoded: str | None) -> None:
        """Write what was found in one file."""
        self._encodings[encoding_words(encoding)] += 1
        if self._groups or self._lost or recoded is not None:
            self._file(path, encoding_words(encoding), recoded and encoding_words(recoded))

    def error(self, path: str, reason: str) -> None:
        """Keep one error for the end."""
        if len(self._errors) < _LISTED:
            self._errors.append([visible(path), visible(reason)])

    def summary(self, tally: Tally) -> None:
        """Write the totals, and end the page."""
        rest = {
            "kinds": [_words(damage, chain) for damage, chain in self._kinds],
            "encodings": self._encodings.most_common(),
            "runs": self._runs,
            "errors": self._errors,
            "omitted": self._omitted,
            "made": self._made.strftime("%Y-%m-%d %H:%M"),
            "read": tally.files,
            "changed": tally.files_changed,
            "written": tally.files_written,
            "fixes": tally.fixes,
            "fixesWritten": tally.fixes_written,
            "lost": tally.lost,
            "failed": tally.errors,
        }
        self._write("\n]," + _script_safe(rest)[1:] + self._tail)
        self._output.flush()

    def _file(self, path: str, encoding: str | None, recoded: str | None) -> None:
        rows = [group.row() for group in self._groups.values()]
        lost = [
            [found.line, found.column, visible(text), reason, times]
            for (text, reason), (found, times) in self._lost.items()
        ]
        record = _script_safe([visible(path), encoding, recoded, rows, lost])
        self._write(f"{self._separator}\n{record}")
        self._separator = ","
        self._rows += len(rows)
        self._groups.clear()
        self._lost.clear()

    def _write(self, text: str) -> None:
        self._output.write(text.encode("utf-8"))


def _words(damage: str, chain: str) -> str:
    words = damage_words(damage, chain)
    return f"file name, {words}" if damage == NAME_DAMAGE else words


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + ELLIPSIS


def alternating(pieces: Marked) -> list[str]:
    """Marked pieces without their marks: unchanged, changed, unchanged, …

    >>> alternating([("ä", True), ("h", False)])
    ['', 'ä', 'h']
    """
    texts: list[str] = []
    for text, changed in pieces:
        if changed != bool(len(texts) % 2):
            texts.append("")
        texts.append(text)
    return texts


def _script_safe(value: object) -> str:
    r"""JSON that cannot end the element which it stands in, nor begin a comment there.

    >>> _script_safe("</script><!--")
    '"\\u003c/script>\\u003c!--"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _page() -> tuple[str, str]:
    """What stands before the data, and what behind."""
    page, style = _part("page.html"), _part("style.css")
    script = "\n".join(map(_part, _SCRIPTS))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    whole = Template(page).substitute(style=style, script=script, policy=policy, data="\0")
    head, _, tail = whole.partition("\0")
    return head, tail


def _part(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest())
    return f"'sha256-{digest.decode('ascii')}'"
