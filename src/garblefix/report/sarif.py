"""The report for code scanning: one SARIF 2.1.0 document, written as it becomes known.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. A damage is a rule, a fix is a
result with its replacement, so that an editor can make it. Not for: people (``text``, ``html``).
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

from garblefix.coding import is_unicode
from garblefix.report.visible import excerpt, visible
from garblefix.report.words import DAMAGE_WORDS, damage_words, percent, run_words

if TYPE_CHECKING:
    from garblefix.report.tally import Tally
    from garblefix.runs import LocatedRun
    from garblefix.stream.block import LocatedFix, LocatedLost

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LOST, _ENCODING, _RUN = "lost", "encoding", "several-encodings"
_EXIT_CODES = {0: "clean", 1: "something was found", 2: "some input could not be read or written"}
# Bounds on what is remembered: errors told at the end, and fingerprints seen in a file.
_ERRORS, _FINGERPRINTS = 1000, 100_000

_LINK = re.compile(r"\[(?=[^]]*]\()")

Properties = dict[str, object]


class SarifReporter:
    """Results as they come; rules, errors and the exit code behind them."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._rules: list[str] = []
        self._errors: list[Properties] = []
        self._seen: Counter[str] = Counter()
        head = f'{{"$schema":{json.dumps(SCHEMA)},"version":"2.1.0","runs":[{{'
        self._write(f'{head}"columnKind":"unicodeCodePoints","results":[')
        self._separator = "\n"

    def fix(self, path: str, found: LocatedFix, *, applied: bool) -> None:
        """Write a result: a warning, or a note for what is repaired already."""
        fix = found.fix
        region = _region(found, len(fix.before))
        words = damage_words(fix.damage, fix.chain)
        sure = f"{percent(fix.confidence)} sure{', partly inferred' if fix.lossy else ''}"
        verb = "became" if applied else "should read"
        message = f"“{excerpt(fix.before)}” {verb} “{excerpt(fix.after)}”: {words}, {sure}."
        if not found.applied:
            message += " The encoding of the file cannot write it."
        result = self._result(fix.damage, "note" if applied else "warning", message, path, region)
        parts = (fix.before, fix.after, found.context_before, found.context_after)
        result["partialFingerprints"] = self._fingerprint(fix.damage, fix.chain, *parts)
        # Most readers of JSON refuse lone surrogates.
        if found.applied and not applied and region is not None and is_unicode(fix.after):
            replacement = {"deletedRegion": region, "insertedContent": {"text": fix.after}}
            change = {"artifactLocation": {"uri": uri(path)}, "replacements": [replacement]}
            description = {"text": f"Restore the text: {_message(words)}."}
            result["fixes"] = [{"description": description, "artifactChanges": [change]}]
        result["properties"] = {
            "confidence": round(fix.confidence, 6),
            "chain": fix.chain,
            "lossy": fix.lossy,
            "applied": applied,
        }
        self._add(result)

    def lost(self, path: str, found: LocatedLost) -> None:
        """Write a note: there is nothing that a machine could do."""
        lost = found.lost
        message = f"“{excerpt(lost.text)}” is garbled beyond recovery: {lost.reason}."
        region = _region(found, len(lost.text))
        result = self._result(_LOST, "note", message, path, region)
        result["partialFingerprints"] = self._fingerprint(_LOST, lost.reason, lost.text)
        self._add(result)

    def run(self, path: str, found: LocatedRun) -> None:
        """Write a note on its lines."""
        region: Properties = {"startLine": found.line, "endLine": found.last_line}
        message = f"The file is in several encodings: {run_words(found)}."
        self._add(self._result(_RUN, "note", message, path, region))

    def end_of_file(self, path: str, encoding: str | None, recoded: str | None) -> None:
        """Write a note for a file that gets another encoding."""
        if recoded is not None:
            message = f"{encoding or 'ASCII'} becomes {recoded}."
            self._add(self._result(_ENCODING, "note", message, path, None))
        self._seen.clear()
        self._output.flush()

    def error(self, path: str, reason: str) -> None:
        """Keep an error for the end."""
        if len(self._errors) < _ERRORS:
            self._errors.append(
                {
                    "level": "error",
                    "message": {"text": _message(f"{visible(path)}: {reason}")},
                    "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(path)}}}],
                }
            )

    def summary(self, tally: Tally) -> None:
        """End the document."""
        invocation: Properties = {
            "executionSuccessful": not tally.errors,
            "workingDirectory": {"uri": uri(os.path.join(os.getcwd(), ""))},
            "toolExecutionNotifications": self._errors,
        }
        if tally.exit_code is not None:
            invocation["exitCode"] = tally.exit_code
            invocation["exitCodeDescription"] = _EXIT_CODES.get(tally.exit_code, "failed")
        tool = {"driver": _driver(self._rules)}
        self._write(f'\n],"tool":{_json(tool)},"invocations":{_json([invocation])}}}]}}\n')
        self._output.flush()

    def _result(
        self, rule: str, level: str, message: str, path: str, region: Properties | None
    ) -> Properties:
        if rule not in self._rules:
            self._rules.append(rule)
        place: Properties = {"artifactLocation": {"uri": uri(path)}}
        if region is not None:
            place["region"] = region
        return {
            "ruleId": rule,
            "ruleIndex": self._rules.index(rule),
            "level": level,
            "message": {"text": _message(message)},
            "locations": [{"physicalLocation": place}],
        }

    def _fingerprint(self, *parts: str) -> dict[str, str]:
        """What stays the same when the lines above change, and a number for each repetition."""
        data = "\0".join(parts).encode("utf-8", "backslashreplace")
        digest = hashlib.sha256(data).hexdigest()[:16]
        if len(self._seen) >= _FINGERPRINTS:
            self._seen.clear()
        self._seen[digest] += 1
        return {"garbled/v1": f"{digest}:{self._seen[digest]}"}

    def _add(self, result: Properties) -> None:
        self._write(self._separator + _json(result))
        self._separator = ",\n"

    def _write(self, text: str) -> None:
        self._output.write(text.encode("utf-8"))


@functools.lru_cache(maxsize=64)
def uri(path: str) -> str:
    """A path as a URI reference: relative where the path is, every odd byte percent-encoded.

    >>> uri("./old letters/a:b.txt"), uri("/tmp/政.txt")
    ('old%20letters/a%3Ab.txt', 'file:///tmp/%E6%94%BF.txt')
    """
    plain = PurePath(path)
    text = plain.as_uri() if plain.is_absolute() else quote(os.fsencode(plain.as_posix()))
    return text + "/" if path.endswith("/") else text


def _driver(rules: list[str]) -> Properties:
    from importlib.metadata import PackageNotFoundError, version

    driver: Properties = {"name": "garblefix"}
    with contextlib.suppress(PackageNotFoundError):  # run from its source
        driver["version"] = driver["semanticVersion"] = version("garblefix")
    driver["rules"] = [_rule(name) for name in rules]
    return driver


def _rule(name: str) -> Properties:
    words = _RULES.get(name, DAMAGE_WORDS.get(name, name))
    sentence = words[:1].upper() + words[1:] + "."
    level = "note" if name in (_LOST, _ENCODING, _RUN) else "warning"
    return {
        "id": name,
        "name": "".join(word.capitalize() for word in words.split()),
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": sentence},
        "help": {"text": "garblefix -w writes the repaired text; --skip leaves a kind alone."},
        "defaultConfiguration": {"level": level},
    }


_RULES = {
    _LOST: "garbled beyond recovery",
    _ENCODING: "file gets another encoding",
    _RUN: "file in several encodings",
}


def _region(found: LocatedFix | LocatedLost, length: int) -> Properties | None:
    if not found.line:  # the name of a file stands in no line
        return None
    return {
        "startLine": found.line,
        "startColumn": found.column,
        "endLine": found.line,
        "endColumn": found.column + length,
        "byteOffset": found.byte_start,
        "byteLength": found.byte_end - found.byte_start,
    }


def _message(text: str) -> str:
    """A text that is shown as it is: braces and links mean something in messages (3.11.5, 3.11.6).

    >>> _message("{0} [press](https://example.org)")
    '{{0}} \\\\[press](https://example.org)'
    """
    return _LINK.sub(r"\\[", text.replace("{", "{{").replace("}", "}}"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
