"""Texts that a project wants left as they are: fixes of them are found, and not made.

A fix is left out where what it would replace is exactly such a text; the others of its line are
made. Not for: whole lines (``directives``), nor whole files (``files.ignore``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from garblefix.document.line import LineRepair, Lines
from garblefix.results import Options
from garblefix.stream import StreamRepairer


class SparingRepairer(StreamRepairer):
    """Repairs one input, and spares what is in ``ignore``."""

    def __init__(
        self,
        options: Options | None = None,
        *,
        ignore: Collection[str] = (),
        encoding: str = "auto",
        output_encoding: str = "same",
        heard: Mapping[str, float] | None = None,
    ) -> None:
        super().__init__(options, encoding=encoding, output_encoding=output_encoding, heard=heard)
        self._ignore = frozenset(ignore)

    def _lines(self, text: str, document: Callable[[], str]) -> Lines | None:
        lines = super()._lines(text, document)
        if lines is None or not any(ignored in text for ignored in self._ignore):
            return lines
        for place in lines.changed():
            found = lines.repair(place)
            if found is not None:
                lines.put(place, spared(found, self._ignore))
        return lines


def spared(line: LineRepair, ignore: Collection[str]) -> LineRepair:
    """The repair of a line without the fixes of ignored texts."""
    # The fixes of a line may be dear, and most lines have none of these texts in them.
    if not any(text in line.before for text in ignore):
        return line
    from garblefix.damage import rewritten  # a clean pipe never comes here

    kept = tuple(fix for fix in line.fixes if fix.before not in ignore)
    if len(kept) == len(line.fixes):
        return line
    after = rewritten(line.before, kept)
    return replace(line, after=after, chain="", wholly=False, found=kept, outcome=None)
