"""Which of several pages that share most letters a document is of is told by all of its lines.

Not for: single lines (``test_known``).
"""

from __future__ import annotations

import io

import pytest

import garblefix
from garblefix.document.kindred import BETTER, KindredPages, KindredReaders, kindred
from garblefix.language.model import load
from garblefix.stream import StreamRepairer

HUNGARIAN = (
    "Az első vendég már reggel megérkezett a szállóba.",
    "A nővérem későn kelt fel, mert este sokáig olvasott.",
    "Délután eső áztatta a szőlőt és a kertünket.",
    "Két fiatal tűzoltó mászott fel a tetőre.",
    "Kérlek, tedd a könyvet a felső polcra!",
    "A szomszéd őszinte, de kissé makacs férfi.",
    "Egyedül éltek a hegyek között, távol mindenkitől.",
    "Jövő héten újra találkozunk a főtéren.",
)
FRENCH = (
    "Le garçon a très faim après l'école.",
    "La fenêtre était fermée toute la journée.",
    "Nous préférons dîner à la maison, près du théâtre.",
    "Son frère a été reçu à l'hôpital.",
)
ESTONIAN = (
    "Õues sadas terve öö vihma ja väljas oli külm.",
    "Käisin täna hommikul vanaema juures külas.",
    "Lapsed mängisid õhtul pikalt väljas.",
    "Ülemus jõudis kõige hiljem tööle.",
    "Õpetaja kirjutas tahvlile pika lause.",
    "Sõbrad sõid köögis värsket võileiba.",
    "Talle meeldib šokolaad ja šampus.",
)


def garbled(lines: tuple[str, ...], source: str, reader: str) -> list[str]:
    return [line.encode(source).decode(reader) for line in lines]


@pytest.mark.parametrize(
    ("lines", "source", "seeming", "reader"),
    [
        (HUNGARIAN, "cp1250", "cp1252", "cp437"),
        (HUNGARIAN, "cp852", "cp850", "cp437"),
        (ESTONIAN, "cp775", "cp850", "koi8-r"),
    ],
)
def test_the_lines_together_tell_kin_apart(
    lines: tuple[str, ...], source: str, seeming: str, reader: str
) -> None:
    found = KindredPages(f"{seeming}>{reader}").better(garbled(lines, source, reader), load())
    chain, gain = found[0]
    assert chain == f"{source}>{reader}"
    assert gain >= BETTER
    assert not KindredPages(chain).better(garbled(lines, source, reader), load())


def test_what_was_seen_before_counts() -> None:
    kindred = KindredPages("cp1252>cp437")
    gains = []
    for line in garbled(HUNGARIAN, "cp1250", "cp437"):
        gains.append(dict(kindred.better([line], load())).get("cp1250>cp437", 0.0))
    assert gains[0] < gains[-1]


def test_the_right_page_has_no_better_kin() -> None:
    assert KindredPages("cp1252>cp437").better(garbled(FRENCH, "cp1252", "cp437"), load()) == []


@pytest.mark.parametrize(
    ("chain", "possible"),
    [
        ("cp1252>cp437", True),
        ("cp1252>gbk", True),
        ("utf-8>cp1252", True),
        ("utf-8>gbk", False),
        ("gbk>cp1252", False),
        ("cp1252>cp437>cp1252>cp437", False),
    ],
)
def test_pages_have_kin(chain: str, possible: bool) -> None:
    assert (kindred(chain) is not None) is possible


NAMES = ("Matěj Král", "Žaneta Dušková", "Božena Černá", "Ondřej Bílý", "Růžena Šimková", "Ňuša")


@pytest.mark.parametrize(
    ("reader", "seeming"), [("cp850", "cp437"), ("cp437", "cp850"), ("cp1250", "iso8859-2")]
)
def test_names_tell_which_page_was_read(reader: str, seeming: str) -> None:
    """In one name nothing may; what stands for one letter in a page is another in its kin."""
    lines = garbled(NAMES, "utf-8", reader)
    found = KindredReaders(f"utf-8>{seeming}").better(lines, load())
    assert found[0][0] == f"utf-8>{reader}"
    assert not KindredReaders(f"utf-8>{reader}").better(lines, load())
    assert garblefix.fix_text("\n".join(lines)) == "\n".join(NAMES)


@pytest.mark.parametrize(
    ("lines", "source", "reader"),
    [
        (HUNGARIAN, "cp1250", "cp437"),
        (HUNGARIAN, "iso-8859-2", "cp866"),
        (FRENCH, "cp1252", "cp437"),
    ],
)
def test_a_file_is_of_the_page_that_explains_all_of_it(
    lines: tuple[str, ...], source: str, reader: str
) -> None:
    text = "".join(f"{line}\n" for line in lines)
    data = text.encode(source).decode(reader).encode()
    assert (
        b"".join(block.data for block in StreamRepairer().blocks(io.BytesIO(data))) == text.encode()
    )
