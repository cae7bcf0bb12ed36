"""What in bytes of ASCII is worth a look: escapes, where they are undone, and question marks.

Not for: what they stand for (``damage.escape``, ``damage.replaced``).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from garblefix import questions
from garblefix.results import Options

Places = Callable[[bytes | bytearray], Iterator[int]]


class Signs:
    """The signs that these options ask for."""

    def __init__(self, options: Options) -> None:
        self.escapes = options.unescapes
        self._questions = options.allows("replaced", lossy=True)
        self._looks: list[Places] = [questions.places] if self._questions else []
        if self.escapes:
            from garblefix.damage.escape import places

            self._looks.append(places)

    def places(self, data: bytes | bytearray) -> Iterator[int]:
        """Where in bytes some may be."""
        return itertools.chain.from_iterable(look(data) for look in self._looks)

    def may_follow(self, data: bytes | bytearray) -> bool:
        """Whether what follows these bytes may show that there are some in them."""
        return self._questions and questions.may_go_on(data)
