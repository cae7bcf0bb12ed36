"""Whether an account swaps letters for letters of their script, and what speaks for it.

There nothing but language tells damage from words of another language: the evidence is gathered
here, and the fitted odds weigh it (``odds``). Not for: accounts with signs of their own, or letters
of another script (``judgement``).
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from garblefix.chain import steps_of
from garblefix.encodings import ENCODINGS, READERS, decode, reader_bytes
from garblefix.language import words
from garblefix.search import odds
from garblefix.search.accounts import Account
from garblefix.search.surroundings import beside

if TYPE_CHECKING:
    from garblefix.language.model import Model
    from garblefix.search.scored import Scored


def swaps_letters(text: str, account: Account, model: Model) -> bool:
    """Whether an account puts letters of alphabets for others of scripts that the text has.

    Where half a line is Cyrillic, Latin letters in the other half that were Cyrillic are none. But
    for Latin letters there are letters of ASCII beside them, whatever was read instead.
    """
    after = model.scripts("".join(item.edge.after for item in account.applied))
    spans = [text[item.edge.start : item.edge.end] for item in account.applied]
    replaced = model.scripts("".join(spans))
    others = replaced and not replaced & after and not after <= model.scripts("a")
    return alphabetic(account) and not others and after <= model.scripts(text)


def alphabetic(account: Account) -> bool:
    """Whether what an account puts in are letters of alphabets, or none at all.

    Ideographs and syllables say so much each that they need no words to speak for them.
    """
    letters = [sign for item in account.applied for sign in item.edge.after if sign.isalpha()]
    return 2 * sum(map(words.alphabetic, letters)) >= len(letters)


def evidence(text: str, before: Scored, outcome: Scored, base: float) -> dict[str, float]:
    """What speaks for an account that swaps letters."""
    account = outcome.account
    explained, whole = _explained(text, account), _made_whole(text, account)
    found = touched(text, outcome)
    return odds.evidence(before, outcome, base, found, explained=explained, whole=whole)


def touched(text: str, outcome: Scored) -> odds.Touched:
    """The words that an account changes."""
    placed = outcome.account.placed
    spans = [(edge.start, edge.end, first, last) for edge, first, last in placed]
    return odds.touched(text, outcome.account.text, spans)


def _made_whole(text: str, account: Account) -> float:
    """The share of the spans that were signs between letters and become letters.

    Half of one where a letter stands on one side alone.
    """
    edges = [item.edge for item in account.applied]
    sides = sum(
        side.isalpha()
        for edge in edges
        for side in beside(text, edge.start, edge.end)
        if edge.after.isalpha() and not text[edge.start : edge.end].isalpha()
    )
    return sides / (2 * len(edges))


def _explained(text: str, account: Account) -> float:
    """The share of the foreign characters that are replaced, or the same in both encodings.

    Of all pairs of encodings that would have made the same of what is replaced the one counts that
    explains the most: which of them an account names is chance.
    """
    edges = [item.edge for item in account.applied]
    # Letters are swapped by a misreading, beside which other damages, without a chain, may stand.
    misread = next(item for item in account.applied if item.damage == "misread")
    foreign = [
        place
        for place, character in enumerate(text)
        if character >= "\x80" and place not in account.standing
    ]
    kept = [text[place] for place in foreign if place not in account.replaced]
    if not kept:
        return 1.0
    pairs = {steps_of(misread.chain)[-1]}
    swaps = {(text[edge.start : edge.end], edge.after) for edge in edges}
    if all(len(before) == len(after) == 1 for before, after in swaps):
        pairs |= frozenset.intersection(*(_swapping(before, after) for before, after in swaps))
    alike = max(sum(_alike(sign, *pair) for sign in kept) for pair in pairs)
    return (len(foreign) - len(kept) + alike) / len(foreign)


@functools.lru_cache(1024)
def _swapping(before: str, after: str) -> frozenset[tuple[str, str]]:
    """The pairs of encodings of single bytes of which one reads a character as another."""
    sources, readers = (
        [(each.name, reader_bytes(each.name)[sign]) for each in encodings if not each.multibyte]
        for encodings, sign in ((ENCODINGS, after), (READERS, before))
    )
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
