"""The seed document through the command: repaired without a difference, and nothing else touched.

Not for: how long it takes (``benchmarks.seed``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import garblefix
from benchmarks.seed import accepted_texts, damaged_spans, elsewhere

SEED = Path(__file__).parents[2] / "shared" / "seed"
pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the seed document is not at ../shared")


def command(*arguments: str, data: bytes = b"") -> bytes:
    """What the command writes."""
    done = subprocess.run(
        [sys.executable, "-m", "garblefix", *arguments],
        input=data,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(Path(garblefix.__file__).parents[1])},
        timeout=30,
        check=False,
    )
    assert done.stderr == b""
    return done.stdout


@pytest.fixture(scope="module")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[dict[str, Any]]]:
    """What becomes of the seed, and the fixes that are told."""
    report = tmp_path_factory.mktemp("seed") / "report.json"
    output = command("-q", "--report", str(report), data=(SEED / "garbled.txt").read_bytes())
    return output, [json.loads(line) for line in report.read_bytes().splitlines()][:-1]


def test_the_seed_comes_back(repaired: tuple[bytes, list[dict[str, Any]]]) -> None:
    records = json.loads((SEED / "spans.json").read_text("utf-8"))
    expected = accepted_texts((SEED / "repaired.txt").read_bytes().decode(), records)
    assert repaired[0].decode() in expected


def test_every_fix_is_at_a_damaged_place(
    repaired: tuple[bytes, list[dict[str, Any]]],
) -> None:
    records = json.loads((SEED / "spans.json").read_text("utf-8"))
    garbled = (SEED / "garbled.txt").read_bytes()
    _, fixes = repaired
    assert fixes
    assert all(0.0 <= fix["confidence"] <= 1.0 for fix in fixes)
    assert elsewhere(fixes, garbled, damaged_spans(records)) == []


def test_the_repaired_seed_stays() -> None:
    repaired = (SEED / "repaired.txt").read_bytes()
    assert command(data=repaired) == repaired
