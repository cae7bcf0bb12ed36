"""How often a chain that a document has shown held for its lines, and how sure it is to hold again.

Not for: whether it holds for a line (``known``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# A chain refused so often for once that it held has no more to do with a document: in a Czech file
# with one damaged line it was refused 838 times and never held.
HOPELESS = 50
# Where a document shows again and again that a chain holds, the model is asked for less: by the log
# of how often it held for once that it did not, at most this.
MOST_SURE = 6.0


@dataclass(slots=True)
class Held:
    """Lines of a document that a chain was tried on, counted by what came of it.

    ``prior``: how sure it was to hold for a line before the first was seen, log odds in nats.
    """

    prior: float = 0.0
    times: int = 0  # lines that it explained
    refused: int = 0  # lines that it would change, but should not
    torn: int = 0  # lines that it explained, better in part than as a whole
    tried: int = 0  # lines
    explained: int = 0  # of these, all of which it explained
    compared: int = 0  # lines of other chains that it made something else of
    better: int = 0  # of these, those that read better so

    @property
    def reach(self) -> float:
        """The share of the lines that it was tried on that it explained from end to end."""
        return self.explained / self.tried if self.tried else 0.0

    @property
    def sure(self) -> float:
        """The log of how often it held for once that it did not, nats, within bounds.

        >>> round(Held(times=19).sure, 1), round(Held(refused=19).sure, 1), Held(times=999).sure
        (3.0, 0.0, 6.0)
        >>> Held(prior=2.0).sure, round(Held(prior=-2.0, times=1).sure, 1)
        (2.0, -1.3)
        """
        held = math.log((self.times + 1) / (self.refused + 1))
        return min(max(held + self.prior, min(self.prior, 0.0)), MOST_SURE)

    @property
    def hopeless(self) -> bool:
        """Whether it was refused so often for once that it held that it need not be tried."""
        return self.refused > HOPELESS * (self.times + 1)

    @property
    def hardly_better(self) -> bool:
        """Whether what other chains made of their lines hardly ever read better through this."""
        return self.compared >= HOPELESS * (self.better + 1)

    def supersede(self, other: Held) -> None:
        """What another chain was seen to explain was this one's, to which it is akin."""
        self.times += other.times
        self.refused += other.refused
        self.torn += other.torn
        self.tried += other.tried
        self.explained += other.explained
        other.times = other.refused = other.torn = other.tried = other.explained = 0
        other.compared += HOPELESS
