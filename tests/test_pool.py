"""Files that were garbled alike help each other, whatever their order and however many processes.

Not for: what the lines of one file tell each other (``test_stream``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from garblefix.document.pool import MOST_COMMON, Pool
from tests.test_cli import run, run_here

CHAIN = "cp1250>cp1252"
# Each shows by itself that it was garbled, but not one of them beyond doubt.
SURE = (
    "A kertben már nyílnak az őszi virágok.",
    "Az idő jó.",
    "Kérjük, csukja be az ajtót erős szélben!",
    "Erdő és mező",
    "Zavřeno do pondělí",
    "Prosíme, zavírejte dveře.",
    "Pátek večer",
    "Květiny na prodej",
    "Kérem a következőt",
    "Dvě židle a stůl",
    "Přestávka na oběd",
)
# These do not.
UNSURE = ("Egy szék meg két nagy kőedény", "Két szék meg egy nagy kőedény")
# This one does, a word of which nothing else tells; it waits for what the others show all the same.
ALONE = "Přestávka"
# And this one was never garbled, though it has letters that garbled text has.
CLEAN = "Le garçon a très soif, même à Orléans."


def garbled(text: str) -> str:
    return text.encode("cp1250").decode("cp1252")


@pytest.fixture
def fill(tmp_path: Path) -> Callable[..., Path]:
    """Puts texts into files of a folder, one each."""

    def filled(*texts: str) -> Path:
        for number, text in enumerate(texts):
            (tmp_path / f"{number:02}.txt").write_text(f"{text}\n", encoding="utf-8", newline="")
        return tmp_path

    return filled


def texts_in(folder: Path) -> list[str]:
    return [path.read_text("utf-8").removesuffix("\n") for path in sorted(folder.glob("*.txt"))]


@pytest.mark.parametrize("text", UNSURE)
def test_a_file_alone_shows_too_little(fill: Callable[..., Path], text: str) -> None:
    folder = fill(garbled(text))
    assert run_here([str(folder), "-w", "-q"]).returncode == 0
    assert texts_in(folder) == [garbled(text)]


@pytest.mark.parametrize("others", [(), SURE], ids=["alone", "beside others"])
def test_a_word_comes_back(fill: Callable[..., Path], others: tuple[str, ...]) -> None:
    folder = fill(*map(garbled, (ALONE, *others)))
    assert run_here([str(folder), "-w", "-q"]).returncode == 0
    assert texts_in(folder) == [ALONE, *others]


@pytest.mark.parametrize(
    ("texts", "jobs"),
    [((*UNSURE, *SURE), "1"), ((*UNSURE, *SURE), "2"), ((*SURE, *UNSURE), "2")],
    ids=["unsure first", "in two processes", "unsure last"],
)
def test_files_help_each_other(
    fill: Callable[..., Path], texts: tuple[str, ...], jobs: str
) -> None:
    folder = fill(*map(garbled, texts), CLEAN)
    assert run([str(folder), "-w", "-q", "--backup", "-j", jobs]).returncode == 0
    assert texts_in(folder) == [*texts, CLEAN]
    backups = sorted(folder.glob("*.orig"))
    assert [path.read_text("utf-8")[:-1] for path in backups] == [*map(garbled, texts)]


def test_every_file_is_told_once(fill: Callable[..., Path]) -> None:
    folder = fill(*map(garbled, (*UNSURE, *SURE)), CLEAN)
    records = [
        json.loads(line) for line in run_here([str(folder), "--format", "json"]).stdout.splitlines()
    ]
    told = [Path(record["path"]).name for record in records if record["type"] == "fix"]
    # What waited for the others comes last.
    waiting, every = range(len(UNSURE)), range(len(UNSURE) + len(SURE))
    assert list(dict.fromkeys(told)) == [f"{n:02}.txt" for n in (*every[len(UNSURE) :], *waiting)]
    assert records[-1]["files"] == len(SURE) + len(UNSURE) + 1


def test_a_report_alone_writes_nothing(fill: Callable[..., Path]) -> None:
    texts = [*map(garbled, (*UNSURE, *SURE))]
    folder = fill(*texts)
    assert run_here([str(folder), "-q"]).returncode == 1
    assert texts_in(folder) == texts


def test_standard_input_is_read_once(fill: Callable[..., Path]) -> None:
    """It cannot wait for the others; they can, for it."""
    folder = fill(*map(garbled, SURE))
    done = run_here([str(folder), "-", "--check", "--format", "json"], garbled(UNSURE[0]).encode())
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[-1])["files"] == len(SURE) + 1


class TestPool:
    def test_a_chain_is_as_sure_as_it_is_common(self) -> None:
        pool = Pool()
        for number in range(100):
            pool.add({CHAIN: 6.0} if number < 20 else {})
        assert pool.heard == {CHAIN: pytest.approx(-1.35, abs=0.01)}

    def test_however_common_it_is_never_certain(self) -> None:
        pool = Pool()
        for _ in range(1000):
            pool.add({CHAIN: 6.0})
        assert pool.heard == {CHAIN: MOST_COMMON}

    def test_what_was_utf8_shows_itself(self) -> None:
        pool = Pool()
        for _ in range(10):
            pool.add({"utf-8>cp1252": 60.0, CHAIN: 6.0})
        assert list(pool.heard) == [CHAIN]

    @pytest.mark.parametrize(
        ("gains", "others"),
        [([6.0] * 5, 0), ([60.0], 100)],
        ids=["no proof, even together", "too few files of many"],
    )
    def test_what_is_not_told(self, gains: list[float], others: int) -> None:
        pool = Pool()
        for gain in gains:
            pool.add({CHAIN: gain})
        for _ in range(others):
            pool.add({})
        assert pool.heard == {}
