"""Bytes of one encoding that were read as another: ``鏀垮簻`` is 政府 in UTF-8, read as GBK.

Every pair of encodings is tried on the words of a text; the pairs whose outcome reads best are then
laid over the whole text. Nothing here needs a whole line to be damaged: characters that the reader
cannot have produced, or whose bytes are none of the source encoding, stay as they are. Bytes of
UTF-8 that the reader lost are inferred (``inferring``).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from garblefix.damage import Reading, drawings, unread
from garblefix.damage._gone import gone
from garblefix.damage._pairs import Pair, gains
from garblefix.damage._resaved import left_over as left_over
from garblefix.damage._resaved import resaved
from garblefix.damage._two_bytes import SOURCES
from garblefix.damage._vanished import READER, vanished
from garblefix.damage.inferring import (
    BARE,
    Fit,
    Habits,
    decoders,
    divided,
    fit,
    lacks_controls,
    restored_lines,
    worded,
)
from garblefix.damage.undoing import edges, undo
from garblefix.damage.unseen import of_pairs, unseen
from garblefix.encodings import BY_NAME, READERS, decode, reader_bytes
from garblefix.language import gate
from garblefix.language.box_drawing import is_line
from garblefix.language.scripts import FIRST_BYTES

if TYPE_CHECKING:
    from garblefix.language.model import Model

NAME = "misread"

# A damaged run must gain this much before anything else is asked, in nats; 8 to 9 worked alike.
ENTRY = 8.0
# Sequences of UTF-8 do not arise by chance as other pairs of letters do.
ENTRY_UTF8 = 4
# Pairs laid over the whole text, best first, and pairs of UTF-8 beside them. Of 589 texts misread
# twice (benchmarks.partly) 84 % come back with 6 and 2, 87 % with 8 and 3.
PROPOSALS, STRUCTURED = 8, 3
# Of pairs that make the same of the words looked at, so many are laid over all of the text.
ALIKE = 3
DRAWN = 3  # different lines of boxes: the text draws some
# A code page mixed up with Latin-1, in nats: ISO-8859-2 explains C1 controls better than 1250 does.
MIXED_UP = 4.0
# And for each different character that a reader cannot have shown, where pairs are ranked.
NOT_SHOWN = 1.0
# A pair must gain this much on those words to be laid over the text, in nats.
LEAST_GAIN = 4.0

# What does not make up for its cost on so many of the worst words, with so many outcomes of each,
# gains nothing on all of them; of 593 garbled lines of 60 languages all do.
FIRST, FEW = 2, 8
# Where few letters are wrong, some words may not be among the worst: what is short of the cost by
# more than this gains nothing, nats.
DOUBT = 8.0

UNSEEN = 3  # sources of which some bytes may not be seen
# That bytes were lost besides, in nats.
LOSS = 1.0
# And that letters are not seen where all that is seen reads well, too.
LOSS_OF_LETTERS = 6.0

# What decoders show for bytes that they cannot read.
_MARKER = re.compile(r"[?\ufffd\u30fb]")
_LOST = re.compile(r"[\ufffd\u30fb]|\?[^\x00-\x7f]|[^\x00-\x7f]\?")
# Something beyond ASCII that is no marker.
_LEFT = re.compile("[^\x00-\x7f\ufffd]")
# C1 controls are in no text but as bytes; U+0085, which ends lines of mainframes, beside a space.
# Most are quotes and dashes of Windows: where nothing else was misread the web takes Latin-1 for
# Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels), so that this costs next to
# nothing.
_CONTROL = re.compile(r"[\x80-\x84\x86-\x9f]|\x85(?= )|(?<= )\x85")
WINDOWS = ("cp1252", "latin-1")
ENTRY_WINDOWS = 1.0
# Of two that explain the same the more usual one is named.
_READERS = sorted(
    {each.name for each in READERS} - {"utf-8"}, key=lambda name: (BY_NAME[name].as_reader, name)
)


def cost(source: str, reader: str) -> float:
    """−log P of this pair, in nats."""
    entry = ENTRY_UTF8 if source == "utf-8" else ENTRY
    return entry + BY_NAME[source].as_source + BY_NAME[reader].as_reader


def possible(text: str) -> bool:
    """Whether anything is left in ``text`` that may have been misread.

    >>> possible("fÃ¼r"), possible("f\N{REPLACEMENT CHARACTER}r, f?r")
    (True, False)
    """
    return _LEFT.search(text) is not None


def survey(document: str) -> Habits:
    """Nothing yet: what the texts of a document tell about its decoders is learned from each."""
    return Habits()


def propose(text: str, surveyed: Habits | None, model: Model) -> list[Reading]:
    """The pairs of encodings that make the most of ``text``, each laid over all of it."""
    if not possible(text):
        return []
    habits = survey(text) if surveyed is None else surveyed
    pairs = [*promising_pairs(text, model), *drawings.pairs(text)]
    controls = _CONTROL.search(text) is not None
    if controls and WINDOWS not in pairs:
        pairs.append(WINDOWS)
    readings = []
    seen = set()
    for source, reader in pairs:
        found = tuple(edges(text, source, reader))
        if found and found not in seen:
            seen.add(found)
            price = cost(source, reader) + mixed_up(text, reader)
            if controls and (source, reader) == WINDOWS:
                signs = not any(edge.after.isalpha() for edge in found)
                price += ENTRY_WINDOWS - ENTRY if signs else 0.0
            readings.append(Reading(NAME, f"{source}>{reader}", price, found))
    strict = {reader for source, reader in pairs if source == "utf-8"}
    marked = _MARKER.search(text) is not None
    # First bytes may be all that is seen.
    lone = {reader for reader, leads in _lone().items() if not marked and leads.search(text)}
    # Where nothing marks a loss, and one reader explains all, no other need have lost anything.
    if not (marked or lone) and any(undo(text, f"utf-8>{reader}") is not None for reader in strict):
        return [*readings, *_with_vanished(text, model, readings)]
    readings += _with_unseen(text, pairs, model)
    readings += _with_unread(text, pairs, model)
    alike: set[str] = set()
    readers = _READERS if marked else [name for name in _READERS if name in strict | lone]
    if not marked and lacks_controls(text):
        readers = [READER, BARE]  # no other one shows so little
    for reader in sorted(readers, key=lambda name: mixed_up(text, name)):
        whole = divided(text, decoders(reader)[0])
        key = whole.shown
        how = Fit.NONE if key in alike else fit(text, whole, decoders(reader)[0])
        if how is Fit.NONE:
            continue
        # GBK and GB18030 differ in what they lose, but hardly ever in what is left.
        alike.add(key)
        [restored] = restored_lines([(text, whole)], reader, habits, model)
        if how is Fit.WORDED:
            restored = worded(text, restored, complete=whole.complete - whole.typed)
        found = tuple(restored)
        if found and found not in seen:
            seen.add(found)
            price = cost("utf-8", reader) + mixed_up(text, reader) + LOSS
            readings.append(Reading(NAME, f"utf-8>{reader}", price, found))
    return [*readings, *_with_vanished(text, model, () if marked else readings)]


@functools.cache
def _lone() -> dict[str, re.Pattern[str]]:
    """By readers of Windows the first bytes of the letters of Europe, with nothing behind them."""
    leads = FIRST_BYTES.encode(READER)
    pages = (READER, "cp1251", "cp1250")
    return {page: re.compile(f"[{leads.decode(page)}](?![{_continued(page)}])") for page in pages}


def _continued(reader: str) -> str:
    """What a reader of one byte shows for bytes that go on with a character of UTF-8."""
    shown = (decode(bytes([byte]), reader) or chr(byte) for byte in range(0x80, 0xC0))
    return re.escape("".join(shown))


def _with_vanished(text: str, model: Model, others: Iterable[Reading]) -> Iterator[Reading]:
    """UTF-8 of which the first bytes alone of some letters and signs are seen.

    ``others``: readings that may explain these letters with all others that are not seen.
    """
    whole = list(edges(text, "utf-8", READER))
    gone = (*vanished(text), *resaved(text, whole, model))
    if not gone:
        return
    explained = [
        {edge.start for edge in reading.edges if edge.lossy}
        for reading in others
        if reading.chain.startswith("utf-8>")
    ]
    if not any(each.issuperset(edge.start for edge in gone) for each in explained):
        found = sorted([*whole, *gone], key=lambda edge: edge.start)
        yield Reading(NAME, f"utf-8>{READER}", cost("utf-8", READER) + LOSS, tuple(found))


def _with_unseen(text: str, pairs: Iterable[Pair], model: Model) -> Iterator[Reading]:
    """Text in other encodings of which some bytes are not seen."""
    gained = gains(text, model, spoken=True)
    # What is seen must already read better so.
    likely = [pair for pair in pairs if gained.get(pair, 0.0) > cost(*pair)]
    likely = [pair for pair in likely if pair[0] in SOURCES or not BY_NAME[pair[0]].multibyte]
    if likely and _settles(text, *likely[0]):
        likely = likely[:1]
    else:
        likely = [*of_pairs(text, model), *likely]
    readers: dict[str, str] = {}  # by source, each with the likeliest
    for source, reader in filter(lambda pair: gone(*pair), likely):
        readers.setdefault(source, reader)
    for source, reader in itertools.islice(readers.items(), UNSEEN):
        found = tuple(unseen(text, source, reader, model))
        if any(edge.lossy for edge in found):
            price = LOSS_OF_LETTERS if gone(source, reader).letters else LOSS
            yield Reading(NAME, f"{source}>{reader}", cost(source, reader) + price, found)


def _with_unread(text: str, pairs: Sequence[Pair], model: Model) -> Iterator[Reading]:
    """Text in other encodings of which a reader could not read some bytes."""
    if _MARKER.search(text) is None or int(gate.suspicions([text])[0]) <= gate.CLEAN:
        return  # what another chain made of it may be right
    gained = gains(text, model, spoken=True)
    likely = [pair for pair in pairs if gained.get(pair, 0.0) > cost(*pair)]
    for source, reader in unread.possible_pairs(text, likely[:1], model):
        found = tuple(unread.likeliest(text, source, reader, model))
        if any(edge.lossy for edge in found):
            yield Reading(NAME, f"{source}>{reader}", cost(source, reader) + LOSS, found)


def _settles(text: str, source: str, reader: str) -> bool:
    """Whether all of ``text`` is text of an alphabet, but for letters that may be missing."""
    if BY_NAME[source].multibyte:
        return False  # what is out of step is made of such characters too
    outcome = undo(text, f"{source}>{reader}")
    return outcome is not None and int(gate.suspicions([outcome])[0]) <= gate.CLEAN


def worthwhile(text: str, model: Model, *, thorough: bool = False) -> bool:
    """Whether any pair makes enough of the worst words of ``text``, or bytes of it may be lost.

    ``thorough``: for text of which only a few letters may be wrong.
    """
    if _LOST.search(text) is not None or _CONTROL.search(text) is not None:
        return True
    if any(vanished(text)) or any(drawings.pairs(text)) or of_pairs(text, model):
        return True
    if thorough:
        found = gains(text, model)
        return any(gain > cost(*pair) - DOUBT for pair, gain in found.items())
    found = gains(text, model, number=FIRST, asked=FEW)
    return any(gain > cost(*pair) for pair, gain in found.items())


def promising_pairs(text: str, model: Model) -> list[Pair]:
    """(source, reader) pairs, the one whose words read best first."""
    found = gains(text, model, spoken=True)
    odd = {
        reader: mixed_up(text, reader) + _not_shown(text, reader)
        for reader in {reader for _, reader in found}
    }

    def price(pair: Pair) -> float:
        return cost(*pair) + odd[pair[1]] - found[pair]

    ranked = sorted((pair for pair, gain in found.items() if gain > LEAST_GAIN), key=price)
    # UTF-8 is structure: it has a say even where the model does not know what it says.
    structured = sorted((pair for pair in found if pair[0] == "utf-8"), key=price)
    distinct = functools.partial(_distinct, found=found, text=text)
    return [*distinct(ranked, most=PROPOSALS), *distinct(structured, most=STRUCTURED)]


def _distinct(pairs: list[Pair], *, found: dict[Pair, float], text: str, most: int) -> list[Pair]:
    """The first pairs, but few of those that did the same to every word looked at.

    Of these the first, and the first of other sources: in the rest they may differ.
    """
    alike: dict[float, list[Pair]] = {}
    for pair in pairs:
        same = alike.setdefault(round(found[pair], 3), [])
        if len(alike) > most:
            break
        same.append(pair)
    return [pair for same in list(alike.values())[:most] for pair in _first(same, text)]


def _first(alike: list[Pair], text: str) -> list[Pair]:
    """The first of these pairs, and of the others those that make letters of more of ``text``.

    Of UTF-8 those that explain all of it. Of what draws boxes letters say nothing.
    """
    if len(alike) <= ALIKE:
        return alike
    foreign = {sign for sign in text if sign >= "\x80"}
    others = alike[1:]
    if alike[0][0] == "utf-8":
        others.sort(key=lambda pair: undo(text, f"{pair[0]}>{pair[1]}") is None)
    elif sum(map(is_line, _made(foreign, *alike[0]))) < DRAWN:
        others.sort(key=lambda pair: -sum(map(str.isalpha, _made(foreign, *pair))))
    chosen = alike[:1]
    for pair in others:
        sources = {source for source, _ in chosen}
        if len(chosen) < ALIKE or (pair[0] not in sources and len(sources) < ALIKE):
            chosen.append(pair)
    return chosen


def _made(signs: Iterable[str], source: str, reader: str) -> str:
    """What a page of one byte read as another makes of some characters."""
    if BY_NAME[source].multibyte or BY_NAME[reader].multibyte:
        return ""
    table = reader_bytes(reader)
    return "".join(decode(table[sign] or b"", source) or "" for sign in signs)


def _not_shown(text: str, reader: str) -> float:
    """What it costs that ``text`` has characters that this reader cannot have shown."""
    table = reader_bytes(reader)
    return NOT_SHOWN * sum(table[character] is None for character in set(text))


def mixed_up(text: str, reader: str) -> float:
    """What it costs that ``text`` shows bytes as controls that this reader has characters for."""
    if not BY_NAME[reader].lenient:
        return 0.0
    controls = {character for character in text if "\x80" <= character < "\xa0"}
    shown = any(decode(control.encode("latin-1"), reader) is not None for control in controls)
    return MIXED_UP if shown else 0.0
