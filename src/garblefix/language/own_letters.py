"""The letters that alphabets have beyond those of ASCII, or of the language they took theirs from.

Lists of letters are made of these: vowels of a pattern, keys of a keyboard, what a program is
tested with. Each in the order in which people write them; where they write them in several, each of
these. Source: the exemplar characters of the Unicode Common Locale Data Repository. Not for:
telling languages apart (``identify``).
"""

from __future__ import annotations

OWN_LETTERS = (
    "äöüß",  # German
    "åäö",  # Swedish, Finnish
    "æøå",  # Danish, Norwegian
    "æøåäö",  # and what they take from Swedish
    "áðéíóúýþæö",  # Icelandic, Faroese
    "àâæçéèêëîïôœùûüÿ",  # French
    "àâçéèêëîïôùûü",
    "éèêëàâäîïôöùûüç",
    "éèàçùâêîôûëïü",  # as on the keyboard
    "áéíóúüñ",  # Spanish
    "áéíóúñ",
    "ãõáéíóúâêôçà",  # Portuguese
    "áâãàçéêíóôõúü",
    "àèéìíîòóùú",  # Italian
    "àèéìòù",
    "àçèéíïòóúü",  # Catalan
    "áéíóöőúüű",  # Hungarian
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "čćđšž",  # Croatian
    "ăâîşţ",  # Romanian
    "ăâîșț",
    "çğıöşü",  # Turkish
    "çëğıöşüâîûə",  # with what Azerbaijani and Albanian have
    "āčēģīķļņšūž",  # Latvian
    "āēīōūčģķļņŗšž",  # long vowels of Latin and of transliteration
    "ąčęėįšųūž",  # Lithuanian
    "õäöü",  # Estonian
    "äõöüšž",
    "ĉĝĥĵŝŭ",  # Esperanto
    "ċġħż",  # Maltese
    "âêîôûŵŷáéíóúẃýäëïöü",  # Welsh
    "ăâđêôơư",  # Vietnamese
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü",  # Pinyin
    "άέήίόύώϊϋΐΰ",  # Greek
    "ђјљњћџ",  # Serbian
    "ѓѕјљњќџ",  # Macedonian
    "ґєіїў",  # Ukrainian, Belarusian
)
