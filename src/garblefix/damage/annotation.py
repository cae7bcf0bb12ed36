"""Readings in brackets: ``區(qū)政府`` was 區政府, before a program wrote a reading behind 區.

Such a program replaces a fixed table of traditional characters, wherever they stand, by the
character and its default reading. Text-books write readings too, and theirs stay: they gloss
simplified and shared characters, whole words, unusual readings, and a character once among many.
Not for: places where the program hit halves of two characters (``shift``).
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garblefix.damage import Edge, Reading
from garblefix.language import readings
from garblefix.language.readings import HAN, SYLLABLE

if TYPE_CHECKING:
    from garblefix.language.model import Model

NAME = "annotation"

SIGNS = re.compile(rf"[{HAN}][(（]{SYLLABLE}[)）]")

_TOKEN = re.compile(rf"([{HAN}])[(（]({SYLLABLE})[)）]")
# A gloss of several syllables: text-books have them, the program never.
_WORD_GLOSS = re.compile(rf"[{HAN}][(（]{SYLLABLE}(?:[ '’,，·-]+{SYLLABLE})+[)）]")
_LONGEST_GLOSS = 100
_HAN = re.compile(f"[{HAN}]")
# What misaligned hits of the same program leave (see ``shift``): ``勇?lián)``, ``!安恢\``. Of the
# latter the last character is looked for first, because there are few of it.
_TORN = re.compile(rf"(?:[{HAN}][?\ufffd][(（]?|[@-~][(（]){SYLLABLE}[)）]")
_LAST_OF_RUN = re.compile(rf"[\\^_`{{|}}~@](?<=[{HAN}\u3040-\u30ff].)")
_RUN = re.compile(rf"[,!;?，！；？][{HAN}\u3040-\u30ff]{{1,24}}$")
_LONGEST_RUN = 25
# Words of a text about readings.
_TALK = re.compile(
    "[讀读念唸][作做成為为音]|[注讀读拼發发多字]音|拼写|拼寫|生字|姓氏|[不又]讀|[不又]读"
)

# −log P(the program was here), by what else the document shows; in nats.
COST_PROVEN = 2.0
COST_ALONE = 5.0
# So many tokens prove the program, where everything fits; measured on dev text: one is a fix only
# inside a word, and two of the same character may be a learner's.
PROOF = 3
# The program leaves no occurrence of its characters out; line breaks and misaligned hits hide some.
COVERAGE = 0.85
# A learner's text has shared characters among so many; files that join pages leave some unread.
MANY = 10
COVERAGE_OF_MANY = 0.4
# Misaligned hits put a reading behind a wrong character now and then.
STRAY = 0.03
# log P of a character by itself; the program's table holds common ones. 礎 −12.4, 羈 −15.1.
COMMON = -14.0


@dataclass(frozen=True, slots=True)
class Survey:
    """What a document says about its readings.

    ``tokens`` counts (character, reading); ``occurrences`` counts each annotated character, glossed
    or not; ``stray`` counts readings that the program would not have written; ``glued`` those
    directly before another character of a word; ``torn`` places that only the program leaves.
    """

    tokens: Counter[tuple[str, str]]
    occurrences: Counter[str]
    stray: int = 0
    glued: int = 0
    torn: int = 0
    talk: bool = False

    @property
    def total(self) -> int:
        """How many readings of the program's kind there are."""
        return sum(self.tokens.values())

    @property
    def proven(self) -> bool:
        """Whether the program must have been at work."""
        weight = self.total + PROOF * self.torn
        if weight < PROOF or len(self.tokens) + self.torn < 2 or self.stray > STRAY * weight:
            return False
        if self.talk and weight < 10 * PROOF:
            return False
        if not self._covered:
            return False
        return self.torn > 0 or self.glued * 2 >= self.total

    @property
    def likely(self) -> bool:
        """Whether the program was at work as far as the document can tell."""
        if self.proven:
            return True
        return self.glued > 0 and not self.stray and not self.talk and self._covered

    @property
    def possible(self) -> bool:
        """Whether any reading may be the program's work, as far as the document can tell."""
        learned = self.stray > 0 or self.talk
        return self.proven or (not learned and (self.glued > 0 or self.torn > 0))

    @property
    def _covered(self) -> bool:
        needed = COVERAGE if len(self.occurrences) < MANY else COVERAGE_OF_MANY
        return self.total >= needed * self.occurrences.total()

    def covers(self, character: str) -> bool:
        """Whether nearly every occurrence of this character has one and the same reading."""
        counts = [count for (key, _), count in self.tokens.items() if key == character]
        return bool(counts) and max(counts) >= COVERAGE * self.occurrences[character]


def signs(text: str, surveyed: Survey | None = None) -> list[int]:
    """Where readings stand behind characters; a text without any never carries this damage."""
    if surveyed is not None and not surveyed.possible:
        return []
    return readings.places(text, SIGNS)


def written(text: str) -> bool:
    """Whether there are readings in brackets in ``text``, whole or torn."""
    return bool(readings.places(text, SIGNS) or readings.places(text, _TORN))


def torn(text: str) -> list[int]:
    """Where halves of two characters were hit, and the text behind is out of step.

    >>> torn("政府勇?lián)厝危。!安恢^，"), torn("區(qū)政府")
    ([2, 12], [])
    """
    found = readings.places(text, _TORN)
    if not found and not signs(text):
        return []
    for last in _LAST_OF_RUN.finditer(text):
        run = _RUN.search(text, max(0, last.start() - _LONGEST_RUN), last.start())
        if run:
            found.append(run.start())
    return found


@functools.lru_cache(maxsize=1)
def survey(document: str) -> Survey:
    """Count the readings of a document, and what speaks against a program.

    >>> survey("區(qū)政府和區(qū)委").proven, survey("區(qū)政府和企業(yè)服務(wù)").proven
    (False, True)
    """
    if not signs(document):
        return Survey(Counter(), Counter())
    known = readings.load()
    tokens: Counter[tuple[str, str]] = Counter()
    stray = len(list(readings.matches(document, _WORD_GLOSS, _LONGEST_GLOSS)))
    glued = 0
    for match in readings.matches(document, _TOKEN):
        character, reading = match.groups()
        if not known.may_be(character, reading):
            stray += 1
            continue
        tokens[character, reading] += 1
        glued += _HAN.match(document, match.end()) is not None
    stray += _several_readings(tokens)
    keys = {character for character, _ in tokens}
    occurrences = Counter({key: document.count(key) for key in keys})
    # Where nothing else speaks for a program no more is asked, for that takes longer than all else.
    told = bool(tokens or readings.places(document, _TORN))
    hits = len(torn(document)) if told else 0
    talk = told and _TALK.search(document) is not None
    return Survey(tokens, occurrences, stray, glued, hits, talk)


def _several_readings(tokens: Counter[tuple[str, str]]) -> int:
    """How many tokens give a character another reading than most: the program has one for each."""
    most: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for (character, _), count in tokens.items():
        most[character] = max(most[character], count)
        every[character] += count
    return (every - most).total()


def propose(text: str, surveyed: Survey | None, model: Model) -> list[Reading]:
    """The readings in ``text`` that a program wrote, taken out: at most one account.

    ``surveyed``: the whole document; without it the text is looked at by itself.
    """
    if not signs(text):
        return []
    seen = survey(text) if surveyed is None else surveyed
    edges = tuple(
        Edge(match.start(), match.end(), match[1])
        for match in _TOKEN.finditer(text)
        if _is_damage(text, match, seen, model)
    )
    if not edges:
        return []
    return [Reading(NAME, "", COST_PROVEN if seen.proven else COST_ALONE, edges)]


def _is_damage(text: str, match: re.Match[str], seen: Survey, model: Model) -> bool:
    character, reading = match.groups()
    known = readings.load()
    if seen.proven:
        if len(seen.occurrences) >= MANY and known.is_default(character, reading):
            return True
        return known.may_be(character, reading) and seen.covers(character)
    # Little evidence: everything must fit.
    if seen.stray or seen.talk or not known.is_default(character, reading):
        return False
    if seen.occurrences[character] != seen.tokens[character, reading]:
        return False
    if not _HAN.match(text, match.end()):
        return False
    return bool(model.alone(character)[0] >= COMMON)
