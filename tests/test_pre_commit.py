"""The hooks as a team meets them: ``pre-commit`` itself installs this checkout and runs them.

Not for: what the commands do (``test_cli``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MANIFEST = ".pre-commit-hooks.yaml"
INSTALLED = ["src", "pyproject.toml", "README.md", "LICENSE"]
REPAIRED = "le garçon a posé le café\n".encode()
GARBLED = REPAIRED.decode("cp1252").encode()
KEPT = "mojibake: Ã¼ber\n".encode()
PICTURE = b"\x89PNG\r\n\x1a\n\0" + GARBLED
FILES = 70  # more than one process takes
SECONDS = 240  # for an installation over a slow network


def environment() -> dict[str, str]:
    """This one, without what would lead git or Python elsewhere."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PYTHON", "SKIP")) and name != "VIRTUAL_ENV"
    }
    names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
    return kept | dict.fromkeys(names, "tests") | {"GIT_CONFIG_GLOBAL": os.devnull}


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


def commit(folder: Path) -> None:
    for step in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        done = run(folder, "git", *step)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def hooks(tmp_path: Path) -> Path:
    """A repository with this package and its hooks: check, write, and both of them again."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    yaml = pytest.importorskip("yaml")
    pytest.importorskip("pre_commit")
    index = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--retries", "0"]
    if run(tmp_path, *index, "--timeout", "5", "--dest", str(tmp_path), "hatchling").returncode:
        pytest.skip("no package index can be reached")
    folder = tmp_path / "hooks"
    folder.mkdir()
    for name in INSTALLED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, folder / name)
    known = {hook["id"]: hook for hook in yaml.safe_load((ROOT / MANIFEST).read_text("utf-8"))}
    assert sorted(known) == ["garblefix", "garblefix-check"]
    order = ["garblefix-check", "garblefix", "garblefix", "garblefix-check"]
    # pre-commit runs them in the order of their names.
    runs = [known[name] | {"id": f"{number}-{name}"} for number, name in enumerate(order)]
    (folder / MANIFEST).write_text(yaml.safe_dump(runs), "utf-8")
    commit(folder)
    return folder


def test_both_hooks(hooks: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    contents = {f"{number}.txt": REPAIRED for number in range(FILES)}
    contents |= {"60.txt": GARBLED, "7.txt": GARBLED, "kept.txt": KEPT, "picture.png": PICTURE}
    contents[".garblefix.toml"] = 'ignore = ["Ã¼"]\n'.encode()
    for name, content in contents.items():
        (project / name).write_bytes(content)
    commit(project)

    done = run(
        project, sys.executable, "-m", "pre_commit", "try-repo", str(hooks), "--all-files", "-v"
    )

    outcomes = re.findall(r"^garblefix.*?\.(Passed|Failed)$", done.stdout, re.MULTILINE)
    assert outcomes == ["Failed", "Failed", "Passed", "Passed"], done.stdout + done.stderr
    assert done.returncode == 1
    check, write, *again = re.split(r"^garblefix.*\n", done.stdout, flags=re.MULTILINE)[1:]
    assert "exit code: 1" in check and "files were modified" not in check
    assert "6 fixes in 2 of 71 files" in check
    assert "files were modified by this hook" in write and "exit code" not in write
    assert "6 fixes written in 2 of 71 files" in write
    assert all("nothing to repair in 71 files" in told for told in again)
    for name in ("60.txt", "7.txt"):
        contents[name] = REPAIRED
    assert {name: (project / name).read_bytes() for name in contents} == contents
