"""Texts that a project wants left as they are: fixes of them are found, and not made.

A fix is left out where what it would replace is such a text, or stands within one: what people see
as garbled, and copy, are words. The others of its line are made. Not for: whole lines
(``directives``), nor whole files (``files.ignore``).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from garblefix.document.line import LineRepair, Lines


def spare(lines: Lines, text: str, ignore: Collection[str]) -> None:
    """Leave the fixes of ignored texts out of the ``lines`` that ``text`` has become."""
    if not any(ignored in text for ignored in ignore):
        return
    for place in lines.changed():
        found = lines.repair(place)
        if found is not None:
            lines.put(place, spared(found, ignore))


def spared(line: LineRepair, ignore: Collection[str]) -> LineRepair:
    """The repair of a line without the fixes of ignored texts."""
    # The fixes of a line may be dear, and most lines have none of these texts in them.
    if not any(text in line.before for text in ignore):
        return line
    from garblefix.damage import rewritten  # a clean pipe never comes here

    meant = [
        match.span(1)
        for text in filter(None, ignore)
        for match in re.finditer(f"(?=({re.escape(text)}))", line.before)
    ]
    kept = tuple(
        fix
        for fix in line.fixes
        if not any(start <= fix.start and fix.end <= end for start, end in meant)
    )
    if len(kept) == len(line.fixes):
        return line
    after = rewritten(line.before, kept)
    return replace(line, after=after, chain="", wholly=False, found=kept, outcome=None)
