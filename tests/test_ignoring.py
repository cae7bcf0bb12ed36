"""``ignore`` in the settings of a project: where it holds, and how ``-i`` writes it.

Not for: the other settings, nor lines that a file itself protects (``test_directives``).
"""

from __future__ import annotations

import io
import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garblefix.cli.configuration import place_for_settings
from garblefix.cli.ignoring import remember, with_ignored
from garblefix.stream import StreamRepairer
from tests.test_cli import run_here
from tests.test_interactive import answered, made

SETTINGS = 'ignore = ["Ã§", "Ã©"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "1.txt").write_bytes(made())
    (tmp_path / ".garblefix.toml").write_text(SETTINGS, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["."], b"+ le gar\xc3\x83\xc2\xa7on \xc3\xa0 la fen\xc3\xaatre"),
        (["--check", "."], b"1 fix"),
        (["--diff", "."], b"+le gar\xc3\x83\xc2\xa7on \xc3\xa0 la fen\xc3\xaatre"),
        (["--format", "json", "."], b'"fixes":1'),
    ],
)
def test_it_holds_for_every_report(folder: Path, arguments: list[str], told: bytes) -> None:
    done = run_here(arguments, folder=folder)
    assert told in done.stdout
    assert done.returncode == 1


def test_it_holds_for_writing_and_for_the_pipe(folder: Path) -> None:
    assert run_here([], made(), folder).stdout == made(1)
    assert run_here(["-o", "new.txt", "letters/1.txt"], folder=folder).returncode == 0
    assert (folder / "new.txt").read_bytes() == made(1)
    assert run_here(["-w", "letters"], folder=folder).returncode == 0
    assert (folder / "letters" / "1.txt").read_bytes() == made(1)
    clean = run_here(["--check", "letters"], folder=folder)
    assert (clean.returncode, clean.stdout) == (0, b"nothing to repair in 1 file\n")
    assert run_here(["--isolated", "--check", "letters"], folder=folder).returncode == 1


@pytest.mark.parametrize(
    ("ignored", "left"),
    [
        ("fenÃªtre", "le garçon à la fenÃªtre"),
        ("garÃ§", "le garÃ§on à la fenêtre"),
        ("le garÃ§on Ã\xa0 la fenÃªtre", "le garÃ§on Ã\xa0 la fenÃªtre"),
        ("porte", "le garçon à la fenêtre"),
    ],
)
def test_it_holds_for_fixes_within_such_a_text(ignored: str, left: str) -> None:
    repairer = StreamRepairer(ignore=[ignored])
    data = "le garÃ§on Ã\xa0 la fenÃªtre\n".encode()
    assert (
        b"".join(block.data for block in repairer.blocks(io.BytesIO(data))).decode() == left + "\n"
    )


@pytest.mark.parametrize("name", [".garblefix.toml", "other.toml"])
def test_settings_are_no_text_to_repair(folder: Path, name: str) -> None:
    settings = f"{SETTINGS}# le garÃ§on a posÃ© le cafÃ©\n".encode()
    (folder / name).write_bytes(settings)
    done = run_here(["--config", str(folder / name), "-w", str(folder), str(folder / name)])
    assert done.returncode == 0
    assert (folder / name).read_bytes() == settings
    aside = run_here(["--config", name, "--stdin-filename", name], settings, folder)
    assert aside.stdout == settings


def test_it_holds_in_lines_that_a_known_accident_explains(tmp_path: Path) -> None:
    lines = [f"{number}: le garÃ§on a posÃ© sa tasse de thÃ©" for number in range(200)]
    data = "\n".join(lines)
    (tmp_path / ".garblefix.toml").write_text('ignore = ["Ã§"]', "utf-8")
    (tmp_path / "1.txt").write_text(data, "utf-8")
    assert run_here(["-w", str(tmp_path / "1.txt")]).returncode == 0
    assert (tmp_path / "1.txt").read_text("utf-8") == data.replace("Ã©", "é")


@pytest.mark.parametrize("value", ['"Ã©"', '["Ã©", 1]', '["Ã©", ""]'])
def test_what_is_no_list_of_texts_is_refused(folder: Path, value: str) -> None:
    (folder / ".garblefix.toml").write_text(f"ignore = {value}\n", "utf-8")
    done = run_here(["."], folder=folder)
    assert done.returncode == 2
    assert done.stderr.startswith(b"garblefix: .garblefix.toml: ignore: must ")


class TestWriting:
    """The one text is added, and everything else stays as somebody wrote it."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("", 'ignore = [\n  "Ã©",\n]\n'),
            ("jobs = 2", 'jobs = 2\nignore = [\n  "Ã©",\n]\n'),
            ("ignore = []\n", 'ignore = [\n  "Ã©",\n]\n'),
            (
                "ignore=[ 'one' ] # why\njobs = 2\n",
                "ignore=[\n  \"Ã©\",\n  'one' ] # why\njobs = 2\n",
            ),
            ('ignore = [\n  "one",  # why\n]\n', 'ignore = [\n  "Ã©",\n  "one",  # why\n]\n'),
            ("# ours\r\njobs = 2\r\n", '# ours\r\njobs = 2\r\nignore = [\r\n  "Ã©",\r\n]\r\n'),
        ],
    )
    def test_in_a_file_of_its_own(self, before: str, after: str) -> None:
        assert with_ignored(before, "Ã©") == after

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (
                "[project]\n\n[tool.garblefix]  # text\njobs = 2\n\n[tool.other]\n",
                '[project]\n\n[tool.garblefix]  # text\nignore = [\n  "Ã©",\n]\njobs = 2\n\n'
                "[tool.other]\n",
            ),
            (
                '[tool.other]\nignore = ["E1"]\n[tool.garblefix]\nignore = ["one"]\n',
                '[tool.other]\nignore = ["E1"]\n[tool.garblefix]\nignore = [\n  "Ã©",\n  "one"]\n',
            ),
            (
                '[tool.garblefix]\n[tool.other]\nignore = ["E501"]\n',
                '[tool.garblefix]\nignore = [\n  "Ã©",\n]\n[tool.other]\nignore = ["E501"]\n',
            ),
        ],
    )
    def test_in_a_file_of_many_tools(self, before: str, after: str) -> None:
        assert with_ignored(before, "Ã©", shared=True) == after

    @pytest.mark.parametrize(
        ("before", "shared"),
        [
            ('tool = {garblefix = {ignore = ["one"]}}\n', True),
            ('"ignore" = ["one"]\n', False),
            ("note = '''\nignore = [\n'''\n", False),
            ("no TOML", False),
        ],
    )
    def test_where_the_place_is_not_plain_nothing_is_written(
        self, before: str, shared: bool
    ) -> None:
        with pytest.raises(ValueError, match="by hand"):
            with_ignored(before, "Ã©", shared)

    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), unique=True))
    def test_any_text_comes_back(self, texts: list[str]) -> None:
        toml = "# ours\njobs = 2  # and no more\n"
        for text in texts:
            toml = with_ignored(toml, text)
        assert toml.startswith("# ours\njobs = 2  # and no more\n")
        assert sorted(tomllib.loads(toml).get("ignore", [])) == sorted(texts)

    def test_a_mark_and_the_mode_of_the_file_stay(self, tmp_path: Path) -> None:
        path = tmp_path / ".garblefix.toml"
        path.write_bytes(b"\xef\xbb\xbfjobs = 2\n")
        path.chmod(0o640)
        remember(str(path), "Ã©")
        assert path.read_bytes().startswith(b"\xef\xbb\xbfjobs = 2\nignore")
        assert path.stat().st_mode & 0o777 == 0o640

    def test_bytes_that_are_no_text_cannot_be_noted(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="no text"):
            remember(str(tmp_path / "new.toml"), "caf\udce9")
        assert list(tmp_path.iterdir()) == []


class TestPlace:
    """A person who has no settings yet gets them where they will be found again."""

    @pytest.mark.parametrize(
        ("make", "current", "place"),
        [
            (lambda root: (root / ".git").mkdir(), "letters", "../.garblefix.toml"),
            (lambda root: None, ".", ".garblefix.toml"),
            (lambda root: None, "elsewhere", "../letters/.garblefix.toml"),
        ],
        ids=["a repository", "the current folder", "the folder itself"],
    )
    def test_without_settings(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        make: Callable[[Path], None],
        current: str,
        place: str,
    ) -> None:
        make(tmp_path)
        for name in ("letters", "elsewhere"):
            (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / current)
        assert place_for_settings(os.path.relpath(tmp_path / "letters")) == place

    def test_the_settings_in_use_get_it(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / ".garblefix.toml").unlink()
        settings = folder / "pyproject.toml"
        settings.write_text("[tool.garblefix]\njobs = 1\n", "utf-8")
        monkeypatch.chdir(folder)
        code, shown = answered("i\ni\ny\n", "letters")
        assert code == 0
        assert "Ã§ is left alone everywhere, as pyproject.toml now says" in shown
        ignored = tomllib.loads(settings.read_text("utf-8"))["tool"]["garblefix"]["ignore"]
        assert sorted(ignored) == ["Ã§", "Ãª"]
        assert (folder / "letters" / "1.txt").read_bytes() == made(2)
        assert run_here(["--check", "."]).returncode == 0, "the settings themselves are clean too"

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [(["--isolated"], "--isolated"), (["--config", "odd.toml"], "odd.toml: the place for it")],
    )
    def test_where_it_cannot_be_noted_it_holds_for_the_run(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
    ) -> None:
        (folder / "letters" / "2.txt").write_bytes(made())
        (folder / ".garblefix.toml").unlink()
        (folder / "odd.toml").write_text('"ignore" = ["one"]\n', "utf-8")
        monkeypatch.chdir(folder)
        code, shown = answered("i\na\na\n", *arguments, "letters")
        assert code == 0
        assert "Ã§ is left alone everywhere, until the end of this run" in shown
        assert words in shown
        assert (folder / "letters" / "2.txt").read_bytes() == made(1, 2)
        assert (folder / "odd.toml").read_text("utf-8") == '"ignore" = ["one"]\n'
