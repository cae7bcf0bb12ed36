"""What decoders make of bytes that they cannot read, asked of those that are here.

UTF-8 is given to Node's ``TextDecoder`` (as browsers have it), to Java and to PHP's mbstring as if
it were of another encoding; what is said here about lone lost bytes must foretell every marker.
Which pairs of bytes are characters ``iconv`` is asked. Not for: restoring what was lost.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from garblefix.damage.inferring.decoding import HIGH, Decoder, decoder
from garblefix.damage.inferring.markers import lost_alone, tables
from garblefix.encodings import ONE_A_BYTE, PAIR_WITH_ASCII, PAIR_WITHOUT_ASCII

MARKER = "\N{REPLACEMENT CHARACTER}"
# No letters of ASCII behind others: Node and Java take some of them with a lead byte, not all.
TEXTS = (
    "山上的雪到四月才化，今天的海风从东边吹来。",
    "他说“好”<br>然后走了 (五月) a界 b界: c",
    "祖母の庭には柿の木が二本あります（たぶん）。",
    '<p>値段は百円</p>です"引用"か? あ, い う. c',
    "할머니는 아침마다 꽃에 물을 주십니다.",
    '값은 천 원(약)이고 "끝"<br> 가! 나 다, c',
    "Вечером, когда все уже спали, пришло письмо.",
    "« Voilà », dit-il : “où est l’été ?”",
)

UNSURE = re.compile("[€\x80-\x9f\ue000-\uf8ff]")
# Versions of an encoding differ in some pairs, of which few are characters of running text.
SOME_DIFFER = 0.01


def shown(data: bytes, reader: Decoder, way: int) -> str:
    """What a decoder of this way makes of bytes, by the rules under test."""
    alone = lost_alone(tables(reader), way, np.arange(256, dtype=np.int32))
    pieces = []
    place = 0
    while place < len(data):
        byte = data[place]
        following = data[place + 1] if place + 1 < len(data) else 0x0A
        length = 1 if byte in reader.alone else 2
        if length == 1 or (byte, following) in reader.pairs:
            pieces.append(data[place : place + length].decode(reader.reader))
            place += length
            continue
        pieces.append(MARKER)
        place += 1 if alone[following, byte - HIGH.start] else 2
    return "".join(pieces)


def marked(text: str) -> str:
    """``text`` with what some software shows and some does not as a marker.

    Private-use characters for user-defined pairs, C1 controls, and the euro sign for 0x80.
    """
    return UNSURE.sub(MARKER, text)


def output(command: list[str]) -> str:
    """What a program writes, in UTF-8."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, capture_output=True, timeout=60, check=True, encoding="utf-8", env=environment
    ).stdout


def by_python(name: str, folder: Path) -> list[str]:
    """What Python shows of TEXTS."""
    return [text.encode().decode(name, "replace") for text in TEXTS]


def by_node(name: str, folder: Path) -> list[str]:
    """What browsers show of TEXTS, as Node does."""
    program = (
        "const [name, ...texts] = process.argv.slice(1);"
        "const decoder = new TextDecoder(name);"
        "console.log(JSON.stringify(texts.map(t => decoder.decode(Buffer.from(t)))))"
    )
    found: list[str] = json.loads(output(["node", "-e", program, name, *TEXTS]))
    return found


def by_php(name: str, folder: Path) -> list[str]:
    """What PHP's mbstring shows of TEXTS."""
    program = (
        "mb_substitute_character(0xFFFD); $name = $argv[1];"
        "$shown = fn($text) => mb_convert_encoding($text, 'UTF-8', $name);"
        "echo json_encode(array_map($shown, array_slice($argv, 2)));"
    )
    found: list[str] = json.loads(output(["php", "-r", program, name, *TEXTS]))
    return found


def by_java(name: str, folder: Path) -> list[str]:
    """What Java shows of TEXTS."""
    source = folder / "Shown.java"
    source.write_text(
        "public class Shown { public static void main(String[] texts) throws Exception {"
        ' var out = new java.io.PrintStream(System.out, true, "UTF-8");'
        " for (int i = 1; i < texts.length; i++)"
        ' out.println(new String(texts[i].getBytes("UTF-8"), texts[0])); } }'
    )
    flags = ["-Dsun.jnu.encoding=UTF-8", "-Dfile.encoding=UTF-8"]
    return output(["java", *flags, str(source), name, *TEXTS]).splitlines()


def has_mbstring() -> bool:
    """Whether PHP is here, with mbstring."""
    return bool(shutil.which("php")) and "mbstring" in output(["php", "-m"])


TOOLS: dict[str, tuple[Callable[[str, Path], list[str]], bool]] = {
    "Python": (by_python, True),
    "Node": (by_node, bool(shutil.which("node"))),
    "PHP": (by_php, has_mbstring()),
    "Java": (by_java, bool(shutil.which("java"))),
}

# The tool, its name for the encoding, ours, and the way in which it marks what it cannot read.
WAYS = [
    ("Python", "gbk", "gbk", ONE_A_BYTE),
    ("Python", "gb18030", "gb18030", ONE_A_BYTE),
    ("Python", "cp932", "cp932", ONE_A_BYTE),
    ("Python", "cp949", "cp949", ONE_A_BYTE),
    ("Python", "big5", "big5", ONE_A_BYTE),
    ("Node", "gbk", "gbk", PAIR_WITHOUT_ASCII),
    ("Node", "gb18030", "gb18030", PAIR_WITHOUT_ASCII),
    ("Node", "shift_jis", "cp932", PAIR_WITHOUT_ASCII),
    ("PHP", "CP936", "gbk", PAIR_WITH_ASCII),
    ("PHP", "GB18030", "gb18030", PAIR_WITH_ASCII),
    ("PHP", "CP932", "cp932", PAIR_WITH_ASCII),
    ("PHP", "UHC", "cp949", PAIR_WITH_ASCII),
    ("Java", "GBK", "gbk", PAIR_WITHOUT_ASCII),
]


@pytest.mark.parametrize(("tool", "named", "reader", "way"), WAYS)
def test_the_rules_foretell_the_markers(
    tool: str, named: str, reader: str, way: int, tmp_path: Path
) -> None:
    decoded, here = TOOLS[tool]
    if not here:
        pytest.skip(f"{tool} is not here")
    for text, found in zip(TEXTS, decoded(named, tmp_path), strict=True):
        assert marked(shown(text.encode(), decoder(reader), way)) == marked(found)


@pytest.mark.skipif(not shutil.which("iconv"), reason="iconv is not here")
@pytest.mark.parametrize(
    ("named", "reader"), [("GBK", "gbk"), ("CP932", "cp932"), ("UHC", "cp949")]
)
def test_pairs_are_characters_to_iconv(named: str, reader: str) -> None:
    """What is a pair to a decoder here is the same character to ``iconv``."""
    pairs = [bytes(pair) for pair in sorted(decoder(reader).pairs)]
    command = ["iconv", "-c", "-f", named, "-t", "UTF-8"]
    data = b"\n".join(pairs)
    # With -c it leaves out what it cannot read, and says so by its exit status.
    ran = subprocess.run(command, input=data, capture_output=True, timeout=60, check=False)
    theirs = ran.stdout.decode().split("\n")
    ours = [pair.decode(reader) for pair in pairs]
    assert len(theirs) == len(ours)
    differ = sum(marked(one) != marked(other) for one, other in zip(ours, theirs, strict=True))
    assert differ <= len(ours) * SOME_DIFFER
