"""Every reading of one text, with what speaks for each: what a search weighs before it decides.

Not for: deciding (``repair``).
"""

from __future__ import annotations

from dataclasses import dataclass

from garblefix.calibration import shared
from garblefix.language.model import load
from garblefix.outcome import enough
from garblefix.repairer import Repairer
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
    model = load()
    ranked = outcomes(text, repairer.evidence(lambda: text), model)
    as_is = next(outcome for outcome in ranked if outcome.text == text)
    best = repairer.calibration.rated(text, ranked[0] if enough(ranked[0]) else as_is, model)
    rest = shared(1.0 - best.confidence, ranked, (best.text,))
    found = []
    for outcome in sorted([best, *rest], key=lambda outcome: -outcome.gain):
        damages = dict.fromkeys(applied.damage for applied in outcome.applied)
        chains = dict.fromkeys(applied.chain for applied in outcome.applied)
        found.append(
            Explanation(
                outcome.text,
                "+".join(damages),
                " + ".join(chains),
                outcome.gain,
                outcome.confidence,
            )
        )
    return found
