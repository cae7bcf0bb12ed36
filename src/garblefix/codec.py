"""What Python wants of a codec, made of two functions.

Not for: any encoding (``code_pages``, ``vni``).
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

Encode = Callable[[str, str], tuple[bytes, int]]
Decode = Callable[["Buffer", str], tuple[str, int]]


def codec(
    name: str,
    encode: Encode,
    decode: Decode,
    decoder: type[codecs.IncrementalDecoder] | None = None,
) -> codecs.CodecInfo:
    """The codec of an encoding; ``decoder``: where the bytes of a character may be torn apart.

    Both functions take the input and how to handle errors, and return the output and how much of
    the input that is of.
    """

    class Codec(codecs.Codec):
        def encode(self, text: str, errors: str = "strict") -> tuple[bytes, int]:
            return encode(text, errors)

        def decode(self, data: Buffer, errors: str = "strict") -> tuple[str, int]:
            return decode(data, errors)

    class Encoder(codecs.IncrementalEncoder):
        def encode(self, text: str, final: bool = False) -> bytes:
            return encode(text, self.errors)[0]

    class Decoder(codecs.IncrementalDecoder):
        def decode(self, data: Buffer, final: bool = False) -> str:
            return decode(data, self.errors)[0]

    class Writer(Codec, codecs.StreamWriter):
        pass

    class Reader(Codec, codecs.StreamReader):
        pass

    codec = Codec()
    return codecs.CodecInfo(
        codec.encode, codec.decode, Reader, Writer, Encoder, decoder or Decoder, name
    )
