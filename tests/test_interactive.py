"""``garblefix -i``: each fix asked for, exactly the accepted ones written, nothing by halves.

Not for: what is ignored once it is in the settings (``test_ignoring``).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import garblefix.cli
from garblefix.files.splice import splicing
from garblefix.files.write import ChangedError
from tests.interrupted import End, each_step
from tests.terminal import at_a_terminal
from tests.test_cli import run, run_here
from tests.test_fix_files import PARTS, with_fixes

# Three fixes that differ, and a text around them in which nothing is wrong.
BEFORE = "le garÃ§on à la fenÃªtre,\r\nun cafÃ© au lait"
AFTER = "le garçon à la fenêtre,\r\nun café au lait"
GARBLED, REPAIRED = ["Ã§", "Ãª", "Ã©"], ["ç", "ê", "é"]
PROMPT = "Make this fix [y,n,a,d,i,e,q,?]? "


def made(*numbers: int) -> bytes:
    """The text with these of its three fixes."""
    text = BEFORE
    for number in numbers:
        text = text.replace(GARBLED[number], REPAIRED[number])
    return text.encode()


def answered(answers: str, *arguments: str) -> tuple[int, str]:
    """The command in this process, at something that looks like a terminal to it."""
    output = io.BytesIO()
    with (
        io.TextIOWrapper(output, "utf-8") as screen,
        mock.patch("garblefix.cli.fix.is_terminal", return_value=True),
        mock.patch.object(sys, "stdin", io.StringIO(answers)),
        contextlib.redirect_stderr(screen),
    ):
        code = garblefix.cli.main(["-i", *arguments])
        screen.flush()
        return code, output.getvalue().decode()


@pytest.mark.parametrize(
    ("answers", "first", "second", "code"),
    [
        ("yyyyyy", (0, 1, 2), (0, 1, 2), 0),
        ("nnnnnn", (), (), 1),
        ("ynynyn", (0, 2), (1,), 1),
        ("aa", (0, 1, 2), (0, 1, 2), 0),
        ("nayyy", (1, 2), (0, 1, 2), 1),
        ("ydnny", (0,), (2,), 1),
        ("yq", (0,), (), 1),
        ("yyynq", (0, 1, 2), (), 1),
        ("?zYNY?yny", (0, 2), (0, 2), 1),
        ("yy", (0, 1), (), 1),  # and then the input ends
        ("iyynn", (1, 2), (), 1),  # not asked for Ã§ again
        ("iaa", (1, 2), (1, 2), 0),
    ],
)
def test_what_is_accepted_is_written_and_nothing_else(
    tmp_path: Path, answers: str, first: Sequence[int], second: Sequence[int], code: int
) -> None:
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_bytes(made())

    done, _ = answered("\n".join(answers) + "\n", str(tmp_path))

    assert (tmp_path / "1.txt").read_bytes() == made(*first)
    assert (tmp_path / "2.txt").read_bytes() == made(*second)
    assert done == code
    kept = {".garblefix.toml"} if "i" in answers else set()
    assert {path.name for path in tmp_path.iterdir()} == {"1.txt", "2.txt"} | kept


def test_each_fix_is_shown_with_what_happened_and_how_sure_that_is(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(made())
    _, shown = answered("y\n?\nq\n", str(tmp_path))
    assert "1.txt:1:7  UTF-8 read as " in shown
    assert "- le garÃ§on à la fenÃªtre,␍\n          ^^" in shown
    assert "+ le garçon à la fenÃªtre,␍\n          ^\n" + PROMPT in shown
    assert all(f"  {key}  " in shown for key in "ynadieq?")
    assert shown.endswith("\n3 fixes, 1 of them written\n")


def test_a_quiet_run_still_asks(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(made())
    _, shown = answered("a\n", "-q", str(tmp_path))
    assert shown.endswith(PROMPT)


def test_clean_files_are_no_question(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(AFTER, "utf-8")
    assert answered("", str(tmp_path)) == (0, "nothing to repair in 1 file\n")


def test_a_report_says_what_was_accepted(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(made())
    report = tmp_path / "report.json"
    answered("n\ny\nq\n", "--report", str(report), str(tmp_path))
    *fixes, summary = [json.loads(line) for line in report.read_bytes().splitlines()]
    assert [fix["applied"] for fix in fixes] == [False, True, False]
    assert (summary["fixes"], summary["fixes_written"]) == (3, 1)


@settings(max_examples=25)
@given(data=st.data())
def test_all_else_stays_byte_for_byte(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    encoding = data.draw(st.sampled_from(sorted(PARTS)))
    ends = st.sampled_from([b"\n", b"\r\n", b""])
    parts = data.draw(st.lists(st.tuples(st.sampled_from(PARTS[encoding]), ends), max_size=8))
    content = b"".join(part + end for part, end in parts)
    folder = tmp_path_factory.mktemp("any")
    path = folder / "notes.txt"
    path.write_bytes(content)
    told = run_here(["--format", "json", "--encoding", encoding, str(path)]).stdout
    found = [json.loads(line) for line in told.splitlines()][:-1]
    accepted = [data.draw(st.booleans()) for _ in found]

    answers = "".join("ny"[yes] + "\n" for yes in accepted)
    code, _ = answered(answers, str(path), "--encoding", encoding)

    for record, yes in reversed(list(zip(found, accepted, strict=True))):
        if yes:
            content = with_fixes(content, [record], encoding)
    assert path.read_bytes() == content
    assert code == int(not all(accepted))


class TestEditing:
    """``e`` gives the replacement to the editor of the person."""

    @staticmethod
    def edit(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, answers: str) -> str:
        """Answer with an editor that is a script of Python; its last argument is the file."""
        (folder / "1.txt").write_bytes(made())
        (folder.parent / "editor.py").write_text(f"import sys, pathlib\n{script}", "utf-8")
        monkeypatch.setenv("VISUAL", f"{sys.executable} {folder.parent / 'editor.py'}")
        return answered(answers, str(folder))[1]

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "letters").mkdir()
        return tmp_path / "letters"

    def test_what_it_saves_is_written(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        script = "path = pathlib.Path(sys.argv[-1]); assert path.read_bytes() == b'\\xc3\\xa7\\n'\n"
        script += "path.write_bytes('ß!'.encode())"
        self.edit(folder, monkeypatch, script, "e\nq\n")
        assert (folder / "1.txt").read_bytes() == made().replace("Ã§".encode(), "ß!".encode())

    @pytest.mark.parametrize(
        ("script", "words"),
        [
            ("sys.exit(3)", "ended with 3"),
            ("pathlib.Path(sys.argv[-1]).write_bytes(b'')", "nothing is left of it"),
            ("pathlib.Path(sys.argv[-1]).write_bytes(b'a\\nb\\n')", "it has to stay one line"),
        ],
    )
    def test_what_cannot_be_is_asked_again(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
    ) -> None:
        shown = self.edit(folder, monkeypatch, script, "e\ny\nq\n")
        assert words in shown
        assert (folder / "1.txt").read_bytes() == made(0)

    def test_an_editor_that_is_missing_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "1.txt").write_bytes(made())
        monkeypatch.setenv("VISUAL", "no-such-editor")
        _, shown = answered("e\ny\nq\n", str(tmp_path))
        assert "no-such-editor: No such file or directory" in shown
        assert (tmp_path / "1.txt").read_bytes() == made(0)

    def test_what_the_encoding_has_no_bytes_for_is_asked_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "1.txt").write_bytes(BEFORE.encode("latin-1"))
        (tmp_path.parent / "editor.py").write_text(
            "import sys; open(sys.argv[-1], 'w', encoding='utf-8').write('你')", "utf-8"
        )
        monkeypatch.setenv("VISUAL", f"{sys.executable} {tmp_path.parent / 'editor.py'}")
        _, shown = answered("e\ny\nq\n", "--encoding", "latin-1", str(tmp_path))
        assert "has no bytes for that" in shown
        assert (tmp_path / "1.txt").read_bytes() == made(0).decode().encode("latin-1")

    def test_a_file_that_is_changed_meanwhile_stays_as_it_was_made(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        script = f"pathlib.Path({str(folder / '1.txt')!r}).write_text('mine')"
        self.edit(folder, monkeypatch, script, "e\ny\ny\n")
        assert (folder / "1.txt").read_text() == "mine"
        assert [path.name for path in folder.iterdir()] == ["1.txt"]


def test_fixes_that_the_encoding_cannot_take_are_shown_and_not_asked(tmp_path: Path) -> None:
    data = "你好，世界，今天天气很好".encode("gbk")  # which Latin-1 reads, and cannot write back
    (tmp_path / "1.txt").write_bytes(data)
    code, shown = answered("", "--encoding", "latin-1", str(tmp_path))
    assert "cannot be written in the encoding of the output" in shown
    assert PROMPT not in shown
    assert code == 1
    assert (tmp_path / "1.txt").read_bytes() == data


@pytest.mark.parametrize("end", End)
def test_however_it_ends_the_file_is_the_old_one_or_the_new_one(tmp_path: Path, end: End) -> None:
    path = tmp_path / "1.txt"

    def prepare() -> Callable[[], object]:
        path.write_bytes(b"one two three")
        status = os.stat(path)

        def action() -> None:
            with splicing(str(path), status) as splice:
                assert splice.replace(0, b"one", b"1")
                assert splice.replace(8, b"three", b"3")
                splice.finish()

        return action

    for _ in each_step(end, prepare):
        assert path.read_bytes() in (b"one two three", b"1 two 3")
    assert path.read_bytes() == b"1 two 3"


def test_a_splice_demands_what_it_replaces(tmp_path: Path) -> None:
    path = tmp_path / "1.txt"
    path.write_bytes(b"one two")
    with splicing(str(path), os.stat(path)) as splice:
        assert not splice.replace(0, b"two", b"2")
        assert not splice.finish()
    status = os.stat(path)
    path.write_bytes(b"three four")
    with pytest.raises(ChangedError), splicing(str(path), status):
        pass
    assert path.read_bytes() == b"three four"


def test_at_a_terminal(tmp_path: Path) -> None:
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_bytes(made())
    (tmp_path / "2.txt").chmod(0o640)
    with at_a_terminal(["-i", "--backup", "."], tmp_path) as terminal:
        for answer in "ynad":
            terminal.answer(answer)
        assert terminal.end() == 1
    assert (tmp_path / "1.txt").read_bytes() == made(0, 2)
    assert (tmp_path / "1.txt.orig").read_bytes() == made()
    assert (tmp_path / "2.txt").read_bytes() == made()
    assert "6 fixes in 2 of 2 files, 2 of them written" in terminal.shown


def test_without_an_editor_the_line_is_edited_at_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(made())
    with at_a_terminal(["-i", "."], tmp_path) as terminal:
        terminal.answer("e")
        terminal.answer("h", "becomes: ç")
        terminal.press(b"\x04")  # Ctrl-D
        assert terminal.end() == 1
    assert (tmp_path / "1.txt").read_bytes() == made().replace("Ã§".encode(), "çh".encode())


@pytest.mark.parametrize("files", [2, 70], ids=["one process", "several"])
def test_ctrl_c_quits_and_what_was_accepted_is_written(tmp_path: Path, files: int) -> None:
    for number in range(files):
        (tmp_path / f"{number:02}.txt").write_bytes(made())
    with at_a_terminal(["-i", "."], tmp_path) as terminal:
        for answer in "nyaya"[: 3 if files == 2 else 5]:
            terminal.answer(answer)
        if files > 2:
            terminal.answer("y")
        terminal.answer("y")
        terminal.signal(signal.SIGINT)
        assert terminal.end() == 130
    written = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    assert len(written) == files, "nothing is left behind"
    assert written[0] == made(1, 2)
    if files > 2:
        assert written[1] == made(0, 1, 2)
        assert written[2] == made(0, 1)
        assert set(written[3:]) == {made()}
    else:
        assert written[1] == made(0)
    assert "Traceback" not in terminal.shown


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda it: it.name)
def test_a_request_to_end_leaves_the_file_as_it_is(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "1.txt").write_bytes(made())
    with at_a_terminal(["-i", "."], tmp_path) as terminal:
        terminal.answer("y")
        terminal.signal(number)
        assert terminal.end() == 128 + number
    assert (tmp_path / "1.txt").read_bytes() == made()
    assert os.listdir(tmp_path) == ["1.txt"]


def test_every_file_keeps_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(made())
    (tmp_path / ".garblefix.toml").write_text('output-encoding = "utf-8"\n')
    told = "garblefix: -i keeps every file's encoding; add --output-encoding same\n"
    assert answered("a\n", str(tmp_path)) == (2, told)
    assert answered("a\n", str(tmp_path), "--output-encoding", "same")[0] == 0
    assert (tmp_path / "1.txt").read_bytes() == made(0, 1, 2)


def test_without_a_terminal_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(made())
    done = run(["-i", "1.txt"], b"y\ny\ny\n", tmp_path)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr == b"garblefix: -i asks at a terminal, and standard input is none\n"
    assert (tmp_path / "1.txt").read_bytes() == made()
