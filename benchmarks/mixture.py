"""Garbled and clean text in equal numbers, in two halves that share no line and no repository.

What a confidence means depends on how often text is garbled: here half of it is, in each of five
groups of scripts and four lengths alike. One half is there to fit on, the other to measure on.
Not for: counting what comes back (``benchmarks.misread``, ``benchmarks.clean``).
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import common, losses, misreads
from benchmarks.damaged import is_damaged

LENGTHS = (6, 12, 40, 0)
"""Characters of a piece; 0 is a whole line."""
CLEAN, GARBLED, TWICE, LOSSY, REAL = "clean", "garbled", "twice", "lossy", "real"
REAL_ASCII = "real, all ASCII"
"""Real cases in which a question mark, or nothing, stands for each character beyond ASCII."""
OTHERS = "Arabic, Hebrew, Thai, others"
GROUPS = (misreads.LATIN, misreads.CYRILLIC, misreads.GREEK, misreads.CJK, OTHERS)
TWICE_IN, LOSSY_IN = 20, 20
FILE_LINES = 60
TRIES = 20  # for a text that loses bytes
FITTED, MEASURED = 1, 0
"""The halves. The odds of letters for letters were fitted on lines of the first half too."""


class Sample(NamedTuple):
    """A text, its original, what kind of sample it is, its group, its chain ("" where clean)."""

    text: str
    original: str
    kind: str
    group: str
    chain: str


class _Whole(misreads.Pieces):
    """Whole lines instead of pieces."""

    def __init__(self, lines: list[str], language: str) -> None:
        super().__init__([], language, 0)
        self.lines = [line for line in lines if not line.isascii()]

    def cut(self, chance: random.Random) -> str | None:
        """A line."""
        return chance.choice(self.lines) if self.lines else None


def half_of(text: str) -> int:
    """The half that a line, or a repository, belongs to."""
    return zlib.crc32(text.encode()) & 1


def group_of(language: str) -> str:
    """The group of a language; one that is not listed is in Latin script.

    >>> group_of("ru"), group_of("th"), group_of("cs"), group_of("zh")
    ('Cyrillic', 'Arabic, Hebrew, Thai, others', 'Latin', 'CJK')
    """
    listed = {"zh": "zh-Hans", "jp": "ja"}.get(language, language)
    script = misreads.LANGUAGES.get(listed, (misreads.LATIN, ()))[0]
    return script if script in GROUPS else OTHERS


def lines_samples(folder: Path, half: int, per_group: int) -> Iterator[Sample]:
    """Samples of one half of the dev lines: ``per_group`` garbled of each group and length.

    As many are clean. One garbled text in TWICE_IN went through the same accident again, and for
    LOSSY_IN there is one more of which a decoder lost bytes. ``folder``: of the dev files.
    """
    for code, lines, share in _languages(folder, half, per_group):
        for length in LENGTHS:
            pieces = misreads.Pieces(lines, code, length) if length else _Whole(lines, code)
            chance = random.Random(f"{code} {length} {half}")
            garbled = list(_garbled(pieces, code, share, chance))
            garbled += _lossy(pieces, code, -(-share // LOSSY_IN), chance)
            yield from garbled
            for _ in garbled:
                piece = pieces.cut(chance)
                if piece is not None:
                    yield Sample(piece, piece, CLEAN, group_of(code), "")


def _garbled(
    pieces: misreads.Pieces, language: str, number: int, chance: random.Random
) -> Iterator[Sample]:
    for count, case in enumerate(misreads.cases_common(pieces, language, number, chance)):
        reader = case.chain.split(">")[1]
        again = misreads.misread(case.garbled, "utf-8", reader) if not count % TWICE_IN else None
        if again is not None:
            chain = f"{case.chain}>utf-8>{reader}"
            yield Sample(again, case.expected, TWICE, group_of(language), chain)
        else:
            yield Sample(case.garbled, case.expected, GARBLED, group_of(language), case.chain)


def _lossy(
    pieces: misreads.Pieces, language: str, number: int, chance: random.Random
) -> Iterator[Sample]:
    for _ in range(number):
        for _ in range(TRIES):
            text = pieces.cut(chance)
            reader = chance.choice(losses.READERS)
            marker, way = chance.choice(list(losses.MARKERS)), chance.choice(losses.ways(reader))
            garbled = losses.garbled(text, reader, marker, way) if text is not None else None
            if text is not None and garbled is not None:
                yield Sample(garbled, text, LOSSY, group_of(language), f"utf-8>{reader}")
                break


def real_samples(path: Path, half: int) -> Iterator[Sample]:
    """The real cases of one half of the repositories, and the truth of each as a clean line."""
    for record in common.read_records(path):
        repository = "/".join(str(record["source"]).split("/")[:2])
        if record["truth"] is not None and half_of(repository) == half:
            group = group_of(str(record["lang"]))
            garbled, truth = str(record["garbled"]), str(record["truth"])
            kind = REAL_ASCII if garbled.isascii() else REAL
            yield Sample(garbled, truth, kind, group, str(record["chain"]))
            if not truth.isascii():
                yield Sample(truth, truth, REAL, group, "")


def files(folder: Path, half: int, per_group: int) -> Iterator[list[Sample]]:
    """Files of one half of the dev lines: each garbled in one way, and clean in every other line.

    ``per_group`` of each group of scripts, of at most FILE_LINES lines.
    """
    for code, lines, number in _languages(folder, half, per_group):
        chance = random.Random(f"{code} files {half}")
        pieces = _Whole(lines, code)
        for case in misreads.cases_common(pieces, code, number, chance):
            written, reader = case.chain.split(">")
            file: list[Sample] = []
            for line in chance.sample(pieces.lines, min(FILE_LINES, len(pieces.lines))):
                garbled = misreads.misread(line, written, reader)
                if garbled is not None and len(file) % 2:
                    file.append(Sample(garbled, line, GARBLED, group_of(code), case.chain))
                else:
                    file.append(Sample(line, line, CLEAN, group_of(code), ""))
            yield file


def clean_lines(folder: Path, half: int) -> Iterator[Sample]:
    """All lines of one half of the dev files, of every language, but for ASCII."""
    for code in common.languages_of(folder):
        for line in common.read_lines(folder / f"{code}.txt.xz"):
            if half_of(line) == half and not line.isascii() and not is_damaged(line, code):
                yield Sample(line, line, CLEAN, group_of(code), "")


def _languages(folder: Path, half: int, per_group: int) -> Iterator[tuple[str, list[str], int]]:
    """Each language with its lines of one half, and its share of what its group is to have."""
    known = [code for code in common.languages_of(folder) if code in misreads.LANGUAGES]
    for group in GROUPS:
        languages = [code for code in known if group_of(code) == group]
        for code in languages:
            every = common.read_lines(folder / f"{code}.txt.xz")
            lines = [line for line in every if half_of(line) == half]
            lines = [line for line in lines if not is_damaged(line, code)]
            yield code, lines, -(-per_group // len(languages))
