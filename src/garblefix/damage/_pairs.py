"""Which pairs of encodings make the most of a text: every pair, tried on its worst words.

All that the readers and sources make of the words is laid out and ranked by the gate in a few big
steps; the language model is asked about the best alone. Part of ``misread``. Not for: laying a pair
over the whole text.
"""

from __future__ import annotations

import functools
import heapq
import operator
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from garblefix.damage import Edge, rewritten
from garblefix.damage._holes import holes
from garblefix.damage.settled import settled
from garblefix.damage.undoing import UNLIKELY, edges
from garblefix.doubled import doubled
from garblefix.encodings import (
    BY_NAME,
    ENCODINGS,
    READERS,
    UTF8_SEQUENCE,
    decode,
    met,
    reader_bytes,
)
from garblefix.language import gate, identify
from garblefix.language import words as frequent_words
from garblefix.language.scripts import CJK, GREEK
from garblefix.parts import composed

if TYPE_CHECKING:
    from garblefix.language.model import Model

# Words looked at to find the pairs; more tell nothing new.
WORDS = 5
LONGEST = 32  # characters of a word that are looked at; where no spaces are, words are sentences
MOST = 40  # such parts of sentences, but for their beginnings
ENOUGH = 14  # non-ASCII characters in them
# Outcomes of each word that the model is asked about. With 20 three of 673 Latin pieces fewer come
# back (benchmarks.misread).
OUTCOMES = 32
# How much it counts that words are known to be used, beside the n-grams, which know them too.
WORD = 0.75
# How much counts that a word is of the language around: ``fûnyíró`` in Hungarian. Of 388 misses of
# 4,253 pieces of 40 characters, 0.35 finds 12, 0.5 13.
SPOKEN = 0.5
TOLD = 20.0  # at the scale of ``identify.log_odds``
# How much the rarity of a pair counts where its outcomes are ranked for that.
RARITY = 1.0

# Bytes below 0x40 are never the second half of a character, so words may be cut there.
_WORD = re.compile(r"[^\x00-\x3f]*[^\x00-\x7f][^\x00-\x3f]*(?:(?<=[^\x00-\x7f])[ ?])?")
_SCRIPT = re.compile(f"[^{CJK}-\U0010ffff]+|[{CJK}-\U0010ffff]+")
# A lead byte of UTF-8 and what may stand for a byte behind it that did not survive.
_HOLE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}[ ?]")
_MARKED = re.compile("[^\x00-\x7f]\ufffd")
_DIVIDER = re.compile("\n+ ")
INVALID = 0xFFFD
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"

SINGLE_BYTE = tuple(encoding.name for encoding in ENCODINGS if not encoding.multibyte)
DOUBLE_BYTE = tuple(
    encoding.name for encoding in ENCODINGS if encoding.multibyte and encoding.name != "utf-8"
)

Pair = tuple[str, str]  # (source, reader)
Group = tuple[str, tuple[str, ...]]  # a source, and readers to which its bytes looked the same
Outcomes = dict[tuple[int, str], list[Group]]  # by number of the word and what it may have been
_Candidate = tuple[float, int, str, Group]  # how suspicious, number of the word, outcome, group


@dataclass(frozen=True, slots=True)
class _Account:
    """A word as its ``readers`` had it: ``runs`` were ``data``, the rest was not theirs.

    ``doubtful``: some characters have other codes too, and which it was depends on the source.
    """

    word: int
    readers: tuple[str, ...]
    runs: tuple[str, ...]
    data: tuple[bytes, ...]
    doubtful: bool

    def told(self, source: str) -> _Account:
        """The same if the bytes were of this source."""
        if not self.doubtful:
            return self
        reader = self.readers[0]
        runs = [settled(run, source, reader) for run in self.runs]
        return replace(self, data=tuple(reader_bytes(reader).of(run) or b"" for run in runs))


@functools.lru_cache(maxsize=1)  # of what is worth a search, the search asks again
def gains(
    text: str, model: Model, number: int = WORDS, asked: int = OUTCOMES, *, spoken: bool = False
) -> dict[Pair, float]:
    """How much better the worst words of ``text`` read with a pair undone, in nats.

    ``number``: of the words to look at; ``asked``: of the outcomes of each that the model is asked
    about.
    """
    words = _worst_words(text, model, number)
    found = _outcomes(words, asked)
    if not found:
        return {}
    outcomes = list(found)
    texts = [*words, *(composed(outcome) for _, outcome in outcomes)]
    scores = model.score(texts).tolist()
    times = [text.count(word) for word in words]
    used = frequent_words.gains(texts)
    scores = [score + WORD * gain for score, gain in zip(scores, used, strict=True)]
    told = _told(text, words, outcomes) if spoken else {}
    result: dict[Pair, float] = {}
    for (word, outcome), score in zip(outcomes, scores[len(words) :], strict=True):
        gain = (score - scores[word] + told.get((word, outcome), 0.0)) * times[word]
        for source, readers in found[word, outcome]:
            for reader in readers:
                pair = (source, reader)
                result[pair] = result.get(pair, 0.0) + gain
    return result


def _told(
    text: str, words: Sequence[str], outcomes: Sequence[tuple[int, str]]
) -> dict[tuple[int, str], float]:
    """By how much more some words are of the language around than what stands there, nats.

    Only letters of one alphabet are so alike that it is needed; and only what is told so clearly
    is a language.
    """
    latin = [(word, outcome) for word, outcome in outcomes if _is_a_latin_word(outcome.rstrip())]
    rest = functools.reduce(lambda left, word: left.replace(word, " "), words, text)
    if identify.log_odds([rest]).max() < TOLD:
        return {}
    spoken = identify.spoken(rest, [*words, *(outcome for _, outcome in latin)])
    return {
        (word, outcome): SPOKEN * max(after - spoken[word], 0.0)
        for (word, outcome), after in zip(latin, spoken[len(words) :], strict=True)
    }


def _is_a_latin_word(text: str) -> bool:
    """Whether these are Latin letters, with an apostrophe between them maybe."""
    letters = text.replace(APOSTROPHE, "")
    inside = text[:1] != APOSTROPHE != text[-1:]
    return inside and letters.isalpha() and max(letters) < GREEK


def _worst_words(text: str, model: Model, number: int) -> list[str]:
    """The words that the model likes least for their scripts; they show the pair the clearest."""
    found = set(_WORD.findall(text))
    words = sorted({word[:LONGEST] for word in found}, key=lambda word: (-len(word), word))
    words = words[: 4 * WORDS]
    # Where no spaces are, the beginning of a sentence may be clean and the rest garbled.
    rest = {
        part[start : start + LONGEST]
        for word in found
        if len(word) > LONGEST
        for part in _SCRIPT.findall(word)
        for start in range(0, len(part), LONGEST)
    }
    words += sorted(rest.difference(words), key=lambda part: (-len(part), part))[:MOST]
    if len(words) <= 2:
        return words
    each, starts = model.characters(words)
    surplus = np.add.reduceat(each - model.coherence(words), starts)
    chosen: list[str] = []
    shown = 0
    for index in np.argsort(surplus, kind="stable").tolist():
        chosen.append(words[index])
        shown += sum(character >= "\x80" for character in words[index])
        if len(chosen) == number or (len(chosen) >= 2 and shown >= ENOUGH):
            break
    return chosen


def _outcomes(words: list[str], most: int) -> Outcomes:
    """What the words may have been: of each the outcomes that look garbled least, by the gate.

    Those that were UTF-8 stay in any case: that is structure, whatever the gate thinks of it.
    """
    accounts = [account for number, word in enumerate(words) for account in _accounts(number, word)]
    found: Outcomes = {}
    if not accounts:
        return found
    for account in accounts:
        for outcome, readers in _were_utf8(words[account.word], account.told("utf-8")):
            found.setdefault((account.word, outcome), []).append(("utf-8", readers))
    # Consoles are given nothing but UTF-8.
    beside = (
        replace(account, readers=tuple(name for name in account.readers if met("latin-1", name)))
        for account in accounts
    )
    accounts = [account for account in beside if account.readers]
    taken = [0] * len(words)
    ranked = heapq.merge(
        _single_byte(words, accounts), _double_byte(words, accounts), key=operator.itemgetter(0)
    )
    for _, word, outcome, group in ranked:
        if (word, outcome) not in found:
            taken[word] += 1
            if min(taken) > most:
                break
            if taken[word] > most:
                continue
        found.setdefault((word, outcome), []).append(group)
    return found


def _accounts(number: int, word: str) -> Iterator[_Account]:
    """The bytes that each reader may have had for a word; readers that had the same together."""
    readers: dict[tuple[tuple[str, ...], tuple[bytes, ...], str], list[str]] = {}
    for encoding in READERS:
        table = reader_bytes(encoding.name)
        pieces = [table[character] for character in word]
        runs: tuple[str, ...] = (word,)
        data: tuple[bytes, ...]
        if None not in pieces:
            data = (b"".join(cast(list[bytes], pieces)),)
        else:
            runs, data = _broken(word, pieces)
        if runs:
            itself = encoding.name if doubled(word, encoding.name) else ""
            readers.setdefault((runs, data, itself), []).append(encoding.name)
    for (runs, data, itself), names in readers.items():
        yield _Account(number, tuple(names), runs, data, bool(itself))


def _broken(word: str, pieces: list[bytes | None]) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """The stretches of a word that a reader had, where it did not have all of the word.

    None where a letter of the word was not the reader's: software reads whole words. But sequences
    of UTF-8 are no chance find, whatever stands around them.
    """
    runs = []
    start = 0
    for place, piece in enumerate([*pieces, None]):
        if piece is None:
            if not word[start:place].isascii():
                runs.append((start, place))
            start = place + 1
    data = tuple(b"".join(filter(None, pieces[start:end])) for start, end in runs)
    torn = any(
        (_is_alphabetic(word[start - 1 : start]) and word[start].isalpha())
        or (_is_alphabetic(word[end : end + 1]) and word[end - 1].isalpha())
        for start, end in runs
    )
    if torn and not any(UTF8_SEQUENCE.search(piece) for piece in data):
        return (), ()
    return tuple(word[start:end] for start, end in runs), data


def _is_alphabetic(character: str) -> bool:
    return character.isalpha() and character < CJK


def _were_utf8(word: str, account: _Account) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a word was if these bytes were UTF-8, or held sequences of it."""
    pieces = [_cut_off(data, word) for data in account.data]
    if all(piece is not None for piece in pieces):
        outcome = _put_back(word, account.runs, [piece or "" for piece in pieces])
        if outcome != word:
            yield outcome, account.readers
    elif any(UTF8_SEQUENCE.search(data) or _HOLE.search(data) for data in account.data) or (
        _MARKED.search(word)
    ):
        found = list(edges(word, "utf-8", account.readers[0]))
        if found:
            yield rewritten(word, found), account.readers
        else:
            for reader in account.readers:
                found = [Edge(start, end, fits[0]) for start, end, fits, _ in holes(word, reader)]
                if found:
                    yield rewritten(word, found), (reader,)


def _cut_off(data: bytes, word: str) -> str | None:
    """UTF-8 that may be cut in the middle of a character, where the word was cut."""
    whole = decode(data, "utf-8")
    if whole is not None or len(word) < LONGEST:
        return whole
    return decode(data[:-1], "utf-8") or decode(data[:-2], "utf-8")


def _put_back(word: str, runs: tuple[str, ...], pieces: list[str]) -> str:
    if runs == (word,):
        return pieces[0]
    for run, piece in zip(runs, pieces, strict=True):
        word = word.replace(run, piece, 1)
    return word


def _rest(word: str, runs: tuple[str, ...]) -> str:
    return _put_back(word, runs, [""] * len(runs))


def _single_byte(words: list[str], accounts: list[_Account]) -> Iterator[_Candidate]:
    """What sources of one byte a character make of the accounts, least suspicious first."""
    chunks = [data for account in accounts for data in account.data]
    # A chunk for each line, with a space on either side, so that the gate sees whole words.
    data = b"".join(b" " + chunk + b" \n" for chunk in chunks)
    lengths = np.array([len(chunk) + 3 for chunk in chunks])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    codes = _single_byte_tables()[:, np.frombuffer(data, dtype=np.uint8)]
    text = codes.tobytes().decode("utf-32-le")
    scores = gate.load().worst(text).reshape(len(codes), len(chunks))
    firsts = np.concatenate(([0], np.cumsum([len(account.data) for account in accounts])[:-1]))
    bad = np.logical_or.reduceat(codes == INVALID, starts, axis=1)
    bad = np.logical_or.reduceat(bad, firsts, axis=1)
    scores = np.maximum.reduceat(scores, firsts, axis=1)
    # What was not the reader's looks as it did.
    rests = "".join(f" {_rest(words[account.word], account.runs)} \n" for account in accounts)
    scores = np.maximum(scores, gate.load().worst(rests))
    # What is rare among real repairs must look better for that.
    scores = scores + _rarities(SINGLE_BYTE)[:, None]
    scores = scores + [_rarity(account.readers) for account in accounts]
    places = np.flatnonzero(~bad)
    order = places[np.argsort(scores.ravel()[places], kind="stable")]
    for place in order.tolist():
        row, number = divmod(place, len(accounts))
        account = accounts[number]
        begin = row * len(data)
        pieces = [
            text[begin + starts[chunk] + 1 : begin + starts[chunk] + lengths[chunk] - 2]
            for chunk in range(firsts[number], firsts[number] + len(account.data))
        ]
        outcome = _put_back(words[account.word], account.runs, pieces)
        source = SINGLE_BYTE[row]
        readers = tuple(name for name in account.readers if met(source, name))
        if readers and outcome != words[account.word]:
            yield float(scores[row, number]), account.word, outcome, (source, readers)


def _double_byte(words: list[str], accounts: list[_Account]) -> list[_Candidate]:
    """What sources of several bytes a character make of the accounts, least suspicious first."""
    found: list[tuple[int, str, Group]] = []
    for source in DOUBLE_BYTE:
        chunks = [data for account in accounts for data in account.told(source).data]
        # A sequence that breaks off may take up to two bytes of what follows with it.
        joined = b"\n\n\n ".join([b"", *chunks, *(chunk[:-1] for chunk in chunks)])
        lines = _DIVIDER.split(joined.decode(source, "replace"))[1:]
        first = 0
        for account in accounts:
            word = words[account.word]
            pieces = lines[first : first + len(account.data)]
            if len(word) == LONGEST and "\ufffd" in pieces[-1]:
                # Cut in the middle of a character of the source.
                pieces[-1] = lines[len(chunks) + first + len(pieces) - 1]
            first += len(pieces)
            together = "".join(pieces)
            if "\ufffd" in together or UNLIKELY.search(together):
                continue
            outcome = _put_back(word, account.runs, pieces)
            if outcome != word:
                found.append((account.word, outcome, (source, account.readers)))
    scores = gate.load().worst("".join(f" {outcome} \n" for _, outcome, _ in found)).tolist()
    rarities = dict(zip(DOUBLE_BYTE, _rarities(DOUBLE_BYTE).tolist(), strict=True))
    ranked = [
        (score + rarities[group[0]] + _rarity(group[1]), word, outcome, group)
        for score, (word, outcome, group) in zip(scores, found, strict=True)
    ]
    return sorted(ranked, key=operator.itemgetter(0))


@functools.cache
def _rarities(sources: tuple[str, ...]) -> npt.NDArray[Any]:
    """How rare text in each of these encodings is, in the gate's steps."""
    return np.array([BY_NAME[name].as_source for name in sources]) * RARITY / gate.STEP


@functools.cache
def _rarity(readers: tuple[str, ...]) -> float:
    """How rare software is that reads with the most usual of these, in the gate's steps."""
    return min(BY_NAME[name].as_reader for name in readers) * RARITY / gate.STEP


@functools.cache
def _single_byte_tables() -> npt.NDArray[Any]:
    """By source of one byte a character, the code point of each byte; INVALID where it has none."""
    tables = np.full((len(SINGLE_BYTE), 256), INVALID, dtype="<u4")
    for row, name in enumerate(SINGLE_BYTE):
        for byte in range(256):
            shown = decode(bytes([byte]), name)
            if shown is not None and not UNLIKELY.search(shown):
                tables[row, byte] = ord(shown)
    return tables
