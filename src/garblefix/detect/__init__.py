"""Bytes in, ranked guesses of their encoding out: which decoding reads like text?

Stages, each a module: byte order mark and UTF-16/32 (``marks``), 7-bit escapes (``escapes``), a
sample of the file (``sample``), every candidate decoded tolerantly (``candidates``), the posterior
over their texts by the language model (``rank``), the peers' advice where that is not sure
(``advisers``), and the answer checked on the whole file (``whole``).
Not for: repairing what it decodes to.
"""

from __future__ import annotations

from garblefix.detect.whole import Decision, DecodedBytes, decide, decode
from garblefix.results import Guess

__all__ = ["Decision", "DecodedBytes", "decide", "decode", "detect"]


def detect(data: bytes) -> list[Guess]:
    """The encodings that ``data`` may be in, best first; never empty unless ``data`` is.

    Every ``encoding`` is a codec that Python knows; ``confidence`` is the chance, 0 to 1, that it
    gives the right text. Answers that give the same text are one answer, named by the safest
    superset (gb18030 for GBK and GB2312, cp932 for Shift-JIS, cp949 for EUC-KR, cp1252 for
    Latin-1). Bytes that are no text get ``latin-1``, which decodes anything and gives it back
    unchanged, with a confidence near 0. Where a few bytes are invalid in the encoding of all the
    others, that encoding is the answer although it does not decode them strictly. Never raises for
    bytes.

    >>> [(guess.encoding, guess.language) for guess in detect("Съешь ещё".encode("cp1251"))][0]
    ('cp1251', 'ru')
    >>> detect(b"plain text")[0].encoding, detect(b"")
    ('ascii', [])
    """
    from garblefix.language import identify

    return [
        Guess(decision.encoding, decision.confidence, identify.language(decision.sample))
        for decision in decide(data)
    ]
