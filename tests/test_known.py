"""A chain that a document has shown explains other lines of it, and only those that it made.

Not for: how a chain comes to be known (``test_repair``).
"""

from __future__ import annotations

import io

import pytest

from garblefix.document.held import HOPELESS, MOST_SURE, Held
from garblefix.document.known import CHECKED, Known
from garblefix.document.repairer import Repairer
from garblefix.document.undone import Batch, Flags, Suspicions
from garblefix.language import gate
from garblefix.language.model import Model, load
from garblefix.repair import repair
from garblefix.stream import StreamRepairer

FRENCH = "Le garçon a posé le café sur la fenêtre."
GERMAN = "Die Tür öffnet sich, und es ist kühl draußen."
JAPANESE = "祖母の庭には柿の木が二本あって、秋になると実が赤くなります。"
KOREAN = "할머니는 아침마다 꽃에 물을 주시고 이웃에게 인사를 하십니다."
RUSSIAN = "Письмо пришло вечером, когда все уже спали."


def misread(text: str, chain: str) -> str:
    """What becomes of a text on a chain of one step."""
    source, reader = chain.split(">")
    return text.encode(source).decode(reader)


def explained(known: Known, lines: list[str]) -> list[str | None]:
    return known.explained(lines, gate.suspicion(lines), load())


def by_chain(line: str, chain: str) -> str | None:
    known, suspicion = Known(chain), gate.suspicion([line])
    [whole] = known.explained([line], suspicion, load())
    return whole or known.explained([line], suspicion, load(), partly=True)[0]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        (FRENCH, "utf-8>cp1252"),
        (JAPANESE, "euc_jp>latin-1"),
        (KOREAN, "cp949>latin-1"),
        (RUSSIAN, "koi8-r>cp1251"),
    ],
)
def test_a_chain_explains_what_it_made(text: str, chain: str) -> None:
    assert by_chain(misread(text, chain), chain) == text
    assert by_chain(text, chain) is None


@pytest.mark.parametrize(
    ("text", "chain", "known"),
    [
        (GERMAN, "utf-8>latin-1", "euc_jp>latin-1"),
        ("Die Tür öffnet", "utf-8>latin-1", "euc_jp>latin-1"),
        (KOREAN, "cp949>latin-1", "gb18030>latin-1"),
        (RUSSIAN, "koi8-r>latin-1", "cp1251>latin-1"),
        (JAPANESE, "euc_jp>latin-1", "cp949>latin-1"),
    ],
)
def test_it_does_not_explain_what_another_made(text: str, chain: str, known: str) -> None:
    assert by_chain(misread(text, chain), known) is None


def test_only_the_part_of_a_line_that_was_garbled() -> None:
    garbled = misread(RUSSIAN, "utf-8>cp1251")
    assert by_chain(f"{garbled} — 北京", "utf-8>cp1251") == f"{RUSSIAN} — 北京"


@pytest.mark.parametrize(
    ("line", "chain"),
    [
        ("Je gagne 100€ par jour.", "mac-roman>cp1252"),
        ("Έλα γι´αυτό.", "mac-greek>cp1253"),
    ],
)
def test_signs_that_may_be_meant_stay(line: str, chain: str) -> None:
    assert by_chain(line, chain) is None


def test_lines_of_several_chains_in_one_document() -> None:
    pairs = [
        (JAPANESE, "euc_jp>latin-1"),
        (FRENCH, "utf-8>cp1252"),
        (RUSSIAN, "koi8-r>cp1251"),
        (GERMAN, "utf-8>latin-1"),
    ]
    garbled = "\n".join(misread(text, chain) for text, chain in 3 * pairs)
    assert repair(garbled).text == "\n".join(text for text, _ in 3 * pairs)


CZECH = (
    "Příští týden pojedeme na hory a budeme lyžovat až do večera.",
    "Včera večer přišel můj bratr domů velmi pozdě.",
    "Děti si hrály na hřišti, dokud nezačalo pršet.",
    "Kočka spí celý den na okně a čeká na večeři.",
    "Nejstarší dům v naší ulici opravují už třetí měsíc.",
    "Zítra ráno přijede babička a přiveze čerstvé koláče.",
)
# Hungarian that is the same in Windows-1250 and -1252, and that is not.
ALIKE = (
    "A macska a kertben alszik, és álmában egeret kerget.",
    "Nálunk minden szombaton friss kenyér van az asztalon.",
    "Már megint esik, és nincs nálam kabát.",
)
APART = (
    "Az első vendég már reggel megérkezett a szállóba.",
    "A nővérem későn kelt fel, mert este sokáig olvasott.",
    "Két fiatal tűzoltó mászott fel a tetőre.",
    "A szomszéd őszinte, de kissé makacs férfi.",
)
SPANISH = (
    "Mañana iré con mi compañero a la montaña pequeña.",
    "El niño soñaba con un otoño más cálido.",
)
CROATIAN = (
    "Uskoro ćemo znati tko je pobijedio na izborima.",
    "Sjedili smo u vrtu i slušali ptice.",
    "Žao mi je što nisi došao na večeru.",
    "U školi smo učili pjesmu o moru.",
    "Šetali smo gradom do kasno u noć.",
    "Nitko nije čuo što je rekao.",
)


def test_the_oftener_a_chain_holds_the_less_it_must_gain() -> None:
    chain, model = "cp1250>cp1252", load()
    known = Known(chain)
    unsure = [misread("Tobě dám ten nůž.", chain)]
    assert known.explained(unsure, gate.suspicion(unsure), model) == [None]
    lines = [misread(line, chain) for line in CZECH * 10]
    known.explained(lines, gate.suspicion(lines), model)
    assert known.held.sure > 3
    assert known.explained(unsure, gate.suspicion(unsure), model) == ["Tobě dám ten nůž."]


def test_what_reads_worse_speaks_against_a_chain() -> None:
    chain, model = "cp1250>cp1252", load()
    known = Known(chain)
    lines = [misread(line, chain) for line in CZECH]
    known.explained(lines, gate.suspicion(lines), model)
    before = known.held.sure
    clean = ["Le garçon est arrivé très tôt à l'école."] * 20
    assert known.explained(clean, gate.suspicion(clean), model) == [None] * 20
    assert known.held.sure < before


@pytest.fixture
def long_known() -> Known:
    """A chain that so many lines have shown that of lines like them a few are looked at."""
    known = Known("koi8-r>latin-1")
    lines = [f"{RUSSIAN} {number}" for number in range(420)]
    assert explained(known, [misread(line, known.chain) for line in lines]) == lines
    assert known.held.sure == MOST_SURE
    return known


def test_where_a_few_lines_hold_so_do_all_others(
    long_known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = []
    convincing = Known._convincing

    def counted(known: Known, batch: Batch, model: Model) -> tuple[Flags, Suspicions]:
        looked_at.append(len(batch.lines))
        return convincing(known, batch, model)

    monkeypatch.setattr(Known, "_convincing", counted)
    lines = [f"{RUSSIAN} {number}" for number in range(40)]
    before = long_known.held.times
    assert explained(long_known, [misread(line, long_known.chain) for line in lines]) == lines
    assert long_known.held.times == before + 40
    assert looked_at == [40 / CHECKED, 0]


def test_where_one_of_them_does_not_each_is_looked_at(long_known: Known) -> None:
    lines = [misread(RUSSIAN, long_known.chain)] * 40
    others = (CHECKED, CHECKED + 1)  # the first of them is among the few
    for place in others:
        lines[place] = misread(KOREAN, "cp949>latin-1")
    found = explained(long_known, lines)
    assert found == [None if place in others else RUSSIAN for place in range(40)]


def test_a_line_garbled_in_part_is_found_among_many(long_known: Known) -> None:
    half = f"{GERMAN} {misread(RUSSIAN, long_known.chain)}"
    # One alone shows that the document has such lines.
    assert explained(long_known, [half]) == [None]
    assert long_known.held.torn == 1
    lines = [misread(RUSSIAN, long_known.chain)] * 40
    lines[CHECKED + 1] = half
    before = long_known.held.times
    found = explained(long_known, lines)
    assert found == [None if line == half else RUSSIAN for line in lines]
    assert long_known.held.times == before + 39


def test_kin_that_explains_more_takes_what_was_held_with_it() -> None:
    """Lines without ``ő`` are the same in both pages, until others tell them apart."""
    seeming, other = Held(times=9, refused=1, torn=2, tried=12, explained=8), Held(times=1, tried=4)
    other.supersede(seeming)
    assert other == Held(times=10, refused=1, torn=2, tried=16, explained=8)
    assert seeming == Held(compared=HOPELESS)
    alike = [f"{line} {number}" for number in range(12) for line in ALIKE]
    text = "\n".join(alike + [f"{line} {number}" for number in range(6) for line in APART])
    repairer = Repairer()
    assert repairer.repair(misread(text, "cp1250>cp437")).text == text
    first, second = (repairer.shown._account(f"{page}>cp437") for page in ("cp1250", "cp1252"))
    assert first.held.reach == 1.0
    assert second.held.reach == 0.0


def test_what_hardly_ever_reads_better_is_asked_about_a_few_lines() -> None:
    right, kin = Known("cp1250>cp437"), Known("cp1252>cp437")
    lines = [misread(line, right.chain) for line in APART * 20]
    assert kin.better(lines, APART * 20, right, load()) == [None] * len(lines)
    # All of the first batch, then one in so many of each that is twice as long.
    assert HOPELESS <= kin.held.compared < len(lines)
    assert kin.held.better == 0
    # Where one of the few reads better, all are asked about.
    garbled = [misread(line, kin.chain) for line in SPANISH * 20]
    wrong = [line.encode("cp437").decode("cp1250") for line in garbled]
    assert kin.better(garbled, wrong, right, load()) == list(SPANISH * 20)


def test_of_two_known_chains_the_better_one_explains_a_line() -> None:
    """``č`` is one byte in both pages, ``š`` and ``ž`` are not."""
    text = "\n".join(CROATIAN * 3)
    assert repair(misread(text, "iso8859-2>latin-1")).text == text


@pytest.mark.parametrize(
    ("before", "garbled", "behind", "chain"),
    [
        ("祖母の庭には柿の木が二本あって、", "秋になると実が赤くなります。", "", "cp932>gbk"),
        ("", "祖母の庭には柿の木が二本あって", "、秋になると実が赤くなります。", "cp932>gbk"),
        ("할머니는 아침마다 꽃에 물을 주시고 ", "이웃에게 인사를 하십니다.", "", "cp949>gbk"),
        ("Письмо пришло вечером, ", "когда все уже спали.", "", "koi8-r>cp1251"),
        ("Le garçon a posé le café, ", "où la fenêtre était fermée.", "", "utf-8>cp1252"),
        ("Über die Straße\t", "Die Tür öffnet sich", "\tkühl und schön", "utf-8>mac-roman"),
    ],
)
def test_a_chain_that_made_part_of_a_line_leaves_the_rest(
    before: str, garbled: str, behind: str, chain: str
) -> None:
    line = before + misread(garbled, chain) + behind
    assert by_chain(line, chain) == before + garbled + behind


def test_what_went_through_a_chain_twice_is_not_left_garbled_once() -> None:
    chain = "utf-8>latin-1"
    twice = misread(misread(RUSSIAN, chain), chain)
    assert by_chain(twice, chain) != misread(RUSSIAN, chain)


@pytest.mark.parametrize(
    ("garbled", "expected"),
    [
        ("DÃ©jÃ\xa0 vu\nFenÃªtre fermée à clÃ©", "Déjà vu\nFenêtre fermée à clé"),
        ("DÃ©jÃ\xa0 vu\nÃ©tÃ© = summer, été = ete", "Déjà vu\nété = summer, été = ete"),
        ("StraÃŸe\nfrÃ¼h Mädchen Ã¼ber", "Straße\nfrüh Mädchen über"),
        ("maÃ±ana\nasí seÃ±or", "mañana\nasí señor"),
        ("СѓР¶Рµ\nРјРёСЂ\nвсе РІСЃРµ", "уже\nмир\nвсе все"),
        ("РџСЂРёРІРµС‚\nРјРёСЂ и РјРёСЂ", "Привет\nмир и мир"),
    ],
)
def test_clean_letters_of_a_line_garbled_in_part_lost_nothing(garbled: str, expected: str) -> None:
    # By themselves they begin sequences of UTF-8 whose other bytes some software does not show.
    assert repair(garbled).text == expected


SHOWN, GARBLED = "今年夏天的雨水特别多", "常常被淹没的地方"


@pytest.mark.parametrize(
    ("reader", "clean"),
    [
        ("cp874", "Über"),  # this page has no Ü, and shows one for a byte that it leaves open
        ("cp1250", "Über"),
        ("cp1253", "Αθήνα"),
        ("gbk", "河边的小路"),  # what 小路 is in GBK is UTF-8 by chance
        ("cp949", "上海"),
    ],
)
def test_clean_words_beside_text_that_lost_bytes_stay(reader: str, clean: str) -> None:
    first, garbled = (text.encode().decode(reader, "replace") for text in (SHOWN, GARBLED))
    assert repair(f"{first}\n{clean} {garbled}").text.split("\n")[1] == f"{clean} {GARBLED}"


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Завтра обещают дождь и сильный ветер.", "cp1251"),
        ("Jutro będzie padać i mocno wiać, weź parasol.", "cp1250"),
    ],
)
def test_a_line_of_utf_8_is_none_of_the_page_of_all_others(text: str, page: str) -> None:
    lines = [f"{text} {number}" for number in range(20)]
    pages = [page] * 19 + ["utf-8"]
    garbled = [
        line.encode(source).decode("latin-1") for line, source in zip(lines, pages, strict=True)
    ]
    stream = io.BytesIO("".join(f"{line}\n" for line in garbled).encode())
    repaired = b"".join(block.data for block in StreamRepairer().blocks(stream)).decode()
    assert repaired.splitlines() == lines


EARLIER = [
    (
        "он\nвот\nДолгий вечер тянулся, и снег шёл за окном.\nВ доме было тихо.\n",
        "koi8-r",
        "latin-1",
    ),
    ("Mówi\nDługo szliśmy przez las, aż żółte światło zgasło.\n", "cp1250", "cp1252"),
    (
        "▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒\n▒▒┌─────────┬──────┐▒▒\n▒▒│Função   │ SOMA │▒▒\n"
        "▒▒└─────────┴──────┘▒▒\nLocal total\n//│Verifica se há itens │\n",
        "cp850",
        "cp1252",
    ),
]


@pytest.mark.parametrize(("text", "source", "reader"), EARLIER)
def test_what_later_lines_show_explains_earlier_ones(text: str, source: str, reader: str) -> None:
    garbled = text.encode(source).decode(reader)
    assert repair(garbled).text == text


def test_clean_lines_before_garbled_ones_stay() -> None:
    garbled = "\n".join(
        "Долгий вечер, и снег шёл за окном.".encode().decode("cp1251") for _ in "abc"
    )
    for clean in ("Ære være", "naïve", "ÎÅ", "Übergröße", "Žluťoučký kůň", "«Да» — «нет»", "上海"):
        assert repair(f"{clean}\n{garbled}").text.split("\n")[0] == clean


@pytest.mark.parametrize("reader", ["cp1254", "iso8859-9", "cp1250"])
def test_a_letter_of_the_sister_page_in_a_later_line_tells_it(reader: str) -> None:
    lines = ["Уважаемые коллеги!", "Прошу прислать отчёт за март.", "Договор от 3 марта, 40 руб."]
    garbled = "\n".join(line.encode("cp1251").decode(reader) for line in lines)
    assert repair(garbled).text == "\n".join(lines)
