"""kill -9 at random moments of commands that write: nothing is lost, and the next run finishes.

Each scenario of the table fills a folder, runs a command on it, kills it with all its processes,
looks at what is there, and runs it again to its end. A scenario for another command is one more
entry. Not for: errors that a program lives to see (``tests/test_faults.py``).
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import common
from garblefix.files.in_place import is_mix, journal
from garblefix.files.leftovers import leftovers_in
from garblefix.files.names import mark_of

KILLS = 100
SECONDS = 120  # that a run may take
MODE = 0o640
SMALL_FILES, LINKED_FILES = 60, 10
# Lines of a file that takes long to write, and so is likely to be killed while being written.
LARGE_LINES = 200_000
# The archive that is converted.
ARCHIVED_FILES = 60
FOLDER_MODE = 0o750
LONG_AGO = 1_000_000_000 * 10**9  # nanoseconds since 1970: 2001
CHINESE = "院子里的桂花树今年开得很晚，孩子们每天放学都要去看一看。\n"
REPAIRED = "le garçon a posé le café"
GARBLED = REPAIRED.encode().decode("cp1252")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command that is killed.

    ``prepare`` fills an empty folder; ``arguments`` are run in it; ``problems`` says what is wrong
    there, after a kill and (True) after a run that came to its end.
    """

    prepare: Callable[[Path], None]
    arguments: Sequence[str]
    problems: Callable[[Path, bool], list[str]]


def prepare_letters(folder: Path) -> None:
    """Small garbled files, some with two names, and a large one with two names."""
    letters = folder / "letters"
    letters.mkdir()
    for name, text in old_letters().items():
        path = letters / name
        path.write_bytes(text)
        path.chmod(MODE)
        if not name.startswith("small"):
            os.link(path, letters / f"{name}.link")


def old_letters() -> dict[str, bytes]:
    """The bytes of each file before."""
    files = {f"small{number:02d}.txt": f"{number}\n{GARBLED}\n" for number in range(SMALL_FILES)}
    files |= {f"linked{number}.txt": f"{number}\n{GARBLED}\n" for number in range(LINKED_FILES)}
    files["large.txt"] = f"{GARBLED}\n" + "".join(f"line {n}\n" for n in range(LARGE_LINES))
    return {name: text.encode() for name, text in files.items()}


def letters_problems(suffix: str | None, folder: Path, finished: bool) -> list[str]:
    """What is wrong with the letters."""
    letters = folder / "letters"
    found = []
    old = old_letters()
    for name, before in old.items():
        path = letters / name
        after = before.replace(GARBLED.encode(), REPAIRED.encode())
        now = path.read_bytes()
        if now != after and (finished or (now != before and not _is_kept(path))):
            found.append(f"{name} has {len(now)} bytes, neither old nor new")
        if path.stat().st_mode & 0o7777 != MODE:
            found.append(f"{name} has another mode")
        link = letters / f"{name}.link"
        if link.exists() and not path.samefile(link):
            found.append(f"{name} and its link are two files")
        backup = letters / f"{name}{suffix}"
        if suffix and (backup.exists() or finished) and backup.read_bytes() != before:
            found.append(f"the backup of {name} is not what it was")
    if finished:
        found += [f"{path} was left" for path in leftovers_in(str(letters))]
        links = sum(not name.startswith("small") for name in old)
        expected = len(old) + links + (len(old) if suffix else 0)
        if len(os.listdir(letters)) != expected:
            found.append(f"there are {len(os.listdir(letters))} files, not {expected}")
    return found


def _is_kept(path: Path) -> bool:
    """Whether a file that is written in place has all its bytes in the journal beside it."""
    for leftover in leftovers_in(str(path.parent)):
        mark = mark_of(os.path.basename(leftover))
        new, old, target = journal(str(path.parent), mark)
        if os.path.exists(target) and path.samefile(target):
            return is_mix(target, old, new)
    return False


def prepare_archive(folder: Path) -> None:
    """Folders and files with garbled names, in GBK or binary, each with its mode and time."""
    for name, (before, _, _) in archive().items():
        path = folder / "old" / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(before)
        path.chmod(MODE)
        os.utime(path, ns=(LONG_AGO, LONG_AGO))
    for path in sorted((folder / "old").rglob("*"), reverse=True):
        if path.is_dir():
            path.chmod(FOLDER_MODE)
            os.utime(path, ns=(LONG_AGO, LONG_AGO))


def archive() -> dict[bytes, tuple[bytes, str, bytes]]:
    """Name of the source → its bytes, the name of the target, its bytes."""
    files = {}
    for number in range(ARCHIVED_FILES):
        name = f"照片目录/会议记录 {number}.txt"
        text = f"{number}\n" + CHINESE * (1 + number)
        files[name.encode("gbk")] = (text.encode("gbk"), name, text.encode())
    picture = b"\x89PNG\r\n\x1a\n\0" * 100_000
    files["照片目录/封面.png".encode("gbk")] = (picture, "照片目录/封面.png", picture)
    return files


def archive_problems(folder: Path, finished: bool) -> list[str]:
    """What is wrong with the archive: before the end, too, every file is whole or not there."""
    found = []
    expected = {}
    for source, (before, target, after) in archive().items():
        expected[target] = after
        if (folder / "old" / os.fsdecode(source)).read_bytes() != before:
            found.append(f"the source of {target} was written to")
    new = folder / "new"
    seen = 0
    for path in new.rglob("*") if new.exists() else ():
        name = str(path.relative_to(new))
        if name.startswith(".garblefix"):
            continue
        status = path.stat()
        kept = (status.st_mode & 0o7777, status.st_mtime_ns)
        if path.is_dir():
            if finished and kept != (FOLDER_MODE, LONG_AGO):
                found.append(f"{name} has another mode or time")
            continue
        seen += 1
        if path.read_bytes() != expected.get(name):
            found.append(f"{name} is not what it should be")
        if kept != (MODE, LONG_AGO):
            found.append(f"{name} has another mode or time")
    if finished:
        if seen != len(expected):
            found.append(f"there are {seen} files, not {len(expected)}")
        own = sorted(os.listdir(new / ".garblefix"))
        if own != ["manifest.jsonl", "report.html"]:
            found.append(f"there are {own} of its own")
    return found


def _convert(jobs: int) -> Scenario:
    arguments = ["convert", "old", "new", "--names", "--resume", "-q", "-j", str(jobs)]
    return Scenario(prepare_archive, arguments, archive_problems)


SCENARIOS = {
    "-w": Scenario(
        prepare_letters, ["-w", "-q", "-j", "1", "letters"], partial(letters_problems, None)
    ),
    "-w -j 2": Scenario(
        prepare_letters, ["-w", "-q", "-j", "2", "letters"], partial(letters_problems, None)
    ),
    "-w --backup": Scenario(
        prepare_letters,
        ["-w", "-q", "-j", "1", "--backup", "letters"],
        partial(letters_problems, ".orig"),
    ),
    "convert": _convert(1),
    "convert -j 2": _convert(2),
}


def killed(scenario: Scenario, kills: int, seed: int) -> list[str]:
    """Kill a command so many times; give what was wrong, with the moment of the kill."""
    chance = random.Random(seed)
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        template = Path(scratch, "template")
        template.mkdir()
        scenario.prepare(template)
        start = time.perf_counter()
        duration = 0.0
        for number in range(kills + 1):
            folder = Path(scratch, "folder")
            # Hard links stay what they are.
            subprocess.run(["cp", "-a", str(template), str(folder)], check=True)
            if number == 0:
                # Once without a kill, to see how long it takes.
                start = time.perf_counter()
                found += complete(scenario, folder)
                duration = time.perf_counter() - start
            else:
                moment = chance.uniform(0, duration)
                kill_at(scenario, folder, moment)
                problems = scenario.problems(folder, False) + complete(scenario, folder)
                found += [f"killed after {moment:.3f} s: {problem}" for problem in problems]
            shutil.rmtree(folder)
    return found


def begin(scenario: Scenario, folder: Path) -> subprocess.Popen[bytes]:
    """The command, in a session of its own."""
    path = os.pathsep.join([str(Path(common.__file__).parents[1] / "src"), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-m", "garblefix", *scenario.arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def kill_at(scenario: Scenario, folder: Path, moment: float) -> None:
    """Begin the command, and kill it with all its processes after so many seconds."""
    with begin(scenario, folder) as process:
        time.sleep(moment)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def complete(scenario: Scenario, folder: Path) -> list[str]:
    """Run the command to its end, and say what is wrong then."""
    with begin(scenario, folder) as process:
        _, errors = process.communicate(timeout=SECONDS)
    told = [f"it said {line}" for line in errors.decode().splitlines()]
    ended = [f"it ended with {process.returncode}"] if process.returncode else []
    return told + ended + scenario.problems(folder, True)


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--kills", type=int, default=KILLS, help="of each command")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    parser.add_argument("--scenarios", metavar="A,B", help="these commands, or all")
    options = parser.parse_args()
    figures: dict[str, int] = {}
    rows = []
    for name in common.chosen(options.scenarios, list(SCENARIOS)):
        problems = killed(SCENARIOS[name], options.kills, options.seed)
        for problem in problems[: options.failures]:
            print(f"{name}: {problem}")
        figures[name] = len(problems)
        rows.append([name, options.kills, len(problems)])
    common.table(("command", "kills", "problems"), rows)
    common.write_figures(options.json, figures)
    sys.exit(any(figures.values()))


if __name__ == "__main__":
    main()
