"""Many lines taken back at once are what each is by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from garblefix.damage.undoing import undo, undo_lines

CHAINS = (
    "utf-8>cp1252",
    "utf-8>gbk",
    "cp1251>cp437",
    "big5>gbk",
    "euc_jp>cp932",
    "utf-8>latin-1>utf-8>cp1252",
    "gb18030>utf-8",
)
# Characters that some of these readers show, and what no text has.
LINES = st.lists(
    st.text(st.sampled_from("aé Ã©€ðŸ…涓枃鏀垮簻縺ÐŸпр│¥‾\0\x81\ufffd\ud800\ue000í ½"), max_size=8)
)


@given(LINES, st.sampled_from(CHAINS))
def test_lines_are_undone_as_each_by_itself(lines: list[str], chain: str) -> None:
    assert undo_lines(lines, chain) == [undo(line, chain) for line in lines]
