"""Files whose lines are in different encodings: which run of lines is in which.

Half of a log was converted, two tables were joined, an advertisement in GBK stands in subtitles in
UTF-8. Each line beyond ASCII is scored in every encoding that shows up, and the cheapest way
through all of them wins, where going over to another encoding costs something. Not for: encodings
that change inside a line, and UTF-16, whose line ends are other bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from garblefix.coding import unit
from garblefix.detect import pages, rank
from garblefix.detect.candidates import SINGLE_BYTE, Candidate
from garblefix.detect.verify import invalid_bytes
from garblefix.detect.whole import ANY_BYTES, LEAST, decide_as_one

# Nats for going over to another encoding. A file in one encoding is read as such even where a line
# or two would read a little better in another.
CHANGE = 9.0
# Sections of a file that are looked at for another encoding, bytes of each, and how much better its
# best page must read than the file's (nats).
SECTIONS, SECTION = 8, 600
# Where nothing speaks for several encodings, fewer are looked at.
FEW_SECTIONS = 2
BETTER = 25.0
# Lines scored at a time.
LINES = 2000


@dataclass(frozen=True, slots=True)
class Run:
    """Bytes ``start`` to ``end``, whole lines, are in this encoding."""

    start: int
    end: int
    encoding: str


def runs(data: bytes, encoding: str) -> tuple[Run, ...]:
    r"""The runs of ``data``, end to end, where ``encoding`` is the answer for all of it.

    A single run, at the cost of little more than one decoding, for nearly every file. Lines of
    ASCII belong to the run before them.

    >>> text = "Съешь ещё этих мягких булок\n"
    >>> [(run.start, run.encoding) for run in runs(text.encode() + text.encode("cp1251"), "utf-8")]
    [(0, 'utf-8'), (51, 'cp1251')]
    """
    whole = (Run(0, len(data), encoding),)
    if data.isascii() or b"\0" in data or unit(encoding) > 1 or data.count(b"\n", 0, -1) < 1:
        return whole
    if encoding == "utf-8" and not invalid_bytes(data, encoding):
        return whole
    lines = [line + b"\n" for line in data.split(b"\n")]
    foreign = [place for place, line in enumerate(lines) if not line.isascii()]
    shown = [lines[place] for place in foreign]
    names = _names(shown, encoding)
    if len(names) < 2:
        return (Run(0, len(data), *names),) if names else whole
    return _joined(lines, foreign, _best_way(shown, names), encoding, len(data))


def decode(data: bytes, found: Sequence[Run], errors: str = "surrogateescape") -> str:
    """The text of all runs; ``errors`` as for ``bytes.decode``."""
    return "".join(_decoded(data[run.start : run.end], run.encoding, errors) for run in found)


def _decoded(data: bytes, encoding: str, errors: str) -> str:
    try:
        return data.decode(encoding, errors)
    except UnicodeDecodeError:
        # UTF-16 and UTF-7 cannot take single bytes as surrogates.
        return data.decode(encoding, "replace")


def _names(lines: Sequence[bytes], encoding: str) -> list[str]:
    """The encodings that some of the lines seem to be in, ``encoding`` first if it is one."""
    names: list[str] = []
    strays = [line for line in lines if invalid_bytes(line, "utf-8")]
    if len(strays) < len(lines):
        converted = b"".join(line for line in lines if not invalid_bytes(line, "utf-8"))
        names += _likely(converted)
    if encoding == ANY_BYTES or any(invalid_bytes(line, encoding) for line in strays):
        sections = SECTIONS
    elif encoding in SINGLE_BYTE and not names:
        return [encoding, *_of_pages(lines, encoding)]
    else:
        sections = FEW_SECTIONS
    for section in _sections(strays, sections):
        names += _likely(section)
    # A single line among others is lost in its section.
    for name in names.copy():
        rest = [line for line in strays if invalid_bytes(line, name)]
        for section in _sections(rest, FEW_SECTIONS):
            names += _likely(section)
    if encoding != ANY_BYTES:
        names.insert(0, encoding)
    return list(dict.fromkeys(names))


def _of_pages(lines: Sequence[bytes], encoding: str) -> Iterator[str]:
    """The encodings of sections that read much better in another page than the file's."""
    for section in _sections(lines, SECTIONS):
        scores, _ = pages.scores(section)
        if max(scores.values()) > scores[encoding] + BETTER:
            yield from _likely(section)


def _sections(lines: Sequence[bytes], number: int) -> Iterator[bytes]:
    """So many samples of lines that stand together."""
    step = -(-len(lines) // number) or 1
    for start in range(0, len(lines), step):
        section = b""
        for line in lines[start : start + step]:
            if section and len(section) + len(line) > SECTION:
                break
            section += line
        yield section


def _likely(data: bytes) -> Iterator[str]:
    for decision in decide_as_one(data[: 2 * SECTION])[:1]:
        if decision.confidence > LEAST:
            yield decision.encoding


def _best_way(lines: Sequence[bytes], names: Sequence[str]) -> list[str]:
    """The encoding of each line: the cheapest way through all of them (Viterbi)."""
    totals = dict.fromkeys(names, 0.0)
    back: list[dict[str, str]] = []
    for line in _scores(lines, names):
        best = max(totals, key=totals.__getitem__)
        came = {name: name if totals[name] >= totals[best] - CHANGE else best for name in names}
        totals = {
            name: totals[came[name]] - (CHANGE if came[name] != name else 0.0) + line[name]
            for name in names
        }
        back.append(came)
    name = max(totals, key=totals.__getitem__)
    way = []
    for came in reversed(back):
        way.append(name)
        name = came[name]
    return way[::-1]


def _scores(lines: Sequence[bytes], names: Sequence[str]) -> Iterator[dict[str, float]]:
    """log P of each line in each encoding, what is unreadable counted; nats."""
    from garblefix.language.model import load

    for start in range(0, len(lines), LINES):
        answers = [
            rank.answers([line.rstrip(b"\r\n")], [Candidate(name, 0.0) for name in names])
            for line in lines[start : start + LINES]
        ]
        rank.score([answer for each in answers for answer in each], load())
        for each in answers:
            yield {name: answer.score for answer in each for name in answer.names}


def _joined(
    lines: Sequence[bytes], foreign: Sequence[int], way: Sequence[str], first: str, size: int
) -> tuple[Run, ...]:
    """Runs of lines from the encodings of those beyond ASCII."""
    known = dict(zip(foreign, way, strict=True))
    name = way[0] if way else first
    named = []
    for place, line in enumerate(lines):
        name = known.get(place, name)
        named.append((name, len(line)))
    found = []
    start = 0
    for name, group in groupby(named, key=lambda item: item[0]):
        end = min(start + sum(length for _, length in group), size)
        if end > start:
            found.append(Run(start, end, name))
        start = end
    return tuple(found)
