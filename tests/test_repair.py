"""Text in, text out: what must hold for every text, and that garbled sentences come back.

Not for: single cases (``test_fixtures``), options of the command (``test_cli``).
"""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import garblefix
from garblefix.explain import readings
from garblefix.questions import asks
from garblefix.results import MIN_CONFIDENCE
from tests.texts import ENCODINGS, SENTENCES, accidents

# Every code point, lone surrogates and NUL among them.
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)

GARBLED = [garbled for *_, garbled in accidents()]
CLEAN = [*SENTENCES.values(), "😀 \ud800\0", "plain words", "x = 1;\t// done", ""]


@st.composite
def mixtures(draw: st.DrawFn) -> str:
    """A garbled sentence, or a piece of one, between clean ones."""
    garbled = draw(st.sampled_from(GARBLED))
    start = draw(st.integers(0, len(garbled) // 2))
    piece = garbled[start : start + draw(st.integers(5, 80))]
    clean = st.sampled_from(CLEAN)
    between = draw(st.sampled_from([" ", "\n", "\r\n", ": "]))
    return between.join([draw(clean), piece, draw(clean)])


@st.composite
def glued(draw: st.DrawFn) -> str:
    """Pieces of sentences, each garbled in its own way, that begin and end anywhere."""
    pieces = []
    for garbled in draw(st.lists(st.sampled_from(GARBLED), min_size=1, max_size=3)):
        start = draw(st.integers(0, len(garbled) - 1))
        pieces.append(garbled[start : start + draw(st.integers(1, 40))])
    return draw(st.sampled_from([" ", "", "\n"])).join(pieces)


def replayed(text: str, fixes: tuple[garblefix.Fix, ...]) -> str:
    """``text`` after its fixes, from the last to the first so that offsets hold."""
    for fix in reversed(fixes):
        text = text[: fix.start] + fix.after + text[fix.end :]
    return text


def check(text: str) -> None:
    """What holds for every repair of every text."""
    result = garblefix.repair(text)
    assert result.changed == bool(result.fixes) == (result.text != text)
    assert 0.0 <= result.confidence <= 1.0 + 1e-6
    end = 0
    for fix in result.fixes:
        assert end <= fix.start < fix.end <= len(text)
        assert text[fix.start : fix.end] == fix.before != fix.after
        assert MIN_CONFIDENCE <= fix.confidence <= 1.0 + 1e-6
        end = fix.end
    assert replayed(text, result.fixes) == result.text
    for other in result.alternatives:
        assert replayed(text, other.fixes) == other.text
    assert garblefix.repair(result.text).text == result.text, "a second repair changes nothing"


@settings(max_examples=100)
@example("\ud800Ã©\udfff")
@example("\0\0Ã©\0")
@example("😀Ã©𐍈Ã©")
@example("\x80\x9f\xad\ufeff\ufffd\ue000")
@given(ANYTHING)
def test_any_text_at_all(text: str) -> None:
    check(text)


@settings(max_examples=80)
@given(mixtures())
def test_clean_and_garbled_text_in_one(text: str) -> None:
    check(text)


# Each was one text after a repair, and another after two.
@settings(max_examples=60)
@example("d\u81cb.i\u042fo so\u042f\u0421 que la monta\u042fa crec\u041ca\u041d\u041c\u0416")
@example(
    "in \uff83\uff76ff, \n \uf8ff\xb8\xce\xc1\xda.\n\xc4\xb1nca \xc5\x9femsiyesini a\xc3\xa7t\xc4"
)
@given(glued())
def test_pieces_garbled_in_many_ways(text: str) -> None:
    check(text)


@settings(max_examples=100)
@given(st.text(st.characters(max_codepoint=0x7F)).filter(lambda text: not asks(text)))
def test_ascii_stays(text: str) -> None:
    assert garblefix.repair(text) == garblefix.Repair(text, 1.0)


@settings(max_examples=60)
@given(st.text("abe?? .,'(:", max_size=40))
def test_question_marks_in_no_words_stay(text: str) -> None:
    assert garblefix.repair(text).text == text


def test_garbled_sentences_come_back() -> None:
    """Nearly all exactly, and hardly one wrongly.

    A sample of the pairs of encodings that can be undone; all of them: ``benchmarks.misread``.
    """
    cases = accidents()[::5]
    found = [(garblefix.fix_text(garbled), truth, garbled) for *_, truth, garbled in cases]
    exact = sum(text == truth for text, truth, _ in found)
    unchanged = sum(text == garbled for text, _, garbled in found)
    assert exact >= 0.96 * len(cases)
    assert len(cases) - exact - unchanged <= 0.03 * len(cases)


@pytest.mark.parametrize("language", SENTENCES)
def test_clean_sentences_stay(language: str) -> None:
    result = garblefix.repair(SENTENCES[language])
    assert result == garblefix.Repair(SENTENCES[language], result.confidence)
    assert result.confidence > 0.9


@pytest.mark.parametrize("language", [code for code in SENTENCES if "utf-8" in ENCODINGS[code]])
def test_a_garbled_line_among_clean_ones(language: str) -> None:
    """The clean lines and the line ends stay, whatever they are."""
    garbled = SENTENCES[language].encode().decode("latin-1")
    ends = ["\n", "\r\n"] * len(SENTENCES)

    def document(line: str) -> str:
        lines = [*SENTENCES.values(), line, "x = 1;"]
        return "".join(map(str.__add__, lines, ends))

    assert garblefix.fix_text(document(garbled)) == document(SENTENCES[language])
    assert garblefix.fix_text(garbled + "\n") == SENTENCES[language] + "\n"


def test_a_fix_says_what_happened_where() -> None:
    text = "first line\nthe cafÃ© is open\n"
    (fix,) = garblefix.repair(text).fixes
    assert text[fix.start : fix.end] == fix.before == "Ã©"
    assert (fix.after, fix.damage, fix.chain, fix.lossy) == ("é", "misread", "utf-8>cp1252", False)


def test_two_layers_are_one_fix_with_both() -> None:
    truth = SENTENCES["de"]
    twice = truth.encode().decode("latin-1").encode().decode("latin-1")
    result = garblefix.repair(twice)
    assert result.text == truth
    for fix in result.fixes:
        assert fix.chain.split(">")[::2] == ["utf-8", "utf-8"]


def test_a_long_line_is_repaired_to_its_end() -> None:
    truth = SENTENCES["zh-Hans"] * 60
    result = garblefix.repair(truth.encode().decode("latin-1"))
    assert result.text == truth


def test_a_fix_may_be_forbidden() -> None:
    text = "РџСЂРёРІРµС‚, РјРёСЂ"
    assert garblefix.repair(text).text == "Привет, мир"
    assert garblefix.repair(text, skip=["misread"]).text == text
    assert garblefix.repair(text, only=["annotation"]).text == text
    assert garblefix.repair(text, only=["misread"]).text == "Привет, мир"


def test_what_options_forbid_is_believed_all_the_same() -> None:
    """Garbled text that may not be repaired is hardly the original, clean text is."""
    assert garblefix.repair("РџСЂРёРІРµС‚, РјРёСЂ", skip=["misread"]).confidence < 0.1
    assert garblefix.repair("區(qū)政府的報(bào)告", skip=["annotation"]).confidence < 0.1
    clean = garblefix.repair("Привет, мир", skip=["misread"])
    assert clean.confidence == garblefix.repair("Привет, мир").confidence


def test_the_demanded_confidence_decides() -> None:
    """A fix that is made at no demand at all is not made above its confidence."""
    text = "Le cafÃ© est fermÃ© aujourd'hui."
    sure = garblefix.repair(text, min_confidence=0.0)
    assert sure.changed
    least = min(fix.confidence for fix in sure.fixes)
    for fix in garblefix.repair(text, min_confidence=least).fixes:
        assert fix.confidence >= least
    doubtful = garblefix.repair("ÄãºÃ", min_confidence=1.0)
    assert all(fix.confidence == 1.0 for fix in doubtful.fixes)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_confidence_out_of_range_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="min_confidence"):
        garblefix.repair("x", min_confidence=confidence)


@pytest.mark.parametrize("keyword", ["only", "skip"])
def test_an_unknown_damage_is_refused(keyword: str) -> None:
    with pytest.raises(ValueError, match="unknown damage mistake"):
        garblefix.repair("x", **{keyword: ["mistake"]})  # type: ignore[arg-type]


def test_every_reading_is_explained() -> None:
    """Likeliest first, "as is" among them at 0 nats, and the chances add up to one."""
    found = readings("鏀垮簻宸ヤ綔鎶ュ憡")
    assert found[0].text == "政府工作报告"
    assert found[0].chain == "utf-8>gbk"
    (as_is,) = [reading for reading in found if not reading.damage]
    assert (as_is.text, as_is.chain, as_is.score) == ("鏀垮簻宸ヤ綔鎶ュ憡", "", 0.0)
    assert sum(reading.confidence for reading in found) == pytest.approx(1.0)
    assert [r.confidence for r in found] == sorted((r.confidence for r in found), reverse=True)
    assert len({reading.text for reading in found}) == len(found)


@pytest.mark.parametrize(
    ("before", "garbled", "behind", "chain"),
    [
        ("Она купила два ", "яблока", " и хлеб.", "cp1251>cp1252"),
        ("Мы ждали вас у ", "станции", " метро.", "cp1251>cp1252"),
        # A word of the garbled half stands in the other too.
        ("On a posé le café, mais ", "la fenêtre et le café", " restent là.", "utf-8>cp1252"),
    ],
)
def test_part_of_a_line_comes_back(before: str, garbled: str, behind: str, chain: str) -> None:
    source, reader = chain.split(">")
    line = before + garbled.encode(source).decode(reader) + behind
    assert garblefix.repair(line).text == before + garbled + behind


@pytest.mark.parametrize(
    "text",
    [
        "It shows Ã©tÃ© and cafÃ© for été and café.",
        "On voit gÃ©nÃ©ral au lieu de général",
        "été (Ã©tÃ©), café (cafÃ©) and nothing of naÃ¯ve",
    ],
)
def test_talk_about_garbled_words_stays(text: str) -> None:
    assert garblefix.repair(text).text == text


@pytest.mark.parametrize(
    ("garbled", "original"),
    [
        ("Os usuï¿½rios podem mudar a senha", "Os usuários podem mudar a senha"),
        ("Die Tï¿½r ist geschlossen", "Die Tür ist geschlossen"),
    ],
)
def test_what_an_outcome_shows_is_looked_for_too(garbled: str, original: str) -> None:
    """What was U+FFFD, in UTF-8 and misread, is that again first, and then the letter."""
    repaired = garblefix.repair(garbled)
    assert repaired.text == original
    assert [(fix.chain, fix.lossy) for fix in repaired.fixes] == [("utf-8>cp1252", True)]
    assert garblefix.fix_text(repaired.text) == original
