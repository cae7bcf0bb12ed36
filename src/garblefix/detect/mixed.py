"""Files whose lines are in different encodings: which run of lines is in which.

Half of a log was converted, two tables were joined, an advertisement in GBK stands in subtitles in
UTF-8. Each line beyond ASCII is scored in every encoding that shows up, and the cheapest way
through all of them wins, where going over to another encoding costs something. Not for: encodings
that change inside a line, and UTF-16, whose line ends are other bytes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO

from garblefix.coding import is_valid_utf8, unit
from garblefix.detect import pages, rank
from garblefix.detect.candidates import SINGLE_BYTES, Candidate
from garblefix.detect.drawings import drawn
from garblefix.detect.stray import is_language
from garblefix.detect.verify import invalid_bytes
from garblefix.detect.whole import ANY_BYTES, decide_as_one
from garblefix.results import Guess, Run
from garblefix.runs import LocatedRun, Runs

UTF8 = "utf-8"
# Nats for going over to another encoding. A file in one encoding is read as such even where a line
# or two would read a little better in another.
CHANGE = 9.0
# Sections of a file that are looked at for another encoding, bytes of each, and how much better its
# best page must read than the file's (nats).
SECTIONS, SECTION = 8, 600
# Where nothing speaks for several encodings, fewer are looked at.
FEW_SECTIONS = 2
BETTER = 25.0
# Lines scored at a time, and bytes of a file that are looked at together.
LINES = 2000
WINDOW = 1 << 18


def runs(
    data: bytes, encoding: str, confidence: float = 1.0, *, least: float = 0.0
) -> tuple[Run, ...]:
    r"""The runs of ``data``, end to end, where ``encoding`` is the answer for all of it.

    ``confidence`` is that of the answer. A single run, at the cost of little more than one
    decoding, for nearly every file. Lines of ASCII belong to the run before them. Bytes among
    UTF-8 that no language makes words of, or not as surely as ``least``, are invalid bytes of it.

    >>> text = "Съешь ещё этих мягких булок\n"
    >>> found = runs(text.encode() + text.encode("cp1251"), "utf-8")
    >>> [(run.byte_start, run.encoding) for run in found]
    [(0, 'utf-8'), (51, 'cp1251')]
    """
    whole = (Run(0, len(data), encoding, confidence),)
    if data.isascii() or b"\0" in data or unit(encoding) > 1 or data.count(b"\n", 0, -1) < 1:
        return whole
    if encoding == UTF8 and not invalid_bytes(data, encoding):
        return whole
    lines = [line + b"\n" for line in data.split(b"\n")]
    foreign = [place for place, line in enumerate(lines) if not line.isascii()]
    shown = [lines[place] for place in foreign]
    names = _names(shown, encoding)
    if len(names) < 2:
        return (Run(0, len(data), names[0], confidence),) if names else whole
    scores = list(_scores(shown, names))
    way = _best_way(scores, names)
    if encoding == UTF8:
        way = list(_without_strays(way, shown))
    if len(set(way)) < 2:
        return (Run(0, len(data), way[0], confidence),)
    best = {name: _best_name(name, _lines_of(name, shown, way)) for name in set(way)}
    found = []
    places = dict(zip(foreign, scores, strict=True))
    for first, last, start, end, name in _spans(lines, dict(zip(foreign, way, strict=True))):
        chance = _chance(name, [places[place] for place in range(first, last) if place in places])
        found.append(Run(start, min(end, len(data)), best[name][0], chance * best[name][1]))
    if encoding == UTF8:
        found = list(_believed(found, least))
    return tuple(run for run in found if run.byte_end > run.byte_start)


def _without_strays(way: Sequence[str], lines: Sequence[bytes]) -> Iterator[str]:
    """The encodings of lines among UTF-8: it is theirs, too, where others find no language."""
    place = 0
    for name, its in itertools.groupby(way):
        number = len(list(its))
        data = b"".join(lines[place : place + number])
        place += number
        stray = name != UTF8 and not is_language(_decoded(data, name, "surrogateescape"), name)
        yield from [UTF8 if stray else name] * number


def _believed(found: Sequence[Run], least: float) -> Iterator[Run]:
    """Runs of UTF-8 and of what is surer than ``least``; the others are in UTF-8 as well."""
    named = [
        run if run.encoding == UTF8 or run.confidence >= least else replace(run, encoding=UTF8)
        for run in found
    ]
    for _, its in itertools.groupby(named, key=lambda run: run.encoding):
        first, *more = its
        sure = min(run.confidence for run in (first, *more))
        yield replace(first, byte_end=(more or [first])[-1].byte_end, confidence=sure)


def decode(data: bytes, found: Sequence[Run], errors: str = "surrogateescape") -> str:
    """The text of all runs; ``errors`` as for ``bytes.decode``."""
    return "".join(
        _decoded(data[run.byte_start : run.byte_end], run.encoding, errors) for run in found
    )


def runs_of_file(file: BinaryIO, best: Guess) -> tuple[LocatedRun, ...]:
    """The runs of an open file from where it stands, where there are several; else nothing.

    ``best`` is the answer for all of it. Of a large file that it reads to the end no more is asked.
    Raises OSError as reading does.
    """
    found = Runs()
    while window := _window(file):
        if window.isascii():
            found.add(window, None)
        else:
            for run in runs(window, best.encoding, best.confidence):
                found.add(window[run.byte_start : run.byte_end], run.encoding, run.confidence)
    return found.located()


def _window(file: BinaryIO) -> bytes:
    """About so many bytes, up to the end of a line."""
    data = file.read(WINDOW)
    return data if data.endswith(b"\n") else data + file.readline(WINDOW)


def shares(found: Sequence[Run]) -> dict[str, float]:
    """The share of the bytes that is in each encoding, the largest first."""
    sizes: dict[str, int] = {}
    for run in found:
        sizes[run.encoding] = sizes.get(run.encoding, 0) + run.byte_end - run.byte_start
    whole = sum(sizes.values())
    ordered = sorted(sizes.items(), key=lambda item: -item[1])
    return {name: size / whole for name, size in ordered}


def _decoded(data: bytes, encoding: str, errors: str) -> str:
    try:
        return data.decode(encoding, errors)
    except UnicodeDecodeError:
        # UTF-16 and UTF-7 cannot take single bytes as surrogates.
        return data.decode(encoding, "replace")


def _names(lines: Sequence[bytes], encoding: str) -> list[str]:
    """The encodings that some of the lines seem to be in, ``encoding`` first if it is one."""
    names: list[str] = []
    strays: list[bytes] = []
    converted: list[bytes] = []
    for line in lines:
        (converted if is_valid_utf8(line) else strays).append(line)
    if converted:
        names += _likely(b"".join(converted))
    if encoding == ANY_BYTES or _invalid(strays, encoding):
        sections = SECTIONS
    elif encoding in SINGLE_BYTES and not names:
        return [encoding, *_of_pages(lines, encoding)]
    else:
        sections = FEW_SECTIONS
    for section in _sections(strays, sections):
        names += _likely(section)
    # A single line among others is lost in its section.
    for name in names.copy():
        for section in _sections(_invalid(strays, name), FEW_SECTIONS):
            names += _likely(section)
    if encoding != ANY_BYTES:
        names.insert(0, encoding)
    return list(dict.fromkeys(names))


def _invalid(lines: Sequence[bytes], encoding: str) -> list[bytes]:
    """The lines that the encoding cannot read without loss."""
    if not invalid_bytes(b"".join(lines), encoding):
        return []
    return [line for line in lines if invalid_bytes(line, encoding)]


def _of_pages(lines: Sequence[bytes], encoding: str) -> Iterator[str]:
    """The encodings of sections that read much better in another page than the file's."""
    sections = list(_sections(lines, SECTIONS))
    for section, scores in zip(sections, pages.scores_of(sections), strict=True):
        if max(scores.values()) > scores[encoding] + BETTER and not _draws(
            lines, section, encoding
        ):
            yield from _likely(section)


def _draws(lines: Sequence[bytes], section: bytes, encoding: str) -> bool:
    """Whether what reads badly is a drawing in this encoding, of which few lines show nothing."""
    whole = b"".join(lines) if sum(map(len, lines)) <= SECTION else section
    return encoding in drawn(whole)


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
    """What some lines are in; not UTF-16, of which no line is like those of other encodings."""
    for decision in decide_as_one(data[: 2 * SECTION])[:1]:
        if decision.confidence > rank.LEAST and unit(decision.encoding) == 1:
            yield decision.encoding


def _best_way(scores: Sequence[dict[str, float]], names: Sequence[str]) -> list[str]:
    """The encoding of each line: the cheapest way through all of them (Viterbi)."""
    totals = dict.fromkeys(names, 0.0)
    back: list[dict[str, str]] = []
    for line in scores:
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


def _spans(
    lines: Sequence[bytes], named: Mapping[int, str]
) -> Iterator[tuple[int, int, int, int, str]]:
    """First line and the one behind the last, first byte and the one behind the last, encoding.

    ``named`` has the encodings of the lines beyond ASCII.
    """
    first = start = place = end = 0
    before = next(iter(named.values()))
    for place, line in enumerate(lines):
        name = named.get(place, before)
        if name != before:
            yield first, place, start, end, before
            first, start, before = place, end, name
        end += len(line)
    yield first, place + 1, start, end, before


def _lines_of(name: str, lines: Sequence[bytes], way: Sequence[str]) -> bytes:
    return b"".join(line for line, its_name in zip(lines, way, strict=True) if its_name == name)


def _chance(name: str, scores: Sequence[Mapping[str, float]]) -> float:
    """The chance that these lines are in this encoding and none of the others of the file."""
    ahead = [sum(line[other] - line[name] for line in scores) for other in scores[0]]
    # What scores the same is the same text.
    others = [math.exp(min(rank.TEMPER * nats, 700.0)) for nats in ahead if nats]
    return 1 / (1 + sum(others))


def _best_name(name: str, data: bytes) -> tuple[str, float]:
    """The likeliest encoding that makes the same text of ``data``, and the chance of that text.

    Parts of binary files look like short runs of many encodings, and are none.
    """
    text = _decoded(data, name, "replace")
    for decision in decide_as_one(data):
        if decision.encoding != ANY_BYTES and _decoded(data, decision.encoding, "replace") == text:
            return decision.encoding, decision.confidence
    return name, 0.0
