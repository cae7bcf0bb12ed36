"""garblefix brings garbled text back.

>>> import garblefix
>>> garblefix.fix_text("ÄãºÃ")
'你好'
"""

from __future__ import annotations

from garblefix.repair import fix_text, repair
from garblefix.results import BytesRepair, Fix, Guess, Lost, Options, Repair

__all__ = [
    "BytesRepair",
    "Fix",
    "Guess",
    "Lost",
    "Options",
    "Repair",
    "fix_text",
    "repair",
]
