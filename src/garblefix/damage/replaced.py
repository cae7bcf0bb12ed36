"""Letters that were replaced by U+FFFD or ``?``, and nothing is left of them: ``f�r`` was für.

Somebody read a page of one byte a character as UTF-8, and every byte above 0x7F became U+FFFD; or
UTF-8 as ASCII, and every byte of it did (``f��r``). Only the words tell what stood there: each by
what it may have been, and all together in which language they are. A letter is put back where no
doubt is left between all letters of the script. A text that was cut within a character ends in
U+FFFD too, and then no word need have ended there. Not for: Chinese, Japanese and Korean
(``这���味着``), or what the words do not tell.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from garblefix.damage import Edge, Inferred, Reading
from garblefix.damage._drafts import CONTEXT, Drafts, around, likely, spoken
from garblefix.damage._gaps import (
    ANY_LETTER,
    GAPS,
    MARKER,
    Gapped,
    by_byte,
    by_character,
)
from garblefix.questions import asks, marked

if TYPE_CHECKING:
    from garblefix.language.model import Model

NAME = "replaced"

# −log P of this damage, in nats; U+FFFD itself is hardly ever what somebody wrote.
COST = 4.0
# A letter is put back where all others together have at most this chance; less in a word that
# nobody is known to use.
DOUBT, DOUBT_UNKNOWN = 0.04, 0.01
# And in a text of fewer letters, which says little of its language, a word must show so many, and
# be used the more, the fewer they are: log P, in nats, for each.
LETTERS, LONG, EACH_LETTER = 12, 4, 2.5
ASKING = 400  # lines with question marks that are looked through for such words
SURVEYED = 24  # words of a document that tell its language
# What a marker costs that no word explains, and by how much markers must be characters rather than
# bytes, or bytes rather than characters, nats.
UNEXPLAINED, CLEAR = 30.0, 3.0

_ALONE = re.compile(f"(?<!{MARKER}){MARKER}(?!{MARKER})")
# What is left of a line that was cut within a character.
_CUT = re.compile(rf"{MARKER}+(?:\.\.\.|…)?\s*$", re.MULTILINE)


class Survey:
    """What a document tells: whether its markers may be bytes, and the words that have gaps.

    They are of one language, mostly.
    """

    def __init__(self, document: str) -> None:
        self.words: dict[Callable[[str], Gapped | None], tuple[str, ...]] = {by_character: ()}
        self.asking = MARKER not in document and asks(document)
        if self.asking:
            lines = (line for line in document.split("\n") if "?" in line)
            document = "\n".join(itertools.islice(lines, ASKING))
        document = _shown(document, asking=self.asking)
        if MARKER not in document:
            return
        if MARKER not in _CUT.sub("", document):
            self.words = {}  # nothing says that letters were lost, and not all that followed
            return
        ways: list[Callable[[str], Gapped | None]] = [by_character]
        if not _ALONE.search(document):
            ways.append(by_byte)
        for way in ways:
            gapped = way(document)
            found = (match.group() for match in gapped.words()) if gapped else ()
            self.words[way] = tuple(dict.fromkeys(itertools.islice(found, SURVEYED)))


def survey(document: str) -> Survey:
    """The words of a document that have lost letters."""
    return Survey(document)


def signs(text: str, surveyed: Survey | None = None) -> list[int]:
    """Where words have lost letters.

    >>> signs("f�r � den")
    [1]
    """
    if MARKER in text:
        return list(_places(text))
    asking = surveyed is not None and surveyed.asking
    if "?" not in text or not (asking or asks(text)):
        return []
    places: list[int] = []
    start = 0
    for line in text.split("\n"):  # most of which ask nothing
        if "?" in line:
            places += [start + place for place in _places(marked(line, asking=asking))]
        start += len(line) + 1
    return places


def _places(text: str) -> Iterator[int]:
    """Where words have markers."""
    if MARKER in text:
        found = (match for match in by_character(text).words() if match.group() != MARKER)
        yield from (match.group().index(MARKER) + match.start() for match in found)


def propose(text: str, surveyed: Survey | None, model: Model) -> list[Reading]:
    """The letters that the words of ``text`` can only have had."""
    seen = survey(text) if surveyed is None else surveyed
    used = MARKER not in text
    text = _shown(text, asking=seen.asking)
    if MARKER not in text or not seen.words:
        return []
    laid_out = ((way(text), elsewhere) for way, elsewhere in seen.words.items())
    accounts = [
        _account(text, gapped, elsewhere, model, used=used)
        for gapped, elsewhere in laid_out
        if gapped is not None
    ]
    first, *others = sorted(accounts, key=lambda account: -account.total)
    doubtful = any(other.total > first.total - CLEAR for other in others)
    return [] if doubtful or not first.edges else [Reading(NAME, "", COST, first.edges)]


def _shown(text: str, *, asking: bool = False) -> str:
    """The text with U+FFFD for what stands for letters; question marks do where there is none."""
    return text if MARKER in text else marked(text, asking=asking)


def stands_whole(text: str, places: Sequence[int]) -> bool:
    """Whether any word that lost a letter at one of these places stands in the text whole too.

    >>> stands_whole("caf\N{REPLACEMENT CHARACTER}s, cafés", [3])
    True
    """
    text = _shown(text)
    lost = {
        match.group()
        for match in by_character(text).words()
        if (at := bisect.bisect_left(places, match.start())) < len(places)
        and places[at] < match.end()
        and len(ANY_LETTER.findall(match.group())) >= LONG
    }
    return any(_stands_whole(text, word) for word in lost)


def _stands_whole(text: str, lost: str) -> bool:
    whole = re.escape(lost).replace(MARKER, f"[^\x00-\x7f{MARKER}]")
    return re.search(rf"(?<!\w){whole}(?!\w)", text) is not None


class _Account(NamedTuple):
    """What filled the gaps; ``total``: log P of the words so filled, in nats."""

    total: float
    edges: tuple[Edge, ...]


def _account(
    text: str, gapped: Gapped, elsewhere: Sequence[str], model: Model, *, used: bool
) -> _Account:
    """What filled the gaps of a text; ``elsewhere``: words of its document that have some.

    ``used``: by words alone that people are known to use.
    """
    letters = max(len(ANY_LETTER.findall(each)) for each in (text, " ".join(elsewhere)))
    told = [
        (match, drafts)
        for match in gapped.words()
        if (drafts := likely(match.group(), *around(gapped.text, match), model)) is not None
        and (not used or (drafts := drafts.used) is not None)
        and (letters >= LETTERS or _tells(match.group(), drafts))
    ]
    # What the whole words say of the language, and those that have gaps.
    languages = spoken(gapped.without())
    here = {match.group() for match, _ in told}
    for word in elsewhere:
        drafts = likely(word, "\n" * CONTEXT, "\n", model) if word not in here else None
        if drafts is not None:
            languages += drafts.said
    for _, drafts in told:
        languages += drafts.languages
    spans = [(gapped.places[match.start()], gapped.places[match.end()]) for match, _ in told]
    left = text.count(MARKER) - sum(text.count(MARKER, *span) for span in spans)
    total = float(np.logaddexp.reduce(languages)) - UNEXPLAINED * left
    edges = tuple(
        edge
        for match, drafts in told
        for edge in _restored(gapped, match, drafts, drafts.chances(languages))
    )
    return _Account(total, edges)


def _tells(word: str, drafts: Drafts) -> bool:
    """Whether a word needs no others beside it to tell what it was."""
    letters = len(ANY_LETTER.findall(word))
    return letters >= LONG and drafts.frequency >= -EACH_LETTER * letters


def _restored(
    gapped: Gapped, match: re.Match[str], drafts: Drafts, each: Sequence[float]
) -> Iterator[Edge]:
    """The letters of a word that are beyond doubt, by the chances of its drafts."""
    for number, character in enumerate(match.group()):
        if character not in GAPS:
            continue
        chances: dict[str, float] = {}
        known: dict[str, float] = {}  # of these what words have that people use
        for draft, chance, used in zip(drafts.texts, each, drafts.known, strict=True):
            letter = draft[number]
            chances[letter] = chances.get(letter, 0.0) + chance
            known[letter] = known.get(letter, 0.0) + chance * used
        best, *others = sorted(chances, key=lambda letter: -chances[letter])
        doubt = DOUBT if 2 * known[best] > chances[best] else DOUBT_UNKNOWN
        if chances[best] >= 1.0 - doubt:
            place = match.start() + number
            start, end = gapped.places[place], gapped.places[place + 1]
            inferred = Inferred(0, end - start, 0, 1, chances[best], tuple(others[:3]))
            yield Edge(start, end, best, True, (inferred,))
