"""Whether words tell that a text was UTF-8 of which hardly more than first bytes is seen.

``cittÃ`` was città, ``AMANHÃ`` is Portuguese. Not for: what stood there (``restored``).
"""

from __future__ import annotations

from collections.abc import Sequence

from garblefix.damage import Edge, rewritten
from garblefix.encodings import DOTS
from garblefix.language import words

# Of the words that something is put into so many must be known, and have so many letters together,
# where each counts for one more, and a character of which all is seen for these.
KNOWN, LETTERS, WHOLE = 0.6, 4, 2


def worded(text: str, found: Sequence[Edge], *, complete: int = 0) -> bool:
    """Whether most words are known in which something was inferred, and not as they are shown.

    ``complete``: how many characters beside them were UTF-8, and are all there.

    >>> [edge] = edges = [Edge(4, 5, "à", True)]
    >>> worded("cittÃ", edges), worded("cattÃ", edges), worded("città", edges)
    (True, False, False)
    """
    outcome = rewritten(text, found)
    made: dict[str, int] = {}
    longer = 0
    for edge in found:
        first = edge.start + longer
        last = first + len(edge.after)
        longer = last - edge.end
        if not edge.lossy and DOTS not in text[edge.start : edge.end]:
            continue
        shown = words.around(text, edge.start, edge.end)
        if len(shown) > 1 and words.frequency(shown) is not None:
            return False
        for word in words.WORD.findall(words.around(outcome, first, last)):
            if words.eligible(words.folded(word)) and words.cased(word):
                made[words.folded(word)] = len(word)
    known = [word for word, log in zip(made, words.frequencies(list(made)), strict=True) if log]
    letters = sum(made[word] + 1 for word in known) + WHOLE * complete
    return bool(known) and letters >= LETTERS and len(known) >= KNOWN * len(made)
