"""Every reading of one text, with what speaks for each: what a search weighs before it decides.

Not for: deciding (``repair``).
"""

from __future__ import annotations

from dataclasses import dataclass

from garblefix.language.model import load
from garblefix.repair import Repairer
from garblefix.results import Options
from garblefix.search import outcomes


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reading of a whole text; ``score`` in nats over "as is", which has no damage or chain."""

    text: str
    damage: str
    chain: str
    score: float
    confidence: float


def readings(text: str, chosen: Options | None = None) -> list[Explanation]:
    """Every reading found for a text of one line, likeliest first, "as is" among them."""
    repairer = Repairer(chosen)
    found = []
    for outcome in outcomes(text, repairer.evidence(lambda: text), load()):
        damages = dict.fromkeys(applied.damage for applied in outcome.applied)
        chains = dict.fromkeys(applied.chain for applied in outcome.applied)
        found.append(
            Explanation(
                outcome.text,
                "+".join(damages),
                " + ".join(chains),
                outcome.gain,
                outcome.probability,
            )
        )
    return found
