"""How much speaks for an account of a text, against the text as it is, in nats.

The language model compares what was there before with what is there now, over the whole text; a
model of any coherent text stands up for languages that it does not know; what was put in must be
text in its own right. Not for: finding accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from garblefix.accounts import Account, covered, structured
from garblefix.damage import Reading
from garblefix.encodings import reader_bytes
from garblefix.language import gate, identify
from garblefix.language.plausibility import fair
from garblefix.outcome import Applied

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
# By how much the model should prefer an outcome to coherent text, nats a character, and what it
# costs where it does not: in a language hardly known one letter for another gains as much as that.
EXPECTED = 0.3
FOREIGN = 0.7
# How much the best language of a text counts, beside n-grams that forget it after three characters.
LANGUAGE = 0.5
# The n-grams have hardly seen garbled UTF-8, so that ``Ã¶`` is to them a rare pair like others. The
# gate has: so much of the log odds that it gives (nats) counts for such an outcome, up to a bound.
SEEN_BEFORE = 0.5
MOST_SEEN = 8.0
# One page for another happens to a whole text, seldom to less than this share of its characters.
FEW = 0.3
ODD_SIGN = 12.0
LONE = 2  # characters of another script that are hardly ever all that was garbled
# Where more than this share of what would be replaced repeats the character before, it is a ruler.
MONOTONOUS = 0.5
RULER = 3


def gains(
    text: str, as_is: Floats, accounts: Sequence[Account], model: Model
) -> list[float | None]:
    """What each account gains over ``text`` as it is, less what it costs; None: out of question.

    ``as_is``: the model's score of each character of ``text`` and its end.
    """
    if not accounts:
        return []
    texts = [account.text for account in accounts]
    each, starts = model.characters(texts)
    scores = np.split(each, starts[1:])
    surpluses = np.split(each - model.coherence(texts), starts[1:])
    frequencies = model.coherence([text, *texts], by_frequency=True)
    coherent = np.split(frequencies, np.append(starts, len(each)) + len(text) + 1)
    language = LANGUAGE * identify.log_odds([text, *texts]).max(axis=1)
    base = fair(text, as_is, coherent[0])
    best = _best_structured(accounts, scores)
    suspicion = gate.suspicion([text, *texts])
    result: list[float | None] = []
    for number, account in enumerate(accounts):
        surplus = surpluses[number]
        spans = _put_in(account.applied)
        cost = account.cost
        reads = fair(account.text, scores[number], coherent[number + 1], spans)
        if _sign_for_sign(text, account):
            result.append(None)
            continue
        same_script = False
        if _is_structured(account):
            # Sequences of UTF-8 are evidence by themselves: what they say may be symbols or words
            # that the model has never seen. Of several such the model picks all the same.
            replaced = sum(item.edge.end - item.edge.start for item in account.applied)
            after = "".join(item.edge.after for item in account.applied)
            if number == best and replaced >= SEQUENCE and model.knows_letters(after):
                reads = max(reads, fair(account.text, scores[number], coherent[number + 1]))
        else:
            edges = tuple(item.edge for item in account.applied)
            laid = Reading("misread", "", 0.0, edges)
            if covered(text, laid) < FEW:
                cost += ODD_SIGN
            if _ruler(text, laid) or _tears_a_word(text, account):
                result.append(None)
                continue
            same_script = _same_script(text, laid, model)
            if same_script:
                missing = EXPECTED * len(account.text) - float(surplus.sum())
                reads -= FOREIGN * max(0.0, missing)
            elif _alone(account):
                cost += ODD_SIGN
        gain = reads - base - cost + float(language[number + 1] - language[0])
        if _was_utf8(text, account):
            cleared = (suspicion[0] - suspicion[number + 1]) * gate.STEP
            gain += min(max(SEEN_BEFORE * cleared, 0.0), MOST_SEEN)
        trust = TRUST_STRUCTURED if number == best else TRUST
        guessed = any(item.damage == "misread" for item in account.applied)
        slack = SLACK
        if guessed and not _is_structured(account) and not same_script:
            # Letters of another script, as many as these, are no chance find.
            slack += SLACK_LETTER * sum(len(item.edge.after) for item in account.applied)
        # What was put in must be text in its own right, not just better than what stood there.
        own = sum(float(surplus[start : end + 1].sum()) for start, end in spans)
        result.append(gain if not guessed or own + trust * gain > -slack else None)
    return result


def _best_structured(accounts: Sequence[Account], scores: Sequence[Floats]) -> int:
    """Of the accounts that have signs of their own the one that reads best, −1 where none has."""
    candidates = [number for number, account in enumerate(accounts) if _is_structured(account)]
    return max(
        candidates,
        key=lambda number: float(scores[number].sum()) - accounts[number].cost,
        default=-1,
    )


def _was_utf8(text: str, account: Account) -> bool:
    """Whether an account finds sequences of UTF-8: more than one, or a letter within a word.

    One alone may be a face, ``¬´``, or a sum, ``∆°``.
    """
    if not _is_structured(account) or account.applied[0].damage != "misread":
        return False
    edges = [item.edge for item in account.applied]
    if len({edge.after for edge in edges}) > 1:
        return True
    return any(
        edge.after.isalpha()
        and any(map(str.isalpha, text[edge.start - 1 : edge.start] + text[edge.end :][:1]))
        for edge in edges
    )


def _is_structured(account: Account) -> bool:
    return all(structured(item) for item in account.applied) and not _by_chance(account)


def _by_chance(account: Account) -> bool:
    """Whether all that was UTF-8 are single characters that became signs: often a coincidence."""
    return all(
        item.damage == "misread"
        and item.edge.end - item.edge.start == 1
        and not any(map(str.isalpha, item.edge.after))
        for item in account.applied
    )


def _sign_for_sign(text: str, account: Account) -> bool:
    """Whether an account makes single signs of single signs, with no letter on either side."""
    edges = [item.edge for item in account.applied]
    return all(edge.end - edge.start == 1 for edge in edges) and not any(
        text[edge.start].isalpha()
        or not text[edge.start].isprintable()
        or any(map(str.isalpha, edge.after))
        for edge in edges
    )


def _alone(account: Account) -> bool:
    """Whether so little was replaced that it may be a character that somebody meant.

    But nobody means what bytes of an old encoding are as UTF-8: those characters are rare.
    """
    replaced = sum(item.edge.end - item.edge.start for item in account.applied)
    return replaced <= LONE and not account.applied[0].chain.endswith(">utf-8")


def _same_script(text: str, reading: Reading, model: Model) -> bool:
    """Whether a reading puts in letters of no script but those that the text has anyway."""
    after = "".join(edge.after for edge in reading.edges)
    return model.scripts(after) <= model.scripts(text)


def _ruler(text: str, reading: Reading) -> bool:
    """Whether most of what a reading replaces stands behind its like, as in rulers and boxes."""
    places = [place for edge in reading.edges for place in range(edge.start, edge.end)]
    again = sum(place > 0 and text[place] == text[place - 1] for place in places)
    return len(places) >= RULER and again > MONOTONOUS * len(places)


def _tears_a_word(text: str, account: Account) -> bool:
    """Whether part of a word would have been misread by a reader that cannot show its rest.

    Software reads whole words: where ``«`` stands beside a letter that the page does not have, it
    was not an Arabic letter read in this page.
    """
    for item in account.applied:
        readable = reader_bytes(item.chain.rpartition(">")[2]) if item.damage == "misread" else None
        if readable is None or not any(map(str.isalpha, item.edge.after)):
            continue
        beside = (
            text[item.edge.start - 1 : item.edge.start],
            text[item.edge.end : item.edge.end + 1],
        )
        if any(sign >= "\x80" and sign.isalpha() and readable[sign] is None for sign in beside):
            return True
    return False


def _put_in(applied: tuple[Applied, ...]) -> list[tuple[int, int]]:
    """The spans of an outcome that were put in."""
    spans = []
    shift = 0
    for item in applied:
        start = item.edge.start + shift
        shift += len(item.edge.after) - (item.edge.end - item.edge.start)
        spans.append((start, start + len(item.edge.after)))
    return spans
