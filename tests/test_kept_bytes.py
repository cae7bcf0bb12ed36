"""Bytes that Python kept as lone surrogates, and lone surrogates that are no bytes."""

from __future__ import annotations

import io

import pytest

import garblefix
from garblefix.stream import StreamRepairer

SENTENCES = [
    "Où est la clé du grenier ?",
    "Кошка спит на печке.",
    "庭に梅の花が咲いた。🌸",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_bytes_that_are_utf_8_are_read(text: str) -> None:
    kept = text.encode().decode("ascii", "surrogateescape")
    repair = garblefix.repair(kept)
    assert repair.text == text
    assert all(kept[fix.start : fix.end] == fix.before for fix in repair.fixes)
    assert garblefix.repair_bytes(text.encode(), encoding="ascii").text == text
    assert garblefix.repair(kept, skip=["misread"]).text == kept


def test_what_they_are_may_be_garbled_still() -> None:
    garbled = "le garçon a rêvé".encode().decode("latin-1")
    kept = garbled.encode().decode("ascii", "surrogateescape")
    assert garblefix.repair(kept).text == "le garçon a rêvé"


@pytest.mark.parametrize(
    "text",
    [
        "f\udcfcr die Gr\udcf6\udcdfe",  # of no UTF-8
        "caf\udcc3\udca9, caf\udce9",  # nor all of it
        "\udb80abc",  # no byte at all
        "\ud83d abc \ude0d",
    ],
)
def test_other_lone_surrogates_stay(text: str) -> None:
    assert garblefix.repair(text).text == text
    assert garblefix.repair(f"{text}\nРџСЂРёРІРµС‚").text == f"{text}\nПривет"


def test_bytes_of_a_file_go_through() -> None:
    data = "Кошка спит. ".encode() + b"\xff\xc3 \xed\xa0\xbd\n"
    blocks = StreamRepairer(encoding="utf-8").blocks(io.BytesIO(data))
    assert b"".join(block.data for block in blocks) == data
