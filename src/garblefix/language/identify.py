"""Which language a text is in: naive Bayes over hashed n-grams of letters.

Every run of one to three letters falls into a bucket (``hashed``). The table holds
log P(bucket | language) − log P(bucket) for each language of the training corpus. A script that
none of these languages uses names its language by itself. Not for: telling text from garbage.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from garblefix.language import alphabet, model
from garblefix.language.hashed import BUCKETS, FACTORS, GAP, MISSING, buckets_of, mixed
from garblefix.language.scripts import first_name

Floats = npt.NDArray[np.float32]

STEP = 1 / 16  # of the stored log-odds, nats
OVERSTATED = 3.0  # by how much ``log_odds`` are
LEAST_CHANCE = 0.02  # of a language that a text may be in
# More characters than this change no verdict.
ENOUGH = 4000
# A language must explain this much (nats a letter) more than the average of all does; Latin text in
# no known language stays below, and so does garbled text.
LEAST_GAIN = 0.15

# A word or two may be of many languages; then it is one that more is written in. By the order of
# languages on the web, at the scale of ``log_odds``: it decides up to some ten letters.
PRIORS = {"en": 7.0, **dict.fromkeys(("ru", "de", "fr", "es", "ja", "zh-Hans", "pt", "it"), 3.5)}

# Scripts that name a language, by the first word of their characters' Unicode names.
SCRIPT_LANGUAGES = {
    "ARABIC": "ar",
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "CANADIAN": "iu",
    "CHEROKEE": "chr",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "KATAKANA": "ja",
    "KHMER": "km",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "MONGOLIAN": "mn",
    "MYANMAR": "my",
    "ORIYA": "or",
    "SINHALA": "si",
    "SYRIAC": "syr",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAANA": "dv",
    "THAI": "th",
    "TIBETAN": "bo",
    "YI": "ii",
}

# Scripts of the languages of the table.
_TRAINED = {
    *("ARABIC", "ARMENIAN", "BENGALI", "CJK", "CYRILLIC", "DEVANAGARI", "GEORGIAN", "GREEK"),
    *("HANGUL", "HEBREW", "HIRAGANA", "KATAKANA", "HALFWIDTH", "LATIN", "TAMIL", "THAI"),
}


def language(text: str) -> str:
    """The ISO 639 code of the language of ``text``, "" where there is no telling.

    >>> language("Der Zug nach München fährt heute nicht"), language("Поезд сегодня не идёт")
    ('de', 'ru')
    >>> language("今日は電車が走りません"), language("ఈ రోజు రైలు లేదు"), language("42 %")
    ('ja', 'te', '')
    """
    text = text[:ENOUGH]
    gains, sizes = evidence([text])
    return named(gains[0], sizes[0], text)


def named(gains: Floats, size: int, text: str) -> str:
    """The ``language`` of text whose log-odds are known, from ``size`` n-grams."""
    script = _script(text)
    if not script:
        return ""
    if script not in _TRAINED:
        return SCRIPT_LANGUAGES.get(script, "")
    best = int((gains + priors()).argmax())
    if gains[best] > LEAST_GAIN * size:
        return codes()[best].partition("-")[0]
    return SCRIPT_LANGUAGES.get(script, "")


def log_odds(texts: Sequence[str]) -> Floats:
    """For each text and each language, log P(text | language) − log P(text | all), in nats.

    Its n-grams overlap, so this overstates about threefold what a text says about its language.
    """
    return evidence(texts)[0]


def speaks(text: str) -> tuple[float, bool]:
    """How much ``text`` is of the language that it is likeliest in, at the scale of ``log_odds``.

    And whether each of its n-grams says as much for that as in nine of ten texts in it: a language
    that is not among these looks like its sister, but less so.

    >>> speaks("Il certificato vale solo per i nomi che seguono")[1]
    True
    >>> speaks("O certificato o l'é valido solo pe i segoenti nommi")[1]  # Ligurian
    False
    """
    gains, sizes = evidence([text])
    best = int(gains[0].argmax())
    said = float(gains[0][best])
    return said, said > _usual()[best] * sizes[0] > 0


def spoken(around: str, texts: Sequence[str]) -> list[float]:
    """How much each text is of the language of the text around it, at the scale of ``log_odds``.

    That language may be any; each counts by its chance.

    >>> right, wrong = spoken("Der Zug nach München fährt heute", ["später", "spæter"])
    >>> right > wrong
    True
    """
    here, *each = log_odds([around, *texts]) / OVERSTATED
    chances = here - np.logaddexp.reduce(here)
    return [OVERSTATED * float(np.logaddexp.reduce(chances + odds)) for odds in each]


def evidence(texts: Sequence[str]) -> tuple[Floats, list[int]]:
    """The ``log_odds``, and how many n-grams of each text they are from."""
    found = buckets_of(texts)
    result = np.empty((len(texts), _table().shape[1]), dtype=np.float32)
    for row, each in enumerate(found):
        result[row] = _summed(each)
    result *= np.float32(STEP)
    return result, list(map(len, found))


def _summed(found: npt.NDArray[np.intp]) -> npt.NDArray[np.int32]:
    """The rows of the table for these buckets, added up."""
    # Twice as quick as sum(axis=0), which converts the rows first.
    summed: npt.NDArray[np.int32] = np.einsum("ij->j", _table().take(found, axis=0), dtype=np.int32)
    return summed


def possible(text: str) -> list[tuple[str, float]]:
    """The codes (of ``codes``) that ``text`` may be in, the likeliest first, with their chances.

    ``hashed.MISSING`` stands for letters that are not known: no n-gram reaches over it.

    >>> [(code, round(chance, 2)) for code, chance in possible("Поезд сегодня не идёт")]
    [('ru', 1.0)]
    >>> [code for code, _ in possible("�анима�� в�о�ое ме��о")], possible("42 %")
    (['ru', 'mk', 'bg', 'sr-Cyrl'], [])
    """
    text = text[:ENOUGH]
    [found] = buckets_of([text], known=MISSING not in text)
    if not len(found):
        return []
    gains = _summed(found) * np.float32(STEP) + priors()
    chances = np.exp((gains - gains.max()) / OVERSTATED)
    chances /= chances.sum()
    order = np.argsort(-chances, kind="stable")
    likely = order[: max(1, int((chances >= LEAST_CHANCE).sum()))]
    return [(codes()[place], float(chances[place])) for place in likely.tolist()]


def likeliest(text: str) -> tuple[str, float]:
    """The first of those, and its chance in tenths.

    >>> likeliest("Поезд сегодня не идёт"), likeliest("42 %")
    (('ru', 0.9), ('', 0.0))
    """
    code, chance = next(iter(possible(text)), ("", 0.0))
    return code, min(int(10 * chance), 9) / 10


def unused(code: str, chance: float, points: npt.NDArray[np.integer[Any]]) -> Floats:
    """How much rarer each letter is in a language than in all, in nats, 0 at least.

    With the chance that the text is in that language. ``points``: code points.

    >>> unused("ru", 0.9, alphabet.code_points("јй.")) > 2
    array([ True, False, False])
    """
    return _rarer(code, chance).take(_letters().take(points))


def likelier(
    code: str, chance: float, points: npt.NDArray[np.uint32], before: npt.NDArray[np.intp]
) -> Floats:
    """How much likelier each character of a tree is in a language than in all, nats.

    Given the two before it; 0 for what is no letter, but for the end of a word. ``points`` and
    ``before`` as for ``Model.branching``; ``chance``: that the text is in that language.

    >>> words = alphabet.code_points(" ты су ")
    >>> before = np.maximum(np.arange(len(words)) - 1, 0)
    >>> own = likelier("ru", 0.9, words, before)
    >>> bool(own[1:4].sum() > own[4:].sum())  # су is a word of Serbian
    True
    """
    small = _small().take(points)
    last = small.take(before)
    second = last.take(before)
    pair = small * np.uint32(FACTORS[0]) + last * np.uint32(FACTORS[1])
    triple = pair + second * np.uint32(FACTORS[2]) + np.uint32(3)
    # What the two before say already.
    known = last * np.uint32(FACTORS[0]) + second * np.uint32(FACTORS[1]) + np.uint32(2)
    odds = _odds_of(code, chance)
    begins = last == GAP
    result: Floats = np.where(
        begins, odds.take(mixed(pair + np.uint32(2))), odds.take(mixed(triple))
    )
    result -= np.where(begins, np.float32(0), odds.take(mixed(known)))
    result[begins & (small == GAP)] = 0.0
    return result


@functools.cache
def _small() -> npt.NDArray[np.uint32]:
    """By code point the small letter, GAP for what is no letter."""
    kinds = model.load().case_kinds
    points = np.arange(alphabet.CODE_POINTS, dtype=np.uint32)
    for capital in np.flatnonzero(kinds == alphabet.UPPER).tolist():
        points[capital] = ord(chr(capital).lower()[0])
    points[kinds == alphabet.NO_LETTER] = GAP
    return points


@functools.lru_cache(maxsize=64)
def _odds_of(code: str, chance: float) -> Floats:
    """By bucket how much likelier it is in a text that is in a language by this chance."""
    odds = _table()[:, codes().index(code)].astype(np.float32) * np.float32(STEP)
    result: Floats = np.log(1 - chance + chance * np.exp(odds)).astype(np.float32)
    return result


@functools.lru_cache(maxsize=64)
def _rarer(code: str, chance: float) -> Floats:
    """By bucket how much rarer it is in such a text, or 0; behind the last, of no letter, 0 too."""
    return np.append(np.maximum(-_odds_of(code, chance), 0), 0).astype(np.float32)


@functools.cache
def _letters() -> npt.NDArray[np.uint16]:
    """By code point, the bucket of a letter by itself; BUCKETS for what is no letter."""
    small = _small()
    found = mixed(small * np.uint32(FACTORS[0]) + np.uint32(1)).astype(np.uint16)
    found[small == GAP] = BUCKETS
    return found


@functools.cache
def priors() -> Floats:
    """What speaks for each language before anything is read, in the nats of ``log_odds``."""
    return np.array([PRIORS.get(code, 0.0) for code in codes()], dtype=np.float32)


@functools.cache
def codes() -> tuple[str, ...]:
    """The languages of ``log_odds``, as the corpus names them (``zh-Hans``, ``sr-Cyrl``)."""
    return tuple(code for code, _ in _languages())


@functools.cache
def _usual() -> tuple[float, ...]:
    """What an n-gram says for the language of its text, at least, in nine of ten texts (nats)."""
    return tuple(float(least) for _, least in _languages())


@functools.cache
def _languages() -> list[list[str]]:
    rows = (model.DATA / "languages.txt").read_text("ascii").splitlines()
    return [row.split("\t") for row in rows]


def _script(text: str) -> str:
    """The most frequent script among the letters, "" where there are no letters."""
    scripts = Counter(map(_SCRIPTS.__getitem__, text))
    del scripts[""]
    return max(scripts, key=scripts.__getitem__) if scripts else ""


class _Scripts(dict[str, str]):
    """The first word of the name of each letter, "" for other characters, as they are asked for."""

    def __missing__(self, character: str) -> str:
        is_letter = character.isalpha()
        script = first_name(character) if is_letter else ""
        self[character] = script
        return script


_SCRIPTS = _Scripts()


@functools.cache
def _table() -> npt.NDArray[np.int8]:
    # In the file the values of a language stand together: so they are packed an eighth smaller.
    table: npt.NDArray[np.int8] = np.load(model.DATA / "languages.npy", mmap_mode="r")
    return np.ascontiguousarray(table.view(np.ndarray))
