r"""Bytes that Python spelled out where a reader could not show them: ``Ð\x9f`` for П.

Not for: how much comes back of unseen text (``benchmarks.spelled_out``).
"""

from __future__ import annotations

import io

import pytest

import garblefix
from garblefix.stream import StreamRepairer

SENTENCES = [
    ("cp1252", "Пожалуйста, закройте окно, на улице дождь."),
    ("cp1252", "駅前のパン屋は朝六時に開きます。"),
    ("cp1251", "Иней лежал на крышах старого города."),
    ("cp1253", "Η γάτα κοιμάται πάνω στο παράθυρο."),
    ("cp874", "Die Straße führt über die große Brücke."),
    ("gbk", "奶奶在院子里种了两棵苹果树，每年都结果。"),
    ("gbk", "Пять минут назад — ещё одна груша."),
    ("cp1252", "Água"),
    ("cp932", "会議の資料は机の上に置いてください。"),
    ("cp932", "下班以后我们一起去图书馆看书。"),
    ("cp949", "할머니는 마당에 사과나무 두 그루를 심으셨다."),
    ("euc_jp", "毎朝、川の近くを散歩しています。"),
    ("big5", "書架上的舊書都是祖父留下來的。"),
]

# The spellings are no bytes of what stands beside them.
CLEAN = [
    r"ESCAPES = re.compile('[À-ÿ\x9f]')",
    r"assert decoded('Ð\x9f') == 'П'",
    r"SIGNS = {'€\x80': 'euro', '‚\x82': 'comma'}",
    r"print('żółw\xc5\x82')",
    r"data = b'\xc3\xa9'  # é in UTF-8, « \xe9 » in Latin-1",
    r"grep -P '[^а-яё\xa0]' письмо.txt",
    # Garbled text that is quoted, with signs that a page has.
    r"It was garbled (`â\x80\x94` for a dash) in the manual.",
    r"test('ã\x83\x84')",
    r"path = 'C:\daten\größe\x81.txt'",
    r"'é\\x9f' is a backslash and three letters",
]


def spelled_out(text: str, reader: str) -> str:
    """What the reader shows of a text in UTF-8, with the bytes that it cannot read spelled out."""
    return text.encode().decode(reader, "backslashreplace")


@pytest.mark.parametrize(("reader", "text"), SENTENCES)
def test_a_spelled_byte_is_known(reader: str, text: str) -> None:
    garbled = spelled_out(text, reader)
    assert "\\x" in garbled
    repair = garblefix.repair(garbled)
    assert repair.text == text
    assert not any(fix.lossy for fix in repair.fixes)
    assert all(garbled[fix.start : fix.end] == fix.before for fix in repair.fixes)


@pytest.mark.parametrize("reader", ["cp1252", "gbk", "cp932", "cp949"])
def test_all_lines_of_an_input_come_back(reader: str) -> None:
    text = "".join(f"12:{place:02} INFO {line}\n" for place, (_, line) in enumerate(SENTENCES))
    garbled = spelled_out(text, reader)
    assert garblefix.repair(garbled).text == text
    blocks = StreamRepairer(encoding="utf-8").blocks(io.BytesIO(garbled.encode()))
    assert b"".join(block.data for block in blocks).decode() == text


def test_other_sources_than_utf_8() -> None:
    text = "Съешь ещё этих мягких французских булок, да выпей чаю."
    garbled = text.encode("cp1251").decode("cp1255", "backslashreplace")
    assert "\\x" in garbled
    assert garblefix.repair(garbled).text == text


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_spelled_on_purpose_stays(text: str) -> None:
    assert garblefix.repair(text).text == text


@pytest.mark.parametrize("text", [r"Die Groร\x9e ist da.", r"Ð¼Ð\xffÐ¼Ð°"])
def test_nothing_is_inferred_beside_a_byte_that_is_known(text: str) -> None:
    """These bytes are of no character; each may be of another accident."""
    repair = garblefix.repair(text)
    assert not any(fix.lossy for fix in repair.fixes)
    assert text.count("\\x") == repair.text.count("\\x")
