"""A reading of a text as a channel of the lattice.

Not for: which readings there are (``damage``), or the best path over them (``lattice``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from garblefix import lattice
from garblefix.damage import Edge, Reading

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats

AS_IS = Reading("", "", 0.0, ())


def channel(text: str, reading: Reading, scores: Floats) -> lattice.Channel:
    """A reading of a text for the lattice; ``scores``: of each character that it gives, in nats."""
    starting = tuple(edge.start for edge in reading.edges)
    return lattice.Channel(reading.cost, _cumulative(text, reading.edges, scores), starting)


def _cumulative(text: str, edges: tuple[Edge, ...], scores: Floats) -> list[float | None]:
    """The score of an outcome up to each position of the text that it came from."""
    running = [0.0, *scores.cumsum().tolist()]
    result: list[float | None] = []
    place = 0  # in the text
    at = 0  # in the outcome
    for edge in edges:
        result += running[at : at + edge.start - place]
        at += edge.start - place
        result.append(running[at])
        result += [None] * (edge.end - edge.start - 1)
        at += len(edge.after)
        place = edge.end
    result += running[at : at + len(text) - place]
    result.append(running[-1])  # the line end goes with the last character
    return result
