"""Bytes that were lost: what may hide behind a marker, and what comes back.

Not for: what decoders do (``test_decoders``), or how much comes back (``benchmarks.lossy``).
"""

from __future__ import annotations

import io
import random
import re
import unicodedata
from itertools import pairwise

import numpy as np
import pytest

import garblefix
from garblefix import stream
from garblefix.damage import Edge, Inferred
from garblefix.damage._vanished import vanished
from garblefix.damage.inferring.decoding import HIGH, decoder, decoders
from garblefix.damage.inferring.habits import Habits
from garblefix.damage.inferring.language import language_of
from garblefix.damage.inferring.markers import WAYS, Marker, Markers, lost_alone, tables
from garblefix.damage.inferring.restored import restored_lines
from garblefix.damage.inferring.slots import divided
from garblefix.damage.inferring.utf8 import LEAD_STATES, pushed
from garblefix.document.inferred import undecided
from garblefix.document.losses import Losses
from garblefix.encodings import ONE_A_BYTE, PAIR_WITH_ASCII, PAIR_WITHOUT_ASCII
from garblefix.language import gate
from garblefix.language.model import load
from garblefix.lost import lost
from garblefix.search.outcome import Applied, Outcome
from garblefix.stream import StreamRepairer

MARKER = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("byte", "following", "ways"),
    [
        (0x80, 0xE4, {ONE_A_BYTE, PAIR_WITHOUT_ASCII, PAIR_WITH_ASCII}),  # it begins nothing
        (0xE7, 0x95, set()),  # they are one
        (0xE7, 0xFF, {ONE_A_BYTE}),  # else both go
        (0xE7, 0x22, {ONE_A_BYTE, PAIR_WITHOUT_ASCII}),  # else the quotation mark is swallowed
        (0xE7, 0x0A, {ONE_A_BYTE, PAIR_WITHOUT_ASCII, PAIR_WITH_ASCII}),  # a line ends here
        (0xE7, -1, {ONE_A_BYTE}),  # not known yet
    ],
)
def test_what_one_byte_may_be_before_another(byte: int, following: int, ways: set[int]) -> None:
    behind = np.array([following], dtype=np.int32)
    alone = {
        way: bool(lost_alone(tables(decoder("gbk")), way, behind)[0, byte - HIGH.start])
        for way in WAYS
    }
    assert {way for way, found in alone.items() if found} == ways


@pytest.mark.parametrize(("way", "after"), [(ONE_A_BYTE, "界"), (PAIR_WITH_ASCII, '界"')])
def test_what_a_marker_stands_for(way: int, after: str) -> None:
    """The last byte of 界, 8C, is lost before a sign, with which it makes no character."""
    markers = Markers(decoder("gbk"), way, language_of("世", load()), lenient=False)
    _, state, _ = pushed(np.array([LEAD_STATES[0xE7]]), np.array([0x95]))
    table, [start], [count] = markers.meant([Marker(int(state[0]), -ord("?"), ord("!"))])
    rows = table.text[start : start + count]
    found = {"".join(map(chr, row[row > 0].tolist())) for row in rows}
    assert after in found
    assert (after[:1] in found) == (way == ONE_A_BYTE)


def test_the_stricter_decoder_of_korean_knows_fewer_pairs() -> None:
    lenient, strict = decoders("cp949")
    assert strict.pairs < lenient.pairs


# What the text was, how it was read, how the decoder marks what it cannot read.
CASES = [
    ("你好，世界", "浣犲ソ锛屼笘鐣?"),
    ("파라미터 설명", "?뚮씪誘명꽣 ?ㅻ챸"),
    ("一部として実装", "荳驛ｨ縺ｨ縺励※螳溯｣・"),
    ("Введите промежуток времени (в секундах):", None),
    ("山上的雪到四月才化，今天的海风从东边吹来。", None),
    ("祖母の庭には柿の木が二本あります。", None),
]


@pytest.mark.parametrize(("text", "garbled"), CASES)
def test_lost_bytes_come_back(text: str, garbled: str | None) -> None:
    reader = "cp1252" if "а" in text else "gbk"
    garbled = garbled or text.encode().decode(reader, "replace")
    result = garblefix.repair(garbled)
    assert result.text == text
    assert any(fix.lossy for fix in result.fixes)


def test_a_lost_lead_byte_is_told_by_the_byte_behind_it_alone() -> None:
    # 누 ends in 0x84, which 구 follows; with the last byte of 구 it would make a character.
    text = "좋아하는 가수가 누구야?"
    assert garblefix.repair(text.encode().decode("cp932", "replace")).text == text


def test_what_nothing_opened_is_not_closed() -> None:
    # The last byte of 。 was lost, which 」 begins like.
    garbled = "繝代Φ繧ｱ繝ｼ繧ｭ繧帝｣溘∋繧九→縺阪\x80√◆縺?※縺?ｽ墓椢縺上ｉ縺?｣溘∋縺ｾ縺吶°縲?"
    text = "パンケーキを食べるとき、たいてい何枚くらい食べますか。"
    assert garblefix.repair(garbled).text == text


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ("「また明日。」と彼は言った。", "gbk"),  # one 「, two places that 」 would fit
        ("弟弟问：“雪什么时候停？”", "gbk"),  # what opened was lost as well
        ("“你吃过了吗？”“还没有，等你一起吃。”", "cp949"),
    ],
)
def test_what_was_lost_of_one_bracket_tells_about_another(text: str, reader: str) -> None:
    assert garblefix.repair(text.encode().decode(reader, "replace")).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Вчера мы видели ваших новых друзей",
        "Завтра мы увидим ваших новых друзей",
        pytest.param(
            "Мы хотели бы увидеть ваших новых друзей",
            marks=pytest.mark.xfail(
                reason="хотела is used more, and nothing tells what мы asks for"
            ),
        ),
    ],
)
def test_words_tell_letters_that_were_lost(text: str) -> None:
    assert garblefix.repair(text.encode().decode("cp949", "replace")).text == text


def test_no_word_is_torn_for_the_sake_of_short_ones() -> None:
    text = "Соседи часто спорят о погоде."
    assert garblefix.repair(text.encode().decode("cp932", "replace")).text == text


# What the n-grams forget is known from words of Chinese, from rarer ones of Russian, and from four
# Korean characters in a row.
REMEMBERED = [
    ("修车师傅换了轮胎，又检查了刹车片。", "cp949"),
    ("外婆的缝纫机还放在阁楼的角落里。", "gbk"),
    ("昨晚的流星雨被乌云遮住了，什么也没看见。", "cp932"),
    ("Мы заблудились в перелеске за околицей.", "cp932"),
    ("Ласточки слепили гнездо под карнизом.", "cp949"),
    ("동생은 우산을 잃어버려서 비를 맞고 돌아왔다.", "cp949"),
    ("어제는 눈이 많이 내려서 길이 미끄러웠어요.", "cp949"),
    ("창문을 닫지 않아서 방이 추워졌어요.", "gbk"),
]


@pytest.mark.parametrize(("text", "reader"), REMEMBERED)
def test_words_tell_characters_that_were_lost(text: str, reader: str) -> None:
    assert garblefix.repair(text.encode().decode(reader, "replace")).text == text


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        ('    label: "今天不开会",', '    label: "浠婂ぉ涓嶅紑浼?,'),
        ("    '请输入您的密码',", "    '璇疯緭鍏ユ偍鐨勫瘑鐮?,"),
        ('msg = "窓を開ける"', 'msg = "遯薙ｒ髢九￠繧?'),
        ("don't 说：你好，世界", "don't 璇达細浣犲ソ锛屼笘鐣?"),  # an apostrophe opens nothing
    ],
)
def test_a_quote_that_is_open_was_swallowed(text: str, garbled: str) -> None:
    assert garblefix.repair(garbled).text == text


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        ("<h2>说明书</h2>", "<h2>璇存槑涔?/h2>"),
        ("<li>价格表</li>", "<li>浠锋牸琛?/li>"),
        ("**说明书** 在桌上", "**璇存槑涔?* 鍦ㄦ?涓?"),
    ],
)
def test_what_marks_text_up_was_swallowed(text: str, garbled: str) -> None:
    assert garblefix.repair(garbled).text == text


@pytest.mark.parametrize("text", ["막내가 맛있는 만두를 빚었다.", "말없이 창밖만 바라보았다."])
def test_a_character_that_a_page_has_twice_is_what_utf_8_has_there(text: str) -> None:
    # Normalised, the 留 of 만 and 맛 cannot be told from the one that is D7 BA.
    garbled = unicodedata.normalize("NFC", text.encode().decode("cp949", "replace"))
    assert garblefix.repair(garbled).text == text


@pytest.mark.parametrize(
    "text",
    [
        "昨天晚上下了一场大雨，院子里的花都谢了。",
        "妈妈做了一桌好吃的菜，等我们回去。",
        "火车晚点了两个小时，大家都很着急。",
    ],
)
def test_what_a_vanished_pair_tore_is_put_together(text: str) -> None:
    # User-defined characters were not shown; the bytes around them look like a character.
    garbled = re.sub("[\ue000-\uf8ff]", "", text.encode().decode("gb18030", "replace"))
    assert garblefix.repair(garbled.replace(MARKER, "?")).text == text


def test_what_is_lost_of_simplified_text_is_not_traditional() -> None:
    text = "树上的鸟叫得很好听，奶奶每天都喂它们。"
    assert garblefix.repair(text.encode().decode("cp949", "replace")).text == text


@pytest.mark.parametrize(
    "text",
    ["トムはゆうべからずっとギターをひいている。", "이모는시골에서강아지둘을키우신다."],
)
def test_a_long_slot_is_not_given_up_for_its_length(text: str) -> None:
    assert garblefix.repair(text.encode().decode("cp949", "replace")).text == text


def test_what_marks_a_gap_within_is_no_gap_in_a_text() -> None:
    text = "f\ufdd0r f\ufdd1r Einträge f\ufffdr diesen Tag im Jahr"
    assert garblefix.repair(text).text == text.replace("\ufffd", "ü")


def test_what_a_document_says_again_and_again_it_says_where_bytes_are_lost() -> None:
    garbled = "姹傝仛闆嗘?х殑鍊硷紝鑱氶泦鎬у緢楂?\n鍥剧殑鑱氶泦鎬т笉楂?\n鐐圭殑鑱氶泦鎬?"
    # By themselves 聚集思 is likelier.
    assert garblefix.repair(garbled).text.endswith("\n点的聚集性")
    assert not garblefix.repair(garbled.rpartition("\n")[2]).text.endswith("性")


def test_a_quote_is_swallowed_behind_a_rare_character_too() -> None:
    garbled = '鍚?= "涔︾殑灏侀潰涓嶅畬鏁?'
    assert garblefix.repair(garbled).text.endswith('= "书的封面不完整"')


def test_exactly_the_inferred_characters_are_marked() -> None:
    result = garblefix.repair("浣犲ソ锛屼笘鐣?")
    assert [(fix.after, fix.lossy) for fix in result.fixes] == [("你好，世", False), ("界", True)]


@pytest.mark.parametrize("garbled", [garbled for _, garbled in CASES if garbled])
def test_fixes_make_the_text(garbled: str) -> None:
    result = garblefix.repair(garbled)
    text = garbled
    for fix in reversed(result.fixes):
        assert text[fix.start : fix.end] == fix.before
        text = text[: fix.start] + fix.after + text[fix.end :]
    assert text == result.text
    assert all(first.end <= second.start for first, second in pairwise(result.fixes))


def test_what_is_not_sure_is_not_invented() -> None:
    garbled = "鍏堣鎸囧畾涓?涓?滈噸鍔涘姞閫熷害鈥?"
    sure = garblefix.repair(garbled, min_confidence=0.9)
    assert sure.text.startswith("先\N{REPLACEMENT CHARACTER}指定一个")
    assert garblefix.repair(sure.text).text == sure.text


@pytest.mark.parametrize(
    "garbled",
    [
        'They sang â€" and danced â€" all night.',
        'La rÃ©union est reportÃ©e â€" salle fermÃ©e',
        "Na stole leÅ¼aÅ‚y kamyczÄki i liÅ›cie",
    ],
)
def test_a_text_that_may_be_garbled_in_part_is_not_sure(garbled: str) -> None:
    assert garblefix.repair(garbled).confidence <= 0.5


@pytest.mark.parametrize("text", ["IRMÃ MAIS VELHA", "Å i fjord", "Из А... в Д...", "MÃE, AMANHÃ?"])
def test_first_bytes_alone_are_letters(text: str) -> None:
    assert garblefix.repair(text).text == text


def test_no_fix_is_less_sure_than_is_asked() -> None:
    """Nor where one round leaves a character undecided and the next one is sure of it."""
    result = garblefix.repair(" garｧ駮n cafｧ\\xeb naｧ\ue0f2e Gr??e?")
    assert result.text.endswith("Gr\N{REPLACEMENT CHARACTER}ße?")
    assert all(fix.confidence >= 0.5 for fix in result.fixes)


def test_an_inferred_character_is_as_sure_as_where_it_stands() -> None:
    inferred = Inferred(0, 1, 0, 1, chance=0.6, others=("b",))
    known = Applied(Edge(0, 1, "b"), "misread", "", chance=1.0)
    applied = Applied(Edge(1, 2, "a", True, (inferred,)), "misread", "", chance=0.8)
    outcome = Outcome("ba", 9.0, (known, applied), confidence=1.0)
    assert undecided("é?", outcome, 0.4) is outcome
    assert undecided("é?", outcome, 0.5).text == "b\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("marker", ["?", "\ufffd"])
def test_half_of_a_character_of_which_nothing_is_known_stays(marker: str) -> None:
    garbled = f'"寮犱紵","鐢{marker}","涓婃捣"'
    result = garblefix.repair(garbled, min_confidence=0.9)
    assert result.text == f'"张伟","鐢{marker}","上海"'
    assert result.confidence < 0.1
    assert [span.text for span in result.lost] == ["\ufffd"] * (marker == "\ufffd")
    assert garblefix.repair(result.text, min_confidence=0.9).text == result.text


def test_what_was_u_fffd_is_that_again() -> None:
    result = garblefix.repair('"ï¿½bertrag von Seite 4"')
    assert result.text == '"\ufffdbertrag von Seite 4"'
    assert [span.text for span in result.lost] == ["ï¿½"]


def test_what_is_left_undecided_is_told() -> None:
    garbled = "浠栨槰澶╂病鏈夋潵锛屼粖澶╀篃涓嶆潵浜?"
    result = garblefix.repair(garbled, min_confidence=0.97)
    assert result.text.endswith("\ufffd")
    assert [(span.start, span.end, span.text) for span in result.lost] == [
        (fix.start, fix.end, fix.before) for fix in result.fixes if fix.after == "\ufffd"
    ]


def test_what_is_inferred_can_be_refused() -> None:
    result = garblefix.repair("浣犲ソ锛屼笘鐣?", skip=["lossy"])
    assert result.text == "你好，世鐣?"


@pytest.mark.parametrize(
    "text",
    [
        "你吃了吗?你好吗?谢谢!",
        "ジョン・スミス・ジュニア、アイ・ラブ・ユー?",
        "뭐라고? 정말? 그래?",
        "Что? Где? Когда?",
        "café? naïve? ¿Qué? Où ?",
        "const naïve = a?.b ?? c?.[0] ? 'ü' : \"é\";",
        r"re.compile(r'(?:é|ü)?(?P<ñ>\w+?)')",
        "https://example.org/?q=中文&lang=中?x",
        "U+FFFD (\N{REPLACEMENT CHARACTER}) steht für ungültige Daten",
        '// "ab\N{REPLACEMENT CHARACTER}c"',
        "numbers from an official recipe book \ufffd\ufffdnot fluff",
        # One character of UTF-8 was cut off; what is left is not what another encoding shows.
        "她走了第\ufffd\ufffd\ufffd条路。",
        "这\ufffd\ufffd\ufffd味着什么",
        "내 다리\ufffd\ufffd\ufffd",
        "\ufffd\ufffd\ufffd２時に会おう。",
    ],
)
def test_clean_text_with_markers_stays(text: str) -> None:
    assert garblefix.repair(text).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Es wurden keine Einträge f\ufffdr diesen Tag gefunden.", "für"),
        ("Dlatego wi\ufffdc poszedł do domu.", "więc"),
        ("Se n\ufffdo se lembra da sua palavra-passe, contacte o administrador.", "não"),
        # Of many languages by themselves; together they are of one.
        ("Votre pr\ufffd-inscription a bien \ufffdt\ufffd prise", "a bien été prise"),
        # Read as ASCII: a marker for each byte that a letter or a sign had.
        (
            "Es gibt keine Eintr\ufffd\ufffdge f\ufffd\ufffdr diesen Tag.",
            "keine Einträge für diesen",
        ),
        ("Kay\ufffd\ufffdt bulunamad\ufffd\ufffd", "Kayıt bulunamadı"),
        ("I don\ufffd\ufffd\ufffdt know what you mean", "I don’t know"),
        ("Je\ufffdli za\ufffd\ufffdczam plik", "Jeśli załączam plik"),
        # What software writes that has no letter for it; the rest may be ASCII.
        ("// Das Fenster wird sp?ter ge?ffnet", "wird später geöffnet"),
        ("La contrase?a debe tener ocho letras.", "La contraseña debe"),
        ("Die Bl??tter fallen, w??hrend es regnet.", "Die Blätter fallen, während"),
        ('echo "Operação não permitida para este usu?rio";', "para este usuário"),
        ("Ta? n?o pod?a ser, que decep??o!", "que decepção!"),
        ("// Kullan?c? kimli?i y?netimi i?in servis", "Kullanıcı kimliği yönetimi için"),
        ("P?ed odjezdem zav?ete okna, pros?m", "Před odjezdem zavřete okna, prosím"),
    ],
)
def test_a_word_tells_which_letter_was_replaced(text: str, expected: str) -> None:
    result = garblefix.repair(text)
    assert expected in result.text
    assert all(fix.damage == "replaced" and fix.lossy for fix in result.fixes)
    assert not result.lost


@pytest.mark.parametrize(
    "text",
    [
        # A letter of another language, or a capital: nothing tells.
        "Gerberstra?e 9, ?berlingen",
        "Gestern kam die \ufffdbersetzung",
        # Of a word alone it must be a usual one; what an asterisk might stand for is no letter.
        "h?llo",
        "b\ufffdlli",
        "Z?rich",
        # Both l’on and Léon read well.
        "Une ville o\N{LATIN SMALL LETTER U WITH GRAVE} l?on dort",
        # What was cut within a character need not be a word that ends there.
        "Дорогие гости, мы закр\ufffd",
        "Znaleziono dwie sztuki, a potem powró\ufffd",
        "Le colis sera livr\ufffd...",
        "Prosimy o zgłoszenie kwot\ufffd\r\nΕπιστρέφω τα χ\ufffd\r\n",
        "Quán cà phê nh\ufffd\ufffd",
    ],
)
def test_what_words_do_not_tell_stays(text: str) -> None:
    assert garblefix.repair(text).text == text


def test_quotes_around_a_word_are_none_of_it() -> None:
    assert garblefix.repair("array('Fen\ufffdtre', 30)").text == "array('Fenêtre', 30)"
    assert garblefix.repair("array('Pr\ufffdnom', 30)").text == "array('Prénom', 30)"


def test_a_word_in_which_no_languages_mix_is_told() -> None:
    assert garblefix.repair("R?merstra?e 7, 80331 M?nchen").text.endswith("80331 München")
    assert garblefix.repair(
        "\N{LATIN SMALL LETTER E WITH ACUTE}tude sur l'\ufffdvolution"
    ).text == ("étude sur l'évolution")
    assert garblefix.repair("Il faut qu\ufffdil parte, c\ufffdest l\ufffdheure").text == (
        "Il faut qu’il parte, c’est l’heure"
    )


@pytest.mark.parametrize(
    ("garbled", "expected"),
    [
        ("Heâ\ufffd\ufffds late and doesnâ\ufffd\ufffdt care", "He’s late and doesn’t care"),
        ("They called it â??a great dayâ?\x9d for all", "They called it “a great day” for all"),
        ("error: â??next_rowâ?? undeclared", "error: ‘next_row’ undeclared"),
        ("open 1990â??1998, closed since", "open 1990–1998, closed since"),
    ],
)
def test_signs_of_which_the_first_byte_is_left(garbled: str, expected: str) -> None:
    result = garblefix.repair(garbled)
    assert result.text == expected
    assert all(fix.lossy for fix in result.fixes)


def test_signs_of_a_long_document_are_looked_for_in_each_of_its_lines() -> None:
    lines = [
        "We don’t open on Mondays",
        "I’ve been there twice",
        "It isn’t far, and you’ll like it",
    ]
    document = "\n".join(lines * 20) + "\n"
    assert garblefix.fix_text(document.replace("’", "â??")) == document


@pytest.mark.parametrize(
    "text",
    [
        "Voilâ??",
        "C'est lâ?? Mais si!",
        "Qui est Judâ??Rien",
        "â??",
        "Mâ ơi, đi đâu â??",
        "The letters î and â?? Those too",
        "wordâ?? she said",
    ],
)
def test_a_letter_and_two_questions_stay(text: str) -> None:
    assert garblefix.repair(text).text == text


@pytest.mark.parametrize(
    ("text", "span", "reason"),
    [
        ("第锟斤拷锟斤拷章", "锟斤拷锟斤拷", "GBK"),
        ("usuï¿½rio", "ï¿½", "Windows-1252"),
        ("魹ｽ魹ｽ", "魹ｽ魹ｽ", "Shift-JIS"),
        ("占쏙옙占쏙옙", "占쏙옙占쏙옙", "EUC-KR"),
        ("嚙踝蕭", "嚙踝蕭", "Big5"),
        ("烫烫烫烫", "烫烫烫烫", "memory"),
        ("屯屯屯", "屯屯屯", "memory"),
        ("这\ufffd\ufffd\ufffd味着", "\ufffd\ufffd\ufffd", "U+FFFD"),
    ],
)
def test_what_is_gone_is_named(text: str, span: str, reason: str) -> None:
    (found,) = lost(text)
    assert (found.text, text[found.start : found.end]) == (span, span)
    assert reason in found.reason


@pytest.mark.parametrize("text", ["烫，很烫烫的", "屯溪", "`锟斤拷`是什么", "“ï¿½” appears"])
def test_words_and_talk_about_them_are_not_lost(text: str) -> None:
    assert not list(lost(text))


def test_what_can_be_repaired_beside_it_is() -> None:
    result = garblefix.repair("锟斤拷锟斤拷 // 鏀垮簻宸ヤ綔鎶ュ憡")
    assert result.text == "锟斤拷锟斤拷 // 政府工作报告"
    assert [span.text for span in result.lost] == ["锟斤拷锟斤拷"]


def test_any_text_is_bounded_and_back_in_order() -> None:
    chance = random.Random(4)
    for _ in range(20):
        text = "".join(chance.choices("浣犲ソ锛屼笘鐣?\ufffd・ Ã©x", k=60))
        result = garblefix.repair(text)
        for fix in reversed(result.fixes):
            text = text[: fix.start] + fix.after + text[fix.end :]
        assert text == result.text


@pytest.mark.parametrize("marker", ["?", "\ufffd"])
@pytest.mark.parametrize(
    "text",
    [
        "Die Straße war naß, die Größe stimmte nicht.",
        "Ein Kaffee kostet 3 €, für Gäste 2 €",
        "Zespół śpiewał późno w nocy, a sąsiedzi spali",
        "Österreich ist schöner als früher",
    ],
)
def test_windows_1252_saved_as_latin_1_lost_its_signs(text: str, marker: str) -> None:
    """Quotes and dashes that it has beyond Latin-1 are bytes of UTF-8 here."""
    shown = "".join(
        sign if sign < "\x80" or sign >= "\xa0" else marker
        for sign in text.encode().decode("latin-1")
    )
    assert garblefix.repair(shown).text == text


QUESTIONS = [
    "colou?r or color? What?Why? https?://example.org/a?b=c index.php?id=1&n?o",
    "const e=t?n:r, o=a?b.c:d, i=x?.y??z, u=v?w(1):2;",
    'function f(e,t){return g(e,t?.in),h(t?.in||e),e?n:"",e?t:/a/,c?.unit}',
    r'("mont?s?", "l[aeo]s?|n?os)$", /f?r/, a?b*, te?t.txt, fil?.log)',
    "Is it done? yes. Who? me, you? him",
    "nil?(x) empty?(y) foo?bar[0] $a?b @c?d %e?f",
    "The cr?ssword has b?nk and ?one in it",
]


@pytest.mark.parametrize("text", QUESTIONS)
def test_other_question_marks_stay(text: str) -> None:
    assert garblefix.repair(text).text == text
    assert pipe(text) == text


def test_what_one_line_asks_another_does_at_its_end() -> None:
    """No letter is put in where nothing tells that letters were lost at all."""
    lines = [
        "Une erreur s'est produite apr?s la derni?re ligne.",
        "La cl? est ajout? automatiquement",
        "Quit? yes",
    ]
    found = pipe("\n".join(lines)).split("\n")
    assert found == [
        "Une erreur s'est produite après la dernière ligne.",
        "La clé est ajouté automatiquement",
        "Quit? yes",
    ]
    assert pipe("La cl? est ajout? automatiquement") == "La cl? est ajout? automatiquement"


def test_letters_are_put_into_ascii_in_the_encoding_of_the_file() -> None:
    ascii_lines = (9000 * b"int width = 0;\n" + b"// Das Fenster wird sp?ter ge?ffnet\n") * 3
    source = io.BytesIO(ascii_lines + "Größe\n".encode("cp1252"))
    output = b"".join(block.data for block in StreamRepairer().blocks(source))
    assert (
        output
        == ascii_lines.replace(b"sp?ter ge?ffnet", "später geöffnet".encode("cp1252"))
        + b"Gr\xf6\xdfe\n"
    )


def test_a_large_file_of_ascii_is_repaired_throughout() -> None:
    lines = (9000 * "int width = 0;\n" + "// Das Fenster wird sp?ter ge?ffnet\n") * 6
    assert pipe(lines) == lines.replace("sp?ter ge?ffnet", "später geöffnet")


def test_ascii_in_a_pipe_stays_while_its_encoding_is_not_known() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    lines = (9000 * b"int width = 0;\n" + b"// Das Fenster wird sp?ter ge?ffnet\n") * 3
    output = b"".join(block.data for block in StreamRepairer().blocks(Pipe(lines)))
    assert output.startswith(lines[: stream.WINDOW // 2])


def pipe(text: str) -> str:
    """What the pipe makes of a file."""
    source = io.BytesIO(text.encode())
    return b"".join(block.data for block in StreamRepairer().blocks(source)).decode()


LINES = (
    "我们的老师每天早上都在学校门口等着大家，她总是笑着说话。",
    "这个城市的夏天非常热，但是晚上很舒服，我们常常出去走走。",
    "他说今天的天气很好，我们可以一起去公园走走。",
    "这里的人们都很友好，大家都喜欢在这里生活和工作。",
)


@pytest.mark.parametrize("marker", ["?", MARKER])
def test_what_a_file_has_shown_is_known_in_its_other_lines(marker: str) -> None:
    garbled = [line.encode().decode("gbk", "replace").replace(MARKER, marker) for line in LINES]
    short = "好的。".encode().decode("gbk", "replace").replace(MARKER, marker)
    file = "".join(f"{line}\n" for line in [*garbled * 3, short])
    assert pipe(file) == "".join(f"{line}\n" for line in [*LINES * 3, "好的。"])


def test_what_a_file_has_shown_is_tried_where_the_gate_is_in_doubt() -> None:
    garbled = "灞曡?堝凡缁忓紑濮嬩簡鍚楋紵"
    suspicion = gate.suspicion([garbled])
    assert suspicion[0] <= gate.GARBLED
    [outcome] = Losses("utf-8>gbk").restored([garbled], suspicion, load())
    assert outcome is not None
    assert outcome.text == "展览已经开始了吗？"


def test_question_marks_stay_where_u_fffd_stands_for_lost_bytes() -> None:
    lines = [*LINES, "你觉得这样好吗?我觉得很好!"]
    garbled = [line.encode().decode("gbk", "replace") for line in lines]
    assert pipe("\n".join(garbled)) == "\n".join(lines)


def test_the_decoder_is_learned_from_the_texts() -> None:
    habits = Habits()
    gbk = decoder("gbk")
    text = LINES[0].encode().decode("gbk", "replace")
    for _ in range(3):
        restored_lines([(text, divided(text, gbk))], "gbk", habits, load())
    likeliest = min(habits.of("gbk", MARKER, frozenset()), key=habits.cost)
    assert likeliest.way != PAIR_WITH_ASCII
    assert habits.cost(likeliest) == 0.0


def test_a_file_of_one_long_line_comes_back_in_part() -> None:
    garbled = ("".join(LINES) * 20).encode().decode("gbk", "replace")
    assert "我们的老师每天早上都在学校门口" in pipe(garbled)


def test_a_question_that_went_through_a_chain_twice_is_not_restored_once() -> None:
    once = "Когда вы вернётесь домой?".encode().decode("latin-1")
    twice = once.encode().decode("latin-1")
    (found,) = Losses("utf-8>latin-1").restored([twice], gate.suspicion([twice]), load())
    assert found is None


# What the text was; the bytes that Windows-1252 leaves undefined are shown as nothing.
VANISHED = (
    "저는 오늘 아침에 시장에서 사과와 배를 샀어요",
    "私の家の前で猫が寝ています",
    "Наша собака спит у старого сада",
    "“Hej”, sagte er leise",
    "❌ Não foi possível abrir a porta",
)


@pytest.mark.parametrize("text", VANISHED)
def test_bytes_that_are_shown_as_nothing_come_back(text: str) -> None:
    garbled = text.encode().decode("cp1252", "ignore")
    assert len(garbled) < len(text.encode())
    assert garblefix.repair(garbled).text == text


def less_controls(text: str, mark: str = "") -> str:
    """What Latin-1 shows of UTF-8, where software drops the C1 controls or has a mark for each."""
    return re.sub("[\x80-\x9f]", mark, text.encode().decode("latin-1"))


@pytest.mark.parametrize("mark", ["", "?", MARKER])
@pytest.mark.parametrize(
    "text",
    [
        "Мой брат работает в большой компании.",
        "Він залишився вдома, бо захворів.",
        "Σήμερα το βράδυ θα πάμε στον κινηματογράφο.",
        "Młodszy brat poszedł wczoraj do szkoły.",
    ],
)
def test_controls_of_latin_1_come_back(text: str, mark: str) -> None:
    assert garblefix.repair(less_controls(text, mark)).text == text


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("明天早上我们一起去学校上课。", "我们一起去学校"),
        ("今日は学校に行きません。", "今日は学校に"),
        ("วันนี้ฝนตกหนักมาก", "หนักมาก"),
        ("저는 학교에서 한국어를 공부합니다.", "에서 한국어를 공부합니다."),
    ],
)
def test_of_scripts_with_more_bytes_what_can_be_told_comes_back(text: str, known: str) -> None:
    result = garblefix.repair(less_controls(text))
    assert known in result.text
    assert result.confidence < 0.5


@pytest.mark.parametrize(
    "text", ["Мой брат работает в большой компании.", "Він залишився вдома, бо захворів."]
)
def test_spaces_may_stand_for_controls_of_latin_1(text: str) -> None:
    assert garblefix.repair(less_controls(text, " ")).text == text


def test_latin_1_without_its_controls_is_not_told_as_clean() -> None:
    garbled = less_controls("因风吹火，用力不多。", " ")
    assert garblefix.repair(garbled).confidence <= 0.5
    clean = "Spaß am Fuß, Maß und Gruß"
    assert garblefix.repair(clean).confidence > 0.9


def test_a_question_is_one_where_controls_are_gone() -> None:
    text = "Привет, как дела? Сегодня хорошая погода."
    assert garblefix.repair(less_controls(text)).text == text


def test_a_letter_whose_second_byte_is_a_soft_hyphen_lacks_nothing() -> None:
    edges = vanished("la montaña crecÃ\xad mucho")
    assert list(edges) == []


@pytest.mark.parametrize("mark", ["?", MARKER])
@pytest.mark.parametrize(
    "text",
    [
        "今日は電車が走りません。明日も走らないそうです。",
        "データを読み込んでから保存します。",
        "ソフトウェアの使い方を説明する。",
    ],
)
def test_marks_of_what_could_not_be_read_of_shift_jis(text: str, mark: str) -> None:
    garbled = text.encode("cp932").decode("cp1252", "replace").replace(MARKER, mark)
    assert mark in garbled
    assert garblefix.repair(garbled).text == text


def test_text_that_keeps_marks_is_not_sure() -> None:
    garbled = "Мы вчера вернулись домой с рыбой".encode("cp1251").decode("cp932", "replace")
    assert garblefix.repair(garbled.replace(MARKER, "?")).confidence <= 0.5


@pytest.mark.parametrize("text", ["the word ไทย means", "# CΨ ≤ ¼ holds", "the é§ in it"])
def test_letters_that_could_have_lost_bytes_stay(text: str) -> None:
    assert garblefix.repair(text).text == text


def test_a_space_may_be_one() -> None:
    # 켠 is EC BC A0, and 일 EC 9D BC, of which 9D is shown as nothing.
    text = "파일 로더"
    assert garblefix.repair(text.encode().decode("cp1252", "ignore")).text == text


def test_questions_are_no_lost_bytes() -> None:
    text = "Il va à la plage demain ou quoi ??"
    assert garblefix.repair(text.replace("à", "Ã ")).text == text


def test_a_decoder_that_is_ruled_out_may_be_the_only_one_that_can_have_shown_a_line() -> None:
    # Latin-1 saved the file, and shows no ``‰``; the last lines are from elsewhere.
    lines = [
        "Liebe GrÃ¼Ã?e aus KÃ¶ln, wir fahren nach Ã?sterreich und schicken GrÃ¼Ã?e.",
        "Die Ã?ffnungszeiten sind fÃ¼r GÃ¤ste und FÃ¼Ã?e auf der StraÃ?e.",
        "GroÃ?e GrÃ¼Ã?e, sÃ¼Ã?e MÃ¤dchen.",
    ]
    others = ["Aussel A., Ã‰tude des styles du mobilier, Ã?e grÃ¼Ã?e"]
    outcome = pipe("\n".join([*lines * 10, *others * 3]))
    assert outcome.startswith("Liebe Grüße aus Köln, wir fahren nach Österreich")
    assert "Füße auf der Straße" in outcome
    assert "Étude des styles" in outcome
