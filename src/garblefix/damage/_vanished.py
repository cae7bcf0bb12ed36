"""Letters of which only the first byte of UTF-8 is left: ``dÃas`` was días.

Windows-1252 shows the second byte of í as a soft hyphen, that of Á and č as a control: neither is
seen, and much software drops both. One letter alone might be meant; the word tells. Part of
``misread``. Not for: bytes that left a marker, or text of which more is lost (``inferring``).
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Mapping

from garblefix.damage import Edge, Inferred
from garblefix.damage.inferring import decoder
from garblefix.encodings import decode
from garblefix.language import words

READER = "cp1252"
LEADS = range(0xC3, 0xC6)  # of the letters of Europe
LEAST = 4  # letters of a word
SURE = 0.9  # the chance that a letter must have beside others that would make words too


def vanished(text: str) -> Iterator[Edge]:
    """The letters that words tell of which the first byte alone is left.

    >>> [edge.after for edge in vanished("todos los dÃas")]
    ['í']
    >>> list(vanished("MÃE E FILHA"))
    []
    """
    letters = _letters()
    if letters.keys().isdisjoint(text):
        return
    for match in _lone().finditer(text):
        place = match.start()
        start, end = words.bounds(text, place, place + 1)
        word = text[start:end]
        if len(word) < LEAST or sum(map(word.count, letters)) > 1:
            continue
        if words.frequency(word) is not None:
            continue
        possible = letters[match[0]]
        drafts = [text[start:place] + letter + text[place + 1 : end] for letter in possible]
        used = words.frequencies([words.folded(draft) for draft in drafts])
        weights = {
            letter: math.exp(use)
            for letter, draft, use in zip(possible, drafts, used, strict=True)
            if use is not None and words.cased(draft)
        }
        best, *others = sorted(weights, key=lambda letter: -weights[letter]) or [""]
        chance = weights.get(best, 0.0) / (sum(weights.values()) or 1.0)
        if chance >= SURE:
            inferred = Inferred(0, 1, 0, 1, chance, tuple(others))
            yield Edge(place, place + 1, best, True, (inferred,))


@functools.cache
def _letters() -> Mapping[str, tuple[str, ...]]:
    """By what the page shows for a first byte the letters whose second one is not seen."""
    found = {}
    for lead in LEADS:
        letters = (decode(bytes([lead]) + data, "utf-8") for data in decoder(READER).hidden)
        shown = decode(bytes([lead]), READER) or ""
        found[shown] = tuple(letter for letter in letters if letter and letter.isalpha())
    return found


@functools.cache
def _lone() -> re.Pattern[str]:
    """First bytes before a letter of ASCII, or behind one at the end of a word."""
    leads = "".join(_letters())
    return re.compile(f"[{leads}](?=[A-Za-z])|(?<=[A-Za-z])[{leads}](?![\\w\x80-\U0010ffff])")
