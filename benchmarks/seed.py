"""The seed document through the real command: differences, fixes elsewhere, seconds.

The command is ``python -m garblefix``, once as a filter and once for its JSON report. Where the
damage ate ``<br>``, a ``<br>``, a newline or nothing is right. Not for: speed in general
(``benchmarks.speed``).
"""

from __future__ import annotations

import difflib
import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import common

CONTEXT_SHOWN = 12
EATEN = ("\n", "<br>", "")

Span = tuple[int, int]


def damaged_spans(records: list[dict[str, object]]) -> list[Span]:
    """Start and end, in characters of the garbled text, of every damaged span."""
    spans = []
    for record in records:
        offsets = record["offsets"] if "offsets" in record else [record["offset"]]
        assert isinstance(offsets, list)
        spans += [(offset, offset + len(str(record["damaged"]))) for offset in offsets]
    return sorted(spans)


def accepted_texts(repaired: str, records: list[dict[str, object]]) -> list[str]:
    """The repaired text, with each choice for what stood where the damage ate ``<br>``."""
    places = []
    for record in records:
        damaged, original = str(record["damaged"]), str(record["original"])
        if "br>" in damaged and "\n" in original and "\n" not in damaged:
            places.append(repaired.index(original) + original.index("\n"))
    texts = []
    for choice in itertools.product(EATEN, repeat=len(places)):
        text = repaired
        for place, eaten in sorted(zip(places, choice, strict=True), reverse=True):
            text = text[:place] + eaten + text[place + 1 :]
        texts.append(text)
    return texts


def differences(got: str, expected: str) -> list[tuple[Span, Span]]:
    """The spans of both texts that differ."""
    matcher = difflib.SequenceMatcher(None, got, expected, autojunk=False)
    return [
        ((start, end), (other_start, other_end))
        for tag, start, end, other_start, other_end in matcher.get_opcodes()
        if tag != "equal"
    ]


def differing(spans: list[tuple[Span, Span]]) -> int:
    """How many characters differ."""
    return sum(max(one[1] - one[0], other[1] - other[0]) for one, other in spans)


def fixes_of(path: Path) -> list[dict[str, object]]:
    """The fixes of the JSON report of the command."""
    command = [sys.executable, "-m", "garblefix", "--format", "json", str(path)]
    finished = subprocess.run(command, stdout=subprocess.PIPE)
    if finished.returncode not in (0, 1):
        sys.exit(f"the report of garblefix ended with {finished.returncode}")
    records = [json.loads(line) for line in finished.stdout.splitlines()]
    return [record for record in records if record["type"] == "fix"]


def elsewhere(
    fixes: list[dict[str, object]], garbled: bytes, spans: list[Span]
) -> list[dict[str, object]]:
    """The fixes that touch no damaged span."""
    found = []
    for fix in fixes:
        start, end = (
            len(garbled[: int(str(fix[key]))].decode("utf-8", "replace"))
            for key in ("byte_start", "byte_end")
        )
        if not any(start < span_end and end > span_start for span_start, span_end in spans):
            found.append(fix)
    return found


def main() -> None:
    """Run the benchmark."""
    options = common.arguments(__doc__).parse_args()
    folder = options.shared / "seed"
    garbled = (folder / "garbled.txt").read_bytes()
    repaired = (folder / "repaired.txt").read_bytes().decode("utf-8")
    records = json.loads((folder / "spans.json").read_text("utf-8"))
    accepted = accepted_texts(repaired, records)

    start = time.perf_counter()
    command = [sys.executable, "-m", "garblefix"]
    finished = subprocess.run(command, input=garbled, stdout=subprocess.PIPE)
    seconds = time.perf_counter() - start
    if finished.returncode:
        sys.exit(f"garblefix ended with {finished.returncode}")
    outputs = {common.OURS: finished.stdout.decode("utf-8")}
    if not options.no_peers:
        import ftfy

        outputs[common.PEER] = ftfy.fix_encoding(garbled.decode("utf-8"))
    outputs["(as it was)"] = garbled.decode("utf-8")

    fixes = fixes_of(folder / "garbled.txt")
    outside = elsewhere(fixes, garbled, damaged_spans(records))
    compared = {
        name: min(((differences(output, text), text) for text in accepted), key=_by_count)
        for name, output in outputs.items()
    }
    common.table(
        ("the seed", "characters that differ"),
        [(name, differing(spans)) for name, (spans, _) in compared.items()],
    )
    confidences = [float(str(fix["confidence"])) for fix in fixes]
    print(f"\n{len(fixes)} fixes over {len(damaged_spans(records))} damaged spans")
    print(f"{len(outside)} fixes elsewhere")
    print(f"lowest confidence of a fix {min(confidences, default=0.0):.3f}")
    print(f"{seconds:.2f} seconds through the command")
    show(outputs[common.OURS], *compared[common.OURS], outside, options.failures)
    common.write_figures(
        options.json,
        {
            "differences": {name: differing(spans) for name, (spans, _) in compared.items()},
            "fixes": len(fixes),
            "elsewhere": len(outside),
            "seconds": seconds,
        },
    )


def _by_count(compared: tuple[list[tuple[Span, Span]], str]) -> int:
    return differing(compared[0])


def show(
    got: str,
    spans: list[tuple[Span, Span]],
    expected: str,
    outside: list[dict[str, object]],
    shown: int,
) -> None:
    """Print the first differences with some context, and the first fixes elsewhere."""
    for (start, end), (other_start, other_end) in spans[:shown]:
        before = common.visible(got[max(0, start - CONTEXT_SHOWN) : start])
        after = common.visible(got[end : end + CONTEXT_SHOWN])
        print(f"  …{before}[{common.visible(got[start:end])}]{after}…")
        print(f"    expected [{common.visible(expected[other_start:other_end])}]")
    for fix in outside[:shown]:
        print(f"  elsewhere, line {fix['line']}: {fix['before']} -> {fix['after']}")


if __name__ == "__main__":
    main()
