"""The detector on what DOS drew: boxes, trees and shades, and on what only looks like it."""

from __future__ import annotations

import pytest

from garblefix import repair_bytes
from garblefix.detect import detect
from garblefix.detect.drawings import drawn

# Drawn on a page of DOS; little else is beyond ASCII.
DRAWINGS = {
    "menu of a batch file": """@echo off\r
echo ╔════════════════╗\r
echo ║  1  Backup     ║\r
echo ║  2  Restore    ║\r
echo ╚════════════════╝\r
choice /c 12\r
""",
    "box": " ┌─────────┐\n │ Ready.  │\n └─────────┘\n",
    "title in its edge": "┌─[ Sound ]────┐\n│ Port 220     │\n│ IRQ  7       │\n└──────────────┘\n",
    "table": """╒══════╤═════╕
│ item │ pcs │
╞══════╪═════╡
│ bolt │ 250 │
│ nut  │  90 │
╘══════╧═════╛
""",
    "columns without rules": "name │ size │ date\nabc  │   12 │ May\nde   │  300 │ June\n",
    "double columns": "║ a ║ b ║\n║ c ║ d ║\n",
    "tree of DOS": "D:\\GAMES\r\n├───CHESS\r\n│   ├───SAVE\r\n│   └───BOOK\r\n└───GO\r\n",
    "tree with short branches": "src\n├─ main.c\n├─ io\n│  └─ read.c\n└─ Makefile\n",
    "shades": "▓▓▓▒▒▒░░░ please wait ░░░▒▒▒▓▓▓\n",
    "bar": "Copying: ██████████████░░░░░░ 70%\n",
    "blocks": "▄▄▄▄▄▄▄▄▄▄▄\n█  INTRO  █\n▀▀▀▀▀▀▀▀▀▀▀\n",
    "rule": "Contents\n════════\n1 Setup\n2 Use\n",
    "one line": "echo ┌──────────┐\n",
    "program": """#include <stdio.h>
int main(void) {
    puts("╓──────────╖");
    puts("║ Welcome  ║");
    puts("╙──────────╜");
    return 0;
}
""",
    "box with a shadow": "╔═══════╗\n║ Quit? ║▒\n╚═══════╝▒\n ▒▒▒▒▒▒▒▒▒\n",
    "box in a box": "┌───────┐\n│┌─────┐│\n││ key ││\n│└─────┘│\n└───────┘\n",
    "rules that end at an edge": "╔═══════╗\n║═══════║\n║ data  ║\n╚═══════╝\n",
    "open box": "╔═══════════\n║ Notes\n║ and more\n╚═══════════\n",
}

# Text in a box, and the page of DOS that it is in.
WITH_TEXT = [
    ("┌───────────┐\n│ Новый файл│\n│ Выход     │\n└───────────┘\n", "cp866"),
    ("╔═══════════╗\n║ Größe: 20 ║\n║ Öffnen    ║\n╚═══════════╝\n", "cp850"),
    ("┌───────────┐\n│ Příjmení  │\n│ Město     │\n└───────────┘\n", "cp852"),
    ("┌───────────┐\n│ Αρχείο    │\n│ Έξοδος    │\n└───────────┘\n", "cp737"),
    ("┌───────────┐\n│ Помощ     │\n│ Изход     │\n└───────────┘\n", "mik"),
    ("╔═══════╗\n║ Menu  ║\n╚═══════╝\n", "mik"),
]

# Bytes of lines and shades that are letters, or signs below each other that are no lines.
NO_DRAWINGS = [
    ("ﾒﾆｭｰ\nﾌｧｲﾙ ﾍﾝｼｭｳ\nｼｭｳﾘｮｳ\n", "cp932"),
    ("ﾊﾊﾊﾊﾊ ｿｳﾃﾞｽﾈ\n", "cp932"),
    ("ДОГОВОР АРЕНДЫ\nМОСКВА\n", "cp1251"),
    ("НННННет!\nДДДДа!\n", "cp1251"),
    ("ммммм, вкусно\n", "koi8-r"),
    ("ПРИКАЗ ОБ ОТПУСКЕ\n", "iso8859-5"),
    ("SÄÄ ÄÄNI\nPÄÄ ÄÄNEEN\nSÄÄSTÄÄ\n", "cp1252"),
    ("哪年哪月，北京\n", "gb18030"),
    ("같은 같은 날\n", "cp949"),
    ("様々な津々浦々\n", "euc_jp"),
    ("Tank  m³    m³\nA     12 m³ 15 m³\nB     10 m³ 16 m³\n", "cp1252"),
    ("1 º andar\n2 º andar\n3 º andar\n4 º andar\n", "cp1252"),
    ("1º  2º  3º\n4º  5º  6º\n7º  8º  9º\n", "cp1252"),
]

# Half-width katakana whose bytes are lines and blocks of DOS, none of which meet.
KATAKANA = [
    "echo ﾃｽﾄ ﾃﾞｰﾀ\r\n",
    "echo ﾄｳｷｮｳ\r\n",
    "echo ﾔﾏﾀﾞ ﾀﾛｳ\r\n",
    "echo ｺﾝﾆﾁﾊ\r\n",
    "rem ﾆﾎﾝｺﾞ\r\n",
    "x = 'ﾃｽﾄ'  # ﾃｽﾄ\n",
    "NAME=ｻﾄｳ ﾀﾞｲｽｹ\r\n",
    "echo ﾌﾘｶﾞﾅ: ｼﾞｭﾝｺ\r\n",
]


@pytest.mark.parametrize("kind", DRAWINGS)
def test_drawings_are_of_dos(kind: str) -> None:
    text = DRAWINGS[kind]
    data = text.encode("cp437")
    best = detect(data)[0]
    assert data.decode(best.encoding) == text
    assert best.confidence > 0.8


@pytest.mark.parametrize("kind", DRAWINGS)
def test_drawings_are_not_read_line_by_line(kind: str) -> None:
    assert repair_bytes(DRAWINGS[kind].encode("cp437")).text == DRAWINGS[kind]


@pytest.mark.parametrize(("text", "encoding"), WITH_TEXT)
def test_text_in_boxes_tells_the_page(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert data.decode(detect(data)[0].encoding) == text


@pytest.mark.parametrize(("text", "encoding"), NO_DRAWINGS)
def test_words_are_no_drawings(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert drawn(data) == {}
    assert data.decode(detect(data)[0].encoding) == text


@pytest.mark.parametrize("text", KATAKANA)
def test_lines_that_do_not_meet_are_letters(text: str) -> None:
    best = detect(text.encode("cp932"))[0]
    assert best.encoding == "cp932" or best.confidence < 0.5


def test_a_drawing_may_stand_behind_much_ascii() -> None:
    text = "rem nothing to see\r\n" * 900 + DRAWINGS["box"]
    data = text.encode("cp437")
    assert data.decode(detect(data)[0].encoding) == text


def test_pages_that_draw_otherwise_gain_nothing() -> None:
    """In place of corners of single and double lines CP850 has letters."""
    pages = drawn(DRAWINGS["table"].encode("cp437"))
    assert "cp437" in pages and "cp850" not in pages
    assert {"cp437", "cp850", "cp852"} <= drawn(DRAWINGS["box"].encode("cp437")).keys()
