"""Draws docs/report.png: what ``garblefix --report letters.html letters`` shows in a browser.

Run it as ``python -m docs.make_page``; it needs Chromium. The letters are made here, from sentences
written for this purpose and garbled by accidents that happen. Not for: tests.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from itertools import cycle
from pathlib import Path

from garblefix.report.html import HtmlReporter
from garblefix.report.tally import Tally
from garblefix.stream import StreamRepairer

TARGET = Path(__file__).with_name("report.png")
WIDTH, HEIGHT = 1120, 1180
LARGEST = 200_000  # bytes
MADE = datetime(2026, 1, 15, 9, 30)

# (name of the folder, encoding of the letters, what their bytes were read as, sentences)
ACCIDENTS = [
    (
        "harbour",
        "utf-8",
        "gb18030",
        "山上的雪到四月才化，今天的海风从东边吹来|祖父的船停在旧港口里",
    ),
    (
        "paris",
        "utf-8",
        "cp1252",
        "La fenêtre était fermée, le café déjà prêt.|Où est passée l’élève ?",
    ),
    (
        "winter",
        "utf-8",
        "cp1251",
        "Снег выпал только к вечеру.|Письмо пришло, когда все уже спали.",
    ),
    ("summer", "cp932", "latin-1", "橋の上から花火を見ました。|祖母の庭には柿の木が二本あります。"),
    ("market", "cp949", "cp1252", "할머니는 아침마다 꽃에 물을 주십니다.|시장은 아직 조용합니다."),
    ("coast", "utf-8", "cp1253", "Το νησί φαίνεται μόνο το πρωί.|Ο ψαράς γύρισε αργά."),
]
REPEATED = [40, 90, 30, 12, 9, 6]  # lines of each, so that the charts have something to tell


def letters() -> dict[str, bytes]:
    """Names and contents of the files."""
    made = {}
    for (folder, source, reader, text), lines in zip(ACCIDENTS, REPEATED, strict=True):
        sentences = cycle(text.split("|"))
        for number in range(1, 4):
            chosen = [next(sentences) for _ in range(lines // 3)]
            garbled = [line.encode(source).decode(reader, "replace") for line in chosen]
            content = "".join(f"{day}. {line}\n" for day, line in enumerate(garbled, 1))
            made[f"letters/{folder}/{1960 + number}.txt"] = content.encode()
    for number in range(1, 15):
        made[f"letters/plain/{number}.txt"] = b"Nothing to see here, and nothing wrong with it.\n"
    made["letters/plain/old.txt"] = "今天的海风从东边吹来，港口里停着三条旧船。\n".encode("gb18030")
    return made


def write(path: Path) -> None:
    """Run the engine over all letters, and write its report."""
    tally = Tally()
    with path.open("wb") as output:
        reporter = HtmlReporter(output, made=MADE)
        for name, content in letters().items():
            stream = StreamRepairer()
            changed = False
            for block in stream.blocks(io.BytesIO(content)):
                tally.add(block)
                changed = changed or bool(block.fixes)
                for found in block.fixes:
                    reporter.fix(name, found, applied=False)
                for lost in block.lost:
                    reporter.lost(name, lost)
            tally.end_of_file(changed=changed)
            reporter.end_of_file(name, stream.encoding, None)
        reporter.summary(tally)


def main() -> int:
    """Draw the picture."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("needs chromium")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "letters.html")
        write(page)
        arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--window-size={WIDTH},{HEIGHT}",
            f"--screenshot={TARGET}",
        ]
        subprocess.run(
            [chromium, *arguments, page.as_uri()], check=True, capture_output=True, timeout=60
        )
    size = TARGET.stat().st_size
    print(f"wrote {TARGET}, {size:,} bytes")
    return 0 if size < LARGEST else 1


if __name__ == "__main__":
    sys.exit(main())
