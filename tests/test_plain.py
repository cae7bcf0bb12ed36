"""Lines that one misreading explains from end to end, and the spans that it replaced."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garblefix.damage import Edge, rewritten
from garblefix.document.line import LineRepair
from garblefix.document.pieces import fixes_of
from garblefix.document.plain import plain
from garblefix.document.spans import spans
from garblefix.language import gate
from garblefix.language.model import load
from garblefix.results import Fix
from garblefix.search.outcome import Applied, laid_over
from garblefix.stream import StreamRepairer

# What a line was, as what it was read, and by which chain it comes back.
GARBLED = [
    ("le garçon qui déjeune à midi", "utf-8>cp1252"),
    ("Отображает столбцы таблицы, обнаруженные в файле", "cp1251>cp1252"),
    ("Τότε δουλεύαμε όλοι μαζί στο χωράφι", "cp1253>cp1252"),
    ("구역이 페이지나 머리글, 바닥글에서 쓰입니다", "cp949>cp1252"),
    ("我會找專家來處理這件事情", "big5>gbk"),
    ("Тоя дребен въпрос остана без отговор", "koi8-r>cp1251"),
    ("Kliknutím pravým tlačítkem na políčko vedle názvu", "cp1250>cp1252"),
]


def misread(text: str, chain: str) -> str:
    source, reader = chain.split(">")
    return text.encode(source).decode(reader)


@pytest.mark.parametrize(("text", "chain"), GARBLED, ids=[chain for _, chain in GARBLED])
def test_a_garbled_line_comes_back_without_a_search(text: str, chain: str) -> None:
    line = misread(text, chain)
    found = plain(line, gate.suspicion([line])[0], load())
    assert found is not None
    assert (found.text, found.chain) == (text, chain)


@pytest.mark.parametrize(("text", "chain"), GARBLED, ids=[chain for _, chain in GARBLED])
def test_a_long_line_is_judged_by_a_part_and_undone_whole(text: str, chain: str) -> None:
    line = misread(" ".join([text] * 20), chain)
    found = plain(line, gate.suspicion([line])[0], load())
    assert found is not None
    assert misread(found.text, chain) == line


@pytest.mark.parametrize(
    "line",
    [
        # Only a part of it was misread, another part twice.
        "Fikir lideri olarak tanÃ½mlanan kiÃ¾iler, tanımlanan kişiler",
        # Clean text in languages and signs that look like others'.
        "Tembellik üzerine bir deneme: ışık, şiir ve çağ",
        "'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ'",
        "        ├── c.txt",
        "confiar en ella. Users Nº 68.",
        # One ideograph of a table, whose bytes are a sign in UTF-8.
        "聶\tnip6",
    ],
)
def test_what_is_not_beyond_doubt_takes_a_search(line: str) -> None:
    assert plain(line, gate.suspicion([line])[0], load()) is None


def test_a_line_without_whole_characters_takes_a_search() -> None:
    # "Наша соседка утром продаёт мёд": each ? was a pair of bytes, and a letter.
    garbled = "?逵?逵 ?棘?筠畇克逵 ???棘劇 極?棘畇逵?? 劇?畇"
    assert plain(garbled, gate.suspicion([garbled])[0], load()) is None


def test_pairs_that_differ_in_the_rest_of_a_line_take_a_search() -> None:
    # All that tells Windows-1254 from 1252 stands behind the part that is looked at.
    line = misread("déjà vu, la forêt, le garçon " * 10 + "ışık ve şiir", "cp1254>mac-roman")
    found = plain(line, gate.suspicion([line])[0], load())
    assert found is None or found.text.endswith("ışık ve şiir")


def laid(before: str, after: str, chain: str) -> tuple[Fix, ...]:
    """The fixes as they are found where a chain explains a part of a line."""
    edges = laid_over(before, chain)
    if rewritten(before, edges) != after:
        edges = (Edge(0, len(before), after),)
    applied = tuple(Applied(edge, "misread", chain, 1.0) for edge in edges)
    return tuple(fixes_of(before, applied, 0.9))


words = st.text("aB7 ,.-'éÀçßñ—“”", max_size=40)


@given(words, st.sampled_from(["utf-8>cp1252", "utf-8>cp437", "cp1252>mac-roman", "cp1252>cp850"]))
def test_spans_are_those_of_the_chain_laid_over_the_line(text: str, chain: str) -> None:
    try:
        before = misread(text, chain)
    except UnicodeDecodeError:
        return
    repair = LineRepair(text, 0.9, before, chain, wholly=True)
    assert repair.fixes == laid(before, text, chain)
    assert tuple(Fix(*values) for values in repair.replaced) == repair.fixes


@given(words)
def test_no_span_is_lost(text: str) -> None:
    before = text.encode().decode("latin-1")
    found = spans(before, text)
    assert found is not None
    edges = tuple(Edge(*span) for span in found)
    assert rewritten(before, edges) == text


def test_the_fixes_of_a_line_explained_in_part() -> None:
    before, after, chain = "garÃ§on 北京", "garçon 北京", "utf-8>cp1252"
    repair = LineRepair(after, 0.9, before, chain)
    assert repair.fixes == laid(before, after, chain)
    assert tuple(Fix(*values) for values in repair.replaced) == repair.fixes


def test_a_diagram_is_no_text_of_a_console() -> None:
    diagram = [
        "        ┌─────────────┐",
        "        │ SPLIT (pre) │",
        "        └─────────────┘",
        "   │ │ │",
    ]
    data = "".join(f"{line}   \n" for line in diagram * 3).encode()
    blocks = StreamRepairer().blocks(io.BytesIO(data))
    assert b"".join(block.data for block in blocks) == data
