"""What chardet and charset-normalizer say, as nats for the encodings that they name.

They are asked only where the model is not sure: importing both takes about 120 ms. Their word is
one more piece of evidence; and chardet knows rare kinds that are no candidates here. Not for:
deciding.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from garblefix.detect.candidates import among_candidates

# Bytes shown to them.
SHOWN = 600
# Of 775 unsure answers on dev text, of 20 to 100 bytes and some damaged, 726 are right without
# advice, 730 with this much, and no more with twice as much: they err most where the model is
# unsure, too.
CHARDET = 2.0
CHARSET_NORMALIZER = 0.5
# Charset-normalizer takes up to 70 ms where it has all encodings to choose from, 1 to 2 ms for
# so many.
ISOLATED = 4


def advice(data: bytes, names: Sequence[str]) -> dict[str, float]:
    """Codec name → nats in its favour. Never raises: an adviser that fails has nothing to say.

    ``names``: the likeliest encodings; charset-normalizer chooses among these.
    """
    found: dict[str, float] = {}
    shown = data[:SHOWN]
    # Whatever goes wrong inside a peer on odd bytes is no reason to fail here.
    with contextlib.suppress(Exception):
        _add(found, _chardet(shown), CHARDET)
    with contextlib.suppress(Exception):
        _add(found, _charset_normalizer(shown, names[:ISOLATED]), CHARSET_NORMALIZER)
    return found


def _add(found: dict[str, float], name: str | None, weight: float) -> None:
    if name:
        name = among_candidates(name)
        found[name] = found.get(name, 0.0) + weight


def _chardet(data: bytes) -> str | None:
    import chardet

    return chardet.detect(data, prefer_superset=True)["encoding"]


def _charset_normalizer(data: bytes, names: Sequence[str]) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(names)).best()
    return best.encoding if best else None
