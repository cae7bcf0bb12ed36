"""Which code each character had that its reader shows for several.

What the source decodes and the language model likes best, character by character: all codes of each
are tried on what the codes before it gave. Not for: which characters these are (``doubled``).
"""

from __future__ import annotations

import codecs
import functools
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from garblefix.doubled import among, lines_in_doubt, others, stand_ins, twins
from garblefix.encodings import BY_NAME, reader_bytes
from garblefix.language.model import PAD, load

# Choices for all characters so far that are gone on with, those that read best; 2 and 24 did alike.
MOST = 3
# What bytes cost that are no text of the source, and what the first of a character do that is not
# there yet, in nats: about what a character costs.
INVALID = 25.0
BEGUN = 6.0
# And a character for which the text must have been normalised. Of 338 lines of GBK read as CP949
# that were 295 come back with 0, 280 with 1.5, 270 with 3; of 262 that were not 249, 255, 256.
NORMALISED = 1.5

# Bytes that begin a character, and what else a decoder remembers.
_State = tuple[bytes, int]


class _Choice(NamedTuple):
    """A line up to some place: ``text`` with what stands in, and how well it reads, in nats.

    ``original``: what the last of it was; ``state``: of the decoder behind that.
    """

    text: str
    original: str
    state: _State
    score: float


def settled(text: str, source: str, reader: str) -> str:
    """``text`` with what stands in for characters whose other code it was, if bytes of ``source``.

    >>> garbled = "적이 없다".encode("cp949").decode("cp932")
    >>> reader_bytes("cp932").of(settled(garbled, "cp949", "cp932")).decode("cp949")
    '적이 없다'
    """
    places = list(lines_in_doubt(text, reader))
    if not places or BY_NAME[source].composed:
        return text
    normalised = unicodedata.is_normalized("NFC", text)
    lines = tuple(text[start:end] for start, end in places)
    chosen = _settled(lines, source, reader, normalised=normalised)
    pieces = []
    place = 0
    for (start, end), line in zip(places, chosen, strict=True):
        pieces += [text[place:start], line]
        place = end
    return "".join([*pieces, text[place:]])


@functools.lru_cache(maxsize=64)  # of lines that do not all go back, each is asked again
def _settled(lines: tuple[str, ...], source: str, reader: str, *, normalised: bool) -> list[str]:
    """The same for lines that each have such a character; the first of all at once, and so on.

    ``normalised``: as far as all of the text tells.
    """
    decoder = _Decoder(source, reader)
    waiting = [_parts(line, reader, normalised=normalised) for line in lines]
    choices = [[_Choice("", "\n" * PAD, decoder.begun, 0.0)] for _ in lines]
    going_on = list(range(len(lines)))
    while going_on:
        parts = [next(waiting[number], None) for number in going_on]
        ways = [
            (number, choice, text, cost)
            for number, part in zip(going_on, parts, strict=True)
            for choice in choices[number]
            for text, cost in part or ()
        ]
        read = [decoder.decode(text, choice.state) for _, choice, text, _ in ways]
        pairs = [(way[1].original, made) for way, (made, _) in zip(ways, read, strict=True)]
        going_on = [number for number, part in zip(going_on, parts, strict=True) if part]
        for number in going_on:
            choices[number] = []
        scores = load().continuations(pairs).tolist()
        for way, (made, state), score in zip(ways, read, scores, strict=True):
            number, choice, text, cost = way
            score += choice.score - cost - INVALID * made.count("\ufffd")
            end = (choice.original + made)[-PAD:]
            choices[number].append(_Choice(choice.text + text, end, state, score))
        for number in going_on:
            choices[number] = _best(choices[number])
    return [found[0].text for found in choices]


def _parts(line: str, reader: str, *, normalised: bool) -> Iterator[list[tuple[str, float]]]:
    """What may stand for each part of a line, and what that costs; each part has one such sign."""
    pattern = among(others if normalised else stand_ins, reader)
    assert pattern is not None
    first, *rest = pattern.split(line)
    yield [(first, 0.0)]
    for sign, behind in zip(rest[::2], rest[1::2], strict=True):
        ways = [(each + behind, 0.0) for each in (sign, *stand_ins(reader).get(sign, ""))]
        for twin in twins(reader).get(sign, "") if normalised else "":
            ways.append((twin + behind, NORMALISED))
        yield ways


def _best(choices: list[_Choice]) -> list[_Choice]:
    """The best, of those that go on alike the first."""
    kept: dict[tuple[str, _State], _Choice] = {}
    for choice in sorted(choices, key=lambda choice: BEGUN * len(choice.state[0]) - choice.score):
        kept.setdefault((choice.original, choice.state), choice)
    return list(kept.values())[:MOST]


class _Decoder:
    """Decodes what a reader has shown, part by part; what it has no bytes for is a line end."""

    def __init__(self, source: str, reader: str) -> None:
        self._bytes = reader_bytes(reader)
        self._source = source
        # A page of one byte begins no character that it does not end.
        self._steps = None
        if BY_NAME[source].multibyte:
            self._steps = codecs.getincrementaldecoder(source)("replace")
        self.begun: _State = (b"", 0)
        if self._steps is not None:
            self.begun = self._steps.getstate()

    def decode(self, text: str, state: _State) -> tuple[str, _State]:
        """What these characters were behind others."""
        data = b"".join([self._bytes[character] or b"\n" for character in text])
        if self._steps is None:
            return data.decode(self._source, "replace"), state
        self._steps.setstate(state)
        made = self._steps.decode(data)
        return made, self._steps.getstate()
