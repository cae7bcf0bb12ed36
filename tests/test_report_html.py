"""The page, opened in a real Chromium: what it shows, what it does, and that it talks to nobody.

Needs Debian's packages ``chromium`` and ``chromium-driver``. What can be said of the page without a
browser is in ``test_report_page``.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from garblefix.report.html import HtmlReporter
from garblefix.report.tally import Tally
from garblefix.report.visible import visible
from garblefix.stream.block import LocatedFix
from tests.reported import RUNS, Found, located, lost
from tests.test_cli import GARBLED, run_here

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="needs chromium and chromedriver"
)
SECONDS = 20  # a page takes less than one
MANY = 50_000
HOSTILE = [
    "</script><script>window.pwned = 1</script>",
    "<img src=http://example.org/pixel.png onerror='window.pwned = 1'>",
    "<!-- <script> \u2028\u2029 -->",
    "${window.pwned = 1} `&lt;b&gt;` &amp;",
    "nul \x00 bell \x07 byte \udcff",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in (
        "--headless=new",
        "--no-sandbox",  # Chromium's own refuses to start for root
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--window-size=1280,1400",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        driver.set_page_load_timeout(SECONDS)
        yield driver
    finally:
        driver.quit()


class Page:
    """One report in the browser, as a reader sees it."""

    def __init__(self, browser: Chrome, path: Path) -> None:
        self.browser = browser
        self.address = path.as_uri()
        for log in ("browser", "performance"):
            self.log(log)  # what others left there
        browser.get(self.address)

    def all(self, selector: str) -> list[str]:
        """The visible text of every element."""
        texts: list[str] = self.run(
            "return [...document.querySelectorAll(arguments[0])]"
            ".filter(each => each.checkVisibility()).map(each => each.innerText)",
            selector,
        )
        return texts

    def one(self, selector: str) -> str:
        [text] = self.all(selector)
        return text

    def run(self, script: str, *arguments: object) -> Any:
        return self.browser.execute_script(script, *arguments)

    def choose(self, name: str, value: str) -> None:
        self.run(
            "const [name, value] = arguments; const field = document.getElementById(name);"
            "field.value = value; field.dispatchEvent(new Event('change'))",
            name,
            value,
        )

    def run_async(self, script: str) -> Any:
        return self.browser.execute_async_script(script)

    def label(self, selector: str) -> str:
        label: str = self.run("return document.querySelector(arguments[0]).ariaLabel", selector)
        return label

    def search(self, text: str) -> None:
        """Type as a person does."""
        from selenium.webdriver.common.by import By

        field = self.browser.find_element(By.ID, "search")
        field.clear()
        field.send_keys(text)

    def press(self, selector: str) -> None:
        self.run("document.querySelector(arguments[0]).click()", selector)

    def until(self, selector: str, expected: str) -> None:
        """Wait for a text: the page answers when the typing pauses."""
        from selenium.webdriver.support.wait import WebDriverWait

        WebDriverWait(self.browser, SECONDS).until(lambda _: self.one(selector) == expected)

    def log(self, name: str) -> list[dict[str, str]]:
        entries: list[dict[str, str]] = self.browser.get_log(name)  # type: ignore[no-untyped-call]
        return entries

    def requests(self) -> list[str]:
        messages = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.log("browser")]


Entry = tuple[str, Found]


def write(
    path: Path,
    *files: Entry,
    clean: int = 0,
    applied: bool = False,
    errors: tuple[str, ...] = (),
    encoding: str = "utf-8",
) -> Path:
    """A report on ``files``, and on ``clean`` more of plain ASCII."""
    tally = Tally()
    with open(path, "wb") as output:
        reporter = HtmlReporter(output, made=datetime(2026, 1, 2, 3, 4))
        for name, found in files:
            for fix in found.fixes:
                reporter.fix(name, fix, applied=applied)
            for span in found.lost:
                reporter.lost(name, span)
            tally.add(found)
            tally.end_of_file(changed=True)
            reporter.end_of_file(name, encoding, None)
        for number in range(clean):
            tally.end_of_file(changed=False)
            reporter.end_of_file(f"clean-{number}.txt", None, None)
        for error in errors:
            tally.errors += 1
            reporter.error(error, "Permission denied")
        reporter.summary(tally)
    return path


def test_runs_of_files_in_several_encodings_are_listed(browser: Chrome, tmp_path: Path) -> None:
    with open(tmp_path / "report.html", "wb") as output:
        reporter = HtmlReporter(output)
        for run in RUNS:
            reporter.run("old.log", run)
        reporter.end_of_file("old.log", "utf-8", None)
        reporter.summary(Tally(files=1))
    page = Page(browser, tmp_path / "report.html")
    assert page.all("#runs .plain") == [
        "old.log lines 1 to 2 are in UTF-8 · >99.9%",
        "old.log line 3 is in Windows-1251 · 95.0%",
    ]
    assert page.all("#empty") == []


def fixes(*found: LocatedFix) -> Found:
    return Found(found, ())


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven fixes of two kinds in three files, one lost span, one error, two clean files."""
    latin = functools.partial(located, chain="utf-8>cp1252")
    cafe = latin("Ã©", "é", left="le caf", line=2, column=7, confidence=0.9999)
    door = latin("Ã¼", "ü", left="T", right="r", line=9, column=2, confidence=0.62)
    return write(
        tmp_path_factory.mktemp("page") / "letters.html",
        ("letters/café.txt", fixes(cafe, cafe, cafe)),
        ("letters/雪.txt", Found((located(line=3, column=5),), (lost(line=7),))),
        ("tür.txt", fixes(door, located(lossy=True), located(after="雪", applied=False))),
        clean=2,
        errors=("secret.txt",),
    )


@pytest.fixture
def page(browser: Chrome, letters: Path) -> Page:
    return Page(browser, letters)


def test_it_draws_without_a_complaint_and_asks_the_network_nothing(page: Page) -> None:
    assert page.one("h1") == "7 fixes in 3 of 5 files"
    page.search("é")
    page.until("#shown", "3 of 7 fixes in 1 row")
    assert page.complaints() == []
    assert page.requests() == [page.address]


def test_the_policy_forbids_every_request(page: Page) -> None:
    refused = page.run_async(
        "const done = arguments[0]; fetch('https://example.org').then(() => done('fetched'),"
        " error => done(error.name))"
    )
    assert refused == "TypeError"
    assert any("Content Security Policy" in complaint for complaint in page.complaints())


def test_the_figures(page: Page) -> None:
    assert page.all("#figures li") == [
        "5\nfiles read",
        "3\nfiles to change",
        "7\nfixes",
        "1\nbeyond recovery",
        "1\nerrors",
        "2\nencodings",
    ]
    assert page.one("#made") == "2026-01-02 03:04 · nothing is written yet"


def test_the_charts(page: Page) -> None:
    assert page.all("#damages .name") == ["UTF-8 read as Windows-1252", "UTF-8 read as GBK"]
    assert page.all("#damages .count") == ["4", "3"]
    assert page.all("#encodings .name") == ["UTF-8", "ASCII"]
    assert page.all("#encodings .count") == ["3", "2"]
    assert page.label("#histogram") == (
        "Fixes by confidence: 60 to 70 percent 1, 98 to 99 percent 3, 99.9 to 100 percent 3"
    )


def test_groups_by_damage_and_in_them_the_least_sure_first(page: Page) -> None:
    assert page.all("#list .group bdi, #list .place, #list .sure") == [
        "UTF-8 read as Windows-1252",
        *("tür.txt:9:2", "62.0%"),
        *("letters/café.txt:2:7", ">99.9%"),
        "UTF-8 read as GBK",
        *("letters/雪.txt:3:5", "98.7%"),
        *("tür.txt:1:1", "98.7%"),
        *("tür.txt:1:1", "98.7%"),
    ]


def test_before_and_after_stand_side_by_side_with_what_changed_marked(page: Page) -> None:
    sides = page.run(
        "return [...document.querySelector('.fix').querySelectorAll('.side')].map(side =>"
        " [side.getAttribute('aria-label'), side.getAttribute('dir'), side.innerText,"
        "  side.querySelector('mark').innerText, side.getBoundingClientRect().top])"
    )
    assert [side[:4] for side in sides] == [
        ["before", "auto", "TÃ¼r", "Ã¼"],
        ["after", "auto", "Tür", "ü"],
    ]
    assert sides[0][4] == sides[1][4]


def test_identical_fixes_are_one_row_and_odd_ones_say_what_they_are(page: Page) -> None:
    assert page.all(".fix .times") == ["3 times"]
    assert page.all(".fix .doubt") == ["inferred, bytes are lost"]
    assert "its encoding cannot write it" in page.all(".fix .tag")


FILTERS = [
    ("kind", "0", "4 of 7 fixes in 2 rows"),
    ("kind", "1", "3 of 7 fixes"),
    ("state", "not", "6 of 7 fixes in 4 rows"),
    ("state", "written", "0 of 7 fixes"),
    ("state", "cannot", "1 of 7 fixes"),
    ("lossy", "1", "1 of 7 fixes"),
    ("lossy", "0", "6 of 7 fixes in 4 rows"),
]


@pytest.mark.parametrize("name, value, shown", FILTERS)
def test_filters(page: Page, name: str, value: str, shown: str) -> None:
    page.choose(name, value)
    assert page.one("#shown") == shown
    # What is shown is what is counted, each row as often as it says.
    times = [int(tag.split()[0]) - 1 for tag in page.all(".fix .times")]
    assert len(page.all("#list .fix")) + sum(times) == int(shown.split()[0])
    page.choose(name, "")
    assert page.one("#shown") == "7 fixes in 5 rows"


@pytest.mark.parametrize(
    "text, shown",
    [
        ("LETTERS/", "4 of 7 fixes in 2 rows"),
        ("café", "3 of 7 fixes in 1 row"),
        ("TÃ¼r", "1 of 7 fixes"),
        ("tür.txt:9", "1 of 7 fixes"),
        ("nowhere", "0 of 7 fixes"),
    ],
)
def test_search_in_paths_and_in_both_texts(page: Page, text: str, shown: str) -> None:
    page.search(text)
    page.until("#shown", shown)


def test_where_no_fix_is_left_a_press_clears_the_filters(page: Page) -> None:
    page.search("nowhere")
    page.until("#shown", "0 of 7 fixes")
    page.press("#list button")
    page.until("#shown", "7 fixes in 5 rows")


def test_the_slider_bounds_the_confidence(page: Page) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    page.browser.find_element(By.ID, "to").send_keys(Keys.ARROW_LEFT)
    page.until("#shown", "4 of 7 fixes")
    assert page.one("#range-words") == "Shown: 0 to 99.9 % sure"
    page.browser.find_element(By.ID, "from").send_keys(Keys.ARROW_RIGHT * 3)
    page.until("#shown", "3 of 7 fixes")
    assert page.one("#range-words") == "Shown: 70 to 99.9 % sure"


def test_a_press_on_a_bar_shows_that_damage_alone_and_another_all(page: Page) -> None:
    page.press('#damages [data-kind="1"]')
    assert page.one("#shown") == "3 of 7 fixes"
    assert page.all("#damages .count") == ["0", "3"]
    page.press('#damages [data-kind="1"]')
    assert page.one("#shown") == "7 fixes in 5 rows"


def test_groups_and_orders(page: Page) -> None:
    page.choose("group", "path")
    assert page.all(".group bdi") == ["tür.txt", "letters/雪.txt", "letters/café.txt"]
    assert page.all(".happened")[0] == "UTF-8 read as Windows-1252"
    page.choose("order", "place")
    assert page.all(".group bdi") == ["letters/café.txt", "letters/雪.txt", "tür.txt"]
    page.choose("group", "")
    page.choose("order", "times")
    assert page.all(".group") == []
    assert page.all(".fix .place")[0] == "letters/café.txt:2:7"


def test_what_is_lost_and_what_failed_have_sections(page: Page) -> None:
    assert page.one("#lost .place") == "letters/雪.txt:7:1"
    assert page.one("#lost .happened") == "U+FFFD read as GBK"
    assert page.one("#lost .side") == "锟斤拷"
    assert page.one("#errors .plain") == "secret.txt Permission denied"


def test_the_keyboard_reaches_everything(page: Page) -> None:
    from selenium.webdriver.common.by import By

    page.browser.find_element(By.TAG_NAME, "body").send_keys("/")
    assert page.run("return document.activeElement.id") == "search"
    nameless = page.run(
        "return [...document.querySelectorAll('input, select, button')].filter(each =>"
        " !(each.labels?.length || each.innerText || each.ariaLabel)).map(each => each.outerHTML)"
    )
    assert nameless == []
    assert page.run("return [document.documentElement.lang, document.documentElement.dir]") == [
        "en",
        "ltr",
    ]


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    # A window of the desktop is never so narrow as a phone; the page in a frame is.
    page.browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    try:
        assert page.run("return innerWidth") == width
        assert page.run("return document.documentElement.scrollWidth") <= width
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_hostile_text_is_only_a_text(browser: Chrome, tmp_path: Path) -> None:
    files = [
        (text, Found((located(text, f"was {text}", left=text, line=line),), (lost(text),)))
        for line, text in enumerate(HOSTILE, 1)
    ]
    page = Page(browser, write(tmp_path / "hostile.html", *files, errors=tuple(HOSTILE)))
    assert page.run("return window.pwned ?? null") is None
    assert page.run("return document.scripts.length") == 1
    assert page.run("return document.images.length") == 0
    page.choose("order", "place")
    page.choose("group", "")
    after = page.run("return [...document.querySelectorAll('.after')].map(it => it.textContent)")
    # The page draws a frame where text for a terminal has angle brackets.
    shown = [re.sub("[⟨⟩]", "", visible(text)) for text in HOSTILE[:-1]]
    shown.append("nul NUL bell BEL byte 0xFF")
    assert after == [f"{text}was {text}" for text in shown]
    assert page.complaints() == []
    assert page.requests() == [page.address]


def test_a_clean_run_says_so(browser: Chrome, tmp_path: Path) -> None:
    page = Page(browser, write(tmp_path / "clean.html", clean=1200))
    assert page.one("h1") == "Nothing to repair in 1,200 files"
    assert page.one("#empty") == (
        "All is as it should be.\n\n1,200 files read, nothing garbled found."
    )
    assert page.all("#fixes, #lost, #errors, #recoded") == []
    assert page.complaints() == []


def test_no_file_at_all(browser: Chrome, tmp_path: Path) -> None:
    page = Page(browser, write(tmp_path / "none.html"))
    assert page.one("#empty").startswith("No file was read.")
    assert page.complaints() == []


def test_what_was_written_and_what_gets_another_encoding(browser: Chrome, tmp_path: Path) -> None:
    path = tmp_path / "written.html"
    with open(path, "wb") as output:
        reporter = HtmlReporter(output)
        reporter.fix("a.txt", located(), applied=True)
        reporter.end_of_file("a.txt", "gbk", "utf-8")
        reporter.summary(Tally(files=1, files_changed=1, files_written=1, fixes=1, fixes_written=1))
    page = Page(browser, path)
    assert page.one("#made").endswith(" · all of them are written")
    assert page.all("#figures li")[1] == "1\nfiles written"
    assert page.one("#recoded .plain") == "a.txt GBK → UTF-8"
    page.choose("state", "written")
    assert page.one("#shown") == "1 fix"


def test_fifty_thousand_fixes(browser: Chrome, tmp_path: Path) -> None:
    files = [
        (
            f"archive/{number:04}.txt",
            fixes(
                *(
                    located(
                        f"Ã©{number}-{line}",
                        f"é{number}-{line}",
                        line=line,
                        confidence=1 - number * 25 / MANY,
                    )
                    for line in range(1, 51)
                )
            ),
        )
        for number in range(MANY // 50)
    ]
    page = Page(browser, write(tmp_path / "many.html", *files))

    def elements() -> int:
        count: int = page.run("return document.getElementsByTagName('*').length")
        return count

    assert page.one("#shown") == "50,000 fixes"
    assert len(page.all("#list .fix")) == 100
    assert page.all(".fix .place")[0] == "archive/0999.txt:1:1", "the least sure of all"
    assert page.all("#fixes .pager span")[0] == "1–100 of 50,000"
    assert elements() < 5000
    page.press("#fixes .pager [title='Last page']")
    assert page.all("#fixes .pager span")[0] == "49,901–50,000 of 50,000"
    assert page.all(".fix .place")[-1] == "archive/0000.txt:50:1"
    page.search("archive/0123.txt:4")
    page.until("#shown", "11 of 50,000 fixes")
    assert len(page.all("#list .fix")) == 11
    page.choose("group", "path")
    assert page.all(".group bdi") == ["archive/0123.txt"]
    assert elements() < 5000
    assert page.complaints() == []


def test_the_command_makes_such_a_page(browser: Chrome, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(GARBLED + "\n", encoding="utf-8")
    done = run_here(["--report", "out.html", "--format", "json", "letter.txt"], folder=tmp_path)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    page = Page(browser, tmp_path / "out.html")
    assert page.all("#figures b")[2] == str(told[-1]["fixes"])
    assert page.one("#shown").split()[0] == str(len(told) - 1)
    assert {*page.all(".fix .after mark")} == {each["after"] for each in told[:-1]}
    assert page.complaints() == []
