"""The detector beside chardet and charset-normalizer: how often is the decoded text right?

Whole files, slices, files without one of their bytes, and files cut anywhere; of a folder laid out
as ``ENCODING-LANGUAGE/…``, or of unseen lines of the corpus in the encodings of their languages.
An answer is right if it decodes the bytes to the true text, whatever its name. Not for: files that
are in several encodings.
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.common import (
    OURS,
    Tally,
    arguments,
    chosen,
    languages_of,
    table,
    visible,
    write_figures,
)
from benchmarks.encoded import (
    NO_TEXT,
    UNICODE,
    Sample,
    cut,
    cut_anywhere,
    of_corpus,
    of_folder,
    with_byte_deleted,
)

Detector = Callable[[bytes], tuple[str | None, float]]
"""Bytes to a codec name, None for "no text", and a confidence."""

CHARDET = "chardet"
LENGTHS = (8, 20, 50, 100, 200)
"""Bytes of a slice."""
NOISE_LENGTHS = (2, 4, 8, 16, 32, 200, 2000)
"""Bytes of a piece that is no text."""
WHOLE, DELETED, CUT = "whole", "deleted", "cut"
KINDS = (*map(str, LENGTHS), WHOLE, DELETED, CUT)
BANDS = (0.0, 0.5, 0.6, 0.8, 0.95, 0.99, 1.01)
"""Limits of the bands of confidence."""
ROWS = ("all", "legacy", "Unicode")
RIGHT, WRONG = "right", "wrong"
RUNS = 3
"""How often a whole file is timed, beside the first time, which warms up; the best counts."""
SHOWN_BEFORE, SHOWN = 60, 160
"""Characters of a failure, from before the first one that differs."""


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

        found[CHARDET] = chardet_answer
        found["charset-normalizer"] = normalizer_answer
    return found


def variants(file: Sample, slices: int, seed: str) -> Iterator[tuple[str, Sample]]:
    """A file and what is made of it, each with its kind; the same for the same ``seed``."""
    chance = random.Random(seed)
    yield WHOLE, file
    if file.encoding == NO_TEXT or not file.data:
        return
    yield DELETED, with_byte_deleted(file, chance)
    yield CUT, cut_anywhere(file, chance)
    for length in LENGTHS:
        for _ in range(slices):
            piece = cut(file, length, chance)
            if piece:
                yield str(length), piece


def _seconds(detector: Detector, data: bytes) -> float:
    """Processor seconds for ``data``, which other programs on the machine do not add to."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        detector(data)
        best = min(best, time.process_time() - start)
    return best


def _rows(sample: Sample, by: str | None) -> list[str]:
    rows = ["all", "Unicode" if sample.encoding.lower() in UNICODE else "legacy"]
    if by:
        rows.append(sample.encoding if by == "encoding" else sample.language)
    return rows


def main() -> None:
    """The command."""
    parser = arguments(__doc__)
    parser.add_argument("--folder", type=Path, help="files laid out as ENCODING-LANGUAGE/…")
    parser.add_argument("--number", type=int, default=1, help="files of a kind from the corpus")
    parser.add_argument("--draw", type=int, default=0, help="another number, other files and cuts")
    parser.add_argument("--slices", type=int, default=2, help="slices of a length of each file")
    parser.add_argument("--languages", help="codes by commas; all without")
    parser.add_argument("--encodings", help="names by commas; all without")
    parser.add_argument("--kinds", default=",".join(KINDS), help="bytes of slices, and others")
    parser.add_argument("--random", type=int, default=0, help="so many pieces of random bytes")
    parser.add_argument("--by", choices=("encoding", "language"), help="add rows")
    options = parser.parse_args()
    compared = detectors(peers=not options.no_peers)
    kinds = chosen(options.kinds, KINDS)
    encodings = options.encodings.split(",") if options.encodings else None
    tallies: dict[tuple[str, str], dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    bands: dict[int, Tally] = defaultdict(Tally)
    seconds: dict[str, list[float]] = defaultdict(list)
    shown: dict[str, int] = defaultdict(int)
    for number, file in enumerate(_files(options.folder, options.shared, options)):
        if encodings and file.encoding not in encodings:
            continue
        for kind, sample in variants(file, options.slices, f"{options.draw} {number}"):
            if kind not in kinds:
                continue
            for name, detector in compared.items():
                answer, confidence = detector(sample.data)
                if kind == WHOLE:
                    seconds[name].append(_seconds(detector, sample.data))
                if sample.encoding == NO_TEXT and confidence < BANDS[1]:
                    answer = None
                outcome = RIGHT if sample.is_right(answer) else WRONG
                for row in _rows(sample, options.by):
                    tallies[row, kind][name].add(outcome)
                if name == OURS:
                    bands[sum(confidence >= limit for limit in BANDS[1:])].add(outcome)
                    if outcome == WRONG and shown[kind] < options.failures:
                        shown[kind] += 1
                        _show(kind, sample, answer, confidence)
    header = ["", "bytes", "n", *compared]
    ordered = sorted(tallies.items(), key=lambda item: (_order(item[0][0]), item[0][0]))
    body = [
        [row, kind, tally[OURS].total, *(tally[name].share(RIGHT) for name in compared)]
        for (row, kind), tally in ordered
    ]
    table(header, body)
    _print_confidence(bands)
    _print_times(seconds)
    if options.random:
        _print_noise(compared[OURS], options.random, options.draw)
    figures = {
        f"{row} {kind}": {name: tally.figures() for name, tally in by_name.items()}
        for (row, kind), by_name in tallies.items()
    }
    write_figures(options.json, figures)


def _files(folder: Path | None, shared: Path, options: object) -> Iterator[Sample]:
    if folder:
        return of_folder(folder)
    corpus = shared / "corpus" / "dev"
    if not corpus.is_dir():
        sys.exit(f"{corpus}: no such folder")
    languages = chosen(getattr(options, "languages", None), languages_of(corpus))
    return of_corpus(corpus, languages, getattr(options, "number", 1), getattr(options, "draw", 0))


def _show(kind: str, sample: Sample, answer: str | None, confidence: float) -> None:
    got = sample.data.decode(answer or "latin-1", "replace")
    print(f"{sample.encoding} {sample.language} {kind}: {answer} {confidence:.3f}")
    wanted = sample.text
    pairs = enumerate(zip(wanted, got, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), 0)
    shown = slice(max(0, same - SHOWN_BEFORE), same - SHOWN_BEFORE + SHOWN)
    print(f"    {visible(wanted[shown])}\n    {visible(got[shown])}")


def _order(row: str) -> int:
    return ROWS.index(row) if row in ROWS else len(ROWS)


def _print_confidence(bands: dict[int, Tally]) -> None:
    print("\nconfidence of garblefix, and how many of these answers are right")
    table(
        ["", "n", "right"],
        [
            [f"{BANDS[band]:.2f}–{min(BANDS[band + 1], 1.0):.2f}", tally.total, tally.share(RIGHT)]
            for band, tally in sorted(bands.items())
        ],
    )


def _print_noise(detector: Detector, number: int, draw: int) -> None:
    print(f"\nrandom bytes, and how many of {number} answers are surer than {BANDS[1]}")
    body: list[list[object]] = []
    for length in NOISE_LENGTHS:
        chance = random.Random(f"noise {draw} {length}")
        found = [detector(chance.randbytes(length))[1] for _ in range(number)]
        sure = sum(confidence > BANDS[1] for confidence in found)
        body.append([length, f"{100 * sure / number:.1f} %"])
    table(["bytes", ""], body)


def _print_times(seconds: dict[str, list[float]]) -> None:
    print("\nprocessor milliseconds for a whole file; how often garblefix takes no longer")
    body: list[list[object]] = []
    for name, times in seconds.items():
        ordered = sorted(times)
        quicker = sum(ours <= theirs for ours, theirs in zip(seconds[OURS], times, strict=True))
        body.append(
            [
                name,
                f"{1000 * sum(times) / len(times):.2f}",
                f"{1000 * ordered[len(times) // 2]:.2f}",
                f"{1000 * ordered[len(times) * 99 // 100]:.2f}",
                "" if name == OURS else f"{100 * quicker / len(times):.1f} %",
            ]
        )
    table(["", "mean", "median", "99 of 100", ""], body)


if __name__ == "__main__":
    main()
