"""Text in, Repair out: what people call.

Not for: how the lines of a document are gone through (``repairer``), nor bytes (``whole``).
Offsets count characters of the input.
"""

from __future__ import annotations

from collections.abc import Iterable

from garblefix.arguments import as_names
from garblefix.document.repairer import Repairer
from garblefix.results import MIN_CONFIDENCE, Options, Repair


def repair(
    text: str,
    *,
    min_confidence: float = MIN_CONFIDENCE,
    only: Iterable[str] | None = None,
    skip: Iterable[str] = (),
    escapes: bool = False,
    script: str | None = None,
) -> Repair:
    r"""Give back the original of ``text``, or ``text`` itself where nothing is sure enough.

    ``min_confidence`` (0 to 1): fixes that are less sure are not made. ``only`` and ``skip`` name
    damages. ``escapes``: what somebody left escaped is undone too, ``&#x533A;`` or ``%E5%8C%BA``.
    ``script``, "simplified" or "traditional": what Chinese text of the outcome is converted to.
    Raises ValueError for a confidence out of range, an unknown damage or script, and where ``skip``
    has all of ``only``, or that none; ImportError for a script where OpenCC is not installed;
    TypeError for what is no text, and for options of a wrong type.

    >>> result = repair("鏀垮簻宸ヤ綔鎶ュ憡")
    >>> result.text, result.fixes[0].chain
    ('政府工作报告', 'utf-8>gbk')
    >>> repair("ceci n’est pas garblé").changed
    False
    >>> repair(r"\u653f\u5e9c, caf&eacute; &amp; th%C3%A9", escapes=True).text
    '政府, café &amp; thé'
    """
    chosen = options(
        min_confidence=min_confidence, only=only, skip=skip, escapes=escapes, script=script
    )
    return Repairer(chosen).repair(_checked(text))


def fix_text(
    text: str,
    *,
    min_confidence: float = MIN_CONFIDENCE,
    only: Iterable[str] | None = None,
    skip: Iterable[str] = (),
    escapes: bool = False,
    script: str | None = None,
) -> str:
    """The repaired text alone: ``repair(text).text``, with the same options.

    >>> fix_text("РџСЂРёРІРµС‚, РјРёСЂ")
    'Привет, мир'
    """
    chosen = options(
        min_confidence=min_confidence, only=only, skip=skip, escapes=escapes, script=script
    )
    return Repairer(chosen).repair(_checked(text)).text


def _checked(text: str) -> str:
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__} (for bytes: repair_bytes)")
    return text


def options(
    *,
    min_confidence: float = MIN_CONFIDENCE,
    only: Iterable[str] | None = None,
    skip: Iterable[str] = (),
    escapes: bool = False,
    script: str | None = None,
) -> Options:
    """Checked options. Raises what ``repair`` does."""
    from garblefix import damage

    chosen = Options(
        min_confidence=min_confidence,
        only=None if only is None else frozenset(as_names(only, "only")),
        skip=frozenset(as_names(skip, "skip")),
        escapes=escapes,
        script=script,
    )
    if script is not None:
        from garblefix.script import converter

        converter(script)  # raises where it is not installed
    if chosen.only is None and not chosen.skip:
        return chosen
    unknown = ((chosen.only or frozenset()) | chosen.skip) - damage.modules().keys() - {"lossy"}
    if unknown:
        kinds = ", ".join([*damage.modules(), "lossy"])
        raise ValueError(f"unknown damage {', '.join(sorted(unknown))} (there are: {kinds})")
    return chosen
