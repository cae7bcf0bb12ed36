"""What comes before and after the repair of lines, where it is asked for: escapes, and the script.

Escapes are undone first, since they were written last; what is then repaired counts as one fix with
them. Not for: doing any of it (``escaped``, ``script``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from garblefix.line import LineRepair, Lines
from garblefix.results import ESCAPE, Fix, Options
from garblefix.stacked import applied, stacked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.calibration import Calibration


def in_steps(
    before: Sequence[str],
    repair: Callable[[Sequence[str]], Lines],
    options: Options,
    calibration: Callable[[], Calibration],
) -> Lines:
    """Lines of a document without their escapes, repaired, and in the script that is wanted."""
    lines = _unescaped(before, repair, options, calibration) if options.unescapes else repair(before)
    if options.script is not None:
        _convert(lines, options.script)
    return lines


def _unescaped(
    before: Sequence[str],
    repair: Callable[[Sequence[str]], Lines],
    options: Options,
    calibration: Callable[[], Calibration],
) -> Lines:
    from garblefix.escaped import Escapes

    escapes = Escapes(options, calibration)
    found = escapes.unescaped(before)
    while True:
        lines = repair([found[n].after if n in found else line for n, line in enumerate(before)])
        fixes = {place: escapes.settled(line, _fixes(lines, place)) for place, line in found.items()}
        wrong = [place for place, every in fixes.items() if not every]
        if not wrong:
            break
        for place in wrong:
            del found[place]
    lines.before = before
    for place, every in fixes.items():
        _put(lines, place, every)
    return lines


def _convert(lines: Lines, script: str) -> None:
    from garblefix.script import conversions

    after = [now or before for before, now in zip(lines.before, lines.after, strict=True)]
    for place, fixes in conversions(after, script).items():
        _put(lines, place, stacked(lines.before[place], _fixes(lines, place), fixes))


def _fixes(lines: Lines, place: int) -> tuple[Fix, ...]:
    found = lines.repair(place)
    return found.fixes if found is not None else ()


def _put(lines: Lines, place: int, fixes: Sequence[Fix]) -> None:
    """A line becomes what these fixes make of it."""
    before = lines.before[place]
    found = lines.repair(place)
    sure = min((fix.confidence for fix in fixes if fix.damage == ESCAPE), default=1.0)
    sure *= found.confidence if found is not None else 1.0
    others = found.others if found is not None and found.before == before else ()
    piece = found.piece if found is not None else (0, 0)
    after = applied(before, fixes)
    lines.put(place, LineRepair(after, sure, before, "", False, tuple(fixes), others, piece))
