"""Text out of step: a program replaced bytes of GBK that were halves of two characters.

The programs behind ``annotation`` look for a character's two bytes anywhere. Found across two
characters they tear both: in 勇擔 (D3C2 93FA) stands 聯 (C293), the reading goes behind it, and
``勇?lián)`` is followed by second halves read as first ones. Found so, ``，`` (A3AC) in 。現
(A1A3 AC46) even takes the byte before with it: ``,F(xiàn)``. From there on everything is one byte
out of step, until an ASCII byte or a byte that fits nothing ends a character early.

The bytes are put back and read again in step. Pairs of bytes that no decoder shows (user-defined
characters) have vanished from between; there the language model chooses.
Not for: text without the signs of such a program, where this search would invent things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from garblefix.damage import Edge, Reading, annotation
from garblefix.damage import _gbk as gbk
from garblefix.damage._halves import FULL_WIDTH, GLOSS, Run, Search, Survey
from garblefix.language import readings
from garblefix.language.readings import HAN, SYLLABLE

if TYPE_CHECKING:
    from garblefix.language.model import Model

NAME = "shift"

_MARK = re.compile(r"[,!;:?，！；：？](?=[^\x00-\x3e\x7f-\x9f])")
# Back in step so soon that the text looks nearly as it should: ``!把a課``.
_SHORT = re.compile(rf"[{HAN}]{{0,3}}[@-~]|[{HAN}]{{0,1}}[?\ufffd]")
# Where a run out of step may begin: a torn key, a reading behind ASCII, punctuation before halves.
_START = re.compile(
    rf"(?P<torn>[?\ufffd][(（]?(?P<key>{SYLLABLE})[)）])"
    rf"|(?P<late>[@-~][(（](?P<behind>{SYLLABLE})[)）])"
    r"|(?P<marker>[?\ufffd]?)(?P<mark>[,!;:?，！；：？])(?=[^\x00-\x3e\x7f-\x9f，！；：？。])"
)
LONG = 20_000  # characters
COST_PROVEN = 6.0
COST_ALONE = 12.0
# Searches in one text that find nothing, each up to a second, before the rest is left alone.
FAILURES = 12
# Mean log P of a character in text as it should be is −5 to −6, out of step −11 to −13.
GARBLED = -8.0


def signs(text: str, surveyed: Survey | None = None) -> list[int]:
    """Where a run out of step shows; without that a text is only searched for a proven program."""
    if surveyed is not None and not surveyed.possible:
        return []
    return annotation.torn(text)


def survey(document: str) -> Survey:
    """Whether the program of ``annotation`` was at work in a document, and how it writes."""
    if not annotation.written(document):
        return Survey(False, False, Counter(), Counter(), 1)
    seen = annotation.survey(document)
    if not seen.possible and len(document) > LONG:
        return Survey(False, False, Counter(), Counter(), 1)
    narrow = sum(document.count(mark) for mark in ",!;")
    wide = sum(document.count(mark) for mark in "，！；")
    if not seen.likely and len(document) > LONG:
        # A long document without the program: what it counts would tell nothing, and cost much.
        return Survey(False, narrow > wide, Counter(), Counter(), 1, seen.possible)
    wide_forms = {ord(mark): wide_form for mark, wide_form in FULL_WIDTH.items()}
    plain = GLOSS.sub("", document).translate(wide_forms)
    pairs = Counter(map("".join, pairwise(plain)))
    followers = Counter(pair[0] for pair in pairs)
    return Survey(
        seen.likely, narrow > wide, Counter(plain) + pairs, followers, len(plain), seen.possible
    )


def propose(text: str, surveyed: Survey | None, model: Model) -> list[Reading]:
    """All runs of ``text`` put back in step, as one account; the second best ones as another."""
    seen = survey(text) if surveyed is None else surveyed
    if not seen.proven and not signs(text, seen):
        return []
    best: list[Edge] = []
    second: list[Edge] = []
    for runs in _all_runs(text, seen, model):
        edges = [Edge(run.start, run.end, run.after, run.lossy) for run in runs]
        best.append(edges[0])
        second.append(edges[-1])
    cost = COST_PROVEN if seen.proven else COST_ALONE
    accounts = [best] if best == second else [best, second]
    return [Reading(NAME, "gbk", cost, tuple(edges)) for edges in accounts if edges]


def _all_runs(text: str, seen: Survey, model: Model) -> Iterator[list[Run]]:
    """For each run out of step its best accounts, one or two."""
    place = 0
    suspicious = _suspicious(text, model)
    failures = 0
    while match := _START.search(text, place):
        place = match.start() + 1
        if match["late"]:
            edge = _late(text, match)
            if edge:
                yield [edge]
                place = match.end()
            continue
        if match["mark"] and match.end() not in suspicious:
            continue
        search = Search(text, seen, model)
        runs = search.run(match)
        if runs:
            yield runs
            place = runs[0].end
            continue
        failures += 1
        if failures == FAILURES:
            return


def _late(text: str, match: re.Match[str]) -> Run | None:
    """``高M(jìn)BA`` was 高MBA: DF4D is 進, and everything stayed in step."""
    halves = gbk.halves_of(text[match.start() - 1]) if match.start() else None
    if halves is None:
        return None
    key = gbk.decoded().get(halves[1] << 8 | ord(match["late"][0]), "")
    if not readings.load().may_be(key, match["behind"]):
        return None
    return Run(match.start(), match.end(), match["late"][0], False, 0.0)


def _suspicious(text: str, model: Model) -> set[int]:
    """The places behind punctuation from where the text reads as if it were out of step."""
    places = [match.end() for match in _MARK.finditer(text)]
    pieces = [GLOSS.sub("", text[place : place + 8]) for place in places]
    scores = model.score(pieces).tolist()
    return {
        place
        for place, piece, score in zip(places, pieces, scores, strict=True)
        if score < GARBLED * len(piece) or _SHORT.match(piece)
    }
