"""Words that stand as they are beside others that were misread, though they could be read too.

Half of a line or a row was garbled before it was joined to the rest, whose letters are bytes to the
same reader. A word that is one as it stands, and none as read, is none of the damage; one that may
be either goes with the words around it. Not for: text of which nothing was garbled (``judgement``).
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from garblefix import lattice
from garblefix.chain import read_once, reader_of, source_of
from garblefix.damage import Reading
from garblefix.damage.drawings import draws
from garblefix.encodings import BY_NAME, decode
from garblefix.language import words
from garblefix.language.scripts import script
from garblefix.search.channels import AS_IS, channel
from garblefix.search.outcome import laid_over

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

# What it costs that damage begins or ends between two words, between two cells of a row, and that
# it does not reach the end of a text, nats. Rows alone are asked: of 180 Cyrillic pieces of 12
# characters 3 come back wrong where all text is, with 6 between words, 1 so.
BETWEEN_WORDS, BETWEEN_CELLS, AT_THE_END = 12.0, 2.0, 3.0
# How much it counts that words are known to be used, beside the n-grams.
USED = 1.5
# Nobody writes one word in capitals for no reason (МЕР, beside which нет stands), nats.
CAPITALS = 4.0
SHORTEST = 2  # letters of a word that counts; each letter is a word in some language
LETTER = 4.0  # what one by itself has to overcome beyond that, nats
# The share of what a reading replaces that is left, at least. Of clean text nearly all words stand,
# and the others would speak as if they were all of it (``с`` in a line of Russian).
LEAST = 0.3

_LETTER = re.compile(r"(?<![^\W\d_])[^\W\d_\x00-\x7f\u2e80-\U0010ffff](?![^\W\d_])")
# What stands between two words.
_BETWEEN = re.compile(r"[\x00-/:-@\[-`{-\x7f]*\Z")
# What stands between the cells of a row, and words in two of them.
_DIVIDER = r'[;\t|/:=<>"]'
_DIVIDES, _ENDS = re.compile(_DIVIDER), re.compile(rf"{_DIVIDER}|\n")
_ROW = re.compile(rf"[^\W\d_]\W*{_DIVIDER}\W*[^\W\d_]")


def beside_standing(text: str, reading: Reading, as_is: Floats, scores: Floats) -> Reading:
    """A reading without the words that stand as they are; itself where these are none, or most.

    ``as_is`` and ``scores``: the model's, of each character of the text and of its outcome.

    >>> from garblefix.language.model import load
    >>> def kept(text, chain="koi8-r>cp1251"):
    ...     [reading] = all_beside_standing([text], chain, load())
    ...     return reading.apply(text)
    >>> kept("уЕТЙС;нет"), kept("уЕТЙС;ОЕФ"), kept("рБТПМШ: ДБ"), kept("рБТПМШ: да")
    ('Серия;нет', 'Серия;нет', 'Пароль: да', 'Пароль: да')
    """
    if reading.damage != "misread" or not read_once(reading.chain) or not _ROW.search(text):
        return reading
    if source_of(reading.chain) == "utf-8" and not BY_NAME[reader_of(reading.chain)].multibyte:
        return reading  # no chance find: a letter is two signs at least, the first a certain one
    if any(edge.lossy for edge in reading.edges) or draws(text, reading.apply(text)):
        return reading
    stands = _with_words(text, as_is)
    stands[[0, -1]] -= AT_THE_END
    stands[[match.start() for match in _LETTER.finditer(text)]] -= LETTER
    # What it costs that there is damage at all is another question.
    read = channel(text, replace(reading, cost=0.0), _with_words(reading.as_read(text), scores))
    read = replace(read, starts=_starts(text, reading))
    path = lattice.best_path(
        [channel(text, AS_IS, stands), read], [1], functools.partial(_switch, text)
    )
    runs = [(start, end) for start, end, number in path.stretches if number]
    edges = tuple(e for e in reading.edges if any(start <= e.start < end for start, end in runs))
    if len(edges) < LEAST * len(reading.edges) or edges == reading.edges:
        return reading
    return replace(reading, edges=edges)


def all_beside_standing(lines: Sequence[str], chain: str, model: Model) -> list[Reading]:
    """What a chain makes of each line, but for words that stand as they are."""
    readings = [Reading("misread", chain, 0.0, laid_over(line, chain)) for line in lines]
    pairs = list(zip(lines, readings, strict=True))
    each, starts = model.characters(
        [part for line, own in pairs for part in (line, own.as_read(line))]
    )
    scores = iter(np.split(each, starts[1:]))
    return [beside_standing(line, own, next(scores), next(scores)) for line, own in pairs]


def may_stand(lines: Sequence[str], outcomes: Sequence[str], model: Model) -> list[int]:
    """The places of rows that may have cells which stand as they are, at a glance.

    Of a document that was garbled no other lines are half clean. People use all words of such a
    cell that the chain would change, or its characters read better than in the outcome of as many.

    >>> from garblefix.language.model import load
    >>> may_stand(["уЕТЙС;нет", "уЕТЙС;ОЕФ"], ["Серия;МЕР", "Серия;нет"], load())
    [0]
    """
    changed = [
        [
            [word[0] for word in _words(cell) if word[0] not in outcome]
            for cell in _DIVIDES.split(line)
            if not cell.isascii()
        ]
        if _DIVIDES.search(line) and _ROW.search(line)
        else []
        for line, outcome in zip(lines, outcomes, strict=True)
    ]
    every = [word for cells in changed for cell in cells for word in cell]
    logs = words.frequencies([words.folded(word) for word in every])
    used = {word for word, log in zip(every, logs, strict=True) if log is not None}
    found = []
    rest = []
    for place, cells in enumerate(changed):
        if any(cell and used.issuperset(cell) for cell in cells):
            found.append(place)
        elif any(cells) and len(lines[place]) == len(outcomes[place]):
            rest.append(place)
    if rest:
        asked = [lines[place] for place in rest]
        each, starts = model.characters(asked)
        gains = each - model.characters([outcomes[place] for place in rest])[0]
        text = "".join(f"{line}\n" for line in asked)
        begins = [0, *(match.end() for match in _ENDS.finditer(text, 0, len(text) - 1))]
        better = np.array(begins)[np.add.reduceat(gains, begins) > BETWEEN_CELLS]
        lines_of_them = np.searchsorted(starts, better, side="right") - 1
        found += [rest[number] for number in np.unique(lines_of_them).tolist()]
    return sorted(found)


@functools.cache
def in_one_script(chain: str) -> bool:
    """Whether what a chain garbled and what it was are in one script, as far as pages have one.

    >>> [in_one_script(chain) for chain in ("koi8-r>cp1251", "cp1251>cp1252", "gb18030>euc_jp")]
    [True, False, True]
    """
    return _script_of(source_of(chain)) == _script_of(reader_of(chain)) != ""


@functools.cache
def _script_of(name: str) -> str:
    """The script of most letters that an encoding has beyond ASCII, "" for UTF-8."""
    if BY_NAME[name].multibyte:
        return "CJK" if BY_NAME[name].in_pairs else ""
    letters = "".join(decode(bytes([byte]), name) or "" for byte in range(0x80, 0x100))
    return Counter(filter(None, map(script, letters))).most_common(1)[0][0]


def _starts(text: str, reading: Reading) -> tuple[int, ...]:
    """Where the words begin of which a reading replaces any part: software reads whole words."""
    replaced = {place for edge in reading.edges for place in range(edge.start, edge.end)}
    starts = []
    start = 0
    for place, sign in enumerate(text):
        if place not in replaced and not sign.isalpha():
            start = place + 1
        elif place in replaced:
            starts.append(start)
    return tuple(starts)


def _switch(text: str, place: int) -> float:
    """What it costs that words are garbled on one side of a place alone, nats."""
    between = _BETWEEN.search(text, 0, place)
    return BETWEEN_CELLS if between and _DIVIDES.search(between[0]) else BETWEEN_WORDS


def _words(text: str) -> list[re.Match[str]]:
    return [
        word
        for word in words.WORD.finditer(text)
        if len(word[0]) >= SHORTEST and not word[0].isascii()
    ]


def _with_words(text: str, scores: Floats) -> Floats:
    """The scores of the characters, what words that people use say counted at their beginnings."""
    found = _words(text)
    logs = words.frequencies([words.folded(word[0]) for word in found])
    result = scores.copy()
    capitals = 0.0 if text.isupper() else CAPITALS
    for word, log in zip(found, logs, strict=True):
        if log is not None:
            result[word.start()] += USED * (log - words.UNKNOWN)
        if word[0].isupper():
            result[word.start()] -= capitals
    return result
