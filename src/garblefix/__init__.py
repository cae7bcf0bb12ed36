"""garblefix brings garbled text back.

>>> import garblefix
>>> garblefix.fix_text("ÄãºÃ")
'你好'
"""

from __future__ import annotations

from garblefix import beginning as _beginning  # noqa: F401  before all that takes time
from garblefix.detect import detect
from garblefix.repair import fix_text, repair
from garblefix.results import BytesRepair, Fix, Guess, Lost, Options, Repair, Run
from garblefix.whole import repair_bytes

__all__ = [
    "BytesRepair",
    "Fix",
    "Guess",
    "Lost",
    "Options",
    "Repair",
    "Run",
    "detect",
    "fix_text",
    "repair",
    "repair_bytes",
]
