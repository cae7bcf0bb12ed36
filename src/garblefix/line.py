"""What one line becomes: its repair, and the fixes in it once somebody asks for them.

Not for: finding any of it (``repair``, ``shown``).
"""

from __future__ import annotations

from dataclasses import dataclass

from garblefix.results import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.outcome import Outcome

# The confidence of what a document has shown again and again, and what it takes to learn from.
SURE = 0.99


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

            return tuple(fixes_of(self.before, self.outcome.applied, SURE))
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
