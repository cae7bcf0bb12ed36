"""Text in NFD: garbled and then decomposed, decomposed and then garbled, and clean."""

from __future__ import annotations

import io
from unicodedata import normalize

import pytest

import garblefix
from garblefix.stream import StreamRepairer

GARBLED = [
    ("latin-1", "Après la pluie, le jardin était plein de limaçons."),
    ("cp1250", "Zítra přijde návštěva, upečeme koláč."),
    ("cp1251", "Летом дети купались в холодной реке."),
    ("cp437", "Die größten Äpfel hängen wie immer oben."),
    ("mac-roman", "Mañana subiré a la montaña con mi tía."),
    ("koi8-r", "Sabah erkenden kalkıp çay içtik, sonra yürüdük."),
]

DECOMPOSED = [
    ("gbk", "Dessa blommor växer på ängen."),
    ("gbk", "Im Frühling blüht der Apfelbaum."),
    ("mac-roman", "Hegyomlás volt az út mellett, az egész völgy megtelt kővel."),
    ("mac-roman", "Où êtes-vous né ? Là-bas, près du château."),
    ("cp437", "Zgubił rękawiczkę w śniegu i wrócił."),
    ("cp1254", "La società è già molto più ricca."),
    ("cp437", "저녁에는 동생과 함께 시장에 갔다."),
    ("latin-1", "Ţara mea are munţi înalţi şi câmpii."),
]

CLEAN = [
    "Après la pluie, le jardin était plein de limaçons.",
    "Chiều nay trời đổ mưa rất lớn ở thành phố.",
    "저녁에는 동생과 함께 시장에 갔다.",
    "Летний дождь и ещё тёплый вечер.",
    "がっこうのパンはおいしい。",
    "Η γάτα κοιμάται πάνω στο παράθυρο.",
]


def piped(text: str) -> str:
    """What a file with this text becomes."""
    blocks = StreamRepairer(encoding="utf-8").blocks(io.BytesIO(text.encode()))
    return b"".join(block.data for block in blocks).decode()


@pytest.mark.parametrize(("reader", "text"), GARBLED)
def test_a_line_is_repaired_as_it_was_before(reader: str, text: str) -> None:
    garbled = normalize("NFD", text.encode().decode(reader))
    repair = garblefix.repair(garbled)
    assert repair.text == text
    assert all(garbled[fix.start : fix.end] == fix.before for fix in repair.fixes)


@pytest.mark.parametrize(("reader", "text"), DECOMPOSED)
def test_what_was_decomposed_before_it_was_misread_stays_so(reader: str, text: str) -> None:
    original = normalize("NFD", text)
    garbled = original.encode().decode(reader)
    repair = garblefix.repair(garbled)
    assert repair.text == original
    assert all(garbled[fix.start : fix.end] == fix.before for fix in repair.fixes)
    assert piped(garbled + "\n") == original + "\n"


def test_what_is_clean_in_a_garbled_line_stays_decomposed() -> None:
    clean = normalize("NFD", "Déjà vu à Besançon: ")
    garbled = normalize("NFD", "le garçon a rêvé".encode().decode("latin-1"))
    assert garblefix.repair(clean + garbled).text == clean + "le garçon a rêvé"


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_is_not_composed(text: str) -> None:
    decomposed = normalize("NFD", text)
    assert decomposed != text
    assert garblefix.repair(decomposed).text == decomposed


def test_a_file_is_repaired_as_a_text_is() -> None:
    clean = "".join(normalize("NFD", line) + "\n" for line in CLEAN)
    lines = [(text.encode().decode(reader), text) for reader, text in GARBLED]
    garbled = "".join(normalize("NFD", shown) + "\n" for shown, _ in lines) * 3
    assert piped(clean + garbled) == clean + "".join(f"{text}\n" for _, text in lines) * 3


def test_characters_that_compose_to_others_are_no_parts() -> None:
    """The sign of the unit is the letter in NFC, and was no accident."""
    text = "Widerstand: 5 \N{OHM SIGN}, \N{ANGSTROM SIGN}ngström – schön"
    assert garblefix.repair(text).text == text
