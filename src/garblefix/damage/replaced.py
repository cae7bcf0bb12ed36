"""Letters that were replaced by U+FFFD, one for one, and nothing is left of them: ``f�r`` was für.

Somebody read a page of one byte a character as UTF-8, and every byte above 0x7F became U+FFFD. Only
the words tell what stood there: each of what it may have been, and all together in which language
they are. A letter is put back where no doubt is left between all letters of the script. Not for:
characters of several bytes (``这���味着``), question marks, or what the words do not tell.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from garblefix.damage import Edge, Inferred, Reading
from garblefix.language import identify, words

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

NAME = "replaced"

# −log P of this damage, in nats; U+FFFD itself is hardly ever what somebody wrote.
COST = 4.0
# A letter is put back where all others together have at most this chance.
DOUBT = 0.04
# How much counts what the n-grams say, which know no language; the language of the text; that
# people use the word. Of 3,369 letters (benchmarks.replaced) 72 % are put back, 96.7 of 100 of
# those rightly; where each word was told by itself and the whole words, 59 % and 95.7.
NGRAMS, LANGUAGE, USED = 0.7, 0.3, 1.2
# What an apostrophe costs that was lost, nats: most are ASCII.
APOSTROPHE = 3.0
# And a capital behind a word in small letters, of which the n-grams have seen too little.
CAPITAL = 1.5
LETTERS, LONG = 12, 4  # and in a text of fewer letters, a word must show so many
MOST = 4  # letters of a word that may be gone
BEAM = 48
CONTEXT = 3  # characters on either side of a word that have their say
# A word whose letters are less likely on average, in nats, is none that the model knows.
UNKNOWN_WORD = -6.0
SURVEYED = 24  # words of a document that tell its language
REMEMBERED = 4_000  # words

_WORD = re.compile(r"[^\W\d_]*(?:(?<=[^\W\d_])['’-][^\W\d_]+)*\ufffd[\w\ufffd’'-]*")
_LETTER = re.compile(r"[^\W\d_]")
# The letters of the pages of one byte a character: Windows-1252 with its kin, Cyrillic, Greek.
_LATIN = "".join(chr(point) for point in range(0xC0, 0x180) if chr(point).isalpha()) + "’"
_LATIN_LETTER = re.compile("[A-Za-zÀ-ɏ]")
_SCRIPTS = (
    (re.compile("[Ѐ-ӿ]"), "".join(map(chr, [*range(0x401, 0x460), 0x490, 0x491]))),
    (re.compile("[Ͱ-Ͽ]"), "".join(chr(p) for p in range(0x386, 0x3CF) if chr(p).isalpha())),
    (_LATIN_LETTER, _LATIN),
)
# Signs of these pages before a word, behind it, and by themselves.
_OPENING, _CLOSING, _ALONE = "¿¡«„“‘", "»”“…", "–—•…·×"


class Survey:
    """The words of a document that have lost letters: they are of one language, mostly."""

    def __init__(self, document: str) -> None:
        found = (match.group() for match in _words(document))
        self.words = tuple(dict.fromkeys(itertools.islice(found, SURVEYED)))


def survey(document: str) -> Survey:
    """The words of a document that have lost letters."""
    return Survey(document)


def signs(text: str, survey: object = None) -> list[int]:
    """Where words have lost letters.

    >>> signs("f�r � den")
    [1]
    """
    if "\ufffd" not in text:
        return []
    found = (match for match in _words(text) if match.group() != "\ufffd")
    return [match.group().index("\ufffd") + match.start() for match in found]


def propose(text: str, survey: object, model: Model) -> list[Reading]:
    """The letters that the words of ``text`` can only have had."""
    elsewhere = survey.words if isinstance(survey, Survey) else ()
    few = max(len(_LETTER.findall(found)) for found in (text, " ".join(elsewhere))) < LETTERS
    found = [
        (match, _likely(match.group(), *_around(text, match), model))
        for match in _words(text)
        if len(_LETTER.findall(match.group())) >= LONG or not few
    ]
    lost = [(match, drafts) for match, drafts in found if drafts is not None]
    if not lost:
        return []
    # What the whole words say of the language, and those of which letters are gone.
    here = {match.group() for match, _ in found}
    others = (_likely(word, "\n" * CONTEXT, "\n", model) for word in elsewhere if word not in here)
    languages = _weighed([_WORD.sub(" ", text)])[0] + identify.priors() * LANGUAGE
    languages += sum(drafts.languages for drafts in others if drafts is not None)
    languages += sum(drafts.languages for _, drafts in lost)
    edges = tuple(
        edge
        for match, drafts in lost
        for edge in _restored(match, drafts.texts, drafts.chances(languages))
    )
    return [Reading(NAME, "", COST, edges)] if edges else []


def stands_whole(text: str, place: int) -> bool:
    """Whether the word that lost a letter at ``place`` stands in the text whole too.

    >>> stands_whole("caf\N{REPLACEMENT CHARACTER}s, cafés", 3)
    True
    """
    lost = next((match for match in _words(text) if match.start() <= place < match.end()), None)
    if lost is None or len(_LETTER.findall(lost.group())) < LONG:
        return False
    whole = re.escape(lost.group()).replace("\ufffd", "[^\x00-\x7f\ufffd]")
    return re.search(rf"(?<!\w){whole}(?!\w)", text) is not None


def _words(text: str) -> Iterator[re.Match[str]]:
    """The words that have lost letters, and letters that were words."""
    if "\ufffd" not in text:
        return
    in_latin = all(map(_LATIN_LETTER.match, _LETTER.findall(text)))
    for match in _WORD.finditer(text):
        word = match.group()
        gone = word.count("\ufffd")
        known = len(_LETTER.findall(word))
        if word == "\ufffd":
            if in_latin and _stands_alone(text, match.start()):
                yield match
        elif known and gone <= min(MOST, known + 1):
            yield match


def _stands_alone(text: str, place: int) -> bool:
    """Whether spaces set it off, with words on both sides."""
    before, behind = text[max(0, place - 2) : place], text[place + 1 : place + 3]
    return all(two[:1].isalpha() and two[1:] in (" ", "'") for two in (before, behind[::-1]))


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    """What stands before and behind a word, as far as it has its say."""
    before = text[: match.start()].replace("\ufffd", "")
    behind = (text[match.end() :] + "\n")[:CONTEXT].replace("\ufffd", "")
    return ("\n" * CONTEXT + before)[-CONTEXT:], behind


class _Drafts(NamedTuple):
    """What a word may have been, and log P of each in each language (of ``identify``)."""

    texts: tuple[str, ...]
    odds: Floats

    @property
    def languages(self) -> Floats:
        """What the word says of its language, nats; 0 for the likeliest."""
        total: Floats = np.logaddexp.reduce(self.odds, axis=0)
        total -= total.max()
        return total

    def chances(self, languages: Floats) -> list[float]:
        """The chance of each; ``languages``: what all words say of theirs, this one included."""
        others = languages - self.languages
        each = np.logaddexp.reduce(self.odds + others, axis=1)
        result: list[float] = np.exp(each - np.logaddexp.reduce(each)).tolist()
        return result


@functools.lru_cache(maxsize=REMEMBERED)
def _likely(word: str, before: str, behind: str, model: Model) -> _Drafts | None:
    """What a word may have been between such characters, None where that is of no script."""
    # A page of one byte a character has one script, or two; nobody writes a word in both.
    known = _LETTER.findall(word)
    written = (letters for script, letters in _SCRIPTS if all(map(script.match, known)))
    letters = next(written, "") if known else _LATIN + _ALONE
    found = _drafts(word, letters, before, behind, model) if letters else []
    if not found or found[0][0] < UNKNOWN_WORD * (len(word) + len(behind)):
        return None
    texts = tuple(text for _, text in found)
    odds = np.array([NGRAMS * score for score, _ in found])
    odds += USED * np.array(words.gains(texts))
    odds -= APOSTROPHE * np.array([text.count("’") for text in texts])
    if before[-2:-1].islower() and before[-1] == " " and word[0] == "\ufffd":
        odds -= CAPITAL * np.array([text[0].isupper() for text in texts])
    return _Drafts(texts, _weighed(texts) + odds[:, None])


def _weighed(texts: Sequence[str]) -> Floats:
    weighed: Floats = identify.log_odds(texts) * np.float32(LANGUAGE)
    return weighed


def _restored(match: re.Match[str], drafts: Sequence[str], each: Sequence[float]) -> Iterator[Edge]:
    """The letters of a word that are beyond doubt, by the chances of its drafts."""
    for place, character in enumerate(match.group()):
        if character != "\ufffd":
            continue
        chances: dict[str, float] = {}
        for draft, chance in zip(drafts, each, strict=True):
            chances[draft[place]] = chances.get(draft[place], 0.0) + chance
        best, *others = sorted(chances, key=lambda letter: -chances[letter])
        if chances[best] >= 1.0 - DOUBT:
            start = match.start() + place
            inferred = Inferred(0, 1, 0, 1, chances[best], tuple(others[:3]))
            yield Edge(start, start + 1, best, True, (inferred,))


def _drafts(
    word: str, letters: str, context: str, behind: str, model: Model
) -> list[tuple[float, str]]:
    """What the word may have been, with log P, best first."""
    head, *rest = word.split("\ufffd")
    drafts = [(0.0, head)]
    for number, piece in enumerate(rest):
        last = number == len(rest) - 1
        tail = behind if last else ""
        signs = _OPENING if number == 0 and not head else ""
        signs += _CLOSING if last and not piece else ""
        texts = [draft + letter + piece for _, draft in drafts for letter in letters + signs]
        scores = model.continuations([(context, text + tail) for text in texts]).tolist()
        drafts = sorted(zip(scores, texts, strict=True), key=lambda draft: -draft[0])[:BEAM]
    cased = [draft for draft in drafts if words.cased("".join(_LETTER.findall(draft[1])))]
    return cased or drafts
