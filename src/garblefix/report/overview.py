"""What became of a tree, for people: a table by encoding, one by damage, and what to look at.

Not for: programs (``json``), nor single fixes (``text``, ``html``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from garblefix.report.visible import visible
from garblefix.report.words import counted, damage_words, encoding_words

if TYPE_CHECKING:
    from rich.console import Console

    from garblefix.convert.overview import Overview

_WORDS = {
    "ascii": "plain ASCII",
    "no text": "no text (binary)",
    "several": "several encodings in one file",
    "unsure": "unsure, left as it is",
}
_NEITHER = frozenset({"no text", "unsure"})


def show(overview: Overview, console: Console, *, dry: bool) -> None:
    """Print all of it, the most important last: that is where the eye is."""
    with console.capture() as capture:
        if overview.encodings:
            console.print(_encodings(overview, dry))
        if overview.chains or overview.name_chains:
            console.print(_damages(overview))
        for line in _lines(overview, dry):
            console.print(line, soft_wrap=True)
    # A table fills its lines with blanks, which nobody wants in a file.
    console.file.write("\n".join(line.rstrip(" ") for line in capture.get().split("\n")))


def _table(*columns: str) -> Table:
    from rich.box import SIMPLE_HEAD

    table = Table(box=SIMPLE_HEAD, header_style="dim", pad_edge=False)
    table.add_column(columns[0], overflow="fold")
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table


def _encodings(overview: Overview, dry: bool) -> Table:
    table = _table("encoding", "files", "bytes", "would change" if dry else "changed")
    groups = sorted(overview.encodings.items(), key=lambda item: (-item[1].files, -item[1].bytes))
    # What is no text goes below what is.
    for name, group in sorted(groups, key=lambda item: item[0] in _NEITHER):
        style = {"no text": "dim", "unsure": "yellow"}.get(name, "cyan")
        changed = f"{group.converted:,}" if group.converted else ""
        table.add_row(
            Text(encoding_label(name), style), f"{group.files:,}", decimal(group.bytes), changed
        )
    return table


def encoding_label(name: str) -> str:
    """An encoding as people call it.

    >>> encoding_label("cp932"), encoding_label("ascii")
    ('Shift-JIS (CP932)', 'plain ASCII')
    """
    return _WORDS.get(name) or encoding_words(name).replace("_", "-")


def _damages(overview: Overview) -> Table:
    table = _table("damage", "fixes", "files")
    for chain, number in overview.chains.most_common():
        words = damage_words("", chain)
        table.add_row(Text(words, "cyan"), f"{number:,}", f"{overview.damaged_files[chain]:,}")
    for chain, number in overview.name_chains.most_common():
        words = damage_words("", chain) if ">" in chain else encoding_label(chain)
        table.add_row(Text(f"names: {words}", "cyan"), f"{number:,}", "")
    return table


def _lines(overview: Overview, dry: bool) -> Iterable[Text]:
    number = {status.value: count for status, count in overview.statuses.items()}
    line = Text(counted(overview.files, "file"), "bold")
    line.append(f", {decimal(overview.bytes)}: ", "default not bold")
    pieces = [
        (number.get("converted", 0), "to convert" if dry else "converted", "bold green"),
        (number.get("unchanged", 0), "right already", ""),
        (number.get("copied", 0), "to copy as they are" if dry else "copied as they are", ""),
        (number.get("skipped", 0), "left out", ""),
        (number.get("failed", 0), "failed", "bold red"),
    ]
    shown = [piece for piece in pieces if piece[0]]
    for index, (count, words, style) in enumerate(shown):
        line.append(", " if index else "", "default not bold")
        line.append(f"{count:,} {words}", style or "default not bold")
    yield line
    if overview.fixes or overview.name_chains:
        text = counted(overview.fixes, "fix")
        if overview.name_chains:
            text += f", {counted(overview.name_chains.total(), 'name')} repaired"
        yield Text(text, "green")
    if overview.raw_names:
        yield Text(f"{counted(overview.raw_names, 'name')} not in UTF-8; see --names", "yellow")
    for name, count in overview.declares.most_common():
        says = "says inside that it is" if count == 1 else "say inside that they are"
        yield Text(f"{counted(count, 'file')} still {says} in {visible(name)}", "yellow")
    if overview.to_look_at:
        yield Text(f"{counted(overview.to_look_at, 'file')} to look at:", "bold yellow")
        for path, words in overview.listed:
            yield Text.assemble("  ", (visible(path), "bold"), f": {words}")
        more = overview.to_look_at - len(overview.listed)
        if more:
            yield Text(f"  and {more:,} more; the manifest has all", "dim")
