"""The detector beside chardet and charset-normalizer: how often is the decoded text right?

Slices of unseen lines in UTF-8 and the legacy encodings of each language, and whole lines. An
answer is right if it decodes the bytes to the text that was encoded, whatever its name. Not for:
damaged bytes.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.common import (
    OURS,
    Clock,
    Tally,
    arguments,
    chosen,
    languages_of,
    read_lines,
    table,
    visible,
    write_figures,
)
from benchmarks.misreads import LANGUAGES

Detector = Callable[[bytes], tuple[str | None, float]]
"""Bytes to a codec name, None for "no text", and a confidence."""

LENGTHS = (20, 50, 200, 0)
"""Bytes of a slice; 0 is a whole line."""
LONG = 100
"""Slices of so many bytes are cut from four lines at a time, as few lines are that long."""
MORE = {
    "ar": ("iso-8859-6",),
    "he": ("iso-8859-8", "cp862"),
    "ja": ("iso2022_jp",),
    "ko": ("iso2022_kr",),
    "zh-Hans": ("hz",),
    "tr": ("cp857",),
    "lt": ("iso-8859-13",),
    "lv": ("iso-8859-13",),
    "et": ("iso-8859-15",),
}
"""Encodings that are detected, though misreads of them are not repaired."""
UNICODE = ("utf-8", "utf-16-le", "utf-16-be")
"""Every language may be in these."""
BANDS = (0.0, 0.5, 0.6, 0.8, 0.95, 0.99, 1.01)
"""Limits of the bands of confidence."""
ROWS = ("all", "legacy", "Unicode")
RIGHT, WRONG = "right", "wrong"


@dataclass(frozen=True, slots=True)
class Sample:
    """Some bytes with their true text."""

    data: bytes
    text: str
    encoding: str
    language: str


def detectors(*, peers: bool) -> dict[str, Detector]:
    """The detectors to compare, by name, garblefix first."""
    from garblefix.detect import detect

    def ours(data: bytes) -> tuple[str | None, float]:
        best = detect(data)[0]
        return best.encoding, best.confidence

    found: dict[str, Detector] = {OURS: ours}
    if peers:
        import chardet
        from charset_normalizer import from_bytes

        def chardet_answer(data: bytes) -> tuple[str | None, float]:
            # Supersets decode more; with the names of subsets it would look worse than it is.
            answer = chardet.detect(data, prefer_superset=True)
            return answer["encoding"], answer["confidence"] or 0.0

        def normalizer_answer(data: bytes) -> tuple[str | None, float]:
            best = from_bytes(data).best()
            return (best.encoding, 1.0 - best.chaos) if best else (None, 0.0)

        found["chardet"] = chardet_answer
        found["charset-normalizer"] = normalizer_answer
    return found


def encodings_of(language: str) -> tuple[str, ...]:
    """Every encoding measured for a language."""
    legacy = LANGUAGES[language][1] if language in LANGUAGES else ()
    return (*UNICODE, *legacy, *MORE.get(language, ()))


def samples(
    lines: list[str], language: str, encoding: str, length: int, number: int, chance: random.Random
) -> Iterator[Sample]:
    """Samples cut at characters, each with something beyond ASCII: ``number``, or what there is."""
    for line in chance.sample(lines, min(len(lines), number * 20)):
        if number == 0:
            return
        text = _cut(line, encoding, length, chance) if length else line
        if text is None or text.isascii():
            continue
        if encoding == "cp1258":
            text = _with_tone_marks(text)
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        # Where encoding and decoding do not agree there is no right answer.
        if data.decode(encoding) == text:
            number -= 1
            yield Sample(data, text, encoding, language)


def _cut(line: str, encoding: str, length: int, chance: random.Random) -> str | None:
    """As many characters of ``line`` as fit ``length`` bytes, from the start of some word on."""
    start = chance.randrange(max(1, len(line) - length // 3))
    if start and " " in line:
        start = line.find(" ", start) + 1
    if encoding == "cp1258":
        line = _with_tone_marks(line)
    try:
        sizes = [len(character.encode(encoding)) for character in line[start : start + length]]
    except UnicodeEncodeError:
        return None
    end, size = start, 0
    for width in sizes:
        if size + width > length:
            break
        size += width
        end += 1
    return line[start:end] if size > length - 4 else None


def _with_tone_marks(text: str) -> str:
    """Vietnamese as Windows-1258 has it: the tone as a mark behind its letter."""
    found = []
    for character in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", character)
        tone = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
        rest = "".join(mark for mark in marks if mark not in tone)
        found.append(unicodedata.normalize("NFC", rest) + tone)
    return "".join(found)


def right(sample: Sample, encoding: str | None) -> bool:
    """Whether this encoding decodes the sample to its text."""
    if encoding is None:
        return False
    try:
        return sample.data.decode(encoding) == sample.text
    except (UnicodeDecodeError, LookupError):
        return False


def main() -> None:
    """The command."""
    parser = arguments(__doc__)
    parser.add_argument("--number", type=int, default=6, help="samples of a kind")
    parser.add_argument("--languages", help="codes by commas; all without")
    parser.add_argument("--encodings", help="names by commas; all without")
    parser.add_argument("--lengths", default=",".join(map(str, LENGTHS)), help="0: whole lines")
    parser.add_argument("--by", choices=("encoding", "language"), help="add rows")
    options = parser.parse_args()
    folder = options.shared / "corpus" / "dev"
    if not folder.is_dir():
        sys.exit(f"{folder}: no such folder")
    compared = detectors(peers=not options.no_peers)
    wanted = options.encodings.split(",") if options.encodings else None
    clock = Clock()
    tallies: dict[tuple[str, str], dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    bands: dict[int, Tally] = defaultdict(Tally)
    shown = 0
    for language in chosen(options.languages, languages_of(folder)):
        lines = read_lines(folder / f"{language}.txt.xz")
        joined = ["\n".join(lines[start : start + 4]) for start in range(0, len(lines), 4)]
        for encoding in encodings_of(language):
            if wanted and encoding not in wanted:
                continue
            for length in map(int, options.lengths.split(",")):
                chance = random.Random(f"{language} {encoding} {length}")
                source = joined if length >= LONG else lines
                for sample in samples(source, language, encoding, length, options.number, chance):
                    for name, detector in compared.items():
                        answer, confidence = _timed(clock, name, detector, sample.data)
                        outcome = RIGHT if right(sample, answer) else WRONG
                        rows = ["all", "Unicode" if encoding in UNICODE else "legacy"]
                        if options.by:
                            rows.append(encoding if options.by == "encoding" else language)
                        for row in rows:
                            tallies[row, str(length or "line")][name].add(outcome)
                        if name != OURS:
                            continue
                        band = sum(confidence >= limit for limit in BANDS[1:])
                        bands[band].add(outcome)
                        if outcome == WRONG and shown < options.failures:
                            shown += 1
                            got = sample.data.decode(answer or "latin-1", "replace")
                            print(f"{language} {encoding} {length}: {answer} {confidence:.3f}")
                            print(f"    {visible(sample.text)}\n    {visible(got)}")
    header = ["", "bytes", "n", *compared]
    body = [
        [row, length, tally[OURS].total, *(tally[name].share(RIGHT) for name in compared)]
        for (row, length), tally in sorted(tallies.items(), key=lambda item: _order(item[0][0]))
    ]
    table(header, body)
    print("\nconfidence of garblefix, and how many of these answers are right")
    table(
        ["", "n", "right"],
        [
            [f"{BANDS[band]:.2f}–{min(BANDS[band + 1], 1.0):.2f}", tally.total, tally.share(RIGHT)]
            for band, tally in sorted(bands.items())
        ],
    )
    print(clock)
    figures = {
        f"{row} {length}": {name: tally.figures() for name, tally in by_name.items()}
        for (row, length), by_name in tallies.items()
    }
    write_figures(options.json, figures)


def _order(row: str) -> int:
    return ROWS.index(row) if row in ROWS else len(ROWS)


def _timed(clock: Clock, name: str, detector: Detector, data: bytes) -> tuple[str | None, float]:
    answers: list[tuple[str | None, float]] = []

    def run(text: str) -> str:
        answers.append(detector(data))
        return text

    clock.run(name, run, "")
    return answers[0]


if __name__ == "__main__":
    main()
