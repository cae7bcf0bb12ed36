r"""Lines that end in a carriage return alone, as old Macs wrote them, seen as lines.

All else knows line feeds only. Where an input has none, the two signs change places as it is read,
and back as it is written. Not for: returns within text that has line feeds too; those stay.
"""

from __future__ import annotations

from typing import BinaryIO

from garblefix.coding import keeps_ascii

_SWAPPED = bytes.maketrans(b"\r\n", b"\n\r")


class Source:
    r"""An input to read, whose beginning tells how its lines end.

    ``encoding``: of the input, None where it is unknown; ``enough``: bytes to look at, at most.

    >>> import io
    >>> source = Source(io.BytesIO(b"one\rtwo\r"), None, 100)
    >>> source.read(100)
    b'one\ntwo\n'
    >>> source.written(b"eins\ntwo\n")
    b'eins\rtwo\r'
    """

    def __init__(self, source: BinaryIO, encoding: str | None, enough: int) -> None:
        self._source = source
        # A pipe gives what it has, and does not wait for more.
        self._read = getattr(source, "read1", source.read)
        head = self._read(enough)
        while b"\n" not in head and len(head) < enough and (more := self._read(enough - len(head))):
            head += more
        self._head = head
        self._table = _SWAPPED if _ends_in_returns(head, encoding) else None

    def read(self, size: int) -> bytes:
        """Some bytes, none at the end."""
        data, self._head = self._head[:size], self._head[size:]
        return self.written(data or self._read(size))  # the same exchange both ways

    def written(self, data: bytes) -> bytes:
        """Bytes of the output as they are written."""
        return data.translate(self._table) if self._table else data

    def seekable(self) -> bool:
        """Whether the input can be read twice."""
        return bool(getattr(self._source, "seekable", bool)())

    def tell(self) -> int:
        """The place in the input, in bytes."""
        return self._source.tell() - len(self._head)

    def seek(self, place: int) -> None:
        """Go on reading from there."""
        self._head = b""
        self._source.seek(place)


def _ends_in_returns(head: bytes, encoding: str | None) -> bool:
    # NULs may be UTF-16, where these bytes are halves of other characters.
    if b"\r" not in head or b"\n" in head or b"\0" in head:
        return False
    if encoding is None and not head.isascii():
        from garblefix.detect import decide

        encoding = decide(head)[0].encoding
    return keeps_ascii(encoding)
