"""The lines that changed, back in the bytes of their window.

All else keeps its bytes, unless another encoding is wanted; a line is not touched whose bytes would
not come back the same, or whose outcome the encoding cannot say. Not for: what lines become
(``stream``), nor files (``files``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from garblefix.coding import decode, encode, raw_lines, unit, with_line_feeds
from garblefix.document.line import Lines
from garblefix.stream.block import Block, Changes, Window


def written(
    window: Window, lines: Lines, changed: list[int], encoding: str, output_encoding: str
) -> Block:
    """The block that a window in ``encoding`` becomes, with those of its lines that ``changed``.

    ``output_encoding``: ``same`` for that of the window, else the output is UTF-8.
    """
    same = output_encoding == "same"
    output = encoding if same else "utf-8"
    raw = raw_lines(window.data, encoding)
    every = _numbers(window.numbers, lines.before)
    numbers = [every[place] for place in changed]
    ends = [
        number + 1 + lines.before[place].count("\n")
        for number, place in zip(numbers, changed, strict=True)
    ]
    between = encode("\n", encoding) or b"\n"
    # A line whose bytes would not come back the same is not touched.
    before = [between.join(raw[start:end]) for start, end in zip(numbers, ends, strict=True)]
    back: Sequence[bytes | None] = before
    if encoding != "utf-8":
        back = _encoded([lines.before[place] for place in changed], encoding)
    after = _encoded(_writable([lines.after[place] or "" for place in changed], output), output)
    applied = [
        new is not None and (not same or old == again)
        for old, again, new in zip(before, back, after, strict=True)
    ]
    result: list[bytes | None] = [
        *(raw if same else (_recoded(line, encoding, output) for line in raw))
    ]
    for number, end, new, is_applied in zip(numbers, ends, after, applied, strict=True):
        if is_applied and new is not None:
            result[number:end] = [new, *[None] * (end - number - 1)]
    newline = encode("\n", output) or b"\n"
    changes = Changes(lines, every, changed, applied) if changed else None
    data = newline.join(line for line in result if line is not None)
    return Block(data, encoding, window, changes)


def _numbers(numbers: Sequence[int], lines: Sequence[str]) -> Sequence[int]:
    """The numbers of the lines, of which some may be several that are one."""
    sizes = [line.count("\n") for line in lines]
    if not any(sizes):
        return numbers
    starts = accumulate((size + 1 for size in sizes), initial=0)
    return [numbers[start] for start, _ in zip(starts, sizes, strict=False)]


def _writable(lines: list[str], encoding: str) -> list[str]:
    """The lines, with question marks for undecided characters where the page has no U+FFFD."""
    undecided = "\N{REPLACEMENT CHARACTER}"
    if encode(undecided, encoding) is not None:
        return lines
    return [line.replace(undecided, "?") for line in lines]


def _encoded(lines: list[str], encoding: str) -> list[bytes | None]:
    """The bytes of each line, None where it has none; all of them in one go where that works."""
    if unit(encoding) == 1:
        whole = encode("\n".join(lines), encoding)
        pieces = whole.split(b"\n") if whole is not None else []
        if len(pieces) == len(lines):
            return list(pieces)
    return [encode(line, encoding) for line in lines]


def _recoded(line: bytes, encoding: str, output: str) -> bytes:
    text = decode(line, encoding)
    return line if text is None else encode(with_line_feeds(text, encoding), output) or line
