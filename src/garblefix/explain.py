"""Every reading of one text, with what speaks for each: what a search weighs before it decides.

Not for: deciding (``repair``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from garblefix.calibration import shared
from garblefix.damage import rewritten
from garblefix.document.repairer import Repairer
from garblefix.language.model import load
from garblefix.questions import asks
from garblefix.results import ESCAPE, SCRIPT, Fix, Options
from garblefix.search.outcome import Applied, enough
from garblefix.search.piece import outcomes


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
    if text.isascii() and not repairer.options.unescapes and not asks(text):
        return [Explanation(text, "", "", 0.0, 1.0)]  # as ``repair`` has it
    found = _escaped(text, repairer) if repairer.options.unescapes else []
    found = found or _searched(text, repairer)
    script = repairer.options.script
    return found if script is None else [_converted(reading, script) for reading in found]


def _searched(text: str, repairer: Repairer) -> list[Explanation]:
    model = load()
    ranked = outcomes(text, repairer.evidence(lambda: text), model)
    as_is = next(outcome for outcome in ranked if outcome.text == text)
    best = repairer.calibration.rated(text, ranked[0] if enough(ranked[0]) else as_is, model)
    rest = shared(1.0 - best.confidence, ranked, (best.text,))
    return [
        Explanation(outcome.text, *_causes(outcome.applied), outcome.gain, outcome.confidence)
        for outcome in sorted([best, *rest], key=lambda outcome: -outcome.gain)
    ]


def _escaped(text: str, repairer: Repairer) -> list[Explanation]:
    """The same for a text that may have escapes in it; nothing where it has none."""
    from garblefix.document.escaped import Escapes

    ways = Escapes(repairer.options, lambda: repairer.calibration).weighed(text)
    if not ways:
        return []
    # What is below the escapes, and in which the text is repaired, counts with the best of them.
    whole = replace(repairer.options, script=None)
    best = Repairer(whole, repairer.calibration).repair(text)
    found = [Explanation(text, "", "", 0.0, 0.0)]
    found += [
        Explanation(way.reading.apply(text), ESCAPE, way.reading.chain, way.gain, 0.0)
        for way in ways
    ]
    found = [reading for reading in found if reading.text != best.text]
    total = sum(math.exp(min(reading.score, 0.0)) for reading in found)
    left = 1.0 - best.confidence
    top = max([0.0, *(way.gain for way in ways)])
    return [
        Explanation(best.text, *_causes(best.fixes), top if best.changed else 0.0, best.confidence),
        *(
            replace(reading, confidence=left * math.exp(min(reading.score, 0.0)) / total)
            for reading in sorted(found, key=lambda reading: -reading.score)
        ),
    ]


def _causes(found: Iterable[Applied | Fix]) -> tuple[str, str]:
    """The damages and the chains of what was replaced, each once."""
    every = list(found)
    damages = dict.fromkeys(one.damage for one in every)
    chains = dict.fromkeys(one.chain for one in every)
    return "+".join(damages), " + ".join(chains)


def _converted(reading: Explanation, script: str) -> Explanation:
    """A reading as it is written in the script that is wanted."""
    from garblefix.script import conversions

    fixes = conversions([reading.text], script).get(0, [])
    if not fixes:
        return reading
    text = rewritten(reading.text, fixes)
    if reading.damage:
        return replace(reading, text=text)
    return replace(reading, text=text, damage=SCRIPT, chain=script)
