"""Letters of which only the first byte of UTF-8 is left: ``dÃas`` was días, ``Ã?NDICE`` ÍNDICE.

Windows-1252 shows the second byte of í as a soft hyphen, that of Á and č as a control, Latin-1 that
of ß too: none is seen, and much software drops them, or puts a marker. One such letter alone might
be meant; the word tells. Part of ``misread``. Not for: text of which more is lost (``inferring``).
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Iterator, Mapping

from garblefix.damage import Edge, Inferred
from garblefix.damage.inferring import decoder
from garblefix.encodings import decode
from garblefix.language import identify, words
from garblefix.language.scripts import FIRST_BYTES

READER = "cp1252"
CONTROLS = range(0x80, 0xA0)  # the second bytes that Latin-1 has no characters for
SOFT_HYPHEN, UNREAD = b"\xad", "\ufffd"
# What it costs that software for Latin-1 lost it, which shows fewer of them, in nats.
RESAVED = 3.0
LEAST, MARKED = 4, 3  # letters of a word, and of one with a marker
MOST = 2  # such letters of a word
# log P of a word that is so short, at least: nearly all are words of some language.
SHORT, USED = 3, -8.0
SPOKEN = 0.1  # how much counts that a word is of the language around, as ``identify`` has it
SURE = 0.9  # the chance that a letter must have beside others that would make words too

Letters = Mapping[str, float]
"""What a letter may have been, with what it costs in nats."""


def vanished(text: str) -> Iterator[Edge]:
    """The letters that words tell of which the first byte alone is left.

    >>> [edge.after for edge in vanished("todos los dÃas, korisniÄ\N{REPLACEMENT CHARACTER}kim")]
    ['í', 'č']
    >>> list(vanished("MÃE E FILHA")), list(vanished("SÓ AMANHÃ?"))
    ([], [])
    """
    if set(FIRST_BYTES).isdisjoint(text):
        return
    by_latin_1 = any(_is_inside(lead) for lead in _lone().finditer(text))
    for match in _words().finditer(text):
        lone = list(_lone().finditer(text, *match.span()))
        if lone and lone[-1].end() == match.end() and text[match.end() :][:1] >= "\x80":
            lone.pop()  # what follows is seen, though it is no letter
        if not 0 < len(lone) <= MOST:
            continue
        marked = [len(lead.group()) > 1 for lead in lone]
        letters = sum(map(str.isalpha, match.group()))
        if letters < (MARKED if all(marked) else LEAST):
            continue
        # ``AMANHÃ?`` is a question.
        if words.frequency(match.group().rstrip("?")) is None:
            resaved = [each or by_latin_1 for each in marked]
            yield from _filled(match, lone, resaved)


def _filled(word: re.Match[str], lone: list[re.Match[str]], resaved: list[bool]) -> Iterator[Edge]:
    """The letters of a word, where no doubt is left which word it is.

    ``resaved``: which of them software for Latin-1 may have lost.
    """
    ends = [word.start(), *(lead.end() for lead in lone)]
    starts = [*(lead.start() for lead in lone), word.end()]
    known = [word.string[end:start] for end, start in zip(ends, starts, strict=True)]
    possible = [
        _letters(resaved=each, unread=lead.group()[1:] == UNREAD)[lead.group()[0]]
        for lead, each in zip(lone, resaved, strict=True)
    ]
    weights: dict[tuple[str, ...], float] = {}
    drafts = {
        chosen: known[0] + "".join(map("".join, zip(chosen, known[1:], strict=True)))
        for chosen in itertools.product(*possible)
    }
    used = words.frequencies([words.folded(draft) for draft in drafts.values()])
    for (chosen, draft), use in zip(drafts.items(), used, strict=True):
        if use is None or not words.cased(draft) or (len(draft) <= SHORT and use < USED):
            continue
        cost = sum(each[letter] for each, letter in zip(possible, chosen, strict=True))
        weights[chosen] = use - cost
    if len(weights) > 1:
        # The language of the text around tells which of them it is: ``NÃ?O`` is no Vietnamese.
        rest = word.string[: word.start()] + " " + word.string[word.end() :]
        told = identify.spoken(rest, [drafts[chosen] for chosen in weights])
        weights = {
            chosen: weight + SPOKEN * its
            for (chosen, weight), its in zip(weights.items(), told, strict=True)
        }
    if not weights:
        return
    weights = {chosen: math.exp(weight) for chosen, weight in weights.items()}
    best, *others = sorted(weights, key=lambda chosen: -weights[chosen])
    chance = weights[best] / sum(weights.values())
    if chance < SURE:
        return
    for number, (lead, letter) in enumerate(zip(lone, best, strict=True)):
        size = len(lead.group())
        variants = dict.fromkeys(other[number] for other in others if other[number] != letter)
        inferred = Inferred(0, size, 0, 1, chance, tuple(variants))
        yield Edge(lead.start(), lead.end(), letter, True, (inferred,))


def _is_inside(lead: re.Match[str]) -> bool:
    """Whether a first byte, which is a capital, stands between small letters: ``StraÃe``."""
    before, behind = lead.string[lead.start() - 1 : lead.start()], lead.string[lead.end() :][:1]
    return before.islower() and behind.islower()


@functools.cache
def _letters(*, resaved: bool, unread: bool) -> Mapping[str, Letters]:
    """By what the page shows for a first byte the letters whose second one may be lost.

    ``resaved``: also by software for Latin-1, as a marker tells, or one within a word. ``unread``:
    the software could not read it, which soft hyphens it can.
    """
    found: dict[str, Letters] = {}
    hidden = decoder(READER).hidden
    for shown in FIRST_BYTES:
        lead = shown.encode(READER)
        possible = {data: 0.0 for data in hidden if not unread or data != SOFT_HYPHEN}
        if resaved:
            possible |= {bytes([byte]): RESAVED for byte in CONTROLS if bytes([byte]) not in hidden}
        letters = {decode(lead + data, "utf-8") or "": cost for data, cost in possible.items()}
        found[shown] = {letter: cost for letter, cost in letters.items() if letter.isalpha()}
    return found


@functools.cache
def _words() -> re.Pattern[str]:
    """Letters, with a marker behind the first bytes of some."""
    return re.compile(f"(?:[^\\W\\d_]|(?<=[{FIRST_BYTES}])[?\ufffd])+")


@functools.cache
def _lone() -> re.Pattern[str]:
    """First bytes with a marker, or before a letter of ASCII, or behind one that ends a word."""
    lead = f"[{FIRST_BYTES}]"
    return re.compile(
        f"{lead}[?\ufffd]|{lead}(?=[A-Za-z])|(?<=[A-Za-z]){lead}(?![\\w\x80-\U0010ffff])"
    )
