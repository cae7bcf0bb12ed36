"""Findings as the stream gives them, for the tests of the reports."""

from __future__ import annotations

from dataclasses import dataclass

from garblefix.results import Fix, Lost, Run
from garblefix.runs import LocatedRun
from garblefix.stream.block import LocatedFix, LocatedLost

# 雪 read as GBK leaves a byte over; these two do not.
SNOW = "冰雪"
GARBLED = SNOW.encode().decode("gbk")


@dataclass
class Found:
    """What a block found, without the block."""

    fixes: tuple[LocatedFix, ...]
    lost: tuple[LocatedLost, ...]


def located(
    before: str = GARBLED,
    after: str = SNOW,
    *,
    line: int = 1,
    column: int = 1,
    left: str = "",
    right: str = "",
    confidence: float = 0.987,
    lossy: bool = False,
    applied: bool = True,
    chain: str = "utf-8>gbk",
) -> LocatedFix:
    start = column - 1
    fix = Fix(start, start + len(before), before, after, "misread", chain, confidence, lossy)
    end = start + len(before.encode("utf-8", "surrogatepass"))
    return LocatedFix(line, column, start, end, fix, left, right, applied)


RUNS = (
    LocatedRun(1, 2, Run(0, 80, "utf-8", 0.9999)),
    LocatedRun(3, 3, Run(80, 99, "cp1251", 0.95)),
)


def lost(text: str = "锟斤拷", line: int = 1) -> LocatedLost:
    span = Lost(0, len(text), text, "U+FFFD read as GBK")
    return LocatedLost(line, 1, 0, len(text), span)
