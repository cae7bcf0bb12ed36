"""Texts taken back: many lines at once as each by itself, and what stands between lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garblefix import fix_text
from garblefix.damage.undoing import undo, undo_lines

CHAINS = (
    "utf-8>cp1252",
    "utf-8>gbk",
    "cp1251>cp437",
    "big5>gbk",
    "euc_jp>cp932",
    "cp949>cp932",
    "gbk>cp949",
    "utf-8>latin-1>utf-8>cp1252",
    "gb18030>utf-8",
)
# Characters that some of these readers show, and what no text has.
LINES = st.lists(
    st.text(
        st.sampled_from("aé Ã©€ðŸ…涓枃鏀垮簻縺ÐŸпр│¥‾\0\x81\ufffd\ud800\ue000í ½釥ﾀ蓮樂"),
        max_size=8,
    )
)


@given(LINES, st.sampled_from(CHAINS))
def test_lines_are_undone_as_each_by_itself(lines: list[str], chain: str) -> None:
    assert undo_lines(lines, chain) == [undo(line, chain) for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "Un été\x85Il a posé sa tasse.\x85Il a été là…",
        "Il a été là.\x85Puis… rien, été.\x85",
    ],
)
def test_the_line_ends_of_mainframes_are_no_ellipses(text: str) -> None:
    """Nor are they where Latin-1 garbled what stands between them."""
    signs = (sign if sign == "\x85" else sign.encode().decode("latin-1") for sign in text)
    assert fix_text("".join(signs)) == text


def test_an_ellipsis_of_windows_is_one() -> None:
    assert fix_text("Il a Ã©tÃ© Ã\xa0 la plage\x85") == "Il a été à la plage…"
    assert fix_text("Und so weiter\x85 Ã¼ber") == "Und so weiter… über"
