"""Vetoes of what is meant as it stands, on accounts of every damage.

Not for: which texts stay, see ``fixtures/clean.json``.
"""

from __future__ import annotations

import pytest

from garblefix.damage import Edge
from garblefix.search.accounts import Account
from garblefix.search.outcome import Applied
from garblefix.search.signs import were_signs
from garblefix.search.vetoes import EVERY
from garblefix.search.vetoes.made import makes_no_character

# Of damages other than misreads a chain may say nothing.
DAMAGES = [
    ("misread", "utf-8>gbk"),
    ("misread", "cp1250>cp1252>utf-8>cp1252"),
    ("replaced", ""),
    ("replaced", "any>replaced"),
    ("shift", ""),
    ("annotation", ""),
]


@pytest.mark.parametrize(("damage", "chain"), DAMAGES)
@pytest.mark.parametrize("text", ["漏 2017", "\ufffd", "\x85", "5 µm", "éé"])
@pytest.mark.parametrize("after", ["©", "ä", "は", ""])
def test_no_veto_raises(damage: str, chain: str, text: str, after: str) -> None:
    applied = (Applied(Edge(0, 1, after), damage, chain, 1.0),)
    account = Account(after + text[1:], 0.0, applied)
    for veto in EVERY:
        veto(text, account)


@pytest.mark.parametrize(("damage", "chain"), DAMAGES)
def test_only_misreads_were_signs(damage: str, chain: str) -> None:
    account = Account("© 2017", 0.0, (Applied(Edge(0, 1, "©"), damage, chain, 1.0),))
    assert were_signs("漏 2017", account) == (chain == "utf-8>gbk")


def test_what_is_no_character_was_not_written() -> None:
    # U+03A2 is left free for a sigma that has no capital.
    account = Account("a\u03a2b", 0.0, (Applied(Edge(1, 3, "\u03a2"), "misread", "x>y", 1.0),))
    assert makes_no_character("aŒ¢b", account)
    assert not makes_no_character("aŒ¢b \u03a2", account)
