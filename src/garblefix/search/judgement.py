"""How much speaks for an account of a text, against the text as it is, in nats.

The language model compares what was there before with what is there now, over the whole text; a
model of any coherent text stands up for languages that it does not know; what was put in must be
text in its own right. Where letters stand for letters of their script the fitted odds decide
(``odds``). Not for: finding accounts, or how the models see them (``scored``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from garblefix.damage.drawings import draws
from garblefix.language import compounds, gate, words
from garblefix.language.scripts import BOPOMOFO, KANA, script
from garblefix.search import odds, valid
from garblefix.search.accounts import Account, covered, from_utf8, laid, put_in, runs
from garblefix.search.scored import Scored, scored, told
from garblefix.search.signs import (
    no_capital_stands_there,
    stand_as_signs_do,
    were_signs,
    were_signs_in_pairs,
)
from garblefix.search.structure import is_structured, makes_signs_of_three, was_utf8
from garblefix.search.surroundings import any_known
from garblefix.search.swapped import alphabetic, evidence, swaps_letters, touched
from garblefix.search.vetoes import no_other_script, refused

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

# How much less likely than coherent text of its scripts the new part of an outcome may be (nats),
# and how much of what it gains may make up for that.
SLACK = 8.0
SLACK_LETTER = 3.0
TRUST = 0.5
SEQUENCE = 2  # characters of garbled UTF-8 that count as structure
SEVERAL = 4  # different ones that are no chance find, in lists of letters too
TRUST_STRUCTURED = 2.0  # where sequences of UTF-8 speak for it
FOREIGN_NAME = 0.5
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
# How much more speaks for signs of three characters that are UTF-8, alone in a text; the n-grams
# know little of either.
SIGNS_OF_THREE = 8.0
# Nobody ends words in a capital behind small letters, or has one among them, nats.
MISPLACED_CAPITAL = 3.0
# Nor are there quotes within words of small letters, but for those of Hebrew: ``открыть”айл``.
QUOTE_WITHIN, APOSTROPHE = 6.0, "’"
STRANGE = 8.0  # letters of another alphabet, of which not one word is known
# Accounts that gain this much less than the best, in nats, may be likelier for all that; so many
# of them are looked at.
NEAR, MOST_NEAR = 12.0, 4
# What the gate has no doubt about, written as words of one script are, is in it, nats; unless words
# of another come of it that are so frequent, log P: "سلام" −8, "вокзал" −11, "דווח" −10.
WRITTEN, FREQUENT = 12.0, -9.8
# The n-grams like the letters of such words, each, by no more than this less than coherent text,
# nats: "Цюрих" −2, words of Hebrew in Cyrillic −4 to −6.
LIKE_WORDS = -4.0
# How much counts of what the words say for one page that UTF-8 was read with rather than another.
WORDS = 0.5
LONE = 2  # characters of another script that are hardly ever all that was garbled


def gains(
    text: str, as_is: Floats, accounts: Sequence[Account], model: Model
) -> list[float | None]:
    """What each account gains over ``text`` as it is, less what it costs; None: out of question.

    ``as_is``: the model's score of each character of ``text`` and its end.
    """
    compared = compare(text, as_is, accounts, model)
    gained, chances = compared.gained, dict(compared.chances)
    if compared.evidence is None:
        return gained
    # The odds that an account is right take the place of its gain, where it is among the best. The
    # others keep their distance; where the odds are against it, those of its kind go with it.
    best = compared.best
    if no_capital_stands_there(text, accounts[best]):
        chances[best] += MISPLACED_CAPITAL
    chance = chances[best]
    change = chance - (gained[best] or 0.0)
    return [
        gain
        if gain is None or (chance <= 0.0 and not swaps)
        else chances.get(number, min(gain + change, chance))
        for number, (gain, swaps) in enumerate(zip(gained, compared.swaps, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """What each account gains (nats, None: out of question), and which is the best.

    ``swaps``: whether an account puts letters for letters of their script. ``evidence``: what
    speaks for the best one, where that one does, as ``odds`` weighs it; ``chances``: the log odds
    of each that may be the best.
    """

    gained: list[float | None]
    swaps: list[bool]
    best: int
    evidence: dict[str, float] | None
    chances: dict[int, float] = field(default_factory=dict)


def compare(text: str, as_is: Floats, accounts: Sequence[Account], model: Model) -> Compared:
    """The accounts by what they gain over ``text`` as it is; see ``gains``."""
    if not accounts:
        return Compared([], [], -1, None)
    before, *outcomes = scored(text, as_is, accounts, model)
    base = before.reads(known=False)
    gained: list[float | None] = []
    signed = [is_structured(text, outcome.account) for outcome in outcomes]
    structured_best = _best_structured(outcomes, signed)
    signs = [were_signs(text, outcome.account) for outcome in outcomes]
    lines = [draws(text, outcome.account.text) for outcome in outcomes]
    swaps = [
        not own_signs and not were and not drawn and swaps_letters(text, outcome.account, model)
        for outcome, own_signs, were, drawn in zip(outcomes, signed, signs, lines, strict=True)
    ]
    for number, outcome in enumerate(outcomes):
        account = outcome.account
        if refused(text, account):
            gained.append(None)
        elif signed[number]:
            best = number == structured_best
            gained.append(_structured_gain(text, before, outcome, base, best=best, model=model))
        elif signs[number]:
            gained.append(_sign_gain(text, before, outcome, base))
        elif lines[number]:
            # Of boxes the n-grams know nothing; words among them tell pages apart.
            read = outcome.reads(known=False) + touched(text, outcome).gain
            gained.append(read - base - account.cost + lines[number])
        elif no_other_script(text, account):
            gained.append(None)
        elif swaps[number]:
            gained.append(_gain(before, outcome, base) + touched(text, outcome).gain)
        elif valid.was_valid_utf8(account):
            gained.append(_valid_gain(text, before, outcome, base, model))
        else:
            gained.append(_foreign_gain(text, before, outcome, base))
    _weigh_words(text, outcomes, signed, gained)
    possible = {number: gain for number, gain in enumerate(gained) if gain is not None}
    first = max(possible, key=lambda number: possible[number], default=-1)
    if first < 0 or not swaps[first]:
        return Compared(gained, swaps, first, None)
    # Some that are hardly worse may explain more of the text.
    near = [n for n, gain in possible.items() if swaps[n] and gain >= possible[first] - NEAR]
    near = sorted(near, key=lambda number: -possible[number])[:MOST_NEAR]
    speaking = {number: evidence(text, before, outcomes[number], base) for number in near}
    chances = {number: odds.log_odds(each) for number, each in speaking.items()}
    first = max(near, key=lambda number: chances[number])
    return Compared(gained, swaps, first, speaking[first], chances)


def _gain(before: Scored, outcome: Scored, base: float) -> float:
    reads = outcome.reads(known=True)
    return reads - base - outcome.account.cost + outcome.language - before.language


def _cleared(before: Scored, outcome: Scored) -> float:
    """How much it counts that the gate suspects an outcome less than what was there."""
    return min(max(SEEN_BEFORE * (before.suspicion - outcome.suspicion), 0.0), MOST_SEEN)


def _sign_gain(text: str, before: Scored, outcome: Scored, base: float) -> float | None:
    """What an account gains that makes signs of single ideographs, which may be meant too."""
    if not stand_as_signs_do(text, outcome.account):
        return None
    return _gain(before, outcome, base) + SIGNS_STANDING


def _foreign_gain(text: str, before: Scored, outcome: Scored, base: float) -> float | None:
    """What an account gains that puts in letters of another script."""
    account = outcome.account
    gain = outcome.reads(known=True) - base - account.cost
    made = [account.text[first:last] for _, _, first, last in put_in(account)]
    language = outcome.languages - before.languages
    if covered(text, laid(account)) < FEW:
        gain -= ODD_SIGN
        # Less of another language than most of the text is in is no news of what was put in.
        language = min(language, told(" ".join(made)))
    gain += language
    if _alone(text, account):
        gain -= ODD_SIGN
    if _quotes_within_a_word(account):
        gain -= QUOTE_WITHIN
    if alphabetic(account) and not touched(text, outcome).gain:
        gain -= STRANGE
    if _is_written(text, account, before) and not any_known(account, above=FREQUENT):
        gain -= WRITTEN
    # Letters of another script, as many as these, are no chance find.
    # What was put in must be text in its own right, not just better than what stood there; of words
    # of Chinese the n-grams hold few.
    own = outcome.own + sum(map(compounds.gain, made)) + _cleared(before, outcome)
    return gain if own + TRUST * gain > -SLACK - SLACK_LETTER * sum(map(len, made)) else None


def _quotes_within_a_word(account: Account) -> bool:
    """Whether an account puts a quotation mark in between two small letters."""
    return any(
        account.text[place - 1 : place].islower()
        and account.text[place + 1 : place + 2].islower()
        and unicodedata.category(account.text[place]) in ("Pi", "Pf")
        for _, first, last in account.placed
        for place in range(max(first, 1), last)
        if account.text[place] != APOSTROPHE
    )


def _is_written(text: str, account: Account, before: Scored) -> bool:
    """Whether what an account replaces are whole words of one script that look as they should.

    To the gate, and to the n-grams, unless they are of kana, a row of its own in all pages.
    """
    if before.suspicion > gate.STEP * gate.CLEAN:
        return False
    spans = runs(account)
    shown = [words.around(text, *span) for span in spans]
    letters = "".join(shown)
    one_script = len(set(map(script, letters))) == 1
    if not one_script or not all(word.isalpha() and words.cased(word) for word in shown):
        return False
    surplus = sum(float(before.surplus[start:end].sum()) for start, end in spans)
    replaced = sum(end - start for start, end in spans)
    return surplus > LIKE_WORDS * replaced or all(KANA <= letter < BOPOMOFO for letter in letters)


def _valid_gain(
    text: str, before: Scored, outcome: Scored, base: float, model: Model
) -> float | None:
    """What an account gains whose bytes were valid UTF-8, as text or by how odd that text is."""
    odd = valid.gain(text, outcome.account, before.scores, before.coherent, outcome.scores, model)
    each = [_foreign_gain(text, before, outcome, base), odd]
    return max((gain for gain in each if gain is not None), default=None)


def _structured_gain(
    text: str, before: Scored, outcome: Scored, base: float, *, best: bool, model: Model
) -> float | None:
    """What an account gains that has signs of its own.

    Sequences of UTF-8 are evidence by themselves: what they say may be symbols or words that the
    model has never seen. Of several such the model picks all the same.
    """
    account = outcome.account
    gain = _gain(before, outcome, base)
    of_three = SIGNS_OF_THREE if best and makes_signs_of_three(text, account) else 0.0
    if were_signs_in_pairs(text, account):
        # Of signs the n-grams know little.
        return max(gain, 0.0) + SIGNS_STANDING + of_three
    # A name in it may be of another language than the text; that is little against it.
    gain += FOREIGN_NAME * max(0.0, before.language - outcome.language)
    replaced = sum(item.edge.end - item.edge.start for item in account.applied)
    after = "".join(item.edge.after for item in account.applied)
    guesses = len(account.applied) == 1 and account.applied[0].edge.lossy
    if guesses and not touched(text, outcome).gain:
        gain -= STRANGE
    elif not model.knows_letters(after):
        gain -= STRANGE if len(account.applied) == 1 else 0.0
    elif best and replaced >= SEQUENCE:
        gain += max(0.0, outcome.reads(known=False) - outcome.reads(known=True))
    if was_utf8(text, account):
        gain += _cleared(before, outcome)
    gain += of_three
    trust = TRUST_STRUCTURED if best else TRUST
    guessed = any(item.damage == "misread" for item in account.applied)
    if best and _is_beyond_chance(account):
        return gain
    return gain if not guessed or outcome.own + trust * gain > -SLACK else None


def _is_beyond_chance(account: Account) -> bool:
    """Whether an account finds sequences of UTF-8 enough, however they read: ``åäöÅ``."""
    sequences = {item.edge.after for item in account.applied}
    return len(sequences) >= SEVERAL and all(
        from_utf8(item) and not item.edge.lossy for item in account.applied
    )


def _weigh_words(
    text: str, outcomes: Sequence[Scored], signed: Sequence[bool], gained: list[float | None]
) -> None:
    """Take from accounts with signs of their own what the words of others like them say more.

    That something was UTF-8 is clear; which page read it (``MĂĽller``) is said by names and words.
    """
    gains = {n: gain for n, gain in enumerate(gained) if signed[n] and gain is not None}
    top = max(gains.values(), default=0.0)
    rivals = {n: gain for n, gain in gains.items() if gain > top - NEAR}
    if len(rivals) < 2:
        return
    known = {number: touched(text, outcomes[number]).gain for number in rivals}
    most = max(known.values())
    for number, gain in rivals.items():
        gained[number] = gain - WORDS * (most - known[number])


def _best_structured(outcomes: Sequence[Scored], signed: Sequence[bool]) -> int:
    """Of the accounts that have signs of their own the one that reads best, −1 where none has."""
    return max(
        (number for number, own_signs in enumerate(signed) if own_signs),
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
