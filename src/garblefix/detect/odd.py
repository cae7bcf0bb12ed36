"""Text that is no language: tables, symbols, text garbled before it was written, lists of letters.

Not for: what the language model reads well, which is better than all this.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from garblefix.detect import listed

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Booleans = npt.NDArray[np.bool_]

# At most so much for a character, and so much to begin with. That other bytes are valid UTF-8 is
# rarer; the other encodings take a character for one of those that they have, about e to the power
# of that.
_IN_ASCII = ("ascii", "utf-7")
ODD = {
    # Base64, keys and hashes: 64 characters. Around what may be UTF-7 they cost the same.
    **dict.fromkeys(_IN_ASCII, (4.2, 8.0)),
    "utf-8": (7.0, 8.0),
    "gb18030": (10.1, 45.0),
    "big5": (9.5, 45.0),
    "cp950": (9.5, 45.0),
    "big5hkscs": (9.8, 45.0),
    "cp932": (9.1, 45.0),
    "shift_jis_2004": (9.3, 45.0),
    "euc_jp": (9.1, 45.0),
    "euc_jis_2004": (9.3, 45.0),
    "cp949": (9.7, 45.0),
    "johab": (9.7, 45.0),
}

# An ASCII character behind a letter of a list costs no more than this (nats).
BEHIND = 3.0


def best(text: str, name: str, each: Floats, foreign: Booleans, *, lists: bool) -> float:
    """The greatest log P of ``text`` as such, nats; −inf where it is nothing of the kind.

    ``name`` is the encoding that it is valid in, ``each`` what its characters are under the model,
    ``foreign`` which of them are beyond ASCII. ``lists``: whether they may be lists.
    """
    import numpy as np

    found = -math.inf
    if name in ODD:
        character, beginning = ODD[name]
        counted = ~foreign if name in _IN_ASCII else foreign
        found = float(np.where(counted, np.maximum(each, -character), each).sum()) - beginning
    listing = listed.cost(text) if lists else math.inf
    if listing < math.inf:
        # What stands behind a letter of a list is what divides it from others, or the end.
        ascii_each = np.where(foreign, 0.0, each)
        ascii_each[1:] = np.where(foreign[:-1], np.maximum(ascii_each[1:], -BEHIND), ascii_each[1:])
        found = max(found, float(ascii_each.sum()) - listing)
    return found
