"""Chinese converted from one script to the other, where that is asked, and nothing else.

Not for: the command around it (``tests/commands``).
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import garblefix
from garblefix import script
from garblefix.results import SCRIPTS, Options
from garblefix.stream import StreamRepairer
from tests.test_cli import COMMAND, SECONDS, environment
from tests.test_fixtures import apply_fixes
from tests.texts import SENTENCES, accidents

SIMPLIFIED, TRADITIONAL = SCRIPTS


def converted(text: str, to: str) -> str:
    """The outcome, and what always holds: fixes replay, and nothing is left to do."""
    result = garblefix.repair(text, script=to)
    assert apply_fixes(text, result.fixes) == result.text
    assert all(text[fix.start : fix.end] == fix.before != fix.after for fix in result.fixes)
    again = garblefix.repair(result.text, script=to)
    assert (again.text, again.fixes) == (result.text, ())
    return result.text


PAIRS = [
    ("这所学校的图书馆很旧。", "這所學校的圖書館很舊。"),
    ("理发以后头发短了，发票在后面。", "理髮以後頭髮短了，發票在後面。"),
    ("皇后在公里碑前干杯，茶几上有几个杯子。", "皇后在公里碑前乾杯，茶几上有幾個杯子。"),
]


@pytest.mark.parametrize(("simplified", "traditional"), PAIRS)
def test_both_ways(simplified: str, traditional: str) -> None:
    assert converted(simplified, TRADITIONAL) == traditional
    assert converted(traditional, SIMPLIFIED) == simplified
    assert converted(simplified, SIMPLIFIED) == simplified
    assert converted(traditional, TRADITIONAL) == traditional


@pytest.mark.parametrize("to", SCRIPTS)
@pytest.mark.parametrize(
    "text",
    [
        "会議は東京で開かれます。",  # kana
        "渋谷駅",  # forms of Japan alone
        "大韓民國의 歷史와 文化",
        "Émile, naïve, Ωmega, Привет",
        "A。B，C「」",
        "plain",
        "",
    ],
)
def test_what_is_not_chinese_stays(text: str, to: str) -> None:
    assert converted(text, to) == text


@pytest.mark.parametrize("language", sorted(SENTENCES.keys() - {"zh-Hans", "zh-Hant"}))
def test_so_do_other_languages(language: str) -> None:
    assert all(converted(SENTENCES[language], to) == SENTENCES[language] for to in SCRIPTS)


def test_han_alone_is_japanese_in_a_japanese_document() -> None:
    text = "会議は東京です。\n学校へ行きました。\nまた明日。もう寝ます\n雨の日\n東京国際会議\n"
    assert converted(text, TRADITIONAL) == text


def test_characters_of_both_scripts_are_of_that_of_the_document() -> None:
    """OpenCC writes 秘密 as 祕密; who writes in traditional characters has chosen already."""
    assert converted("秘密\n這是我們的學校\n", TRADITIONAL) == "秘密\n這是我們的學校\n"
    assert converted("秘密\n这是我们的学校\n", TRADITIONAL) == "祕密\n這是我們的學校\n"


def test_a_span_repaired_and_converted_is_one_fix() -> None:
    [fix] = garblefix.repair("鏀垮簻宸ヤ綔鎶ュ憡", script=TRADITIONAL).fixes
    assert (fix.after, fix.damage, fix.chain) == ("政府工作報告", "misread", "utf-8>gbk")


def test_what_was_converted_only_is_no_damage() -> None:
    [fix] = garblefix.repair("我的学校", script=TRADITIONAL).fixes
    assert (fix.before, fix.after, fix.damage, fix.chain) == ("学", "學", "script", "traditional")


def test_nothing_is_converted_unless_asked() -> None:
    assert not garblefix.repair("这是我们的学校").changed
    assert garblefix.fix_text("这是我们的学校", script=TRADITIONAL) == "這是我們的學校"
    result = garblefix.repair_bytes("这是我们的学校，旧的。".encode("gbk"), script=TRADITIONAL)
    assert result.text == "這是我們的學校，舊的。"


@pytest.mark.parametrize("to", ["", "pinyin", "Simplified"])
def test_other_scripts_are_errors(to: str) -> None:
    with pytest.raises(ValueError, match="script must be simplified or traditional"):
        garblefix.repair("汉", script=to)


HAN = "汉漢学學发發髮后後里裏裡台臺干乾幹国國们們的是我秘祕群羣著着沈瀋駅の가・ab，。 \n"


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from(HAN), max_size=30), st.sampled_from(SCRIPTS))
def test_any_characters(text: str, to: str) -> None:
    converted(text, to)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from([*SENTENCES.values(), *(garbled for *_, garbled in accidents()[::9])]),
        max_size=5,
    ).map("\n".join),
    st.sampled_from(SCRIPTS),
)
def test_the_stream_and_the_text_are_of_one_mind(text: str, to: str) -> None:
    blocks = StreamRepairer(Options(script=to)).blocks(io.BytesIO(text.encode()))
    assert b"".join(block.data for block in blocks).decode() == converted(text, to)


def test_what_the_encoding_does_not_have_stays() -> None:
    data = "我們的學校\n".encode("big5")
    [block] = StreamRepairer(Options(script=SIMPLIFIED), encoding="big5").blocks(io.BytesIO(data))
    assert (block.data, block.stays) == (data, True)


def test_without_opencc_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script.converter.cache_clear()
    with monkeypatch.context() as patch, pytest.raises(ImportError, match=r"garblefix\[zh\]"):
        patch.setitem(sys.modules, "opencc", None)
        garblefix.repair("汉", script=TRADITIONAL)
    (tmp_path / "opencc.py").write_text("raise ImportError")
    for command in ([], ["explain", "汉"], ["convert", ".", "new"]):
        done = subprocess.run(
            [*COMMAND, *command, "--script", TRADITIONAL],
            input=b"",
            env=environment() | {"PYTHONPATH": f"{tmp_path}:{':'.join(sys.path)}"},
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode().splitlines() == [f"garblefix: {script.MISSING}"]
