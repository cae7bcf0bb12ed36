"""What a line was that one misreading explains from end to end, without a search.

Most garbled lines are such: every pair of encodings is undone with the codecs, the gate drops what
is garbled still, and the language model must prefer one outcome by far to the line as it is and to
all others. Where it does not, it takes a search. Not for: lines of which a part was misread, or
that went wrong twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from garblefix.damage.misread import cost, mixed_up, possible
from garblefix.damage.undoing import undo
from garblefix.damage.unseen import missed
from garblefix.document.known import CLEARED
from garblefix.document.losses import WITHIN
from garblefix.document.preferred import READS_WELL
from garblefix.doubled import doubled
from garblefix.encodings import ENCODINGS, READERS, decode, met, reader_bytes
from garblefix.language import gate
from garblefix.language.plausibility import surplus, suspicious
from garblefix.parts import composed
from garblefix.search.repeated import said_once
from garblefix.search.standing import all_beside_standing

if TYPE_CHECKING:
    from garblefix.language.model import Model

# Characters of a line that pairs are tried on. It is cut before a character whose byte never is the
# second half of another.
SAMPLE = 100
_CUT = re.compile(r"[\x00-\x2f:-?]")
# Outcomes that the model is asked about, those that the gate likes best.
OUTCOMES = 8
# By how much it must prefer the best of them to the line, and to the next, in nats. On dev text all
# outcomes of these gains were what the search finds, down to gains half as large.
GAIN = 30.0
LEAD = 10.0

# Sequences of UTF-8 in a line that are no chance find.
SEQUENCES = 5
# Characters whose readers are remembered.
REMEMBERED = 1 << 14

Pair = tuple[str, str]  # (source, reader)


class Plain(NamedTuple):
    """What a line was, by which chain, and by how much it reads better, in nats."""

    text: str
    chain: str
    gain: float


def plain(line: str, suspicion: int, model: Model) -> Plain | None:
    """What all of ``line`` was, None where that is not beyond doubt.

    ``suspicion``: what the gate says of the line.

    >>> from garblefix.language.model import load
    >>> plain("le garÃ§on qui dÃ©jeune", 200, load())[:2]
    ('le garçon qui déjeune', 'utf-8>cp1252')
    >>> plain("Отображает столбцы таблицы".encode("cp1251").decode("cp1252"), 200, load())[:2]
    ('Отображает столбцы таблицы', 'cp1251>cp1252')
    """
    if not possible(line):
        return None
    found = _was_utf8(line, suspicion, model) or _was_a_page(line, suspicion, model)
    # Whole characters may have been lost, and what is left is as it was.
    if found is None or WITHIN.search(found.text):
        return None
    return None if any(missed([line], [found.text], found.chain)) else found


def _was_utf8(line: str, suspicion: int, model: Model) -> Plain | None:
    """UTF-8 from end to end is no chance find, if readers do not differ about the outcome.

    But one character is: of ideographs every tenth is. In a table of some thousand a few lines are.
    """
    if sum(character >= "\x80" for character in line) == 1:
        return None
    found: dict[str, list[str]] = {}
    for data, readers in _data(line).items():
        outcome = decode(data, "utf-8")
        if outcome is not None and outcome != line:
            found.setdefault(outcome, []).extend(readers)
    # A letter in its parts is read as that letter.
    read = {composed(outcome): outcome for outcome in found}
    outcomes = _clean(list(read), suspicion)
    if len(outcomes) != 1:
        return None
    [(doubt, outcome)] = outcomes
    # So many sequences are no chance find, and what is clean beyond doubt is not garbled still.
    sequences = sum(character >= "\x80" for character in outcome)
    beyond_doubt = sequences >= SEQUENCES and doubt <= gate.CLEAN
    if not beyond_doubt and suspicious([outcome], model, thorough=False)[0]:
        return None
    if not model.knows_letters(outcome):
        return None  # what is of a script that nobody knows the search weighs
    outcome = read[outcome]
    chain = _likeliest(line, [("utf-8", reader) for reader in found[outcome]])
    return Plain(outcome, chain, suspicion * gate.STEP)


def _was_a_page(line: str, suspicion: int, model: Model) -> Plain | None:
    part = said_once(_sample(line))
    found: dict[str, list[Pair]] = {}
    for data, readers in _data(part).items():
        for encoding in ENCODINGS:
            outcome = decode(data, encoding.name)
            if outcome is not None and outcome != part:
                pairs = [(encoding.name, name) for name in readers if met(encoding.name, name)]
                if pairs:
                    found.setdefault(outcome, []).extend(pairs)
    clean = {outcome for _, outcome in _clean(list(found), suspicion)}
    if not clean:
        return None
    # What the gate suspects still may be the right one: ``§`` before what was Cyrillic.
    doubts = zip(gate.suspicion(list(found)), found, strict=True)
    outcomes = [outcome for _, outcome in sorted(doubts)[:OUTCOMES]]
    each, starts = model.characters([part, *outcomes])
    as_is, *scores = np.add.reduceat(each, starts).tolist()
    ranked = sorted(zip(scores, outcomes, starts[1:].tolist(), strict=True), reverse=True)
    score, best, start = ranked[0]
    if best not in clean:
        return None
    if score - as_is < GAIN or (len(ranked) > 1 and score - ranked[1][0] < LEAD):
        return None
    pairs = found[best]
    structured = any(source == "utf-8" for source, _ in pairs)
    characters = each[start : start + len(best) + 1]
    if not structured and surplus([best], model, characters)[0] < READS_WELL:
        return None
    # Pairs that are alike in a part of a line may differ in all of it.
    whole: dict[str, list[Pair]] = {}
    for pair in pairs:
        outcome = undo(line, ">".join(pair))
        if outcome is not None:
            whole.setdefault(outcome, []).append(pair)
    if len(whole) != 1:
        return None
    [(outcome, pairs)] = whole.items()
    chain = _likeliest(line, pairs)
    [reading] = all_beside_standing([line], chain, model)
    if not _clean([outcome], suspicion) or reading.apply(line) != outcome:
        return None
    return Plain(outcome, chain, score - as_is)


def _data(text: str) -> dict[bytes, list[str]]:
    """The bytes that each reader may have had, and the readers; none where that is in doubt."""
    found: dict[bytes, list[str]] = {}
    # Most readers cannot have shown some character, which is told sooner than by the codec.
    readers = _EVERY
    for character in set(text):
        if character >= "\x80":
            readers &= _SHOWN_BY[character]
    for place, name in enumerate(_NAMES):
        if readers >> place & 1:
            if doubled(text, name):
                return {}  # the source tells which bytes
            data = reader_bytes(name).of(text)
            if data is not None:
                found.setdefault(data, []).append(name)
    return found


class _Readers(dict[str, int]):
    """The readers that may have shown a character, a bit each."""

    def __missing__(self, character: str) -> int:
        bits = sum(
            1 << place
            for place, name in enumerate(_NAMES)
            if reader_bytes(name)[character] is not None
        )
        if len(self) >= REMEMBERED:
            self.clear()
        self[character] = bits
        return bits


_NAMES = tuple(encoding.name for encoding in READERS)
_EVERY = (1 << len(_NAMES)) - 1
_SHOWN_BY = _Readers()


def _sample(line: str) -> str:
    """So much of a line as tells which pair it was."""
    if len(line) <= 2 * SAMPLE:
        return line
    foreign = next(place for place, character in enumerate(line) if character >= "\x80")
    before = _CUT.search(line, max(0, foreign - SAMPLE // 4), foreign)
    start = before.start() if before else 0
    end = _CUT.search(line, start + SAMPLE)
    return line[start : end.start()] if end else line[start:]


def _clean(outcomes: Sequence[str], suspicion: int) -> list[tuple[int, str]]:
    """Those that the gate no longer suspects, with what it says of them, the cleanest first."""
    scores = gate.suspicion(outcomes)
    most = min(gate.GARBLED, suspicion - CLEARED)
    return sorted(pair for pair in zip(scores, outcomes, strict=True) if pair[0] <= most)


def _likeliest(line: str, pairs: Sequence[Pair]) -> str:
    source, reader = min(pairs, key=lambda pair: cost(*pair) + mixed_up(line, pair[1]))
    return f"{source}>{reader}"
