"""Lost bytes of UTF-8, inferred: what a decoder can have lost there, and which of that reads best.

Nothing else here is imported from outside. In the order in which a text goes through it:

- ``decoding``: what a decoder cannot read; ``utf8``: what bytes begin, and what completes that
- ``bare``: UTF-8 in Latin-1 whose controls are gone, told by its structure
- ``slots``: the text as known characters, and slots where bytes are missing; ``fitting``: whether
  it may have been UTF-8 at all
- ``language``: what the known part tells of the rest; ``masses``: how likely characters are in it
- ``markers``: what one marker stands for; ``fillings``: what a slot does; ``columns``: many at once
- ``steps``: the slots in stretches; ``beam``: the likeliest fillings of a stretch, by the language
  model and by ``signs`` (brackets), ``spelling`` (words), ``said`` (what the document says again)
- ``told``: what the search tells, with the chances; ``habits``: which kind of decoder it was
- ``filled``: how sure each character is, and the edges; ``restored``: all of it, for many lines

Not for: whether there was damage at all, or which pair of encodings (``misread``).
"""

from __future__ import annotations

from garblefix.damage.inferring import spelling
from garblefix.damage.inferring.bare import BARE, lacks_controls
from garblefix.damage.inferring.decoding import decoder, decoders
from garblefix.damage.inferring.filled import calibrated
from garblefix.damage.inferring.fitting import Fit, fit, fits
from garblefix.damage.inferring.habits import Habits
from garblefix.damage.inferring.language import Language, language_of
from garblefix.damage.inferring.restored import restored_lines
from garblefix.damage.inferring.slots import MARKER, divided
from garblefix.damage.inferring.utf8 import need
from garblefix.damage.inferring.worded import worded

__all__ = [
    "BARE",
    "MARKER",
    "Fit",
    "Habits",
    "Language",
    "calibrated",
    "decoder",
    "decoders",
    "divided",
    "fit",
    "fits",
    "lacks_controls",
    "language_of",
    "need",
    "restored_lines",
    "spelling",
    "worded",
]
