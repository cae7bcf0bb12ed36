"""Text in, Repair out: what people call.

Not for: how the lines of a document are gone through (``repairer``), nor bytes (``whole``).
Offsets count characters of the input.
"""

from __future__ import annotations

from collections.abc import Iterable

from garblefix.repairer import Repairer
from garblefix.results import MIN_CONFIDENCE, Options, Repair


def repair(
    text: str,
    *,
    min_confidence: float = MIN_CONFIDENCE,
    only: Iterable[str] | None = None,
    skip: Iterable[str] = (),
) -> Repair:
    """Give back the original of ``text``, or ``text`` itself where nothing is sure enough.

    ``min_confidence`` (0 to 1): fixes that are less sure are not made. ``only`` and ``skip`` name
    damages. Raises ValueError for a confidence out of range or an unknown damage.

    >>> result = repair("鏀垮簻宸ヤ綔鎶ュ憡")
    >>> result.text, result.fixes[0].chain
    ('政府工作报告', 'utf-8>gbk')
    >>> repair("ceci n’est pas garblé").changed
    False
    """
    return Repairer(options(min_confidence=min_confidence, only=only, skip=skip)).repair(text)


def fix_text(text: str) -> str:
    """The repaired text alone: ``repair(text).text``.

    >>> fix_text("РџСЂРёРІРµС‚, РјРёСЂ")
    'Привет, мир'
    """
    return repair(text).text


def options(
    *,
    min_confidence: float = MIN_CONFIDENCE,
    only: Iterable[str] | None = None,
    skip: Iterable[str] = (),
) -> Options:
    """Checked options. Raises ValueError for a confidence out of range or an unknown damage."""
    from garblefix import damage

    chosen = Options(
        min_confidence=min_confidence,
        only=None if only is None else frozenset(only),
        skip=frozenset(skip),
    )
    if chosen.only is None and not chosen.skip:
        return chosen
    unknown = ((chosen.only or frozenset()) | chosen.skip) - damage.modules().keys() - {"lossy"}
    if unknown:
        kinds = ", ".join([*damage.modules(), "lossy"])
        raise ValueError(f"unknown damage {', '.join(sorted(unknown))} (there are: {kinds})")
    return chosen
