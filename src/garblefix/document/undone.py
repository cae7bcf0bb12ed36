"""What lines were before a chain that their document has shown: all of each, or run by run.

Half of a line may be clean, and its bytes in the chain's reader may be text of the source too. Not
for: finding chains (``search``), or whether to take what comes of one (``known``).
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from garblefix import lattice
from garblefix.chain import read_once, reader_of, source_of
from garblefix.damage import Edge, Reading, rewritten
from garblefix.damage.undoing import undo_lines
from garblefix.document.pieces import PIECE
from garblefix.encodings import BY_NAME, decode, reader_bytes
from garblefix.language.scripts import CJK
from garblefix.search.channels import AS_IS, channel
from garblefix.search.outcome import laid_over
from garblefix.search.standing import all_beside_standing

if TYPE_CHECKING:
    from garblefix.language.model import Model

Places = npt.NDArray[np.intp]
Suspicions = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

# Runs that were one page read as another are seldom less than a line, and a rare name reads badly
# too: what such runs must gain together, nats. Of 5,863 clean lines in files with others that were
# garbled 10 were changed with 0, 1 with 6, none with 12.
ENTRY = 12.0
MOST = 4 * PIECE  # characters of a line that is told apart by runs


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines, and what a chain makes of each.

    ``undone``: what a line was before it, None where it does not go back; ``whole``: whether all of
    it does; ``before``: what the gate says of the lines.
    """

    lines: Sequence[str]
    undone: Sequence[str | None]
    whole: Flags
    before: Suspicions

    def at(self, places: Places) -> Batch:
        """Those of the lines at these places, which are in order."""
        if len(places) == len(self.lines):
            return self
        chosen = places.tolist()
        lines = [self.lines[place] for place in chosen]
        undone = [self.undone[place] for place in chosen]
        return Batch(lines, undone, self.whole[places], self.before[places])


def undone_lines(
    lines: Sequence[str], chain: str, model: Model | None = None
) -> tuple[list[str | None], npt.NDArray[np.bool_]]:
    """Each line back through a chain, and whether all of it goes back.

    With a ``model`` what goes back of lines that did not go back whole, or read no better so.
    """
    sign = _sign(chain)
    if model is None:
        whole = undo_lines(lines, chain, having=sign)
        return whole, went_back(whole)
    shown = [
        place
        for place, line in enumerate(lines)
        if len(line) <= MOST and (sign.search(line) if sign else not line.isascii())
    ]
    outcomes: list[str | None] = [None] * len(lines)
    parts = undone_by_run([lines[place] for place in shown], chain, model)
    for place, outcome in zip(shown, parts, strict=True):
        outcomes[place] = outcome
    return outcomes, np.zeros(len(lines), dtype=bool)


def went_back(outcomes: Sequence[str | None]) -> npt.NDArray[np.bool_]:
    """Which lines went back."""
    if None not in outcomes:
        return np.ones(len(outcomes), dtype=bool)
    return np.array([outcome is not None for outcome in outcomes], dtype=bool)


@functools.cache
def _sign(chain: str) -> re.Pattern[str] | None:
    """What every line has in it that a chain has garbled; None where that is not said so easily.

    >>> sign = _sign("utf-8>cp1252")
    >>> [bool(sign.search(line)) for line in ("garÃ§on", "garçon")]
    [True, False]
    """
    source, reader = source_of(chain), reader_of(chain)
    if not read_once(chain) or BY_NAME[reader].multibyte:
        return None
    table = reader_bytes(reader)
    shown: dict[int, str] = {}
    # What a page leaves open is shown as the code point of that number.
    for byte in range(0x80, 0x100):
        characters = {decode(bytes([byte]), reader) or "", chr(byte)} - {""}
        shown[byte] = "".join(each for each in characters if table[each] == bytes([byte]))
    if source != "utf-8":
        return re.compile(f"[{re.escape(''.join(shown.values()))}]")
    leads = re.escape("".join(shown[byte] for byte in range(0xC2, 0xF5)))
    trails = re.escape("".join(shown[byte] for byte in range(0x80, 0xC0)))
    return re.compile(f"[{leads}][{trails}]")


def undone_by_run(lines: Sequence[str], chain: str, model: Model) -> list[str]:
    """What each line was before a chain that does not explain every character of it.

    Of what can go back the runs that read better so.

    >>> from garblefix.language.model import load
    >>> undone_by_run(["garÃ§on 北京", "ASÜ’lü SayÄ±sÄ±"], "utf-8>cp1254", load())
    ['garçon 北京', 'ASÜ’lü Sayısı']
    """
    readings = [Reading("misread", chain, 0.0, laid_over(line, chain)) for line in lines]
    outcomes = _by_run(lines, readings, model)
    changed = [place for place, line in enumerate(lines) if outcomes[place] != line]
    if changed:
        # Only of what reads better may words stand as they are beside the rest.
        asked = [lines[place] for place in changed]
        again = _by_run(asked, all_beside_standing(asked, chain, model), model)
        for place, outcome in zip(changed, again, strict=True):
            outcomes[place] = outcome
    return outcomes


def _by_run(lines: Sequence[str], readings: Sequence[Reading], model: Model) -> list[str]:
    """What each line was by its reading, of which the runs are kept that read better so."""
    outcomes = [reading.apply(line) for line, reading in zip(lines, readings, strict=True)]
    doubtful = [
        place
        for place, (line, outcome) in enumerate(zip(lines, outcomes, strict=True))
        if outcome != line
    ]
    if not doubtful:
        return outcomes
    texts = [
        text for place in doubtful for text in (lines[place], readings[place].as_read(lines[place]))
    ]
    each, starts = model.characters(texts)
    scores = np.split(each, starts[1:])
    for number, place in enumerate(doubtful):
        line, reading = lines[place], readings[place]
        cost = 0.0 if source_of(reading.chain) == "utf-8" else ENTRY
        read = channel(line, replace(reading, cost=cost), scores[2 * number + 1])
        read = replace(read, starts=_starts(line, reading.edges))
        path = lattice.best_path([channel(line, AS_IS, scores[2 * number]), read], [1])
        if path.score <= float(scores[2 * number].sum()):
            outcomes[place] = line
            continue
        outcomes[place] = rewritten(line, _within(path, reading.edges))
    return outcomes


def _starts(line: str, edges: tuple[Edge, ...]) -> tuple[int, ...]:
    """Where a run may begin or end: software reads whole words, where spaces divide them."""
    starts = []
    for edge in edges:
        start = edge.start
        while start and line[start - 1].isalpha() and line[start - 1] < CJK:
            start -= 1
        starts.append(start)
    return tuple(starts)


def _within(path: lattice.Path, edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """The edges on the stretches where a path does not run along the text as it is."""
    runs = [(start, end) for start, end, number in path.stretches if number]
    begun = [bisect.bisect_right(runs, edge.start, key=itemgetter(0)) for edge in edges]
    return tuple(
        edge
        for edge, number in zip(edges, begun, strict=True)
        if number and edge.start < runs[number - 1][1]
    )
