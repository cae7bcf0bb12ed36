"""The letters that alphabets have beyond those of ASCII, or of the language they took theirs from.

Lists of letters are made of these: vowels of a pattern, keys of a keyboard, what a program is
tested with. Source: the exemplar characters of the Unicode Common Locale Data Repository. Not for:
telling languages apart (``identify``).
"""

from __future__ import annotations

OWN_LETTERS = (
    "äöüß",  # German
    "åäö",  # Swedish, Finnish
    "æøåäö",  # Danish, Norwegian, and what they take from Swedish
    "áðéíóúýþæö",  # Icelandic, Faroese
    "àâæçéèêëîïôœùûüÿ",  # French
    "áéíóúüñ",  # Spanish
    "áâãàçéêíóôõúü",  # Portuguese
    "àèéìíîòóùú",  # Italian
    "àçèéíïòóúü",  # Catalan
    "áéíóöőúüű",  # Hungarian
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "čćđšž",  # Croatian
    "ăâîșțşţ",  # Romanian
    "çëğıiöşüâîûə",  # Turkish, Azerbaijani, Albanian
    "āčēģīķļņōŗšūž",  # Latvian, long vowels of Latin and of transliteration
    "ąčęėįšųūž",  # Lithuanian
    "äõöüšž",  # Estonian
    "ĉĝĥĵŝŭ",  # Esperanto
    "ċġħżàèìòù",  # Maltese
    "âêîôûŵŷáéíóúẃýäëïöü",  # Welsh
    "ăâđêôơư",  # Vietnamese
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü",  # Pinyin
    "άέήίόύώϊϋΐΰ",  # Greek
    "ђјљњћџ",  # Serbian
    "ѓѕјљњќџ",  # Macedonian
    "ґєіїў",  # Ukrainian, Belarusian
)
