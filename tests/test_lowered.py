"""Garbled text that was put into small letters afterwards, and clean text in small letters."""

from __future__ import annotations

import pytest

import garblefix
from tests.test_decomposed import piped

GARBLED = [
    ("cp1252", "der bäcker um die ecke hat schon geöffnet"),
    ("cp1252", "nuestra señora del río"),
    ("latin-1", "où est passée la clé du grenier ?"),
    ("latin-1", "дети купались в холодной реке"),
    ("cp1251", "śnieg pada od samego świtu, zostań w łóżku"),
    ("cp1251", "кошка спит на тёплой печке, а собака у двери"),
    ("cp1253", "οι ψαράδες γύρισαν αργά στο λιμάνι"),
    ("cp1250", "zítra přijde návštěva"),
]

CLEAN = [
    "c'est l'été, « déjà » dit-elle, à 25 °c",
    "її кішка їсть рибу, а сіль і мед стоять на столі",
    "њен син је ђак, љуља се и ћути",
    "её брат",
    "ação, pão e maçãs – 10 €",
    "đường về nhà xa lắm",
    "grāmatā»",
    "fosilā»",
    "η γάτα κοιμάται πάνω στο παράθυρο",
]


@pytest.mark.parametrize(("reader", "text"), GARBLED)
def test_small_letters_come_back(reader: str, text: str) -> None:
    shown = text.encode().decode(reader, "surrogateescape")
    garbled = "".join(chr(ord(sign) & 0xFF) if sign >= "\udc80" else sign for sign in shown).lower()
    repair = garblefix.repair(garbled)
    assert repair.text == text
    assert all(garbled[fix.start : fix.end] == fix.before for fix in repair.fixes)
    assert piped(f"{garbled}\n" * 3) == f"{text}\n" * 3


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_in_small_letters_stays(text: str) -> None:
    assert garblefix.repair(text).text == text


def test_the_first_letter_may_be_a_capital() -> None:
    garbled = "Où est passée la clé du grenier ?".encode().decode("latin-1").capitalize()
    assert garblefix.repair(garbled).text == "Où est passée la clé du grenier ?"


def test_what_the_model_chose_is_told_as_inferred() -> None:
    """The letter was ``Р`` or ``С``, of which one byte each is folded to the same."""
    garbled = "лес шумит".encode().decode("cp1251").lower()
    repair = garblefix.repair(garbled)
    assert repair.text == "лес шумит"
    assert any(fix.lossy for fix in repair.fixes)
    assert garblefix.repair(garbled, skip=["lossy"]).text == garbled


def test_what_lost_a_byte_as_well_is_repaired_as_it_stands() -> None:
    """Behind the last ``€`` a byte is gone; two bytes of UTF-8 would be a control."""
    garbled = "what the gardener calls â€œleavesâ€? are flowers, he says"
    assert garblefix.repair(garbled).text == "what the gardener calls “leaves” are flowers, he says"
