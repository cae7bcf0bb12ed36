"""Long lines: a document in a line of JSON, a page in one line, a long paragraph."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import garblefix
from garblefix.document.segments import LONG, segments
from garblefix.stream import StreamRepairer

PARAGRAPHS = [
    "Müllers Töchter fahren übermorgen nach Österreich, wo die größten Hütten stehen.",
    "Der Bäcker an der Brücke verkauft täglich frische Brötchen und süße Stückchen.",
    "Am Montag öffnet das Büro später, weil die Handwerker noch die Türen einsetzen.",
    "Für Gäste aus Köln gibt es Käse, Gemüse und Wein aus der Nähe von Würzburg.",
]
OTHERS = [
    "Schön wäre es, wenn die Äpfel früher reif würden und nicht erst im Spätherbst.",
    "Die Nächte werden kühler, und über den Wäldern ziehen die Kraniche südwärts.",
    "Jürgen übt täglich Geige, außer wenn die Großmutter ihr Mittagsschläfchen hält.",
]
GARBLED = [line.encode().decode("latin-1") for line in OTHERS]
HALF, WHOLE = [*PARAGRAPHS, *GARBLED] * 3, [*PARAGRAPHS, *OTHERS] * 3


def pipe(text: str) -> str:
    """What the pipe makes of a text."""
    return b"".join(b.data for b in StreamRepairer().blocks(io.BytesIO(text.encode()))).decode()


def as_json(lines: list[str]) -> str:
    return json.dumps({"id": 7, "text": "\n".join(lines)}, ensure_ascii=False)


def as_page(lines: list[str]) -> str:
    return "<div>" + "".join(f'<p class="satz">{line}</p>' for line in lines) + "</div>"


PIECES = ["é. ", "\\n", '","', "。", "漢字", "word ", "x" * 300, "é" * 450, "，字" * 90, "Ã©"]


@given(st.lists(st.sampled_from(PIECES), min_size=4))
@example(["é" * 450, "\\n", "word ", "é. ", "x" * 300, "x" * 300])
def test_segments_are_the_line(pieces: list[str]) -> None:
    line = "".join(pieces)
    assert "".join(segments(line)) == line


@given(st.text(min_size=LONG + 1, max_size=3 * LONG))
def test_segments_of_any_text_are_the_text(line: str) -> None:
    parts = list(segments(line))
    assert "".join(parts) == line
    assert all(parts)


@pytest.mark.parametrize("write", [as_json, as_page, " ".join])
def test_a_long_line_comes_back_as_its_parts_do(write: Callable[[list[str]], str]) -> None:
    line, wanted = write(HALF), write(WHOLE)
    assert len(line) > LONG
    assert pipe(line) == wanted
    assert garblefix.fix_text(line) == wanted


def test_fixes_tell_where_in_the_long_line_they_are() -> None:
    line = as_json(HALF)
    result = garblefix.repair(line)
    for fix in result.fixes:
        assert line[fix.start : fix.end] == fix.before
    place, pieces = 0, []
    for fix in result.fixes:
        pieces += [line[place : fix.start], fix.after]
        place = fix.end
    assert "".join(pieces) + line[place:] == result.text == as_json(WHOLE)


def test_a_clean_long_line_stays() -> None:
    for write in (as_json, as_page, " ".join):
        line = write(PARAGRAPHS * 6)
        assert pipe(line) == line


def test_clean_chinese_in_one_line_is_cut_between_sentences_and_stays() -> None:
    sentence = "我们的老师每天早上都在学校门口等学生，下雨的时候也一样。"
    line = sentence * 60
    assert max(map(len, segments(line))) <= LONG
    garbled = "我昨天买的东西还没有送到。".encode("gbk").decode("latin-1")
    assert pipe(line + garbled + line) == line + "我昨天买的东西还没有送到。" + line


def test_characters_are_not_torn_where_signs_are_their_bytes() -> None:
    text = "我们的老师每天早上都在学校门口等学生，下雨的时候也一样。" * 40
    garbled = text.encode().decode("gb18030", "replace")
    assert pipe(garbled).count("学校门口") >= 38


def test_a_long_line_that_talks_about_garbled_text_stays() -> None:
    talk = "; ".join(["the text goes on like that for a while"] * 24)
    for line in (
        f"“cafÃ©” is, {talk}, “café”",
        f"Mojibake, {talk}, such as 'cafÃ©' is common",
        f"s.replace('Ã©', 'é'); {talk}; t.replace('Ã¼', 'ü')",
        f"{talk}, {talk}, {talk}: cafÃ© → café",
    ):
        assert len(line) > LONG
        assert garblefix.fix_text(line) == line


def test_segments_that_are_alike_are_as_sure_as_one() -> None:
    sure = [garblefix.repair(r"naïve café\n" * times).confidence for times in (70, 700)]
    assert sure[0] == sure[1] > 0.9
