"""Bytes of one encoding that were read as another: ``鏀垮簻`` is 政府 in UTF-8, read as GBK.

Every pair of encodings is tried on the words of a text; the pairs whose outcome reads best are then
laid over the whole text. Nothing here needs a whole line to be damaged: characters that the reader
cannot have produced, or whose bytes are none of the source encoding, stay as they are.
Not for: bytes that were lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from garblefix.damage import Edge, Reading
from garblefix.damage._holes import filled, holes
from garblefix.encodings import BY_NAME, ENCODINGS, UTF8_SEQUENCE, decode, reader_bytes, units
from garblefix.language import gate

if TYPE_CHECKING:
    from garblefix.language.model import Model

NAME = "misread"

# A damaged run must gain this much before anything else is asked, in nats; 8 to 9 worked alike.
ENTRY = 8.0
# Sequences of UTF-8 do not arise by chance as other pairs of letters do.
ENTRY_UTF8 = 4
# Pairs laid over the whole text, best first.
PROPOSALS = 6
# Of pairs that make the same of the words looked at, so many are laid over all of the text.
ALIKE = 3
# A code page mixed up with Latin-1, in nats: ISO-8859-2 explains C1 controls better than 1250 does.
MIXED_UP = 4.0
# Words looked at to find the pairs; more tell nothing new.
WORDS = 5
LONGEST = 32  # characters of a word that are looked at; where no spaces are, words are sentences
ENOUGH = 14  # non-ASCII characters in them
# Outcomes of each word that the model is asked about.
OUTCOMES = 20
# A pair must gain this much on those words to be laid over the text, in nats.
LEAST_GAIN = 4.0

# Bytes below 0x40 are never the second half of a character, so words may be cut there.
_WORD = re.compile(r"[^\x00-\x3f]*[^\x00-\x7f][^\x00-\x3f]*(?:(?<=[^\x00-\x7f])[ ?])?")

# What may stand for a byte of UTF-8 that did not survive.
_HOLE = re.compile(r"[^\x00-\x7f][ ?\ufffd]")
# What no original contains: C1 controls, private-use characters, a byte order mark inside.
_UNLIKELY = re.compile(r"[\x80-\x9f\ue000-\uf8ff\ufeff]")

SOURCES = tuple(encoding.name for encoding in ENCODINGS)

Pair = tuple[str, str]  # (source, reader)
Group = tuple[str, list[str]]  # a source, and readers to which its bytes looked the same


def cost(source: str, reader: str) -> float:
    """−log P of this pair, in nats."""
    entry = ENTRY_UTF8 if source == "utf-8" else ENTRY
    return entry + BY_NAME[source].as_source + BY_NAME[reader].as_reader


def survey(document: str) -> None:
    """Nothing yet: each text speaks for itself."""


def propose(text: str, survey: object, model: Model) -> list[Reading]:
    """The pairs of encodings that make the most of ``text``, each laid over all of it."""
    pairs = promising_pairs(text, model)
    readings = []
    seen = set()
    for source, reader in pairs:
        found = tuple(edges(text, source, reader))
        if source == "utf-8" and _HOLE.search(text):
            found = filled(text, reader, found, model)
        if found and found not in seen:
            seen.add(found)
            price = cost(source, reader) + _mixed_up(text, reader)
            readings.append(Reading(NAME, f"{source}>{reader}", price, found))
    return readings


def promising_pairs(text: str, model: Model) -> list[Pair]:
    """(source, reader) pairs, the one whose words read best first."""
    words = _worst_words(text, model)
    outcomes: dict[tuple[int, str], list[Group]] = {}
    for index, word in enumerate(words):
        for outcome, group in _word_outcomes(word):
            outcomes.setdefault((index, outcome), []).append(group)
    if not outcomes:
        return []
    kept = _cleanest(outcomes, len(words))
    scores = model.score([*words, *(outcome for _, outcome in kept)]).tolist()
    gains: dict[Pair, float] = {}
    for (index, outcome), score in zip(kept, scores[len(words) :], strict=True):
        gain = (score - scores[index]) * text.count(words[index])
        for source, readers in outcomes[index, outcome]:
            for reader in readers:
                pair = (source, reader)
                gains[pair] = gains.get(pair, 0.0) + gain
    mixed = {reader: _mixed_up(text, reader) for _, reader in gains}

    def price(pair: Pair) -> float:
        return cost(*pair) + mixed[pair[1]] - gains[pair]

    ranked = sorted((pair for pair, gain in gains.items() if gain > LEAST_GAIN), key=price)
    # UTF-8 is structure: it has a say even where the model does not know what it says.
    structured = sorted((pair for pair in gains if pair[0] == "utf-8"), key=price)
    return [*_distinct(ranked, gains, PROPOSALS), *_distinct(structured, gains, 2)]


def _distinct(pairs: list[Pair], gains: dict[Pair, float], most: int) -> list[Pair]:
    """The first pairs, but few of those that did the same to every word looked at."""
    alike: dict[float, list[Pair]] = {}
    for pair in pairs:
        same = alike.setdefault(round(gains[pair], 3), [])
        if len(alike) > most:
            break
        if len(same) < ALIKE:
            same.append(pair)
    return [pair for same in list(alike.values())[:most] for pair in same]


def _mixed_up(text: str, reader: str) -> float:
    """What it costs that ``text`` shows bytes as controls that this reader has characters for."""
    if not BY_NAME[reader].lenient:
        return 0.0
    controls = {character for character in text if "\x80" <= character < "\xa0"}
    shown = any(decode(control.encode("latin-1"), reader) is not None for control in controls)
    return MIXED_UP if shown else 0.0


def _worst_words(text: str, model: Model) -> list[str]:
    """The words that the model likes least for their scripts; they show the pair the clearest."""
    found = {word[:LONGEST] for word in _WORD.findall(text)}
    words = sorted(found, key=lambda word: (-len(word), word))[: 4 * WORDS]
    if len(words) <= 2:
        return words
    each, starts = model.characters(words)
    surplus = np.add.reduceat(each - model.coherence(words), starts)
    chosen: list[str] = []
    shown = 0
    for index in np.argsort(surplus, kind="stable").tolist():
        chosen.append(words[index])
        shown += sum(character >= "\x80" for character in words[index])
        if len(chosen) == WORDS or (len(chosen) >= 2 and shown >= ENOUGH):
            break
    return chosen


def _cleanest(outcomes: dict[tuple[int, str], list[Group]], words: int) -> list[tuple[int, str]]:
    """Of the outcomes of each word those that look garbled least, by the cheap gate.

    Those that were UTF-8 stay in any case: that is structure, whatever the gate thinks of it.
    """
    keys = list(outcomes)
    scores = gate.load().worst("".join(f" {outcome} \n" for _, outcome in keys))
    kept: list[tuple[int, str]] = []
    taken = [0] * words
    for place in np.argsort(scores, kind="stable").tolist():
        index, _ = keys[place]
        taken[index] += 1
        if taken[index] <= OUTCOMES or any(
            source == "utf-8" for source, _ in outcomes[keys[place]]
        ):
            kept.append(keys[place])
    return kept


def _word_outcomes(word: str) -> Iterator[tuple[str, Group]]:
    """What every source and reader make of one word, readers that saw the same bytes together."""
    readers: dict[bytes, list[str]] = {}
    broken: dict[tuple[bytes, ...], tuple[list[str], list[str]]] = {}
    for encoding in ENCODINGS:
        table = reader_bytes(encoding.name)
        try:
            data = b"".join([table[character] for character in word])
        except KeyError:
            runs = _runs(word, encoding.name)
            if runs:
                pieces = tuple(b"".join([table[c] for c in run]) for run in runs)
                broken.setdefault(pieces, (runs, []))[1].append(encoding.name)
        else:
            readers.setdefault(data, []).append(encoding.name)
    for data, names in readers.items():
        for source in SOURCES:
            outcome = decode(data, source)
            if outcome is None and len(word) == LONGEST:
                # Cut in the middle of a character of the source.
                outcome = decode(data[:-1], source) or decode(data[:-2], source)
            if outcome is not None:
                if outcome != word and (source == "utf-8" or not _UNLIKELY.search(outcome)):
                    yield outcome, (source, names)
            elif source == "utf-8" and (UTF8_SEQUENCE.search(data) or _HOLE.search(word)):
                yield from _laid_over(word, names)
    for pieces, (runs, names) in broken.items():
        for source in SOURCES:
            outcome = word
            for run, piece in zip(runs, pieces, strict=True):
                decoded = decode(piece, source)
                if decoded is not None:
                    outcome = outcome.replace(run, decoded, 1)
                elif source == "utf-8" and (UTF8_SEQUENCE.search(piece) or _HOLE.search(word)):
                    yield from _laid_over(word, names)
                    break
            else:
                if outcome != word and not _UNLIKELY.search(outcome):
                    yield outcome, (source, names)


def _laid_over(word: str, readers: list[str]) -> Iterator[tuple[str, Group]]:
    """The sequences of UTF-8 in a word that is not all UTF-8."""
    for reader in readers:
        found = tuple(edges(word, "utf-8", reader))
        if not found:
            found = tuple(Edge(start, end, fits[0]) for start, end, fits, _ in holes(word, reader))
        if found:
            yield Reading(NAME, "", 0.0, found).apply(word), ("utf-8", [reader])


def _runs(word: str, reader: str) -> list[str]:
    """The stretches of a word that this reader can have produced and that are not all ASCII."""
    table = reader_bytes(reader)
    runs = []
    current: list[str] = []
    for character in word:
        try:
            table[character]
        except KeyError:
            runs.append("".join(current))
            current = []
        else:
            current.append(character)
    runs.append("".join(current))
    return [run for run in runs if not run.isascii()]


def undo(text: str, chain: str) -> str | None:
    """All of ``text`` back through a chain, None where a character does not fit it.

    >>> undo("nÃƒÂ©", "utf-8>cp1252>utf-8>cp1252")
    'né'
    """
    names = chain.split(">")
    for index in range(len(names) - 2, -1, -2):
        data = _read_bytes(text, names[index + 1])
        if data is None:
            return None
        decoded = decode(data, names[index])
        if decoded is None:
            return None
        text = decoded
    return None if _UNLIKELY.search(text) else text


def _read_bytes(text: str, reader: str) -> bytes | None:
    """The bytes that ``reader`` showed as ``text``; by Python's codec where it agrees."""
    if reader != "gbk":  # its euro sign is 0x80
        try:
            return text.encode(reader)
        except UnicodeEncodeError:
            pass
    table = reader_bytes(reader)
    try:
        return b"".join([table[character] for character in text])
    except KeyError:
        return None


def edges(text: str, source: str, reader: str) -> Iterator[Edge]:
    """All that bytes of ``source`` read by ``reader`` explains of ``text``, in pieces.

    An edge ends where a character of the text and one of the original end together.

    >>> list(edges("x 浣犲ソ ok", "utf-8", "gbk"))
    [Edge(start=2, end=5, after='你好', lossy=False)]
    """
    table = reader_bytes(reader)
    splitter = units(source)
    place = 0
    while place < len(text):
        # A stretch that the reader can have produced: its bytes, and where its characters begin.
        begin = place
        pieces = []
        while place < len(text):
            try:
                pieces.append(table[text[place]])
            except KeyError:
                break
            place += 1
        if pieces and not text[begin:place].isascii():
            starts: dict[int, int] = {}
            length = 0
            for offset, piece in enumerate(pieces):
                starts[length] = begin + offset
                length += len(piece)
            starts[length] = place
            data = b"".join(pieces)
            at = 0
            while at < length:
                # From one common boundary to the next.
                end = at
                after = []
                while True:
                    unit = splitter.first(data, end)
                    if unit is None:
                        break
                    end += unit[0]
                    after.append(unit[1])
                    if end in starts:
                        break
                if unit is None:
                    # The character at ``at`` stays; go on behind it.
                    at += len(table[text[starts[at]]])
                    continue
                original = "".join(after)
                if text[starts[at] : starts[end]] != original and "\ufeff" not in original:
                    yield Edge(starts[at], starts[end], original)
                at = end
        place += 1
