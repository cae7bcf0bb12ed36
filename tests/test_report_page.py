"""The page without a browser: its data, its bounds, and that no text can break out of it.

What it looks like and does is in ``test_report_html``.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import garblefix.report.html as html
from garblefix.report.marks import changed_pieces
from garblefix.report.tally import Tally
from garblefix.report.visible import visible
from garblefix.stream.block import LocatedFix
from tests.reported import GARBLED, SNOW, located, lost


def page(*found: LocatedFix, path: str = "notes.txt", applied: bool = False) -> str:
    """The page about one file."""
    output = io.BytesIO()
    reporter = html.HtmlReporter(output)
    for fix in found:
        reporter.fix(path, fix, applied=applied)
    reporter.end_of_file(path, "utf-8", None)
    reporter.summary(Tally(files=1, fixes=len(found)))
    return output.getvalue().decode()


class Elements(HTMLParser):
    """The elements of a page, and what stands in its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._open = tag
        if tag in self.inside:
            self.inside[tag].append("")

    def handle_data(self, data: str) -> None:
        if self._open in self.inside:
            self.inside[self._open][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._open = ""


def data(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(Elements(text).inside["script"][0])
    return document


def rows(text: str) -> list[list[Any]]:
    return [row for file in data(text)["files"] for row in file[3]]


def test_a_row_holds_what_the_page_shows() -> None:
    [[path, encoding, recoded, [row], gone]] = data(
        page(located(line=3, column=5, left="a b ", right=" c", lossy=True), applied=True)
    )["files"]
    assert (path, encoding, recoded, gone) == ("notes.txt", "UTF-8", None, [])
    flags = html.LOSSY | html.APPLIED
    assert row == [3, 5, 0, 0.987, 0.987, flags, 1, "a b ", ["", GARBLED], ["", SNOW], " c"]


def test_a_line_that_is_cut_says_so() -> None:
    [row] = rows(page(located(column=99, left="a", right="b" * 40)))
    assert (row[7], row[10]) == ("…a", "b" * 40 + "…")


def test_identical_fixes_of_a_file_are_one_row_from_the_least_sure_to_the_surest() -> None:
    [row] = rows(page(*(located(line=line, confidence=0.9 + line / 100) for line in (1, 2, 3))))
    assert row[:7] == [1, 1, 0, 0.91, 0.93, 0, 3]


def test_more_kinds_of_fixes_than_are_kept_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_KEPT", 3)
    found = [located(after=str(number % 5)) for number in range(20)]
    assert sum(row[6] for row in rows(page(*found))) == 20


def test_a_page_is_bounded_and_counts_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "LIMIT", 4)
    text = page(*(located(after=str(number)) for number in range(10)), located(after="0"))
    assert sum(row[6] for row in rows(text)) == 5, "what has a row is still counted in it"
    assert data(text)["omitted"] == 6
    assert data(text)["fixes"] == 11


def test_a_line_of_megabytes_is_cut() -> None:
    assert len(page(located("Ã¤" * 1_000_000, "ä" * 1_000_000))) < 100_000


def test_lost_spans_and_errors_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_LISTED", 2)
    output = io.BytesIO()
    reporter = html.HtmlReporter(output)
    for number in range(5):
        reporter.lost("a.txt", lost(f"锟{number % 3}", line=number))
        reporter.error(f"{number}.txt", "gone")
    reporter.end_of_file("a.txt", None, None)
    reporter.summary(Tally(lost=5, errors=5))
    document = data(output.getvalue().decode())
    assert [[span[2], span[4]] for span in document["files"][0][4]] == [["锟0", 2], ["锟1", 2]]
    assert document["errors"] == [["0.txt", "gone"], ["1.txt", "gone"]]
    assert (document["lost"], document["failed"]) == (5, 5)


def test_nothing_comes_from_elsewhere() -> None:
    elements = Elements(page(located()))
    addresses = [
        value
        for _, attributes in elements.found
        for name, value in attributes.items()
        if name in {"src", "href", "action", "data", "srcset"}
    ]
    assert addresses == ["data:,", "#fixes"]
    assert not re.search(r"url\(|@import|@font-face", elements.inside["style"][0])


def test_the_policy_allows_this_script_and_this_style_alone() -> None:
    elements = Elements(page(located()))
    [policy] = [
        attributes["content"]
        for _, attributes in elements.found
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    [style], [_, script] = elements.inside["style"], elements.inside["script"]
    for rule, text in ("style-src", style), ("script-src", script):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


nasty = st.text(
    st.sampled_from("<>/!-&\"'`\\\0\u2028\u2029\udcff$\n") | st.characters(codec=None), max_size=30
)


@given(nasty, nasty, nasty, nasty)
def test_no_text_leaves_its_place(before: str, after: str, left: str, path: str) -> None:
    text = page(located(before, after, left=left), path=path)
    harmless = page(located())
    assert [tag for tag, _ in Elements(text).found] == [tag for tag, _ in Elements(harmless).found]
    [file] = data(text)["files"]
    [row] = file[3]
    assert (file[0], row[7]) == (visible(path), visible(left))
    assert ("".join(row[8]), "".join(row[9])) == (visible(before), visible(after))


@given(nasty, nasty)
def test_every_second_piece_is_marked(before: str, after: str) -> None:
    for pieces in changed_pieces(before, after):
        texts = html.alternating(pieces)
        assert "".join(texts) == "".join(text for text, _ in pieces)
        assert "".join(texts[1::2]) == "".join(text for text, changed in pieces if changed)
