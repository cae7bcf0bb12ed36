"""Chains: what text went through, in the order that it happened: ``utf-8>cp1252>utf-8>gbk``.

Each step is two encodings, that of the bytes and the one that they were read in. A chain of one
name is damage within text of that encoding. Not for: what the encodings are (``encodings``).
"""

from __future__ import annotations

import functools


@functools.lru_cache(maxsize=1024)
def steps_of(chain: str) -> tuple[tuple[str, str], ...]:
    """The source and the reader of each step; the last is undone first.

    >>> steps_of("utf-8>cp1252>cp1251>koi8-r"), steps_of("gbk")
    ((('utf-8', 'cp1252'), ('cp1251', 'koi8-r')), ())
    """
    names = chain.split(">")
    first = len(names) % 2  # damage within text of an encoding, before it was misread
    return tuple(zip(names[first::2], names[first + 1 :: 2], strict=True))


def source_of(chain: str) -> str:
    """The encoding of the bytes that the last reader had.

    >>> source_of("utf-8>cp1252>cp1251>koi8-r"), source_of("gbk")
    ('cp1251', 'gbk')
    """
    return chain.split(">")[-2:][0]


def reader_of(chain: str) -> str:
    """The encoding that they were last read in.

    >>> reader_of("utf-8>cp1252>cp1251>koi8-r"), reader_of("gbk")
    ('koi8-r', 'gbk')
    """
    return chain.rpartition(">")[2]


def read_once(chain: str) -> bool:
    """Whether all that happened is that bytes of one encoding were read in another, once.

    >>> [read_once(chain) for chain in ("utf-8>gbk", "utf-8>cp1252>utf-8>gbk", "gbk")]
    [True, False, False]
    """
    return chain.count(">") == 1
