"""Text in, Repair out: the lines of a document one after another, each with what is known by then.

A line is looked at ever more closely: is anything in it suspicious, does a chain that the document
has shown explain it, and only then the search. Not for: bytes (see ``stream``).
Offsets count characters of the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from garblefix.results import MIN_CONFIDENCE, Fix, Options, Repair

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.language.model import Model
    from garblefix.search import Applied, Evidence, Outcome

# A long line is searched in pieces: spans with non-ASCII characters, and this much around them.
CONTEXT = 16
# A piece is cut at the next ASCII character below "@" after so many characters, and anyway at twice.
PIECE = 400
# So many lines with the same sure chain make it known in this document.
PROOF = 3
SURE = 0.99
# Lines searched together before the known chains are tried again on what is left.
BATCH = 64
# An outcome is searched again while that changes it, so that a repaired text stays as it is.
ROUNDS = 4

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
    if chosen.only is None and not chosen.skip:
        return chosen
    unknown = ((chosen.only or frozenset()) | chosen.skip) - damage.modules().keys() - {"lossy"}
    if unknown:
        kinds = ", ".join([*damage.modules(), "lossy"])
        raise ValueError(f"unknown damage {', '.join(sorted(unknown))} (there are: {kinds})")
    return chosen


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reading of a whole text. ``score`` in nats over "as is", whose damage and chain are ''."""

    text: str
    damage: str
    chain: str
    score: float
    confidence: float


def readings(text: str, chosen: Options | None = None) -> list[Explanation]:
    """Every reading found for a text of one line, likeliest first, "as is" among them."""
    from garblefix.language.model import load
    from garblefix.search import outcomes

    repairer = Repairer(chosen)
    found = []
    for outcome in outcomes(text, repairer.evidence(text), load()):
        damages = dict.fromkeys(applied.damage for applied in outcome.applied)
        chains = dict.fromkeys(applied.chain for applied in outcome.applied)
        found.append(
            Explanation(
                outcome.text, "+".join(damages), " + ".join(chains), outcome.gain, outcome.probability
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class LineRepair:
    """What one line becomes, with the chance that this is right; offsets of ``fixes`` in the line."""

    after: str
    confidence: float
    before: str
    chain: str = ""  # of a known chain that explains the whole line
    found: tuple[Fix, ...] = ()
    others: tuple[Outcome, ...] = ()
    piece: tuple[int, int] = (0, 0)  # the span of the line that ``others`` are readings of

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The replaced spans; those of a known chain are worked out when asked for."""
        if not self.chain:
            return self.found
        from garblefix.search import Applied, laid_over

        edges = laid_over(self.before, self.chain, self.after)
        applied = tuple(Applied(edge, "misread", self.chain, 1.0) for edge in edges)
        return tuple(_fixes(self.before, applied, self.confidence))


class Repairer:
    """Repairs the texts of one document one after another, and learns from each."""

    def __init__(self, chosen: Options | None = None) -> None:
        self.options = chosen or Options()
        self.known: list[str] = []  # chains that the document has shown, in the order of proof
        self._seen: dict[str, int] = {}

    def evidence(self, document: str) -> Evidence:
        """What the damages that may be repaired make of a whole document."""
        from garblefix import damage
        from garblefix.search import Evidence

        return Evidence(
            {
                name: module.survey(document)
                for name, module in damage.modules().items()
                if self.options.allows(name) or self.options.allows(name, lossy=True)
            }
        )

    def repair(self, text: str) -> Repair:
        """Repair a text of one line or many."""
        if text.isascii():
            return Repair(text, 1.0)
        lines = _LINE.findall(text)
        contents = [line.removesuffix("\n") for line in lines]
        wanted = [index for index, line in enumerate(contents) if not line.isascii()]
        repaired = self.lines([contents[index] for index in wanted], self.evidence(text))
        fixes: list[Fix] = []
        confidence = 1.0
        weakest: tuple[float, int, LineRepair] | None = None
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        for index, result in zip(wanted, repaired, strict=True):
            if result is None:
                continue
            lines[index] = result.after + lines[index][len(contents[index]) :]
            confidence *= result.confidence
            fixes += [_moved(fix, starts[index]) for fix in result.fixes]
            if result.others and (weakest is None or result.confidence < weakest[0]):
                weakest = (result.confidence, index, result)
        others: list[Repair] = []
        if weakest is not None:
            _, index, result = weakest
            before, behind = "".join(lines[:index]), lines[index][len(result.after) :]
            behind += "".join(lines[index + 1 :])
            start, end = result.piece
            rest = [fix for fix in fixes if not starts[index] <= fix.start < starts[index + 1]]
            for outcome in result.others:
                line = result.before[:start] + outcome.text + result.before[end:]
                spans = _fixes(result.before[start:end], outcome.applied, outcome.probability)
                own = [_moved(fix, starts[index] + start) for fix in spans]
                every = tuple(sorted(rest + own, key=lambda fix: fix.start))
                others.append(Repair(before + line + behind, outcome.probability, every))
        return Repair("".join(lines), confidence, tuple(fixes), tuple(others))

    def lines(self, lines: Sequence[str], evidence: Evidence) -> list[LineRepair | None]:
        """Repair lines in order, each without its line end; None for a line that is left alone.

        The outcome for a line depends on ``evidence`` and the lines before it alone.
        """
        from garblefix.language.model import load

        model = load()
        results: list[LineRepair | None] = [None] * len(lines)
        left = list(range(len(lines)))
        tried = 0  # known chains that all of ``left`` has been tried with
        while left:
            if tried < len(self.known):
                left = self._explained(lines, left, self.known[tried:], results)
                tried = len(self.known)
                continue
            batch, left = left[:BATCH], left[BATCH:]
            doubtful = self._doubtful([lines[index] for index in batch], evidence, model)
            for place, (index, doubt) in enumerate(zip(batch, doubtful, strict=True)):
                if not doubt:
                    continue
                results[index] = self._searched(lines[index], evidence, model)
                if len(self.known) > tried:
                    left = batch[place + 1 :] + left
                    break
        return results

    def _explained(
        self,
        lines: Sequence[str],
        left: list[int],
        chains: Sequence[str],
        results: list[LineRepair | None],
    ) -> list[int]:
        """Take from ``left`` the lines that a known chain makes clean; all at once, for speed."""
        from garblefix.damage import misread
        from garblefix.language import gate

        if not self.options.allows("misread"):
            return left
        for chain in chains:
            if not left:
                break
            scores = gate.load().worst("".join(lines[index] + "\n" for index in left))
            garbled = [index for index, score in zip(left, scores, strict=True) if score > gate.GARBLED]
            outcomes = _undone([lines[index] for index in garbled], chain, misread.undo)
            after = gate.load().worst("".join((text or "") + "\n" for text in outcomes))
            for index, outcome, score in zip(garbled, outcomes, after, strict=True):
                if outcome is not None and score <= gate.SUSPICIOUS:
                    results[index] = LineRepair(outcome, SURE, lines[index], chain)
            left = [index for index in left if results[index] is None]
        return left

    def _doubtful(self, lines: list[str], evidence: Evidence, model: Model) -> list[bool]:
        """Which lines are worth a search: something reads badly, or a damage shows its signs."""
        from garblefix import damage
        from garblefix.search import suspicious

        signs = [
            module.SIGNS
            for name, module in damage.modules().items()
            if name in evidence.surveys and hasattr(module, "SIGNS")
        ]
        short = [line[: 4 * PIECE] for line in lines]
        return [
            doubt or len(line) > 4 * PIECE or any(sign.search(line) for sign in signs)
            for line, doubt in zip(lines, suspicious(short, model), strict=True)
        ]

    def _searched(self, line: str, evidence: Evidence, model: Model) -> LineRepair | None:
        pieces: list[str] = []
        fixes: list[Fix] = []
        confidence = 1.0
        others: tuple[Outcome, ...] = ()
        weakest = (0, 0)
        place = 0
        for start, end in spans(line):
            piece = line[start:end]
            ranked = self._ranked(piece, evidence, model)
            chosen = ranked[0]
            pieces += [line[place:start], chosen.text]
            place = end
            if len(ranked) > 1 and (not others or chosen.probability < confidence):
                others, weakest = tuple(ranked[1:]), (start, end)
            confidence *= chosen.probability
            fixes += [_moved(fix, start) for fix in _fixes(piece, chosen.applied, chosen.probability)]
            self._learn(chosen)
        pieces.append(line[place:])
        after = "".join(pieces)
        if after == line and not others:
            return None
        return LineRepair(after, confidence, line, "", tuple(fixes), others, weakest)

    def _ranked(self, piece: str, evidence: Evidence, model: Model) -> list[Outcome]:
        """The readings of one piece, the one to take first."""
        from garblefix.search import again, enough, outcomes, without

        found = outcomes(piece, evidence, model)
        best = found[0]
        as_is = next(outcome for outcome in found if outcome.text == piece)
        if best is as_is or not enough(best):
            return [as_is, *(outcome for outcome in found if outcome is not as_is)]
        for _ in range(ROUNDS):
            more = outcomes(best.text, evidence, model)[0] if not best.text.isascii() else best
            if more.text == best.text or not enough(more):
                break
            best = again(piece, best, more)
        else:
            return [as_is]
        taken = without(piece, best, lambda applied: not self._takes(applied, best.probability))
        rest = [outcome for outcome in found if outcome.text not in (taken.text, best.text)]
        if taken.text == piece:
            return [as_is, best, *(outcome for outcome in rest if outcome is not as_is)]
        return [taken, *rest]

    def _takes(self, applied: Applied, probability: float) -> bool:
        sure = probability * applied.chance >= self.options.min_confidence
        return sure and self.options.allows(applied.damage, lossy=applied.edge.lossy)

    def _learn(self, outcome: Outcome) -> None:
        chains = {applied.chain for applied in outcome.applied if applied.damage == "misread"}
        if len(chains) != 1 or outcome.probability < SURE:
            return
        chain = chains.pop()
        self._seen[chain] = self._seen.get(chain, 0) + 1
        if self._seen[chain] == PROOF:
            self.known.append(chain)


def _undone(lines: list[str], chain: str, undo: object) -> list[str | None]:
    """Each line back through a chain; all of them in one go where that is possible."""
    whole = undo("\n".join(lines), chain)  # type: ignore[operator]
    if whole is not None:
        outcomes = whole.split("\n")
        if len(outcomes) == len(lines):
            return list(outcomes)
    return [undo(line, chain) for line in lines]  # type: ignore[operator]


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
    while end - start > 2 * PIECE:
        good = re.compile(r"[\x00-\x3f]").search(line, start + PIECE, start + 2 * PIECE)
        cut = good.end() if good else start + 2 * PIECE
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _fixes(text: str, applied: Iterable[Applied], probability: float) -> Iterator[Fix]:
    """The replaced spans of an outcome; those with nothing but signs between them are one fix."""
    current: Fix | None = None
    for item in applied:
        edge = item.edge
        fix = Fix(
            edge.start,
            edge.end,
            text[edge.start : edge.end],
            edge.after,
            item.damage,
            item.chain,
            min(item.chance, 1.0) * probability,
            edge.lossy,
        )
        if current is not None and _touches(text, current, fix):
            between = text[current.end : fix.start]
            current = replace(
                fix,
                start=current.start,
                before=current.before + between + fix.before,
                after=current.after + between + fix.after,
                confidence=min(current.confidence, fix.confidence),
                lossy=current.lossy or fix.lossy,
            )
            continue
        if current is not None:
            yield current
        current = fix
    if current is not None:
        yield current


def _touches(text: str, first: Fix, second: Fix) -> bool:
    between = text[first.end : second.start]
    alike = first.chain == second.chain and first.damage == second.damage == "misread"
    return alike and not any(character.isalnum() or character > "\x7f" for character in between)


def _moved(fix: Fix, by: int) -> Fix:
    return replace(fix, start=fix.start + by, end=fix.end + by)
