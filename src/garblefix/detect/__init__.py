"""Bytes in, ranked guesses of their encoding out: which decoding reads like text?

Stages, each a module, in the order in which they are asked: byte order marks and UTF-16/32
(``marks``), 7-bit escapes (``escapes``, ``utf7``), UTF-8 (``utf8``), EBCDIC (``ebcdic``); then a
sample of the file (``sample``), a cheap look at every candidate (``shortlist``, ``pages``), the
posterior over the texts of the best (``rank``; ``odd`` and ``listed``: what is no language), with
what the file declares, draws and the caller knows (``declared``, ``drawings``, ``hints``) and the
peers' advice where that is not sure (``advisers``); the answer is checked on the whole file
(``verify``). ``whole`` puts them in order; ``mixed`` finds the runs of a file that is in several
encodings, ``large`` samples what is too large for memory. Not for: repairing what it decodes to.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from garblefix.coding import as_bytes
from garblefix.detect.hints import Hints, hints_of
from garblefix.detect.large import (
    LARGE,
    blocks_of_bytes,
    blocks_of_file,
    decide_large,
    gathered,
)
from garblefix.detect.spelling import modern
from garblefix.detect.verify import BLOCK, MOST_WITH_INVALID
from garblefix.detect.whole import Decision, decide
from garblefix.results import Guess

if TYPE_CHECKING:
    from garblefix.runs import LocatedRun

__all__ = [
    "Decision",
    "decide",
    "detect",
    "detect_file_and_runs",
]

# No runs are looked for in a file of more bytes.
LARGEST = 1 << 26
# Characters that tell the language.
LANGUAGE_SAMPLE = 250


def detect(
    data: bytes,
    *,
    language: str = "",
    candidates: Iterable[str] | None = None,
    name: str = "",
) -> list[Guess]:
    """The encodings that ``data`` may be in, best first; never empty unless ``data`` is.

    Every ``encoding`` is a codec that Python knows; ``confidence`` is the chance, 0 to 1, that it
    gives the right text. Answers that give the same text are one answer, named by the safest
    superset (gb18030 for GBK and GB2312, cp932 for Shift-JIS, cp949 for EUC-KR, cp1252 for
    Latin-1). Bytes that are no text get ``latin-1``, which decodes anything and gives it back
    unchanged, with a confidence near 0. Where a few bytes are invalid in the encoding of all the
    others, that encoding is the answer although it does not decode them strictly. Never raises for
    bytes.

    What the caller knows is evidence: ``language``, an ISO 639 code; ``name``, the file's, whose
    suffix makes some encodings likelier. ``candidates`` are the only encodings that it may be in;
    LookupError for one that Python does not know, ValueError for none at all, and for a language
    that is not known. TypeError for what is no bytes, and for other arguments of a wrong type.

    >>> [(guess.encoding, guess.language) for guess in detect("Съешь ещё".encode("cp1251"))][0]
    ('cp1251', 'ru')
    >>> detect(b"plain text")[0].encoding, detect(b"")
    ('ascii', [])
    >>> detect(b"\\xe8", language="cs")[0].encoding, detect(b"\\xe8", language="fr")[0].encoding
    ('cp1250', 'cp1252')
    """
    data = as_bytes(data)
    known = hints_of(language, candidates, name)
    if len(data) > LARGE:
        return _guesses(decide_large(blocks_of_bytes(data), known))
    return _guesses(decide(data, known))


def detect_file_and_runs(
    file: BinaryIO,
    *,
    language: str = "",
    candidates: Iterable[str] | None = None,
    name: str = "",
) -> tuple[list[Guess], tuple[LocatedRun, ...]]:
    """What ``detect`` says of an open file, of any size in a few megabytes of memory, and its runs.

    A large one that cannot be read twice, as a pipe, is not checked to its end. There are runs of
    lines where a file is in several encodings. They are looked for where no ``candidates`` are
    given; in a large file only where no encoding reads all of it, and in none above 64 MB, where
    that would take minutes. Raises OSError as reading does.
    """
    decisions, again = _decided(file, hints_of(language, candidates, name))
    guesses = _guesses(decisions)
    if not guesses or again is None or candidates is not None:
        return guesses, ()
    place = again.tell()
    size = again.seek(0, os.SEEK_END) - place
    again.seek(place)
    if size > LARGEST or (size > LARGE and guesses[0].confidence > MOST_WITH_INVALID):
        return guesses, ()
    from garblefix.detect.mixed import runs_of_file

    return guesses, runs_of_file(again, guesses[0])


def _decided(file: BinaryIO, known: Hints) -> tuple[list[Decision], BinaryIO | None]:
    """The decisions on a file, and where to read it again; small ones are in memory."""
    start = file.read(LARGE + 1)
    if len(start) <= LARGE:
        return decide(start, known), io.BytesIO(start)
    if not file.seekable():
        blocks = chain([start], iter(lambda: file.read(BLOCK), b""))
        return decide(gathered(blocks), known), None
    file.seek(-len(start), os.SEEK_CUR)
    place = file.tell()
    decisions = decide_large(blocks_of_file(file), known)
    file.seek(place)
    return decisions, file


def _guesses(decisions: list[Decision]) -> list[Guess]:
    from garblefix.language import identify

    guesses = []
    for decision in decisions:
        language = decision.language
        if language is None:
            language = identify.language(modern(decision.sample[:LANGUAGE_SAMPLE]))
        guesses.append(Guess(decision.encoding, decision.confidence, language))
    return guesses
