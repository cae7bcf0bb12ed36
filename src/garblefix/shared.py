"""Importing this loads what each process of a long run comes to need, which they share if forked.

It is for ``-j``: the processes begin with it, instead of 55 MB of their own each (decoders take 21,
chardet's models 34). Not for: any other use, as it takes as long as a hundred small files.
"""

from __future__ import annotations

import chardet

import garblefix.detect.rank  # noqa: F401
from garblefix.damage.inferring import decoders
from garblefix.encodings import READERS
from garblefix.language import gate
from garblefix.language.model import load

gate.load()
load()
for encoding in READERS:
    if encoding.name != "utf-8":
        decoders(encoding.name)
# Its models are loaded with the first bytes that it is asked about.
chardet.detect("Съешь ещё этих мягких булок".encode("cp1251"))
