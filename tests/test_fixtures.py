"""The project's own pairs: garbled text comes back exactly, clean text stays as it is.

Not for: real cases from outside (``benchmarks/``), nor the parts of the engine, which have tests of
their own. What the fixtures hold and how they were made is in ``fixtures/README.md``.
"""

from __future__ import annotations

import codecs
import functools
import json
import re
from pathlib import Path

import ftfy.bad_codecs  # noqa: F401 - registers the sloppy codecs
import pytest

import garblefix

FIXTURES = Path(__file__).parent.parent / "fixtures"

GARBLED_FIELDS = {"label", "language", "damage", "chain", "garbled", "expected", "comment"}
CLEAN_FIELDS = {"label", "language", "text", "category", "comment"}

# Every encoding that `repair` undertakes to undo, as either side of a misread.
ENCODING_NAMES = """
    utf-8 gb18030 gbk cp936 big5 cp950 big5-hkscs cp932 euc-jp cp949 euc-kr johab
    cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258
    latin-1 iso-8859-2 iso-8859-5 iso-8859-7 iso-8859-9 iso-8859-13 iso-8859-15 koi8-r koi8-u
    cp437 cp720 cp737 cp775 cp850 cp852 cp855 cp857 cp862 cp866 cp874
    mac-roman mac-cyrillic mac-greek mac-latin2
    tcvn viscii vni armscii-8 georgian-ps georgian-academy mik mac-turkish cp860 cp865 cp869
    cp1125 iso-8859-3 iso-8859-4
"""
ENCODINGS = frozenset(ENCODING_NAMES.split())

# The Windows code pages as programs treat them: an unassigned byte becomes a C1 control character.
SLOPPY = {f"cp{page}": f"sloppy-windows-{page}" for page in range(1250, 1259)}
SLOPPY["cp874"] = "sloppy-cp874"

# Where Windows has the euro sign at 0x80 and Python's codec has nothing.
EURO_AT_0X80 = frozenset({"gbk", "cp936", "gb18030"})

# Longest garbled run, in characters of the truth, that is looked for inside a clean line.
LONGEST_RUN = 40


def euro_sign(error: UnicodeError) -> tuple[str | bytes, int]:
    """Codec error handler: 0x80 is the euro sign."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    if isinstance(error, UnicodeEncodeError) and error.object[error.start] == "€":
        return b"\x80", error.start + 1
    raise error


codecs.register_error("fixtures-euro-sign", euro_sign)


def load(path: Path) -> list[dict[str, str]]:
    """The records of one fixture file."""
    records: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return records


GARBLED = [record for path in sorted(FIXTURES.glob("garbled/*.json")) for record in load(path)]
CLEAN = load(FIXTURES / "clean.json")
MISREAD = [record for record in GARBLED if record["damage"] == "misread"]
ANNOTATED = [record for record in GARBLED if record["damage"] == "annotation"]


def each(records: list[dict[str, str]]) -> pytest.MarkDecorator:
    """Parametrise a test by record, named by its label."""
    return pytest.mark.parametrize("record", records, ids=[record["label"] for record in records])


def each_repairable(records: list[dict[str, str]]) -> pytest.MarkDecorator:
    """The same; what is a known failure must go on failing, or lose that field."""
    parameters = [
        pytest.param(
            record,
            id=record["label"],
            marks=[pytest.mark.xfail(strict=True, reason=record["known_failure"])]
            if "known_failure" in record
            else [],
        )
        for record in records
    ]
    return pytest.mark.parametrize("record", parameters)


def steps(chain: str) -> list[tuple[str, str]]:
    """The accidents of a chain in their order: ``a>b>c>d`` is ``(a, b), (c, d)``."""
    names = chain.split(">")
    return list(zip(names[::2], names[1::2], strict=True))


def garble(text: str, chain: str) -> str:
    """Do to ``text`` what the chain says. Raises UnicodeError where that would lose something."""
    for written, read in steps(chain):
        write_errors = "fixtures-euro-sign" if written in EURO_AT_0X80 else "strict"
        read_errors = "fixtures-euro-sign" if read in EURO_AT_0X80 else "strict"
        data = text.encode(SLOPPY.get(written, written), write_errors)
        text = data.decode(SLOPPY.get(read, read), read_errors)
    return text


def garbled_runs(truth: str, chain: str) -> dict[int, list[tuple[int, str]]]:
    """For each position of ``truth``, the runs that begin there: (end, what it looks like)."""
    runs: dict[int, list[tuple[int, str]]] = {}
    for start, character in enumerate(truth):
        if character.isascii():
            continue
        for end in range(start + 1, min(start + LONGEST_RUN, len(truth)) + 1):
            for alternative in chain.split(";"):
                try:
                    garbled = garble(truth[start:end], alternative)
                except UnicodeError:
                    continue
                runs.setdefault(start, []).append((end, garbled))
    return runs


def is_garbled_in_places(truth: str, garbled: str, chain: str) -> bool:
    """Whether ``garbled`` is ``truth`` with some runs of it sent through the chain."""
    runs = garbled_runs(truth, chain)
    reached: list[set[int]] = [set() for _ in range(len(truth) + 1)]
    reached[0].add(0)
    for start, character in enumerate(truth):
        for position in reached[start]:
            if garbled.startswith(character, position):
                reached[start + 1].add(position + 1)
            for end, run in runs.get(start, ()):
                if garbled.startswith(run, position):
                    reached[end].add(position + len(run))
    return len(garbled) in reached[-1]


def apply_fixes(text: str, fixes: tuple[garblefix.Fix, ...]) -> str:
    """Replay the fixes on the input, from the last to the first so that offsets hold."""
    for fix in sorted(fixes, key=lambda fix: fix.start, reverse=True):
        text = text[: fix.start] + fix.after + text[fix.end :]
    return text


@functools.cache
def repaired(text: str) -> garblefix.Repair:
    """The repair, made once for all the tests that look at it."""
    return garblefix.repair(text)


@each_repairable(GARBLED)
def test_garbled_text_comes_back(record: dict[str, str]) -> None:
    """The repaired text is the truth, to the character."""
    assert repaired(record["garbled"]).text == record["expected"]


@each(GARBLED)
def test_fixes_can_be_replayed(record: dict[str, str]) -> None:
    """Each fix names what stood at its offsets, and all of them together make the repaired text."""
    text = record["garbled"]
    repair = repaired(text)
    for fix in repair.fixes:
        assert text[fix.start : fix.end] == fix.before
        assert 0.0 <= fix.confidence <= 1.0
    assert apply_fixes(text, repair.fixes) == repair.text


@each(CLEAN)
def test_clean_text_stays(record: dict[str, str]) -> None:
    """Nothing is changed and nothing is reported as a fix."""
    repair = repaired(record["text"])
    assert repair.text == record["text"]
    assert repair.fixes == ()


@each(GARBLED)
def test_truth_stays(record: dict[str, str]) -> None:
    """The truth of a garbled pair is clean text too."""
    assert repaired(record["expected"]).text == record["expected"]


@each(MISREAD)
def test_misread_is_what_its_chain_says(record: dict[str, str]) -> None:
    """The chain, applied to the truth or to runs of it, gives the garbled text."""
    truth, garbled, chain = record["expected"], record["garbled"], record["chain"]
    if record["label"].startswith("mixed-"):
        assert is_garbled_in_places(truth, garbled, chain)
    else:
        assert garble(truth, chain) == garbled


@each(ANNOTATED)
def test_annotation_only_adds_readings(record: dict[str, str]) -> None:
    """The garbled text is the truth with a reading in ASCII parentheses behind some characters."""
    assert re.sub(r"(?<=[一-鿿])\([^\W\d_]+\)", "", record["garbled"]) == record["expected"]


def test_fixtures_are_enough() -> None:
    """Their number, their fields, their labels, and every encoding at least once in a chain."""
    assert len(GARBLED) >= 120
    assert len(CLEAN) >= 80
    assert all(set(record) - {"known_failure"} == GARBLED_FIELDS for record in GARBLED)
    assert all(set(record) == CLEAN_FIELDS for record in CLEAN)
    labels = [record["label"] for record in GARBLED + CLEAN]
    assert len(set(labels)) == len(labels)
    assert all(record["garbled"] != record["expected"] for record in GARBLED)
    assert {record["damage"] for record in GARBLED} == {"misread", "annotation", "shift"}
    named = {name for record in MISREAD for name in re.split("[>;]", record["chain"])}
    assert named >= ENCODINGS
    layers = {len(steps(chain)) for r in MISREAD for chain in r["chain"].split(";")}
    assert layers == {1, 2, 3}
