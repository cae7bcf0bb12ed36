"""The detector on letters and signs that only list: they are words of no language."""

from __future__ import annotations

import pytest

from garblefix.detect import detect

# Text and the codec that wrote it.
LISTS = [
    ("ÄÖÜ\n", "cp1252"),
    ("üöä\n", "cp1252"),
    ('#define UMLAUTS "ÄÖÜ"\n', "cp1252"),
    ('assert slug("ÄÖÜ") == "aou"\n', "cp1252"),
    ("umlauts = 'äöüÄÖÜß'\n", "cp1252"),
    ("tr 'äöüß' 'aous'\n", "cp1252"),
    ("ÄäÖöÜü\n", "cp1252"),
    ("åäö ÅÄÖ\n", "cp1252"),
    ("[æøåÆØÅ]\n", "cp1252"),
    ("let vowels = 'áéíóú';\n", "cp1252"),
    ("ÁÉÍÓÚÑ\n", "cp1252"),
    ("/[âêîôû]/\n", "cp1252"),
    ("àèéìòù\n", "cp1252"),
    ("äöüß\n", "cp850"),
    ("umlauts = 'äöü'\n", "mac-roman"),
    ("ąćęłńóśźż\n", "cp1250"),
    ("ĄĆĘŁŃÓŚŹŻ\n", "iso8859-2"),
    ("# čšž ČŠŽ\n", "cp1250"),
    ("áčďéěíňóřšťúůýž\n", "cp1250"),
    ("çğıöşü ÇĞİÖŞÜ\n", "cp1254"),
    ("ąčęėįšųūž\n", "cp1257"),
    ("ABC абвгд\n", "koi8-r"),
    # Half-width katakana in the order of the syllabary.
    ("ｱｲｳ ｴｵ\n", "cp932"),
    ("ｱｲｳｴｵ ｶｷｸｹｺ ｻｼｽｾｿ\n", "cp932"),
    ("echo ｱｲｳｴｵ\r\n", "cp932"),
    ("ｱ,ｲ,ｳ\n", "cp932"),
    ('keys = "ｱｲｳｴｵｶｷｸｹｺ"\n', "cp932"),
    # Signs by themselves.
    ("® ™ ©\n", "cp1252"),
    ("{'®', '©', '™'}\n", "cp1252"),
    ("°, ², ³, µ\n", "cp1252"),
    ("€ £ §\n", "cp1252"),
    ("½ ¼ ¾\n", "cp1252"),
    ("signs = '§°²³µ€'\n", "cp1252"),
]

# Short words, of which each letter is in some list.
WORDS = [
    ("вкл\nвыкл\n", "cp1251"),
    ("или\n", "cp1251"),
    ("я и ты\n", "cp1251"),
    ("дом\n", "koi8-r"),
    ("Нет\nДа\n", "koi8-r"),
    ("мир\n", "cp866"),
    ("зло\n", "cp1251"),
    ("και\n", "cp1253"),
    ("אני\n", "cp1255"),
    ("בים\n", "cp1255"),
]


@pytest.mark.parametrize(("text", "encoding"), LISTS)
def test_lists_are_no_words(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert data.decode(detect(data)[0].encoding) == text


@pytest.mark.parametrize(("text", "encoding"), WORDS)
def test_words_are_no_lists(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert data.decode(detect(data)[0].encoding) == text
