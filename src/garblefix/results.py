"""What a repair says: plain frozen records, shared by the engine, the stream and the reports.

Not for: finding anything. Offsets count characters of the input; confidences run from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from garblefix.arguments import as_number, as_truth

# Fixes less sure than this are not made unless the caller asks for them.
MIN_CONFIDENCE = 0.5
# The damage that is looked for only where that is asked.
ESCAPE = "escape"
# What Chinese text may be converted to, and what ``Fix.damage`` calls that.
SCRIPTS = ("simplified", "traditional")
SCRIPT = "script"


@dataclass(frozen=True, slots=True)
class Fix:
    """One repaired span: ``before`` stood at ``text[start:end]`` and became ``after``.

    ``damage`` names the kind (misread, shift, annotation, …), or is ``script`` for text that was
    converted only, with nothing wrong in it; ``chain`` says what happened in the
    order it happened, innermost first: ``utf-8>gbk`` is bytes of UTF-8 read as GBK, and
    ``utf-8>cp1252>utf-8>cp1252`` the same accident twice. ``confidence`` is the chance, 0 to 1,
    that ``after`` is exactly the original. ``lossy`` tells that some of ``after`` was inferred,
    because bytes of it were lost.
    """

    start: int
    end: int
    before: str
    after: str
    damage: str
    chain: str
    confidence: float
    lossy: bool = False

    @property
    def accident(self) -> str:
        """What reports count: the chain of a misreading, the name of any other damage."""
        return self.chain if ">" in self.chain else self.damage


@dataclass(frozen=True, slots=True)
class Lost:
    """A span ``text[start:end]`` that is garbled beyond recovery, and why."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Repair:
    """The outcome for one text. ``text`` is the input itself where nothing was sure enough.

    ``confidence`` is the chance, 0 to 1, that ``text`` is exactly the original, also where nothing
    was changed; 1 for text that is all ASCII, which is not looked at. See ``calibration``.
    """

    text: str
    confidence: float
    fixes: tuple[Fix, ...] = ()
    alternatives: tuple[Repair, ...] = field(default=(), repr=False)
    lost: tuple[Lost, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was repaired."""
        return bool(self.fixes)


@dataclass(frozen=True, slots=True)
class Guess:
    """One answer of the detector: a codec name that Python knows, 0–1, an ISO 639 code or ''."""

    encoding: str
    confidence: float
    language: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Bytes ``byte_start`` to ``byte_end`` of a file, whole lines, are in ``encoding``.

    ``confidence`` is the chance, 0 to 1, that it gives their right text.
    """

    byte_start: int
    byte_end: int
    encoding: str
    confidence: float


@dataclass(frozen=True, slots=True)
class BytesRepair:
    """The outcome for one file of bytes: the text it decodes to, repaired.

    ``runs`` are its parts by encoding, end to end; one for nearly every file. Of several, the one
    with the most bytes gives ``encoding``.
    """

    text: str
    encoding: str
    confidence: float
    fixes: tuple[Fix, ...] = ()
    lost: tuple[Lost, ...] = ()
    runs: tuple[Run, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was repaired beyond decoding."""
        return bool(self.fixes)


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may choose, the same everywhere.

    ``min_confidence``: fixes below it are not made (0 to 1). ``only`` and ``skip`` name damages
    (and ``lossy``, for every fix that infers). ``escapes``: text that was left escaped is undone
    too; ``only`` with ``escape`` in it asks for that as well. ``script``: what Chinese text is
    converted to, one of SCRIPTS; None leaves it as it is.
    """

    min_confidence: float = MIN_CONFIDENCE
    only: frozenset[str] | None = None
    skip: frozenset[str] = frozenset()
    escapes: bool = False
    script: str | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= as_number(self.min_confidence, "min_confidence") <= 1.0:
            raise ValueError(f"min_confidence must lie between 0 and 1, not {self.min_confidence}")
        as_truth(self.escapes, "escapes")
        if self.script not in (None, *SCRIPTS):
            raise ValueError(f"script must be {' or '.join(SCRIPTS)}, not {self.script!r}")
        if self.only is not None and self.only <= self.skip:
            names = ", ".join(sorted(self.only))
            why = f"{names} is in both" if names else "only names nothing"
            raise ValueError(f"only and skip leave nothing to repair: {why}")

    @property
    def unescapes(self) -> bool:
        """Whether escapes are looked for."""
        asked = self.escapes or (self.only is not None and ESCAPE in self.only)
        return asked and self.allows(ESCAPE)

    def allows(self, damage: str, *, lossy: bool = False) -> bool:
        """Whether a fix of this kind may be made, where it is looked for."""
        if damage in self.skip or (lossy and "lossy" in self.skip):
            return False
        return self.only is None or damage in self.only or (lossy and "lossy" in self.only)
