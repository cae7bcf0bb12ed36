"""Letters that were replaced by U+FFFD, one for one, and nothing is left of them: ``f�r`` was für.

Somebody read a page of one byte a character as UTF-8, and every byte above 0x7F became U+FFFD. Only
the word tells what stood there: a letter is put back where the language model has no doubt left
between all letters of the script. Not for: characters of several bytes (``这���味着``), question
marks, or what a word does not tell.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

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
DOUBT = 0.03
# How much counts the language of the text, and that people use the word. Of 2,085 letters of dev
# text in 14 languages 59 % are put back so, 96.1 of 100 of those rightly; without the words 53 %
# and 95.1 (with a doubt of 0.04).
LANGUAGE = 0.25
USED = 0.6
KNOWN = 2  # letters that a word must show
LETTERS, LONG = 12, 4  # and in a text of fewer letters, so many
MOST = 4  # letters of a word that may be gone
BEAM = 48
CONTEXT = 3  # characters on either side of a word that have their say
# A word whose letters are less likely on average, in nats, is none that the model knows.
UNKNOWN_WORD = -6.0
SURVEYED = 400  # words of a document that tell its language

_WORD = re.compile(r"[^\W\d_]*(?:(?<=[^\W\d_])['’-][^\W\d_]+)*\ufffd[\w\ufffd’'-]*")
_LETTER = re.compile(r"[^\W\d_]")
# The letters of the pages of one byte a character: Windows-1252 with its kin, Cyrillic, Greek.
_LATIN = "".join(chr(point) for point in range(0xC0, 0x180) if chr(point).isalpha()) + "șțȘȚ’"
_SCRIPTS = (
    (re.compile("[Ѐ-ӿ]"), "".join(map(chr, [*range(0x401, 0x460), 0x490, 0x491]))),
    (re.compile("[Ͱ-Ͽ]"), "".join(chr(p) for p in range(0x386, 0x3CF) if chr(p).isalpha())),
    (re.compile("[A-Za-zÀ-ɏ]"), _LATIN),
)


def survey(document: str) -> str:
    """The words of a document that have lost letters: they are of one language, mostly."""
    found = (match.group() for match in itertools.islice(_words(document), SURVEYED))
    return " ".join(found).replace("\ufffd", " ")


def signs(text: str, survey: object = None) -> list[int]:
    """Where words have lost letters.

    >>> signs("f�r � den")
    [1]
    """
    if "\ufffd" not in text:
        return []
    return [match.group().index("\ufffd") + match.start() for match in _words(text)]


def propose(text: str, survey: object, model: Model) -> list[Reading]:
    """The letters that the words of ``text`` can only have had."""
    alone = max(len(_letters(found)) for found in (text, str(survey or ""))) < LETTERS
    matches = [
        match
        for match in _words(text)
        if len(_letters(match.group())) >= (LONG if alone else KNOWN)
    ]
    if not matches:
        return []
    around = f"{text} {survey or ''}".replace("\ufffd", " ")
    languages = identify.log_odds([around])[0] * LANGUAGE
    edges = tuple(edge for match in matches for edge in _restored(text, match, languages, model))
    return [Reading(NAME, "", COST, edges)] if edges else []


def stands_whole(text: str, place: int) -> bool:
    """Whether the word that lost a letter at ``place`` stands in the text whole too.

    >>> stands_whole("caf\N{REPLACEMENT CHARACTER}s, cafés", 3)
    True
    """
    lost = next((match for match in _words(text) if match.start() <= place < match.end()), None)
    if lost is None or len(_letters(lost.group())) < LONG:
        return False
    whole = re.escape(lost.group()).replace("\ufffd", "[^\x00-\x7f\ufffd]")
    return re.search(rf"(?<!\w){whole}(?!\w)", text) is not None


def _letters(text: str) -> list[str]:
    return _LETTER.findall(text)


def _words(text: str) -> Iterator[re.Match[str]]:
    if "\ufffd" not in text:
        return
    for match in _WORD.finditer(text):
        word = match.group()
        gone = word.count("\ufffd")
        if gone <= MOST and len(_letters(word)) >= max(KNOWN, gone):
            yield match


def _restored(text: str, match: re.Match[str], languages: Floats, model: Model) -> Iterator[Edge]:
    word = match.group()
    # A page of one byte a character has one script, or two; nobody writes a word in both.
    written = (letters for script, letters in _SCRIPTS if all(map(script.match, _letters(word))))
    letters = next(written, "")
    if not letters:
        return
    before = text[: match.start()].replace("\ufffd", "")
    context = ("\n" * CONTEXT + before)[-CONTEXT:]
    behind = (text[match.end() :] + "\n")[:CONTEXT].replace("\ufffd", "")
    drafts = _drafts(word, letters, context, behind, model)
    if drafts[0][0] < UNKNOWN_WORD * (len(word) + len(behind)):
        return
    # The same in the language of the text, which the model forgets after three characters.
    own = identify.log_odds([draft for _, draft in drafts]) * LANGUAGE
    gained = np.logaddexp.reduce(own + languages, axis=1) - np.logaddexp.reduce(languages)
    known = words.gains([draft for _, draft in drafts])
    drafts = [
        (score + float(more) + USED * gain, draft)
        for (score, draft), more, gain in zip(drafts, gained, known, strict=True)
    ]
    top = max(score for score, _ in drafts)
    total = sum(math.exp(score - top) for score, _ in drafts)
    for place, character in enumerate(word):
        if character != "\ufffd":
            continue
        chances: dict[str, float] = {}
        for score, draft in drafts:
            letter = draft[place]
            chances[letter] = chances.get(letter, 0.0) + math.exp(score - top) / total
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
        tail = behind if number == len(rest) - 1 else ""
        texts = [draft + letter + piece for _, draft in drafts for letter in letters]
        scores = model.continuations([(context, text + tail) for text in texts]).tolist()
        drafts = sorted(zip(scores, texts, strict=True), key=lambda draft: -draft[0])[:BEAM]
    return drafts
