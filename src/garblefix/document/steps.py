"""What comes before and after the repair of lines: escapes, the script, and the same once more.

A byte order mark that was read as text is taken off. Escapes are undone first, since they were
written last; what is then repaired counts as one fix with
them. What was repaired is repaired again until nothing changes, so that nobody who repairs it once
more gets another text. Not for: doing any of it (``escaped``, ``script``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from garblefix.damage import rewritten
from garblefix.document.decomposed import as_composed
from garblefix.document.line import LineRepair, Lines
from garblefix.document.lowered import as_before_lowering
from garblefix.document.pieces import moved
from garblefix.document.spelled_out import as_bytes
from garblefix.document.stacked import stacked
from garblefix.results import ESCAPE, Fix, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.calibration import Calibration
    from garblefix.document.escaped import Escapes, Unescaped

# What was repaired is looked at again so often, while anything is found in it.
ROUNDS = 4


def in_steps(
    before: Sequence[str],
    repair: Callable[[Sequence[str]], Lines],
    again: Callable[[Sequence[str]], Lines] | None,
    options: Options,
    calibration: Callable[[], Calibration],
    mark: Fix | None = None,
) -> Lines:
    """Lines of a document without their escapes, repaired, and in the script that is wanted.

    ``again`` repairs the lines of a document of which nothing is known, where that is wanted;
    ``mark``: what the first of them begins with (``mark``).
    """
    repair = _as_before(repair, options)
    again = _as_before(again, options) if again is not None else None
    if any("\n" in line for line in before):
        from garblefix.document.folded import unbroken

        repair = unbroken(repair)
        again = unbroken(again) if again is not None else None
    if mark is not None:
        sure = calibration().explained(mark.chain)
        if options.allows("misread") and sure >= options.min_confidence:
            rest = [before[0].removeprefix(mark.before), *before[1:]]
            lines = in_steps(rest, repair, again, options, calibration)
            fixes = [moved(fix, mark.end) for fix in _fixes(lines, 0)]
            found = lines.repair(0)
            lines.before = before
            lines.put(0, _with(before[0], [replace(mark, confidence=sure), *fixes], found))
            return lines
    lines = (
        _unescaped(before, repair, options, calibration) if options.unescapes else repair(before)
    )
    if again is not None and lines.changed():
        _settle(lines, again, options.min_confidence)
    if options.script is not None:
        _convert(lines, options.script, repair)
    return lines


def _as_before(
    repair: Callable[[Sequence[str]], Lines], options: Options
) -> Callable[[Sequence[str]], Lines]:
    """``repair`` of lines as they were before their characters were changed in form."""
    return as_composed(as_before_lowering(as_bytes(repair), options))


def _settle(lines: Lines, again: Callable[[Sequence[str]], Lines], least: float) -> None:
    """Repair what was repaired until that changes nothing.

    No fix becomes less sure than ``least``: of what the last round was as sure of as that, the next
    one may be less sure.
    """
    for _ in range(ROUNDS):
        texts = _texts(lines)
        more = again(texts)
        for place in more.changed():
            _put_on_top(lines, place, more, least)
        if _texts(lines) == texts:
            break


def _unescaped(
    before: Sequence[str],
    repair: Callable[[Sequence[str]], Lines],
    options: Options,
    calibration: Callable[[], Calibration],
) -> Lines:
    from garblefix.document.escaped import Escapes

    escapes = Escapes(options, calibration)
    lines, on_purpose = _once(before, repair, escapes, escapes.unescaped(before))
    for _ in range(ROUNDS):
        # Where something was repaired, it may tell of what was still escaped beside it.
        middle = _texts(lines)
        found = escapes.unescaped(middle)
        if not any(middle[place] not in on_purpose for place in found):
            break
        more, on_purpose = _once(middle, repair, escapes, found)
        for place in more.changed():
            _put_on_top(lines, place, more)
    for place in lines.changed():
        # What was misread and escaped is as sure as both together.
        every = _fixes(lines, place)
        sure = [fix for fix in every if fix.confidence >= options.min_confidence]
        if not sure:
            lines.withdraw(place)
        elif len(sure) < len(every):
            _put(lines, place, sure)
    return lines


def _once(
    before: Sequence[str],
    repair: Callable[[Sequence[str]], Lines],
    escapes: Escapes,
    found: dict[int, Unescaped],
) -> tuple[Lines, set[str]]:
    """Lines repaired without the escapes ``found``, and those in which these are on purpose."""
    on_purpose: set[str] = set()
    while True:
        lines = repair([found[n].after if n in found else line for n, line in enumerate(before)])
        fixes = {
            place: escapes.settled(line, _fixes(lines, place)) for place, line in found.items()
        }
        wrong = [place for place, every in fixes.items() if not every]
        if not wrong:
            break
        for place in wrong:
            del found[place]
            on_purpose.add(before[place])
    lines.before = before
    for place, every in fixes.items():
        _put(lines, place, every)
    return lines, on_purpose


def _texts(lines: Lines) -> list[str]:
    """What the lines are by now."""
    pairs = zip(lines.before, lines.after, strict=True)
    return [before if after is None else after for before, after in pairs]


def _convert(lines: Lines, script: str, repair: Callable[[Sequence[str]], Lines]) -> None:
    from garblefix.script import conversions

    texts = _texts(lines)
    found = conversions(texts, script)
    if not found:
        return
    for place, fixes in found.items():
        texts[place] = rewritten(texts[place], fixes)
    # A line that would look garbled afterwards stays as it is.
    garbled = set(repair(texts).changed())
    for place in found.keys() - garbled:
        _put(lines, place, stacked(lines.before[place], _fixes(lines, place), found[place]))


def _fixes(lines: Lines, place: int) -> tuple[Fix, ...]:
    found = lines.repair(place)
    return found.fixes if found is not None else ()


def _put_on_top(lines: Lines, place: int, more: Lines, least: float = 0.0) -> None:
    """A line becomes what the next round made of it, where that is as sure as ``least``."""
    found = more.repair(place)
    before = _fixes(lines, place)
    fixes = stacked(lines.before[place], before, _fixes(more, place), least)
    if tuple(fixes) == before:
        return
    _put(lines, place, fixes)
    first = lines.repair(place)
    if found is not None and first is not None:
        sure = first.confidence * found.confidence
        lines.put(place, replace(first, confidence=sure, others=(), piece=(0, 0)))


def _with(before: str, fixes: Sequence[Fix], found: LineRepair | None) -> LineRepair:
    """A line with a mark before what was ``found`` in the rest of it."""
    sure = fixes[0].confidence * (found.confidence if found is not None else 1.0)
    return LineRepair(rewritten(before, fixes), sure, before, found=tuple(fixes))


def _put(lines: Lines, place: int, fixes: Sequence[Fix]) -> None:
    """A line becomes what these fixes make of it."""
    before = lines.before[place]
    found = lines.repair(place)
    sure = min((fix.confidence for fix in fixes if fix.damage == ESCAPE), default=1.0)
    sure *= found.confidence if found is not None else 1.0
    others = found.others if found is not None and found.before == before else ()
    piece = found.piece if found is not None else (0, 0)
    after = rewritten(before, fixes)
    lines.put(place, LineRepair(after, sure, before, "", False, tuple(fixes), others, piece))
