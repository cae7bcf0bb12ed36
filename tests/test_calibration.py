"""How sure repairs are: a map that is monotone, within bounds, and the one place they come from."""

from __future__ import annotations

import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import garblefix
from garblefix import calibration
from garblefix.calibration import EXPLAINED, KNOTS, LOST, PASSED, SEARCHED, Calibration, Situation
from garblefix.explain import readings
from garblefix.language import model
from garblefix.results import Options
from garblefix.stream import StreamRepairer

KINDS = (
    *("UTF-8 as a page", "UTF-8 as pairs", "pairs as a page", "pairs as pairs", "a page as pairs"),
    *(calibration.SWAPPED, calibration.LAYERS, calibration.INFERRED, SEARCHED, PASSED, LOST),
    *("annotation", "shift", "replaced", f"{EXPLAINED}, UTF-8 as a page", "never seen"),
)
SITUATIONS = st.builds(
    Situation,
    log_odds=st.floats(-50.0, 50.0),
    kind=st.sampled_from(KINDS),
    length=st.integers(0, 1000),
    script=st.sampled_from(("latin", "cyrillic", "greek", "cjk", calibration.OTHER_SCRIPT)),
)
GARBLED_LINES = (
    "Le garÃ§on a posÃ© sa tasse.",
    "La fenÃªtre est restÃ©e ouverte.",
    "Un Ã©tÃ© Ã  la mer, prÃ¨s du phare.",
    "Elle a Ã©crit Ã  sa mÃ¨re.",
)


@given(SITUATIONS, st.floats(0.0, 50.0))
def test_more_odds_never_make_less_sure(situation: Situation, more: float) -> None:
    surer = situation._replace(log_odds=situation.log_odds + more)
    installed = calibration.load()
    assert 0.0 < installed.chance(situation) <= installed.chance(surer) < 1.0


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_log_odds_keep_the_order_of_probabilities(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert KNOTS[0] <= calibration.log_odds(low) <= calibration.log_odds(high) <= KNOTS[-1]


def test_the_weights_of_what_rises_are_not_negative() -> None:
    rows = (model.DATA / calibration.FILE).read_text("utf-8").splitlines()
    weights = dict(row.split("\t") for row in rows)
    rising = {name: float(value) for name, value in weights.items() if "rise" in name}
    assert rising
    assert min(rising.values()) >= 0.0
    assert all(math.isfinite(float(value)) for value in weights.values())


def test_every_weight_is_of_a_measure() -> None:
    """A name that no situation has would count for nothing, unnoticed."""
    kinds = {*KINDS, "a page as a page", "pairs as pairs"}
    kinds |= {f"{EXPLAINED}, {kind}" for kind in kinds}
    scripts = ("latin", "cyrillic", "greek", "cjk", calibration.OTHER_SCRIPT)
    measures = {
        name
        for kind in kinds
        for script in scripts
        for length in (0, *calibration.LENGTHS)
        for name in Situation(0.0, kind, length, script).features
    }
    rows = (model.DATA / calibration.FILE).read_text("utf-8").splitlines()
    assert {row.split("\t")[0] for row in rows} <= measures | {calibration.POWER}


class Halves(Calibration):
    """Half as sure as the installed map."""

    def __init__(self) -> None:
        super().__init__({})

    def chance(self, situation: Situation) -> float:
        return calibration.load().chance(situation) / 2


def test_every_confidence_comes_from_the_map() -> None:
    """Of one line, of many with known chains, and of what was inferred."""
    from garblefix.document.repairer import Repairer

    for text in (
        GARBLED_LINES[0],
        "\n".join(GARBLED_LINES * 6),
        "Ð—Ð¸Ð¼Ð° Ð¿Ñ€Ð¸ÑˆÐ»Ð°, Ð¸ Ñ�Ð½ÐµÐ³",
    ):
        usual = Repairer(Options(min_confidence=0.0)).repair(text)
        halved = Repairer(Options(min_confidence=0.0), Halves()).repair(text)
        assert usual.changed
        assert halved.text == usual.text
        for fix, other in zip(usual.fixes, halved.fixes, strict=True):
            assert other.confidence == pytest.approx(fix.confidence / 2)


@pytest.mark.parametrize("least", [0.6, 0.9, 0.99])
def test_no_fix_is_less_sure_than_demanded(least: float) -> None:
    data = "\n".join(GARBLED_LINES * 6).encode()
    repairer = StreamRepairer(Options(min_confidence=least))
    fixes = [fix.fix for block in repairer.blocks(io.BytesIO(data)) for fix in block.fixes]
    assert fixes
    assert min(fix.confidence for fix in fixes) >= least


def test_what_is_demanded_of_known_chains_too() -> None:
    data = "\n".join(GARBLED_LINES * 6).encode()
    repairer = StreamRepairer(Options(min_confidence=1.0))
    assert b"".join(block.data for block in repairer.blocks(io.BytesIO(data))) == data


def test_clean_text_is_sure_and_not_certain() -> None:
    assert garblefix.repair("all ASCII").confidence == 1.0
    clean = garblefix.repair("Le garçon a posé sa tasse près de la fenêtre.")
    assert not clean.changed
    assert 0.8 < clean.confidence < 1.0


def test_text_of_which_something_is_gone_is_hardly_the_original() -> None:
    assert garblefix.repair("第锟斤拷章").confidence < 0.2


def test_the_readings_of_a_text_share_what_the_best_one_leaves() -> None:
    [best, *rest] = readings(GARBLED_LINES[0])
    assert best.confidence == garblefix.repair(GARBLED_LINES[0]).fixes[0].confidence
    assert sum(reading.confidence for reading in rest) == pytest.approx(1.0 - best.confidence)
