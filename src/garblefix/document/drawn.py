"""What the gate says of lines beside drawings that come back in them: of these it knows nothing.

Not for: whether something is a drawing (``damage.drawings``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from garblefix.damage.drawings import undrawn
from garblefix.language import gate

Suspicions = npt.NDArray[np.int32]


def beside_drawings(
    lines: Sequence[str], undone: Sequence[str | None], before: Suspicions, after: Suspicions
) -> tuple[Suspicions, Suspicions]:
    """The suspicions ``before`` and ``after`` of lines and what they were, without drawings.

    What is nothing but a drawing is clean then.
    """
    before, after = before.copy(), after.copy()
    for place, (line, outcome) in enumerate(zip(lines, undone, strict=True)):
        bare = undrawn(line, outcome) if outcome is not None else None
        if bare is not None:
            was, now = gate.suspicion(bare)
            before[place] = before[place] if bare[0].isascii() else was
            after[place] = min(now, int(after[place]))
    return before, after
