"""The odds that letters were taken for other letters of their script, by a fitted map.

Where ``Następnie`` became ``Nastêpnie`` nothing but language tells damage from a word of another
language, and the n-grams alone cannot say whether they know that language. What speaks for and
against is measured here, one number each; ``training.odds`` fits how much each counts, on garbled
text and on clean text in languages that the model has never seen. Not for: damage that leaves
signs of its own, or letters of another script (``judgement``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garblefix.language import alphabet, identify, model, words
from garblefix.language.lookalikes import looks_latin
from garblefix.language.scripts import GREEK

if TYPE_CHECKING:
    from garblefix.search.scored import Scored

# What the gate prefers by more, in nats, speaks no more for an account: it knows garbled text, and
# languages that it has never seen look like that.
GATE_SURE = 12.0
# The words around must say so much for their language, at the scale of ``identify.log_odds``. What
# that is worth, and what software costs that is rare, was set by hand: of 1,980 Latin pieces of 40
# characters (benchmarks.misread) 96.4 % come back without these three, 97.0 % with them.
TOLD = 35.0
# Where they say less, nothing is known of the language.
HINTED = 8.0
# And what is put in must say this much for that language too.
SPOKEN = 8.0
# Two encodings that are hardly met together, nats: a letter that people write is then meant.
RARE = 10.6
# A language has next to none of a letter that is rarer in it by so many nats than in all; where the
# text is in it by this chance, and where that is beyond doubt.
FOREIGN, CLEARLY, SURE = 3.5, 0.9, 0.99
# Signs that people write inside words: Catalan and Sardinian the dot, others an apostrophe.
INSIDE_WORDS = str.maketrans("", "", "·'’‘ʼ´`")
BEHIND_WORDS = frozenset("®™°²³’”»…")
# What stands between the cells of a row, of which so many are one; and what is none, but a program.
# So many characters of a row must not be ASCII cells, as fewer show too little of a language.
_BETWEEN_CELLS, CELLS, SHORT = re.compile(r"[;\t|]|,(?! )"), 3, 8
_CODE = re.compile(r"[][(){}=<>\\]")


@dataclass(frozen=True, slots=True)
class Touched:
    """The words that an account changes: log P before and after, None where it is not known.

    ``words``: each before and after it; ``rest``: the text without them.
    """

    before: tuple[float | None, ...]
    after: tuple[float | None, ...]
    words: tuple[tuple[str, str], ...] = ()
    rest: str = ""

    @property
    def gain(self) -> float:
        """What the words after it speak for the account, nats."""
        return _known(self.after)

    def spoken(self) -> tuple[float, float]:
        """How much of the language of the rest the words are before and after, nats."""
        texts = [" ".join(words) for words in zip(*self.words, strict=True)]
        before, after = identify.spoken(self.rest, texts)
        return before, after


def touched(text: str, after: str, spans: Sequence[tuple[int, int, int, int]]) -> Touched:
    """The words that changed from ``text`` to ``after``.

    ``spans``: where each replaced span starts and ends in ``text``, and in ``after``.

    >>> found = touched("mo¿e", "może", [(2, 3, 2, 3)])
    >>> found.before, found.gain > 5
    ((None,), True)
    """
    found = set()
    rest = text
    for start, end, begin, stop in spans:
        first, last = words.bounds(text, start, end)
        found.add((text[first:last], words.around(after, begin, stop)))
        rest = rest[:first] + " " * (last - first) + rest[last:]
    pairs = sorted(found)
    logs = words.frequencies([words.folded(word) for pair in pairs for word in pair])
    return Touched(tuple(logs[::2]), tuple(logs[1::2]), tuple(pairs), rest)


def log_odds(evidence: dict[str, float]) -> float:
    """The log odds, in nats, that an account with this evidence is right."""
    weights = _weights()
    return weights[""] + sum(weights.get(name, 0.0) * value for name, value in evidence.items())


def evidence(
    before: Scored, outcome: Scored, base: float, found: Touched, *, explained: float, whole: float
) -> dict[str, float]:
    """What speaks for an account, by name; more of each speaks for it more.

    ``base``: what the model says of the text as it is, nats; ``found``: the words that the account
    changes. ``explained``: the share of the foreign characters that it changes or need not change;
    ``whole``: the share of what it replaces that were signs between letters and become letters.
    """
    text, cost = outcome.account.text, outcome.account.cost
    gain = outcome.reads(known=True) - base - cost
    spoken_before, spoken_after = found.spoken()
    changed = max(len(found.after), 1)
    said, as_usual = identify.speaks(found.rest)
    told = said > TOLD
    # ``dùn`` is a word of some language, ``m‚me`` of none.
    written = all(_is_written(word) for word, _ in found.words)
    common = cost < RARE
    at_home = told and as_usual and spoken_after > SPOKEN
    cells = _beyond_ascii(text)
    letters = sum(map(str.isalpha, cells))
    return {
        "gain": _within(gain, -40.0, 40.0),
        "own": _within(outcome.own, -30.0, 30.0),
        "language": _within(outcome.language - before.language, -15.0, 40.0),
        "context": _within(spoken_after - spoken_before, -20.0, 60.0),
        "context after": _within(spoken_after, -50.0, 30.0),
        "sign in a known language": float(told and not written),
        "letter in a known language": float(at_home and written and common),
        "letter of rare software": float(written and not common),
        "letter that nothing tells of": float(
            written
            and said < HINTED
            and not found.gain
            and len(found.words) == len(_swapped(found.words)) == 1
        ),
        "letter of its alphabet": float(
            at_home and written and common and _in_its_alphabet(text, found.words)
        ),
        "suspicion": _within(before.suspicion - outcome.suspicion, -15.0, GATE_SURE),
        "words": _known(found.after) / changed,
        "words before": -_known(found.before) / changed,
        "explained": explained,
        "letters": letters / max(len(cells), 1),
        "whole": whole,
        "cost": -cost,
    }


@functools.cache
def _weights() -> dict[str, float]:
    """How much each kind of evidence counts; "": the log odds where all are 0."""
    rows = (model.DATA / "odds.tsv").read_text("utf-8").splitlines()
    return {name: float(weight) for name, weight in (row.split("\t") for row in rows)}


def _beyond_ascii(text: str) -> str:
    """A text, or of a row its cells that are not all ASCII: the others tell nothing of them.

    >>> _beyond_ascii("17;Jürgen Müßig;2019-03-04;EUR"), _beyond_ascii("1;ü;2")
    ('Jürgen Müßig', '1;ü;2')
    """
    cells = _BETWEEN_CELLS.split(text)
    if len(cells) < CELLS or _CODE.search(text):
        return text
    others = " ".join(cell for cell in cells if not cell.isascii())
    return others if len(others) >= SHORT else text


def _known(logs: Sequence[float | None]) -> float:
    """How much likelier some words are than unknown ones."""
    return sum(log - words.UNKNOWN for log in logs if log is not None)


def _is_written(word: str) -> bool:
    """Whether people write it so, as far as capitals and signs go: ``dùn``, ``NAME®``.

    Or mistyped it: ``Estа`` with a Cyrillic а.
    """
    if word[-1:] in BEHIND_WORDS:
        return word[:-1].isalpha()
    letters = word.translate(INSIDE_WORDS)
    others = [at for at, letter in enumerate(letters) if letter >= GREEK]
    one_script = len(others) in (0, len(letters))
    mixed_up = all(looks_latin(letters, at, at + 1) for at in others)
    return letters.isalpha() and (one_script or mixed_up) and words.cased(letters)


def _in_its_alphabet(text: str, found: Sequence[tuple[str, str]]) -> bool:
    """Whether the language that ``text`` became has the letters put in, and not those before."""
    code, chance = identify.likeliest(text)
    swapped = _swapped(found)
    if chance < CLEARLY or not swapped:
        return False
    shown, meant = ("".join(letters) for letters in zip(*swapped, strict=True))
    rarer = [identify.unused(code, SURE, alphabet.code_points(each)) for each in (shown, meant)]
    return bool(rarer[0].min() > FOREIGN and rarer[1].max() == 0.0)


def _swapped(found: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """The letters that became others in some words, and these, capitals or not."""
    return {
        letters
        for before, after in found
        if len(before) == len(after)
        for letters in zip(words.folded(before), words.folded(after), strict=False)
        if letters[0] != letters[1]
    }


def _within(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
