"""From a file's bytes to decisions: the stages in their order, then the check on all of the file.

Not for: scoring, which is ``rank``'s.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from garblefix.detect import advisers, escapes, marks, rank
from garblefix.detect.candidates import CANDIDATES, MARK, Candidate, tolerantly
from garblefix.detect.sample import sample

# What cannot be text is called this: it decodes every byte, and encodes it back the same.
ANY_BYTES = "latin-1"
# Where the best answer is surer than this, the advisers are not asked.
SURE = 0.97
# Answers less likely than this are not given, and not more of them than this.
LEAST = 0.001
MOST = 5
RARE = 9.0  # nats: the cost of an encoding that only the advisers know
# An answer that some bytes contradict is never surer than this, nor is any answer but a mark's or
# pure ASCII sure altogether.
MOST_WITH_INVALID = 0.9
CERTAIN = 0.9999
# So many bytes of a file, or such a share, may be invalid in an answer that is still given.
MOST_INVALID = 2
INVALID_SHARE = 0.02
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Decision:
    """One encoding, 0–1, and the text of the sample that it was decided on."""

    encoding: str
    confidence: float
    sample: str


@dataclass(frozen=True, slots=True)
class DecodedBytes:
    """The text of some bytes, the encoding that gave it, and how sure that is, 0–1."""

    text: str
    encoding: str
    confidence: float


def decide(data: bytes) -> list[Decision]:
    """The encodings that ``data`` may be in, best first; empty for no data."""
    if not data:
        return []
    mark = marks.byte_order_mark(data)
    if mark:
        confidence = _standing(data, mark, CERTAIN)
        if confidence:
            text = tolerantly(data[: marks.WIDE_SAMPLE], mark).text
            return [Decision(mark, confidence, text.removeprefix("\ufeff"))]
    nul = marks.has_nul(data)
    if data.isascii() and not nul:
        name = escapes.escaped(data[: 1 << 16])
        if name:
            return [Decision(name, CERTAIN, tolerantly(data[: 1 << 14], name).text)]
    if data.isascii() and not nul and not marks.maybe_wide(data):
        return [Decision("ascii", 1.0, data[:4096].decode("ascii"))]
    if nul and data.count(0) == len(data):
        return [Decision(ANY_BYTES, 0.0, "")]
    return _ranked(data, nul)


def _ranked(data: bytes, nul: bool) -> list[Decision]:
    from garblefix.language.model import load

    model = load()
    wide = marks.wide_candidates(data)
    if nul:
        # Cut at odd places a wide encoding is nothing, so it is asked on the beginning.
        shown = data[: marks.WIDE_SAMPLE]
        weighed = rank.weigh(rank.answers(shown, [*wide, *CANDIDATES], model, wide=True), shown)
        if weighed[0].names[0].startswith(("utf-16", "utf-32")):
            return _decisions(data, weighed)
        wide = []
    shown = sample(data)
    candidates = [*wide, *CANDIDATES]
    if data.isascii():
        candidates = [*wide, Candidate("ascii", 0.0)]
    ranked = rank.answers(shown, candidates, model)
    weighed = rank.weigh(ranked, shown)
    unsure = weighed[0].probability < SURE or MARK in weighed[0].text
    if unsure and not data.isascii():
        advice = advisers.advice(shown)
        known = {codecs.lookup(candidate.name).name for candidate in candidates}
        rare = [Candidate(name, RARE) for name in advice if name not in known]
        if rare:
            ranked = rank.answers(shown, [*candidates, *rare], model)
        weighed = rank.weigh(ranked, shown, advice)
    return _decisions(data, weighed)


def _decisions(data: bytes, weighed: Sequence[rank.Answer]) -> list[Decision]:
    """The answers that stand on the whole of ``data``; that it is none of them, if none does."""
    found = []
    for answer in weighed[:MOST]:
        if answer.probability < LEAST:
            break
        name, confidence = _best_name(data, answer)
        if confidence >= LEAST:
            found.append(Decision(name, confidence, answer.text.replace(MARK, "")))
    found.sort(key=lambda decision: -decision.confidence)
    return found or [Decision(ANY_BYTES, 0.0, "")]


def _best_name(data: bytes, answer: rank.Answer) -> tuple[str, float]:
    """Of names that give the same text of the sample, the first that reads the rest as well."""
    best = answer.names[0], 0.0
    for name in answer.names[:MOST]:
        confidence = _standing(data, name, answer.probability)
        if confidence > best[1]:
            best = name, confidence
        if MARK in answer.text or confidence > MOST_WITH_INVALID:
            break
    return best


def _standing(data: bytes, name: str, confidence: float) -> float:
    """What is left of the confidence in an encoding once it has read all of ``data``."""
    invalid = invalid_bytes(data, name)
    if not invalid:
        return min(confidence, CERTAIN)
    if invalid > max(MOST_INVALID, len(data) * INVALID_SHARE):
        return 0.0
    return min(confidence, MOST_WITH_INVALID)


def invalid_bytes(data: bytes, name: str) -> int:
    """How many bytes of ``data`` this encoding cannot read, in bounded memory."""
    decoder = codecs.getincrementaldecoder(name)("garblefix-mark")
    return sum(
        decoder.decode(data[start : start + BLOCK]).count(MARK)
        for start in range(0, len(data), BLOCK)
    )


def decode(data: bytes, encoding: str = "auto") -> DecodedBytes:
    """``data`` as text; ``auto`` takes the best guess, any other name is taken at its word.

    Bytes that the encoding cannot read become U+FFFD; the text has no byte order mark by ``auto``.
    Raises LookupError for an unknown name.

    >>> decode("Съешь ещё мягких булок".encode("koi8-r")).text
    'Съешь ещё мягких булок'
    >>> decode(b"\\xc4\\xe3", "gbk")
    DecodedBytes(text='你', encoding='gbk', confidence=1.0)
    """
    if encoding != "auto":
        return DecodedBytes(data.decode(encoding, "replace"), encoding, 1.0)
    for decision in decide(data)[:1]:
        text = data.decode(decision.encoding, "replace")
        return DecodedBytes(text, decision.encoding, decision.confidence)
    return DecodedBytes("", "ascii", 1.0)
