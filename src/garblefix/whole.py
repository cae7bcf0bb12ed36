"""A whole file of bytes in, its repaired text out.

Not for: files too large for memory (see ``stream``, which also writes all else back byte for byte).
"""

from __future__ import annotations

from collections.abc import Iterable

from garblefix.arguments import as_name
from garblefix.coding import as_bytes, keeping, unit
from garblefix.document.repairer import Repairer
from garblefix.encodings import known
from garblefix.repair import options
from garblefix.results import MIN_CONFIDENCE, BytesRepair, Run

_ESCAPED = "surrogateescape"


def _is_no_text(runs: tuple[Run, ...]) -> bool:
    """Whether detection found no text in any of these bytes.

    There is nothing to restore; and chance makes something of them that reads like a misreading.
    """
    if len(runs) != 1 or runs[0].confidence:
        return False
    from garblefix.detect.whole import is_no_text

    return is_no_text(runs[0].encoding, runs[0].confidence)


def repair_bytes(
    data: bytes,
    *,
    encoding: str = "auto",
    min_confidence: float = MIN_CONFIDENCE,
    only: Iterable[str] | None = None,
    skip: Iterable[str] = (),
    escapes: bool = False,
    script: str | None = None,
) -> BytesRepair:
    r"""Decode ``data`` in the encoding it is in, and repair the text.

    ``encoding``: a name that Python knows, or ``auto``. Bytes that it cannot decode become lone
    surrogates (PEP 383), so that nothing is lost; what detection takes for no text at all is not
    repaired. The other options are those of ``repair``. Raises LookupError for an unknown name,
    TypeError for what is no bytes, and for the other options what ``repair`` does.

    >>> result = repair_bytes("Съешь же ещё этих мягких булок".encode("cp1251"))
    >>> result.text, result.encoding
    ('Съешь же ещё этих мягких булок', 'cp1251')

    A file whose lines are in different encodings is decoded run by run:

    >>> lines = "Потом вышло солнце.\n", "Вечером приехали гости.\n"
    >>> result = repair_bytes(lines[0].encode("utf-8") + lines[1].encode("cp1251"))
    >>> [(run.byte_start, run.byte_end, run.encoding) for run in result.runs]
    [(0, 36, 'utf-8'), (36, 60, 'cp1251')]
    """
    data, encoding = as_bytes(data), as_name(encoding, "encoding")
    name, sure = known(encoding) if encoding != "auto" else "", 1.0
    if not name:
        from garblefix.detect import detect

        guesses = detect(data)
        name, sure = (guesses[0].encoding, guesses[0].confidence) if guesses else ("ascii", 1.0)
    runs: tuple[Run, ...] = (Run(0, len(data), name, sure),) if data else ()
    errors = keeping(name)
    try:
        if encoding == "auto" and unit(name) == 1:
            from garblefix.detect import mixed

            runs = mixed.runs(data, name, sure, least=min_confidence) if data else ()
            text = mixed.decode(data, runs, errors)
            if runs:
                name, sure = next(iter(mixed.shares(runs))), min(run.confidence for run in runs)
        else:
            text = data.decode(name, errors)
    except UnicodeDecodeError:
        # The last unit may be cut off; what is no text at all is kept as it is.
        whole = len(data) - len(data) % unit(name)
        try:
            text = data[:whole].decode(name, errors) + data[whole:].decode("ascii", _ESCAPED)
        except UnicodeDecodeError:
            text = data.decode("utf-8", _ESCAPED)
    chosen = options(
        min_confidence=min_confidence, only=only, skip=skip, escapes=escapes, script=script
    )
    if _is_no_text(runs):
        return BytesRepair(text, name, sure, runs=runs)
    found = Repairer(chosen).repair(text)
    return BytesRepair(found.text, name, sure * found.confidence, found.fixes, found.lost, runs)
