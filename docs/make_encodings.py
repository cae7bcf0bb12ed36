"""Writes docs/encodings.md: the encodings that text was in, and those that it was read as.

Run it as ``python -m docs.make_encodings`` after a change of ``garblefix.encodings``; a test
compares the page with the code. Not for: what `garblefix detect` knows (docs/detect.md).
"""

from __future__ import annotations

import sys
from pathlib import Path

from garblefix.encodings import ENCODINGS, READERS, STRICTER, Encoding

TARGET = Path(__file__).with_name("encodings.md")
_HEAD = """\
# Encodings

Written by `docs/make_encodings.py` from the code. Text was written in one of {sources} encodings,
and read as one of {readers}: any pair of them, and most of them twice and more. The names are
Python's, and those that fixes tell: `utf-8>gbk` is UTF-8 read as GBK. Encodings that Python does
not know (TCVN3, VISCII, VNI, ARMSCII-8, Georgian, MIK) are codecs of this package, there once it is
imported.

How rare an encoding is, as what was written and as what it was read as, is a cost in nats, −log P
beside the most usual one, by the order of their counts among real repairs in public repositories.
A dash: no text was found that was read so. A console reads UTF-8 alone.

| encoding | Python's name | written | read |
| --- | --- | ---: | ---: |
"""
_TAIL = """
Decoders that go by one name differ in what they cannot read: {stricter}.
What each does with such bytes stands in `encodings.py` with its source, and is tested against
Python, iconv, Node, Java and PHP where these are installed.
"""


def page() -> str:
    """The page."""
    rows = [_row(encoding) for encoding in ENCODINGS]
    stricter = "; ".join(
        f"`{name}` may be `{', '.join(others)}`" for name, others in STRICTER.items()
    )
    head = _HEAD.format(sources=len(ENCODINGS), readers=len(READERS))
    return head + "".join(rows) + _TAIL.format(stricter=stricter)


def _row(encoding: Encoding) -> str:
    read = "–" if encoding not in READERS else f"{encoding.as_reader:.1f}"
    read += " (console)" if encoding.console else ""
    return f"| {encoding.label} | `{encoding.name}` | {encoding.as_source:.1f} | {read} |\n"


def main() -> int:
    """Write the page."""
    TARGET.write_text(page(), encoding="utf-8")
    print(f"wrote {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
