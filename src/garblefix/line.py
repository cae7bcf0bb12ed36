"""What lines become: their repairs, and the fixes in them once somebody asks for them.

Not for: finding any of it (``repair``, ``shown``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from garblefix.results import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.calibration import Calibration
    from garblefix.outcome import Outcome


@dataclass(slots=True)
class LineRepair:
    """What one line becomes, and the chance that this is right; ``fixes`` count from its start."""

    after: str
    confidence: float
    before: str
    chain: str = ""  # of a known chain that explains the whole line
    found: tuple[Fix, ...] = ()
    others: tuple[Outcome, ...] = ()
    piece: tuple[int, int] = (0, 0)  # the span of the line that ``others`` are readings of
    outcome: Outcome | None = None  # of a known chain that lost bytes of the line

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The replaced spans; those of a known chain are worked out when asked for."""
        if self.outcome is not None:
            from garblefix.pieces import fixes_of

            return tuple(fixes_of(self.before, self.outcome.applied, self.outcome.confidence))
        if not self.chain:
            return self.found
        from garblefix import spans
        from garblefix.damage import Edge, Reading
        from garblefix.outcome import Applied, laid_over
        from garblefix.pieces import fixes_of

        whole = spans.fixes(self.before, self.after, self.chain, self.confidence)
        if whole is not None:
            return whole
        edges = laid_over(self.before, self.chain)
        if Reading("", "", 0.0, edges).apply(self.before) != self.after:
            edges = (Edge(0, len(self.before), self.after),)
        applied = tuple(Applied(edge, "misread", self.chain, 1.0) for edge in edges)
        return tuple(fixes_of(self.before, applied, self.confidence))


class Lines:
    """Lines of a document, ``before`` and ``after``; None where one is left alone so far.

    Most repaired lines are explained by a chain that the document has shown, and all that is kept
    of these is the chain; ``calibration`` says how sure that is.
    """

    def __init__(self, before: Sequence[str], calibration: Callable[[], Calibration]) -> None:
        self.before = before
        self._calibration = calibration
        self.after: list[str | None] = [None] * len(before)
        self._chains = [""] * len(before)
        self._found: dict[int, LineRepair] = {}

    def put(self, index: int, repair: LineRepair) -> None:
        """One line was repaired."""
        self.after[index] = repair.after
        self._chains[index] = repair.chain
        self._found[index] = repair

    def take(self, places: Iterable[int], outcomes: Iterable[str | None], chain: str) -> list[int]:
        """Put the outcomes of a shown chain, where there is one; return the places without."""
        left = []
        for place, outcome in zip(places, outcomes, strict=True):
            if outcome is None:
                left.append(place)
            else:
                self.after[place] = outcome
                self._chains[place] = chain
        return left

    def explained(self) -> list[tuple[int, str]]:
        """The places that a shown chain explains, with the chain."""
        return [(place, chain) for place, chain in enumerate(self._chains) if chain]

    def changed(self) -> list[int]:
        """The places of the lines that become something else."""
        return [
            place
            for place, (before, after) in enumerate(zip(self.before, self.after, strict=True))
            if after is not None and after != before
        ]

    def repair(self, index: int) -> LineRepair | None:
        """What becomes of a line, None where it is left alone."""
        after = self.after[index]
        found = self._found.get(index)
        if after is None or (found is not None and found.after == after):
            return found
        chain = self._chains[index]
        return LineRepair(after, self._calibration().explained(chain), self.before[index], chain)
