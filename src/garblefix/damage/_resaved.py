"""Signs of which only the first byte of UTF-8 is left: ``itâ??s`` was it’s, ``10 â?¬`` 10 €.

Windows-1252 shows ’ as ``â€™``, and Latin-1 has neither € nor ™, so that whoever saves that as
Latin-1 or ASCII gets a marker for each. Nearly all signs look alike then; what stands beside them
tells some apart, and quotes come in pairs. Part of ``misread``. Not for: letters (``_vanished``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from garblefix.damage import Edge, Inferred, rewritten
from garblefix.language import identify

if TYPE_CHECKING:
    from garblefix.language.model import Model

Chances = dict[str, float]

# What a sign may have been, by its last character; U+009D is the third byte of ”, and others.
MARKERS = "?\ufffd"
_ANY = "’‘“”–—"  # and low quotes, where another one closes them
_BY_LAST = {"?": _ANY, "\ufffd": _ANY, "\x9d": "”", "¦": "…", "¢": "•™", "¬": "€"}
_SIGN = re.compile("â[?\ufffd][?\ufffd\x9d¦¢¬]")
# Quotes as most languages write them, and as some do: their own ones first.
_PAIRS = ("“”", "‘’")
_LOW = {
    **dict.fromkeys(("de", "cs", "sk", "sl", "lt", "et", "is", "bg"), ("„“", "‚‘")),
    **dict.fromkeys(("pl", "ro", "hu", "hr", "sr"), ("„”",)),
}
_HIGH = {"„": "“", "‚": "‘"}
UNLIKELY = 1e-3  # the chance of a sign that its last byte excludes
# How much counts what the n-grams say, which know little of signs.
NGRAMS = 0.4
# That an apostrophe is between letters, and a dash between figures, in nats.
JOINS = 2.0
# That ‘’ are around one word, as programs quote names; and around one that is such a name.
ONE_WORD, NAME = 1.0, 4.5
# The chance that it must have; a U+FFFD in its place would be taken for a letter the next time.
LEAST = 0.65
LOOKED_BACK = 24  # characters, in which other such signs are passed over
ELIDED = 2  # letters before an apostrophe that a capital may follow
CONTEXT = 3  # characters on either side that have their say


def resaved(text: str, whole: Iterable[Edge], model: Model) -> Iterator[Edge]:
    """The signs that are left so, where it can be told which they were, with the chance of that.

    ``whole``: what else of the text was UTF-8, and is all there.

    >>> from garblefix.language.model import load
    >>> [edge.after for edge in resaved("Itâ??s what we donâ??t know", [], load())]
    ['’', '’']
    >>> list(resaved("Voilâ??", [], load()))
    []
    """
    found = list(_SIGN.finditer(text))
    if not found:
        return
    rest = _SIGN.sub(" ", rewritten(text, (replace(edge, after=" ") for edge in whole)))
    if not rest.isascii():
        # Where other letters are as they were, so may these be, but for those that nobody writes.
        found = [match for match in found if _joins(match)]
    if not any(map(_stands, found)):
        return
    chances = [_alone(match, model) for match in found]
    spoken = identify.language(rest)
    pairs = _LOW.get(spoken, _PAIRS if spoken else (*_PAIRS, "„“", "„”"))
    quoted = [pair for pair in _quoted(found) if found[pair[0]].group()[-1] in MARKERS]
    weights = [
        _kinds(text[found[first].end() : found[last].start()], chances[first], chances[last], pairs)
        for first, last in quoted
    ]
    # A text has quotes of one kind, but for names.
    alike = [sum(column) / len(weights) for column in zip(*weights, strict=True)]
    for (first, last), own in zip(quoted, weights, strict=True):
        shares = _normal([mine + others for mine, others in zip(own, alike, strict=True)])
        for number, side in ((first, 0), (last, 1)):
            chances[number] = dict.fromkeys((pair[side] for pair in pairs), 0.0)
            for pair, chance in zip(pairs, shares, strict=True):
                chances[number][pair[side]] += chance
    for match, each in zip(found, chances, strict=True):
        best, *others = sorted(each, key=lambda sign: -each[sign])
        if each[best] < LEAST:
            continue
        size = match.end() - match.start()
        inferred = Inferred(0, size, 0, 1, each[best], tuple(others[:3]))
        yield Edge(match.start(), match.end(), best, True, (inferred,))


def left_over(text: str) -> list[int]:
    """Where signs are left so that nothing else can be meant.

    >>> left_over("Itâ??s what we knowâ??")
    [2]
    """
    return [match.start() for match in _SIGN.finditer(text) if _stands(match)]


def _beside(match: re.Match[str]) -> tuple[str, str]:
    """The characters before and behind a sign; line ends at the ends of the text."""
    text, (start, end) = match.string, match.span()
    return text[start - 1 : start] or "\n", text[end : end + 1] or "\n"


def _stands(match: re.Match[str]) -> bool:
    """Whether a sign stands there, for behind a word ``â??`` may be a letter and two questions."""
    if match.group()[-1] not in MARKERS or _joins(match):
        return True
    before, behind = _beside(match)
    if before == " " == behind:
        return True
    return not before.isalnum() and before not in MARKERS and behind.isalnum() and behind != "â"


def _joins(match: re.Match[str]) -> bool:
    """Whether it is between letters or figures, where no question ends."""
    before, behind = _beside(match)
    if not (before.isalnum() and behind.isalnum()):
        return False
    # A capital begins the next sentence, but in ``lâ??Europe``.
    short = not match.string[max(0, match.start() - ELIDED - 1) : match.start()].isalpha()
    return not behind.isupper() or before.isupper() or short


def _alone(match: re.Match[str], model: Model) -> Chances:
    """The chances of what a sign was by what stands beside it."""
    text, (start, end) = match.string, match.span()
    before = "\n" * CONTEXT + _SIGN.sub("", text[max(0, start - LOOKED_BACK) : start])
    behind = (_SIGN.sub("", text[end : end + LOOKED_BACK]) + "\n")[:CONTEXT]
    signs = _BY_LAST[match.group()[-1]]
    scores = NGRAMS * model.continuations([(before[-CONTEXT:], sign + behind) for sign in signs])
    # ``x→y`` is left so too; of ``I’m`` and ``l’a`` the n-grams are sure.
    alone = not (text[max(0, start - 2) : start - 1] + text[end + 1 : end + 2]).strip()
    for sign, stands_between in (("’", str.isalpha), ("–", str.isdigit)):
        if all(map(stands_between, _beside(match))) and not alone:
            scores += JOINS * np.array([each == sign for each in signs])
    return dict(zip(signs, _normal(scores.tolist()), strict=True))


def _quoted(found: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """The signs that are quotes around something, by their numbers."""
    opened: int | None = None
    for number, match in enumerate(found):
        before, behind = _beside(match)
        if not before.isalnum() and behind.isalnum():
            opened = number
        elif opened is not None and not before.isspace() and not behind.isalnum():
            yield opened, number
            opened = None


def _kinds(inside: str, opening: Chances, closing: Chances, pairs: Sequence[str]) -> list[float]:
    """What speaks for each kind of quotes around some text, in nats.

    Low ones were not asked about: they are as likely as those that look like them.
    """
    weights = []
    for first, last in map(tuple, pairs):
        chances = opening[_HIGH.get(first, first)], closing.get(last, UNLIKELY)
        weight = sum(map(math.log, chances)) / 2
        if first in "‘‚" and " " not in inside:
            weight += ONE_WORD if inside.isalpha() else NAME
        weights.append(weight)
    return weights


def _normal(weights: Sequence[float]) -> list[float]:
    if not weights:
        return []
    chances: list[float] = np.exp(weights - np.logaddexp.reduce(weights)).tolist()
    return chances
