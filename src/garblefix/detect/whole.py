"""From a file's bytes to decisions: the stages in their order, then the check on all of the file.

What the bytes show by their structure is decided first and costs next to nothing: byte order
marks, NULs, escape sequences, UTF-8. The rest is for the language model. Not for: scoring, which is
``rank``'s.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from garblefix.detect import advisers, ebcdic, escapes, marks, rank, utf7, utf8
from garblefix.detect.candidates import (
    CANDIDATES,
    MARK,
    SINGLE_BYTES,
    Candidate,
    among_candidates,
    tolerantly,
)
from garblefix.detect.declared import DECLARED, declared
from garblefix.detect.drawings import drawn
from garblefix.detect.hints import Hints
from garblefix.detect.sample import LARGE, SIZE, glimpse, sample
from garblefix.detect.shortlist import bears_out, has_controls, shortlist
from garblefix.detect.spelling import modern
from garblefix.detect.verify import CERTAIN, MOST_WITH_INVALID, invalid_bytes, standing

if TYPE_CHECKING:
    from garblefix.language.model import Model

# What cannot be text is called this: it decodes every byte, and encodes it back the same.
ANY_BYTES = "latin-1"
# Where the best answer is surer than this, a larger sample is not looked at, and no adviser asked.
SURE = 0.97
# Where it is less sure than this, the advisers are asked, who take longer than all the rest.
UNSURE = 0.6
# Where a sample holds this share of the bytes that matter, more of the file would say no more.
NEARLY_ALL = 0.8
# Not more answers than this are given.
MOST = 5
# No encoding is right for all of a file that is in several.
MOST_WHERE_MIXED = 0.5
RARE = 9.0  # nats: the cost of an encoding that only the advisers know
UTF7 = 8.0  # nats: how rare UTF-7 is beyond what its structure says
# Bytes of the beginning in which UTF-7 and EBCDIC are looked for, and of a sample that is enough
# where structure decides.
BEGINNING = 4096
SHOWN = 300
_ASCII = Candidate("ascii", 0.0)
_ASCII_BYTES = bytes(range(128))
_NO_HINTS = Hints()
_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decision:
    """One encoding, 0–1, the text of the sample that it was decided on, and its language.

    The language is None where nobody has asked for it yet.
    """

    encoding: str
    confidence: float
    sample: str
    language: str | None = None


def is_no_text(encoding: str, confidence: float) -> bool:
    """Whether this is the answer for bytes that are no text in any encoding."""
    return encoding == ANY_BYTES and confidence == 0.0


def decide(data: bytes, hints: Hints = _NO_HINTS) -> list[Decision]:
    """The encodings that ``data`` may be in, best first; empty for no data."""
    found = decide_as_one(data, hints)
    if found and found[0].encoding == ANY_BYTES and hints.only is None:
        return _mixed(data) or found
    return found


def decide_as_one(data: bytes, hints: Hints = _NO_HINTS) -> list[Decision]:
    """The same, where no file is in several encodings."""
    if not data:
        return []
    if hints.only is not None:
        return _among(data, hints.only, hints)
    mark = marks.byte_order_mark(data)
    if mark:
        text = tolerantly(data[: 4 * SHOWN], mark).text.removeprefix("\ufeff")
        if MARK not in text and not marks.has_nuls(text):
            return [Decision(mark, standing(data, mark, CERTAIN), text)]
    if marks.is_fill(data):
        return [Decision(ANY_BYTES, 0.0, "")]
    if marks.has_nul(data):
        if data.isascii():
            return _wide(data) or _decisions(data, _weighed([data[:SHOWN]], [_ASCII]))
        return _wide(data) or _ranked(data, [], hints)
    if data.isascii():
        return _seven_bits(data)
    found = utf8.structure(data)
    if found.is_sure:
        confidence = CERTAIN if found.is_valid else MOST_WITH_INVALID
        return [Decision("utf-8", confidence, data[: 4 * SHOWN].decode("utf-8", "ignore"))]
    return _ranked(data, marks.wide_candidates(data), hints)


def _wide(data: bytes) -> list[Decision]:
    """UTF-16 and UTF-32 by their beginning; nothing where that is something else."""
    beginnings = [data[: min(size, len(data) // 4 * 4 or 2)] for size in marks.BEGINNINGS]
    candidates = [marks.wide_candidates(beginning) for beginning in beginnings]
    for beginning, names in zip(beginnings, candidates, strict=True):
        plain = [each for each in names if marks.is_plain(beginning, each.name)]
        if len(plain) != 1 or len(beginning) < marks.BEGINNINGS[-1]:
            continue
        name = plain[0].name
        if not invalid_bytes(data, name):
            return [Decision(name, CERTAIN, beginning.decode(name))]
        # A few random bytes may be characters too, but no text.
        found = _weighed([beginning], plain)
        if found[0].probability > SURE:
            return _decisions(data, found)
    for beginning, names in zip(beginnings, candidates, strict=True):
        names = [each for each in names if not marks.reads_nuls(beginning, each.name)]
        found = _weighed([beginning], names) if names else []
        if found and found[0].probability > (SURE if len(data) > len(beginning) else 0.5):
            return _decisions(data, found)
    return []


def _seven_bits(data: bytes) -> list[Decision]:
    """ASCII, and what is written in its bytes."""
    name = escapes.escaped(data)
    if name:
        text = tolerantly(data[: 4 * SHOWN], name).text.replace(MARK, "")
        return [Decision(name, standing(data, name, CERTAIN), text, escapes.language(name))]
    beginning = data[:BEGINNING]
    others: list[Candidate] = []
    shown = [data[:SHOWN]]
    if b"+" in beginning and utf7.is_sure(beginning) and not invalid_bytes(data, utf7.NAME):
        return [Decision(utf7.NAME, CERTAIN, tolerantly(data[:SHOWN], utf7.NAME).text)]
    if b"+" in beginning and utf7.maybe_utf7(beginning):
        others.append(Candidate(utf7.NAME, UTF7 - utf7.evidence(beginning)))
        shown = utf7.signs(beginning)
    if marks.maybe_wide(data):
        others += marks.wide_candidates(data)
    if ebcdic.maybe_ebcdic(beginning):
        others += ebcdic.CANDIDATES
    if others:
        found = _weighed(shown, [*others, _ASCII], clear=True)
        if found[0].names[0] != utf7.NAME or utf7.maybe_utf7(data):
            decisions = [each for each in _decisions(data, found) if each.confidence]
            if decisions and decisions[0].encoding != "ascii":
                return decisions
    if has_controls(beginning):
        return _decisions(data, _weighed([data[:SHOWN]], [_ASCII]))
    return [Decision("ascii", 1.0, data[:SHOWN].decode("ascii"))]


def _ranked(data: bytes, wide: Sequence[Candidate], hints: Hints) -> list[Decision]:
    """What no structure tells: the candidates' texts, weighed by the language model."""
    name = declared(data)
    if name in _READ and not (hints.nats or hints.language):
        said = _borne_out(data, name)
        if said:
            return said
    if ebcdic.maybe_ebcdic(data[:SHOWN]):
        weighed = _mainframe(data)
        if weighed:
            return _decisions(data, weighed)
    nats = _nats(data, hints)
    pieces = sample(data)
    found = shortlist(pieces, [*wide, *CANDIDATES], _model(), nats)
    kept, clear = found.candidates, found.clear
    weighed = _weighed(pieces, kept, nats, language=hints.language, clear=clear)
    if weighed[0].probability < SURE and _has_more(data, pieces, weighed):
        pieces = sample(data, LARGE)
        kept = [candidate for answer in weighed for candidate in answer.candidates]
        weighed = _weighed(pieces, kept, nats, language=hints.language, clear=clear)
    if weighed[0].probability < UNSURE:
        names = [name for answer in weighed for name in answer.names[:1]]
        advice = advisers.advice(b"\n".join(pieces), names)
        rare = [Candidate(name, RARE) for name in advice if name not in _KNOWN | _BY_STRUCTURE]
        kept = [candidate for answer in weighed for candidate in answer.candidates]
        both = {name: nats.get(name, 0.0) + advice.get(name, 0.0) for name in {**nats, **advice}}
        weighed = _weighed(
            pieces, [*kept, *rare], both, language=hints.language, clear=clear and not rare
        )
    return _decisions(data, weighed)


def _mainframe(data: bytes) -> list[rank.Answer]:
    """The pages of EBCDIC, where they read what has spaces as theirs better than all others."""
    if ebcdic.is_latin(data[:SHOWN]):
        return _weighed([ebcdic.sample(data)], ebcdic.LATIN, clear=True)
    beginning = [data[:SHOWN]]
    others = shortlist(beginning, CANDIDATES, _model()).candidates
    weighed = _weighed(beginning, [*others, *ebcdic.CANDIDATES])
    if weighed[0].candidates[0] not in ebcdic.CANDIDATES:
        return []
    near = [candidate for answer in weighed for candidate in answer.candidates]
    if len(near) == 1 and weighed[0].probability > SURE:
        return weighed
    return _weighed([data[:LARGE]], near, clear=len(data) > SHOWN)


_BY_STRUCTURE = frozenset(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"))
_READ = frozenset(candidate.name for candidate in CANDIDATES)
_KNOWN = frozenset(candidate.name for candidate in (*CANDIDATES, *ebcdic.CANDIDATES))


def _has_more(data: bytes, pieces: Sequence[bytes], weighed: Sequence[rank.Answer]) -> bool:
    """Whether ``data`` has many more bytes than ``pieces`` of it that tell the answers apart."""
    if len(data) <= SIZE:
        return False
    alike = _alike([name for answer in weighed for name in answer.names])
    shown = sum(len(piece.translate(None, alike)) for piece in pieces)
    return shown < NEARLY_ALL * len(data.translate(None, alike))


def _alike(names: Sequence[str]) -> bytes:
    """The bytes that are the same character in all of these encodings, as far as that is known."""
    if len(names) == 1 or not all(name in SINGLE_BYTES for name in names):
        return _ASCII_BYTES
    columns = zip(*map(_characters, names), strict=True)
    return bytes(byte for byte, read in enumerate(columns) if len({*read}) == 1)


@functools.cache
def _characters(name: str) -> list[str]:
    """What each byte is in a page, as it is scored: the model takes ş for ș."""
    return [modern(bytes([byte]).decode(name, "replace")) for byte in range(256)]


def _borne_out(data: bytes, name: str) -> list[Decision]:
    """The encoding that the file declares, where a short look says so, too, and it reads it all."""
    pieces = glimpse(data, 3, SHOWN // 2) if name in SINGLE_BYTES else glimpse(data, 1, SHOWN)
    if not bears_out(pieces, name, _model()) or invalid_bytes(data, name):
        return []
    return [Decision(name, CERTAIN, tolerantly(pieces[-1], name).text)]


def _among(data: bytes, candidates: Sequence[Candidate], hints: Hints) -> list[Decision]:
    """The same among the only candidates that there are."""
    mark = marks.byte_order_mark(data)
    if mark and among_candidates(mark) in {candidate.name for candidate in candidates}:
        text = tolerantly(data[: 4 * SHOWN], mark).text.removeprefix("\ufeff")
        return [Decision(mark, standing(data, mark, CERTAIN), text)]
    wide = any(candidate.name.startswith(("utf-16", "utf-32")) for candidate in candidates)
    pieces = [data[:LARGE]] if wide else sample(data, LARGE)
    weighed = _weighed(pieces, candidates, _nats(data, hints), language=hints.language)
    return _decisions(data, weighed)


def _nats(data: bytes, hints: Hints) -> dict[str, float]:
    """What speaks for encodings besides their texts."""
    nats = dict(hints.nats)
    for name, gain in drawn(data).items():
        nats[name] = nats.get(name, 0.0) + gain
    name = declared(data)
    if name:
        nats[name] = nats.get(name, 0.0) + DECLARED
    return nats


def _weighed(
    pieces: Sequence[bytes],
    candidates: Sequence[Candidate],
    nats: Mapping[str, float] = _NOTHING,
    *,
    language: str = "",
    clear: bool = False,
) -> list[rank.Answer]:
    """The answers of these candidates with their probabilities; ``clear``: it is text."""
    if clear and len(pieces) > 1 and not all(each.name in SINGLE_BYTES for each in candidates):
        # Their texts have no words in common; a single piece shows which of them are none.
        first = rank.answers(pieces[:1], candidates)
        if len(first) > 1:
            rank.score(first, _model())
            candidates = [each for answer in rank.near(first, nats) for each in answer.candidates]
    found = rank.answers(pieces, candidates)
    if len(found) == 1 and clear:
        return [rank.only_text(found[0], nats, language)]
    rank.score(found, _model(), differences=clear)
    if clear and len(near := rank.near(found, nats)) == 1:
        return [rank.only_text(near[0], nats, language)]
    return rank.weigh(found, b"\n".join(pieces), nats, language=language, noise=not clear)


def _model() -> Model:
    from garblefix.language.model import load

    return load()


def _decisions(data: bytes, weighed: Sequence[rank.Answer]) -> list[Decision]:
    """The answers that stand on the whole of ``data``; that it is none of them, if none does."""
    found = []
    for answer in weighed[:MOST]:
        if answer.probability < rank.LEAST:
            break
        name, confidence = _best_name(data, answer)
        if confidence >= rank.LEAST:
            text = answer.text.replace(MARK, "")
            found.append(Decision(name, confidence, text, answer.language))
    found.sort(key=lambda decision: -decision.confidence)
    return found or [Decision(ANY_BYTES, 0.0, "")]


def _mixed(data: bytes) -> list[Decision]:
    """The encodings of a file that is in several, by their shares; none where it is no text."""
    from garblefix.detect.mixed import runs, shares

    found = runs(data, ANY_BYTES)
    if len(found) < 2:
        return []
    likeliest = list(shares(found).items())[:MOST]
    return [Decision(name, MOST_WHERE_MIXED * share, "") for name, share in likeliest]


def _best_name(data: bytes, answer: rank.Answer) -> tuple[str, float]:
    """Of names that give the same text of the sample, the first that reads the rest as well."""
    best = answer.names[0], 0.0
    for name in answer.names[:MOST]:
        confidence = standing(data, name, answer.probability)
        if confidence > best[1]:
            best = name, confidence
        if MARK in answer.text or confidence > MOST_WITH_INVALID:
            break
    return best
