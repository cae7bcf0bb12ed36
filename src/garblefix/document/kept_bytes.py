r"""Bytes that Python kept as lone surrogates: ``caf\udcc3\udca9`` is café (``surrogateescape``).

So it does with the names of files and what stands behind a command where it takes all for ASCII. In
a line in which all such bytes are UTF-8 they are that: no other text is. Not for: bytes that are
not, of which nothing here tells the encoding, and those of files, which go through as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from garblefix.damage import rewritten
from garblefix.document.line import LineRepair, Lines
from garblefix.document.stacked import stacked
from garblefix.results import Fix, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.calibration import Calibration

CHAIN = "utf-8>ascii"
# As sure as UTF-8 that a page of one byte shows.
_AS_SURE = "utf-8>latin-1"
_KEPT = re.compile("[\udc80-\udcff]+")


def with_bytes_read(
    before: Sequence[str],
    repair: Callable[[Sequence[str]], Lines],
    options: Options,
    calibration: Callable[[], Calibration],
) -> Lines:
    """Lines repaired, the bytes that are kept in some of them read first."""
    found: dict[int, list[Fix]] = {}
    for place, line in enumerate(before):
        if _KEPT.search(line) and options.allows("misread"):
            fixes = list(_read(line, calibration().explained(_AS_SURE)))
            if fixes and fixes[0].confidence >= options.min_confidence:
                found[place] = fixes
    if not found:
        return repair(before)
    middle = [rewritten(line, found.get(place, ())) for place, line in enumerate(before)]
    lines = repair(middle)
    lines.before = before
    for place, fixes in found.items():
        more = lines.repair(place)
        every = tuple(stacked(before[place], fixes, more.fixes if more is not None else ()))
        sure = fixes[0].confidence * (more.confidence if more is not None else 1.0)
        after = rewritten(before[place], every)
        lines.put(place, LineRepair(after, sure, before[place], found=every))
    return lines


def _read(line: str, sure: float) -> Iterator[Fix]:
    r"""What the bytes of a line are in UTF-8, nothing where some are not.

    >>> [fix.after for fix in _read("\udcc3\udca9t\udcc3\udca9", 1.0)]
    ['é', 'é']
    >>> list(_read("\udcc3\udca9t\udce9", 1.0))
    []
    """
    runs = list(_KEPT.finditer(line))
    try:
        originals = [run.group().encode("utf-8", "surrogateescape").decode() for run in runs]
    except UnicodeDecodeError:
        return
    for run, after in zip(runs, originals, strict=True):
        yield Fix(run.start(), run.end(), run.group(), after, "misread", CHAIN, sure, False)
