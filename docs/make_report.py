"""Draws docs/report.svg: what ``garblefix letters`` shows on a terminal.

Run it as ``python docs/make_report.py``. The files are made here, from sentences written for this
purpose and garbled by the very accidents that the report names. Not for: tests.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from garblefix.report.tally import Tally
from garblefix.report.text import TextReporter
from garblefix.stream import StreamRepairer

WIDTH = 92
TARGET = Path(__file__).with_name("report.svg")


def misread(text: str, source: str, reader: str) -> str:
    """``text`` as it looks after its bytes in ``source`` were read as ``reader``."""
    return text.encode(source).decode(reader)


def files() -> dict[str, str]:
    """Names and contents of the files that are reported on."""
    harbour = misread("山上的雪到四月才化，今天的海风从东边吹来", "utf-8", "gb18030")
    coffee = misread("un café crème à côté de la gare", "utf-8", "cp1252")
    snow = misread("Снег выпал только к вечеру", "utf-8", "cp1251")
    bridge = misread("橋の上から花火を見ました", "euc_jp", "latin-1")
    tea = misread("Die Tür öffnet sich früh", "utf-8", "cp1252")
    return {
        "letters/harbour.txt": f"Mei Lan wrote:\n{harbour}\n",
        "letters/paris.txt": f"On boira {coffee}.\n" + 3 * f"On boira {coffee}.\n",
        "letters/winter.txt": f"Письмо из дома. {snow}\n",
        "letters/summer.txt": f"> {bridge}\n\nGruß aus Köln: {tea}.\n",
        "letters/clean.txt": "Łódź, Kraków, 北京, naïve café: nothing is wrong here.\n",
    }


def record() -> Console:
    """Run the engine over all files, on a console that remembers what it showed."""
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text.assemble(("$ ", "dim"), ("garblefix letters", "bold"), "\n"))
    reporter = TextReporter(console)
    tally = Tally()
    for name, content in files().items():
        stream = StreamRepairer()
        changed = False
        for block in stream.blocks(io.BytesIO(content.encode("utf-8", "surrogatepass"))):
            tally.add(block)
            changed = changed or bool(block.fixes)
            for found in block.fixes:
                reporter.fix(name, found, applied=False)
            for lost in block.lost:
                reporter.lost(name, lost)
        reporter.end_of_file(name, stream.encoding, None)
        tally.end_of_file(changed=changed)
    reporter.summary(tally)
    return console


# rich's own frame loads a font from the network; a page that shows this one stays at home.
FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg"
  xml:space="preserve">
<style>
.{unique_id}-matrix {{
  font-family: "DejaVu Sans Mono", "Noto Sans Mono CJK SC", Menlo, Consolas, monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> int:
    """Write the picture."""
    TARGET.write_text(
        record().export_svg(title="garblefix", code_format=FRAME, unique_id="report"),
        encoding="utf-8",
    )
    print(f"wrote {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
