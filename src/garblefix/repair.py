"""Text in, Repair out: every line is searched by itself, with what the whole text says as evidence.

Not for: bytes (see ``detect`` and ``stream``). Offsets count characters of the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from garblefix.results import MIN_CONFIDENCE, Fix, Options, Repair

if TYPE_CHECKING:
    from garblefix.search import Applied, Evidence, Outcome

# A long line is searched in pieces: spans with non-ASCII characters, and this much around them.
CONTEXT = 16
# A piece is cut at the next ASCII character below "@" after so many characters, and anyway at twice.
PIECE = 400

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def repair(
    text: str,
    *,
    min_confidence: float = MIN_CONFIDENCE,
    only: Iterable[str] | None = None,
    skip: Iterable[str] = (),
) -> Repair:
    """Give back the original of ``text``, or ``text`` itself where nothing is sure enough.

    ``min_confidence`` (0 to 1): fixes that are less sure are not made. ``only`` and ``skip`` name
    damages. Raises ValueError for a confidence out of range or an unknown damage.

    >>> result = repair("鏀垮簻宸ヤ綔鎶ュ憡")
    >>> result.text, result.fixes[0].chain
    ('政府工作报告', 'utf-8>gbk')
    >>> repair("ceci n’est pas garblé").changed
    False
    """
    return Repairer(options(min_confidence=min_confidence, only=only, skip=skip)).repair(text)


def fix_text(text: str) -> str:
    """The repaired text alone: ``repair(text).text``.

    >>> fix_text("РџСЂРёРІРµС‚, РјРёСЂ")
    'Привет, мир'
    """
    return repair(text).text


def options(
    *,
    min_confidence: float = MIN_CONFIDENCE,
    only: Iterable[str] | None = None,
    skip: Iterable[str] = (),
) -> Options:
    """Checked options. Raises ValueError for a confidence out of range or an unknown damage."""
    from garblefix import damage

    chosen = Options(
        min_confidence=min_confidence,
        only=None if only is None else frozenset(only),
        skip=frozenset(skip),
    )
    unknown = ((chosen.only or frozenset()) | chosen.skip) - damage.modules().keys() - {"lossy"}
    if unknown:
        kinds = ", ".join([*damage.modules(), "lossy"])
        raise ValueError(f"unknown damage {', '.join(sorted(unknown))} (there are: {kinds})")
    return chosen


class Repairer:
    """Repairs the texts of one document one after another, and learns from each."""

    def __init__(self, chosen: Options = Options()) -> None:  # noqa: B008  (frozen)
        self.options = chosen

    def repair(self, text: str) -> Repair:
        """Repair a text of one line or many."""
        if text.isascii():
            return Repair(text, 1.0)
        from garblefix import damage
        from garblefix.language.model import load
        from garblefix.search import Evidence

        model = load()
        modules = damage.modules()
        evidence = Evidence({name: module.survey(text) for name, module in modules.items()})
        pieces: list[str] = []
        fixes: list[Fix] = []
        confidence = 1.0
        for match in _LINE.finditer(text):
            line = match.group()
            content = line.removesuffix("\n")
            if content.isascii():
                pieces.append(line)
                continue
            place = 0
            for start, end in spans(content):
                outcome, sure = self._decide(content[start:end], evidence, model)
                confidence *= sure
                pieces += [content[place:start], outcome.text]
                offset = match.start() + start
                fixes += [replace(fix, start=fix.start + offset, end=fix.end + offset) for fix in _fixes(content[start:end], outcome)]
                place = end
            pieces += [content[place:], line[len(content) :]]
        return Repair("".join(pieces), confidence, tuple(fixes))

    def _decide(self, text: str, evidence: Evidence, model: object) -> tuple[Outcome, float]:
        """The outcome to take for one piece, and the chance that it is the original."""
        from garblefix.search import MARGIN, outcomes

        ranked = outcomes(text, evidence, model)  # type: ignore[arg-type]
        best = ranked[0]
        as_is = next(outcome for outcome in ranked if outcome.text == text)
        if best is as_is or best.gain < MARGIN or best.probability < self.options.min_confidence:
            return as_is, as_is.probability
        return best, best.probability


def spans(line: str) -> Iterator[tuple[int, int]]:
    """The pieces of a line to search: around its non-ASCII characters, none too long.

    >>> list(spans("x" * 100 + " é " + "y" * 100))
    [(85, 118)]
    """
    start = end = -1
    for match in re.finditer(r"[^\x00-\x7f]+", line):
        if start >= 0 and match.start() - end <= 2 * CONTEXT:
            end = match.end()
        else:
            if start >= 0:
                yield from _cut(line, max(0, start - CONTEXT), min(len(line), end + CONTEXT))
            start, end = match.span()
    if start >= 0:
        yield from _cut(line, max(0, start - CONTEXT), min(len(line), end + CONTEXT))


def _cut(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > PIECE:
        good = re.compile(r"[\x00-\x3f]").search(line, start + PIECE, min(end, start + 2 * PIECE))
        cut = good.end() if good else min(end, start + 2 * PIECE)
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _fixes(text: str, outcome: Outcome) -> list[Fix]:
    """The replaced spans of an outcome, those that touch as one fix."""
    fixes: list[Fix] = []
    for applied in outcome.applied:
        edge = applied.edge
        fix = Fix(
            edge.start,
            edge.end,
            text[edge.start : edge.end],
            edge.after,
            applied.damage,
            applied.chain,
            min(applied.chance, 1.0) * outcome.probability,
            edge.lossy,
        )
        if fixes and fixes[-1].end == fix.start and fixes[-1].chain == fix.chain:
            last = fixes.pop()
            fix = replace(
                fix,
                start=last.start,
                before=last.before + fix.before,
                after=last.after + fix.after,
                confidence=min(last.confidence, fix.confidence),
                lossy=last.lossy or fix.lossy,
            )
        fixes.append(fix)
    return fixes
