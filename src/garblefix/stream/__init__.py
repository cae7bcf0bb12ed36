"""Blocks of bytes in, blocks of bytes out, in bounded memory: what the pipe and the reports run on.

What is not repaired goes through byte for byte: line ends, byte order marks, invalid bytes. Blocks
of ASCII are passed on as they come; the others are cut into windows at line ends, by their content
alone, so that the outcome does not depend on how the bytes arrive (``windows``). Each window is in
an encoding, or its runs of lines are in several (``encoding``); in it the gate picks the lines
worth a look (``repairer``). Not for: files (names, safe writing).
"""

from garblefix.stream.repairer import StreamRepairer
from garblefix.stream.windows import WINDOW

__all__ = ["WINDOW", "StreamRepairer"]
