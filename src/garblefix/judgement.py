"""How much speaks for an account of a text, against the text as it is, in nats.

The language model compares what was there before with what is there now, over the whole text; a
model of any coherent text stands up for languages that it does not know; what was put in must be
text in its own right. Where letters stand for letters of their script the fitted odds decide
(``odds``). Not for: finding accounts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from garblefix import odds, valid
from garblefix.accounts import Account, covered, put_in, runs
from garblefix.damage import Reading
from garblefix.encodings import ENCODINGS, decode, reader_bytes
from garblefix.language import compounds, gate, identify, words
from garblefix.language.plausibility import fair
from garblefix.meant import (
    ends_lines,
    is_a_short_word,
    means_what_it_names,
    reads_quantities,
    stand_as_signs_do,
    stands_alone,
    was_an_ellipsis,
    were_signs,
    were_signs_in_pairs,
)
from garblefix.structure import is_structured, was_utf8
from garblefix.vetoes import (
    breaks_a_word,
    guesses_what_is_gone,
    infers_from_nothing,
    is_a_capital_and_its_sign,
    is_part_of_a_run,
    means_what_it_shows,
    replaces_words,
    ruler,
    sign_for_sign,
    tears_a_word,
    writes_letters_in_pairs,
)

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

# How much less likely than coherent text of its scripts the new part of an outcome may be (nats),
# and how much of what it gains may make up for that.
SLACK = 8.0
SLACK_LETTER = 3.0
TRUST = 0.5
SEQUENCE = 2  # characters of garbled UTF-8 that count as structure
TRUST_STRUCTURED = 2.0  # where sequences of UTF-8 speak for it
# How much the best language of a text counts, beside n-grams that forget it after three characters.
LANGUAGE = 0.5
FOREIGN_NAME = 0.5
# What it costs where the words of ASCII are in another language than the others, as in programs.
APART = 4.0
TOLD = 4  # letters of a word that tell its language
# The n-grams have hardly seen garbled UTF-8, so that ``Ã¶`` is to them a rare pair like others. The
# gate has: so much of the log odds that it gives (nats) counts for such an outcome, up to a bound.
SEEN_BEFORE = 0.5
MOST_SEEN = 8.0
# One page for another happens to a whole text, seldom to less than this share of its characters.
FEW = 0.3
ODD_SIGN = 12.0
# Ideographs or pairs of signs whose bytes are a sign in UTF-8 are hardly ever meant where that sign
# would stand.
SIGNS_STANDING = 6.0
# Nobody ends words in a capital behind small letters, nats: ``LoadingÉ`` was an ellipsis.
CAPITAL_AT_THE_END = 3.0
STRANGE = 8.0  # letters of another alphabet, of which not one word is known
LONE = 2  # characters of another script that are hardly ever all that was garbled

# In the names of programs a capital begins a new word.
_FOREIGN_WORD = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f](?:[^\W\d_A-Z]+|[A-Z]+(?![a-z]))*")

VETOES = (
    sign_for_sign,
    stands_alone,
    ends_lines,
    means_what_it_names,
    reads_quantities,
    replaces_words,
    breaks_a_word,
    guesses_what_is_gone,
    infers_from_nothing,
    writes_letters_in_pairs,
    is_a_capital_and_its_sign,
    is_part_of_a_run,
    is_a_short_word,
    means_what_it_shows,
)


@dataclass(slots=True)
class _Judged:
    """A text, or what an account makes of it, as the models see it; scores in nats."""

    account: Account
    scores: Floats  # of the language model, by character and end
    surplus: Floats  # of these over coherent text
    coherent: Floats  # by the frequency of the characters
    language: float  # log odds of its best language
    languages: float  # the same where words of ASCII may be in another one than the others
    suspicion: float  # of the gate

    @property
    def own(self) -> float:
        """How much better than coherent text what was put in is."""
        return sum(float(self.surplus[start : end + 1].sum()) for start, end in self.spans)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The spans of the outcome that were put in."""
        spans = []
        shift = 0
        for item in self.account.applied:
            start = item.edge.start + shift
            shift += len(item.edge.after) - (item.edge.end - item.edge.start)
            spans.append((start, start + len(item.edge.after)))
        return spans

    def reads(self, *, known: bool) -> float:
        """log P of the text; where ``known``, what was put in must be text that the model knows."""
        spans = self.spans if known else ()
        return fair(self.account.text, self.scores, self.coherent, spans)


def gains(
    text: str, as_is: Floats, accounts: Sequence[Account], model: Model
) -> list[float | None]:
    """What each account gains over ``text`` as it is, less what it costs; None: out of question.

    ``as_is``: the model's score of each character of ``text`` and its end.
    """
    compared = compare(text, as_is, accounts, model)
    gained = compared.gained
    if compared.evidence is None:
        return gained
    # The odds that the best account is right take the place of its gain. The others keep their
    # distance; where the odds are against it, those of its kind go with it.
    chance = odds.log_odds(compared.evidence)
    if was_an_ellipsis(text, accounts[compared.best]):
        chance += CAPITAL_AT_THE_END
    change = chance - (gained[compared.best] or 0.0)
    return [
        gain if gain is None or (chance <= 0.0 and not swaps) else gain + change
        for gain, swaps in zip(gained, compared.swaps, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """What each account gains (nats, None: out of question), and which is the best.

    ``swaps``: whether an account puts letters for letters of their script. ``evidence``: what
    speaks for the best one, where that one does, as ``odds`` weighs it.
    """

    gained: list[float | None]
    swaps: list[bool]
    best: int
    evidence: dict[str, float] | None


def compare(text: str, as_is: Floats, accounts: Sequence[Account], model: Model) -> Compared:
    """The accounts by what they gain over ``text`` as it is; see ``gains``."""
    if not accounts:
        return Compared([], [], -1, None)
    before, *outcomes = _judged(text, as_is, accounts, model)
    base = before.reads(known=False)
    structured_best = _best_structured(text, outcomes)
    gained: list[float | None] = []
    signed = [is_structured(text, outcome.account) for outcome in outcomes]
    signs = [were_signs(text, outcome.account) for outcome in outcomes]
    swaps = [
        not own_signs and not were and _swaps_letters(text, outcome.account, model)
        for outcome, own_signs, were in zip(outcomes, signed, signs, strict=True)
    ]
    for number, outcome in enumerate(outcomes):
        account = outcome.account
        if any(veto(text, account) for veto in VETOES):
            gained.append(None)
        elif signed[number]:
            best = number == structured_best
            gained.append(_structured_gain(text, before, outcome, base, best=best, model=model))
        elif signs[number]:
            gained.append(_sign_gain(text, before, outcome, base))
        elif ruler(text, account) or tears_a_word(text, account):
            gained.append(None)
        elif swaps[number]:
            gained.append(_gain(before, outcome, base) + _touched(text, outcome).gain)
        elif valid.was_valid_utf8(account):
            gained.append(_valid_gain(text, before, outcome, base, model))
        else:
            gained.append(_foreign_gain(text, before, outcome, base))
    possible = [number for number, gain in enumerate(gained) if gain is not None]
    first = max(possible, key=lambda number: gained[number] or 0.0, default=-1)
    weighed = first >= 0 and swaps[first]
    evidence = _evidence(text, before, outcomes[first], base) if weighed else None
    return Compared(gained, swaps, first, evidence)


def _judged(text: str, as_is: Floats, accounts: Sequence[Account], model: Model) -> list[_Judged]:
    """``text`` itself, then each account, as the models see them."""
    texts = [text, *(_laid(account).as_read(text) for account in accounts)]
    each, starts = model.characters(texts[1:])
    each, starts = np.concatenate((as_is, each)), np.append(0, starts + len(as_is))
    surplus = each - model.coherence(texts)
    coherent = model.coherence(texts, by_frequency=True)
    language, languages = _languages(texts)
    parts = zip(
        [Account(text, 0.0, ()), *accounts],
        *(np.split(values, starts[1:]) for values in (each, surplus, coherent)),
        language.tolist(),
        languages.tolist(),
        [gate.STEP * steps for steps in gate.suspicion(texts)],
        strict=True,
    )
    return [_Judged(*part) for part in parts]


def _languages(texts: Sequence[str]) -> tuple[Floats, Floats]:
    """The log odds of each text's best language; of two, where words of ASCII may be in another."""
    words_of = [_FOREIGN_WORD.findall(text) for text in texts]
    foreign = [" ".join(word for word in found if len(word) >= TOLD) for found in words_of]
    ascii_only = _FOREIGN_WORD.sub(" ", texts[0])
    best = LANGUAGE * identify.log_odds([*texts, *foreign, ascii_only]).max(axis=1)
    together, apart = best[: len(texts)], best[len(texts) : -1] + best[-1] - APART
    return together, np.where(apart > together, apart, together)


def _touched(text: str, outcome: _Judged) -> odds.Touched:
    """The words that an account changes."""
    edges = [item.edge for item in outcome.account.applied]
    spans = [(edge.start, edge.end, *span) for edge, span in zip(edges, outcome.spans, strict=True)]
    return odds.touched(text, outcome.account.text, spans)


def _evidence(text: str, before: _Judged, outcome: _Judged, base: float) -> dict[str, float]:
    """What speaks for an account that swaps letters."""
    account = outcome.account
    return odds.evidence(
        gain=outcome.reads(known=True) - base - account.cost,
        own=outcome.own,
        language=outcome.language - before.language,
        suspicion=before.suspicion - outcome.suspicion,
        explained=_explained(text, account),
        cost=account.cost,
        text=account.text,
        whole=_made_whole(text, account),
        found=_touched(text, outcome),
    )


def _made_whole(text: str, account: Account) -> float:
    """The share of the spans that were signs between letters and become letters.

    Half of one where a letter stands on one side alone.
    """
    edges = [item.edge for item in account.applied]
    sides = sum(
        text[edge.start - 1 : edge.start].isalpha() + text[edge.end : edge.end + 1].isalpha()
        for edge in edges
        if edge.after.isalpha() and not text[edge.start : edge.end].isalpha()
    )
    return sides / (2 * len(edges))


def _explained(text: str, account: Account) -> float:
    """The share of the foreign characters that are replaced, or the same in both encodings.

    Of all pairs of encodings that would have made the same of what is replaced the one counts that
    explains the most: which of them an account names is chance.
    """
    edges = [item.edge for item in account.applied]
    replaced = {place for edge in edges for place in range(edge.start, edge.end)}
    # Letters are swapped by a misreading, beside which other damages, without a chain, may stand.
    misread = next(item for item in account.applied if item.damage == "misread")
    foreign = [place for place, character in enumerate(text) if character >= "\x80"]
    kept = [text[place] for place in foreign if place not in replaced]
    if not kept:
        return 1.0
    source, reader = misread.chain.split(">")[-2:]
    pairs = {(source, reader)}
    swaps = {(text[edge.start : edge.end], edge.after) for edge in edges}
    if all(len(before) == len(after) == 1 for before, after in swaps):
        pairs |= frozenset.intersection(*(_swapping(before, after) for before, after in swaps))
    alike = max(sum(_alike(sign, *pair) for sign in kept) for pair in pairs)
    return (len(foreign) - len(kept) + alike) / len(foreign)


@functools.lru_cache(1024)
def _swapping(before: str, after: str) -> frozenset[tuple[str, str]]:
    """The pairs of encodings of single bytes of which one reads a character as another."""
    single = [encoding.name for encoding in ENCODINGS if not encoding.multibyte]
    sources, readers = ([(n, reader_bytes(n)[sign]) for n in single] for sign in (after, before))
    return frozenset(
        (source, reader)
        for source, data in sources
        for reader, shown in readers
        if data is not None and data == shown
    )


@functools.lru_cache(4096)
def _alike(character: str, source: str, reader: str) -> bool:
    """Whether a character is the same bytes in two encodings."""
    data = reader_bytes(reader)[character]
    return data is not None and decode(data, source) == character


def _alphabetic(account: Account) -> bool:
    """Whether what an account puts in are letters of alphabets, or none at all.

    Ideographs and syllables say so much each that they need no words to speak for them.
    """
    letters = [sign for item in account.applied for sign in item.edge.after if sign.isalpha()]
    return 2 * sum(map(words.alphabetic, letters)) >= len(letters)


def _swaps_letters(text: str, account: Account, model: Model) -> bool:
    """Whether an account puts letters of alphabets for others of scripts that the text has.

    Where half a line is Cyrillic, Latin letters in the other half that were Cyrillic are none. But
    for Latin letters there are letters of ASCII beside them, whatever was read instead.
    """
    after = model.scripts("".join(item.edge.after for item in account.applied))
    spans = [text[item.edge.start : item.edge.end] for item in account.applied]
    replaced = model.scripts("".join(spans))
    others = replaced and not replaced & after and not after <= model.scripts("a")
    return _alphabetic(account) and not others and after <= model.scripts(text)


def _gain(before: _Judged, outcome: _Judged, base: float) -> float:
    reads = outcome.reads(known=True)
    return reads - base - outcome.account.cost + outcome.language - before.language


def _sign_gain(text: str, before: _Judged, outcome: _Judged, base: float) -> float | None:
    """What an account gains that makes signs of single ideographs, which may be meant too."""
    if not stand_as_signs_do(text, outcome.account):
        return None
    return _gain(before, outcome, base) + SIGNS_STANDING


def _foreign_gain(text: str, before: _Judged, outcome: _Judged, base: float) -> float | None:
    """What an account gains that puts in letters of another script."""
    account = outcome.account
    gain = outcome.reads(known=True) - base - account.cost
    gain += outcome.languages - before.languages
    if covered(text, _laid(account)) < FEW:
        gain -= ODD_SIGN
    if _alone(text, account):
        gain -= ODD_SIGN
    if _alphabetic(account) and not _touched(text, outcome).gain:
        gain -= STRANGE
    # Letters of another script, as many as these, are no chance find.
    made = [account.text[first:last] for _, _, first, last in put_in(account)]
    # What was put in must be text in its own right, not just better than what stood there; of words
    # of Chinese the n-grams hold few.
    own = outcome.own + sum(map(compounds.gain, made))
    return gain if own + TRUST * gain > -SLACK - SLACK_LETTER * sum(map(len, made)) else None


def _valid_gain(
    text: str, before: _Judged, outcome: _Judged, base: float, model: Model
) -> float | None:
    """What an account gains whose bytes were valid UTF-8, as text or by how odd that text is."""
    odd = valid.gain(text, outcome.account, before.scores, before.coherent, outcome.scores, model)
    each = [_foreign_gain(text, before, outcome, base), odd]
    return max((gain for gain in each if gain is not None), default=None)


def _structured_gain(
    text: str, before: _Judged, outcome: _Judged, base: float, *, best: bool, model: Model
) -> float | None:
    """What an account gains that has signs of its own.

    Sequences of UTF-8 are evidence by themselves: what they say may be symbols or words that the
    model has never seen. Of several such the model picks all the same.
    """
    account = outcome.account
    gain = _gain(before, outcome, base)
    if were_signs_in_pairs(text, account):
        # Of signs the n-grams know little.
        return max(gain, 0.0) + SIGNS_STANDING
    # A name in it may be of another language than the text; that is little against it.
    gain += FOREIGN_NAME * max(0.0, before.language - outcome.language)
    replaced = sum(item.edge.end - item.edge.start for item in account.applied)
    after = "".join(item.edge.after for item in account.applied)
    guesses = len(account.applied) == 1 and account.applied[0].edge.lossy
    if guesses and not _touched(text, outcome).gain:
        gain -= STRANGE
    elif not model.knows_letters(after):
        gain -= STRANGE if len(account.applied) == 1 else 0.0
    elif best and replaced >= SEQUENCE:
        gain += max(0.0, outcome.reads(known=False) - outcome.reads(known=True))
    if was_utf8(text, account):
        cleared = before.suspicion - outcome.suspicion
        gain += min(max(SEEN_BEFORE * cleared, 0.0), MOST_SEEN)
    trust = TRUST_STRUCTURED if best else TRUST
    guessed = any(item.damage == "misread" for item in account.applied)
    return gain if not guessed or outcome.own + trust * gain > -SLACK else None


def _best_structured(text: str, outcomes: Sequence[_Judged]) -> int:
    """Of the accounts that have signs of their own the one that reads best, −1 where none has."""
    candidates = [
        number for number, outcome in enumerate(outcomes) if is_structured(text, outcome.account)
    ]
    return max(
        candidates,
        key=lambda number: float(outcomes[number].scores.sum()) - outcomes[number].account.cost,
        default=-1,
    )


def _alone(text: str, account: Account) -> bool:
    """Whether so little was replaced that it may be a character that somebody meant, or a word.

    Said again it is no more. But nobody means what bytes of an old encoding are as UTF-8: two such
    characters are rare.
    """
    shown = "".join({text[start:end] for start, end in runs(account)})
    if account.applied[0].chain.endswith(">utf-8"):
        return len(shown.encode("utf-8", "surrogatepass")) <= LONE
    return len(shown) <= LONE


def _laid(account: Account) -> Reading:
    return Reading("misread", "", 0.0, tuple(item.edge for item in account.applied))
