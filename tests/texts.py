"""Sentences written for the tests, the encodings they used to be stored in, and accidents.

Not for: measuring how good repairs are (``benchmarks``).
"""

from __future__ import annotations

SENTENCES = {
    "zh-Hans": "院子里的桂花树今年开得很晚，孩子们每天放学都要去看一看。",
    "zh-Hant": "雨停了以後，奶奶把曬好的衣服一件一件收進屋裡。",
    "ja": "窓の外では雪が静かに降り続いて、猫は布団から出てきません。",
    "ko": "할머니는 아침마다 마당을 쓸고 꽃에 물을 주십니다.",
    "ru": "Старый мост через реку закрыли на ремонт до конца осени.",
    "uk": "Увечері діти їздили на ярмарок і привезли бабусі мед.",
    "el": "Το πρωί πήγαμε με τα πόδια στην παλιά αγορά της πόλης.",
    "he": "בבוקר הלכנו ברגל אל השוק הישן וקנינו לחם טרי.",
    "ar": "ذهبنا في الصباح إلى السوق القديمة واشترينا خبزا ساخنا.",
    "th": "เมื่อวานฝนตกหนักมากจนถนนหน้าบ้านน้ำท่วม",
    "de": "Die Bäckerin öffnet früh, und die Straße riecht schön nach Brötchen.",
    "fr": "Après le dîner, la fenêtre était restée ouverte à côté du vieux chêne.",
    "es": "El niño soñó que la montaña crecía más allá del río pequeño.",
    "pl": "Łódź stała przy brzegu, a żółte liście spadały na wodę.",
    "cs": "Příští týden přijede babička a upeče švestkový koláč.",
    "tr": "Küçük kız bahçede yağmur yağınca şemsiyesini açtı.",
    "vi": "Buổi sáng, bà ngoại thường ngồi uống trà trước hiên nhà.",
    "hy": "Երեկոյան տատիկը նստում էր պատշգամբում և հեքիաթ էր պատմում։",
    "ka": "საღამოს ბებია აივანზე იჯდა და ბავშვებს ზღაპარს უყვებოდა.",
}

ENCODINGS = {
    "zh-Hans": ("utf-8", "gb18030", "gbk"),
    "zh-Hant": ("utf-8", "big5", "gb18030"),
    "ja": ("utf-8", "cp932", "euc_jp"),
    "ko": ("utf-8", "cp949"),
    "ru": ("utf-8", "cp1251", "koi8-r", "cp866", "mac-cyrillic"),
    "uk": ("utf-8", "cp1251", "koi8-u"),
    "el": ("utf-8", "cp1253", "iso8859-7"),
    "he": ("utf-8", "cp1255"),
    "ar": ("utf-8", "cp1256"),
    "th": ("utf-8", "cp874"),
    "de": ("utf-8", "cp1252", "cp850"),
    "fr": ("utf-8", "cp1252", "mac-roman"),
    "es": ("utf-8", "cp1252", "cp437"),
    "pl": ("utf-8", "cp1250", "iso8859-2"),
    "cs": ("utf-8", "cp1250", "cp852"),
    "tr": ("utf-8", "cp1254"),
    "vi": ("utf-8", "tcvn", "viscii", "vni"),
    "hy": ("utf-8", "armscii-8"),
    "ka": ("utf-8", "georgian-ps", "georgian-academy"),
}

READERS = [
    *("gb18030", "gbk", "big5", "cp932", "cp949"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257"),
    *("latin-1", "iso8859-2", "koi8-r", "cp437", "cp850", "cp866", "mac-roman"),
]


def misread(text: str, source: str, reader: str) -> str | None:
    """``text`` after its bytes were read as ``reader``; None where that cannot be undone."""
    try:
        garbled = text.encode(source).decode(reader)
        restored = garbled.encode(reader).decode(source)
    except UnicodeError:
        return None
    return garbled if restored == text != garbled else None


def accidents() -> list[tuple[str, str, str, str, str]]:
    """(language, source, reader, truth, garbled) for every reversible pair of every sentence."""
    return [
        (language, source, reader, truth, garbled)
        for language, truth in SENTENCES.items()
        for source in ENCODINGS[language]
        for reader in READERS
        if (garbled := misread(truth, source, reader)) is not None
    ]
