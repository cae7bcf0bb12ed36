"""Garbled names of files and folders: what they were, judged together; and what is never done.

Not for: where they go when they collide (``test_convert``).
"""

from __future__ import annotations

import os

import pytest

from garblefix.convert.naming import LONGEST, Name, repaired
from garblefix.convert.naming.name import acceptable
from garblefix.convert.plan import targets
from garblefix.convert.tree import Entry, Kind
from garblefix.results import Options

NAMES = {
    "zh": ["会议记录", "照片", "新建文件夹", "2003年工作总结", "通讯录", "简历", "毕业论文初稿"],
    "zh-tw": ["會議記錄", "相片", "新增資料夾", "工作報告", "通訊錄", "履歷表", "過年"],
    "ja": ["会議資料", "写真", "新しいフォルダ", "年賀状2004", "住所録", "旅行の写真", "メモ"],
    "ko": ["회의록", "사진", "새 폴더", "연락처", "이력서", "여행사진", "가계부"],
    "ru": ["Отчёт", "Фотографии", "Новая папка", "Договор 2004", "Письмо", "Музыка", "Смета"],
    "de": ["Übersicht", "Prüfung", "Bücher", "Straßenkarte", "Grüße", "Aufträge", "Fußball"],
}
ENCODED = {
    "zh": "gbk",
    "zh-tw": "big5",
    "ja": "cp932",
    "ko": "euc-kr",
    "ru": "cp866",
    "de": "cp850",
}


def as_stored(name: str, encoding: str, reader: str) -> str:
    """A name as a system shows it: its bytes read as ``reader``, or no text at all ("")."""
    data = name.encode(encoding)
    return data.decode(reader) if reader else os.fsdecode(data)


@pytest.mark.parametrize("reader", ["", "cp437", "cp850", "latin-1"])
@pytest.mark.parametrize("language", NAMES)
def test_the_names_of_a_folder(language: str, reader: str) -> None:
    """cp437 is what Python's zipfile reads, cp850 what unzip does, latin-1 what old servers did."""
    encoding = ENCODED[language]
    if encoding == reader:
        pytest.skip("nothing is garbled")
    stored = {f"{as_stored(name, encoding, reader)}.txt": name for name in NAMES[language]}
    found = repaired(stored)
    expected = {path: f"{name}.txt" for path, name in stored.items() if path != f"{name}.txt"}
    assert {path: name.after for path, name in found.items()} == expected


def test_every_folder_of_a_tree_has_its_own_accident() -> None:
    readers = ["", "cp437"]
    stored = {
        f"{language}/{as_stored(name, ENCODED[language], readers[number % 2])}.txt": f"{name}.txt"
        for language, names in NAMES.items()
        for number, name in enumerate(names)
    }
    found = repaired(stored)
    assert {path: name.after for path, name in found.items()} == {
        path: name for path, name in stored.items() if not path.endswith(f"/{name}")
    }


def test_a_short_name_is_judged_by_the_others() -> None:
    paths = [os.fsdecode(name.encode("gbk")) for name in NAMES["zh"]]
    by_chance = "一".encode("gbk").decode("utf-8")
    assert by_chance == "\N{CYRILLIC SMALL LETTER SHHA}"
    assert repaired([by_chance]) == {}
    assert repaired([*paths, by_chance])[by_chance].after == "一"


CLEAN = [
    *(f"{name}.txt" for names in NAMES.values() for name in names),
    *("naïve café.txt", "Łódź.txt", "año.txt", "Öl.txt", "x².txt", "½.txt", "£5.txt", "ÆØÅ.txt"),
    *("résumé.doc", "re\u0301sume\u0301.doc", "№ 5.txt", "═══.txt", "日本.txt", "ñ", "中.txt"),
    *("„Zitat“.txt", "emoji 😀.txt", "тест.txt", "ελληνικά.txt", "עברית.txt", "ไทย.txt"),
]


def test_clean_names_stay() -> None:
    assert repaired(CLEAN) == {}
    assert [repaired([name]) for name in CLEAN] == [{}] * len(CLEAN)


def test_extensions_stay() -> None:
    garbled = "Ã©tÃ©"
    paths = [f"{garbled}.tar.gz", f"{garbled}.JPG", f".{garbled}"]
    assert {name.after for name in repaired(paths).values()} == {"été.tar.gz", "été.JPG", ".été"}


@pytest.mark.parametrize(
    ("after", "before", "expected"),
    [
        ("政府.txt", "鏀垮簻.txt", True),
        (".hidden", ".x", True),
        (".hidden", "x", False),
        ("a/b", "x", False),
        ("..", "x", False),
        ("", "x", False),
        ("a\0b", "x", False),
        ("a\nb", "x", False),
        ("a\x85b", "x", False),
        ("\udc80", "x", False),
        (" ", "x", False),
        ("x", "x", False),
        ("政" * (LONGEST // 3), "x", True),
        ("政" * (LONGEST // 3 + 1), "x", False),
    ],
)
def test_what_is_no_name_is_refused(after: str, before: str, expected: bool) -> None:
    assert acceptable(after, before) is expected


def test_options_of_repair_hold_for_names() -> None:
    garbled = "Ã©tÃ©.txt"
    assert repaired([garbled], Options(skip=frozenset({"misread"}))) == {}
    assert repaired([garbled], Options(min_confidence=1.0)) == {}


def test_free_names_are_the_same_in_every_run_and_fit() -> None:
    long_name = "é" * 127
    entries = [Entry(name, Kind.file) for name in (long_name, "b", "a", "A")]
    names = {path: Name(long_name, "", 1.0) for path in ("a", "b")}
    assert targets(entries, names) == {
        "": "",
        long_name: long_name,
        "a": f"{'é' * 125} (3)",
        "b": f"{'é' * 125} (2)",
        "A": "A",
    }


def test_where_names_are_one_by_case_none_is_written_over() -> None:
    entries = [Entry(name, Kind.file) for name in ("A.txt", "a.txt", "\u00e9", "e\u0301")]
    assert targets(entries, {}, alike=True) == {
        "": "",
        "A.txt": "A.txt",
        "a.txt": "a (2).txt",
        "\u00e9": "\u00e9",
        "e\u0301": "e\u0301 (2)",
    }
    assert targets(entries, {}) == {path: path for path in ("", *(e.path for e in entries))}
