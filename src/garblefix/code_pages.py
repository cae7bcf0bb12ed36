"""Code pages that Python lacks, as codecs: of Vietnamese, Armenian, Georgian and Bulgarian.

Tables as in glibc's iconv, asked in ``tests/test_encodings.py``. TCVN has letters among the C0
controls there, which no font of that name has, and where a tab is more likely: here they are
controls. In such fonts capitals are a font of their own, so that text in capitals has the bytes of
small letters. Not for: which of them text is in.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from garblefix.codec import codec

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_NOTHING = "\ufffe"  # a byte without a character, for Python's codecs
_ASCII = "".join(map(chr, range(0x80)))
_CONTROLS = "".join(map(chr, range(0x80, 0xA0)))
_WESTERN = bytes(range(0xA0, 0x100)).decode("latin-1")
# Windows-1252 of its first years, without the euro sign and Ž.
_WINDOWS = "\x80\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8d\x8e\x8f\x90‘’“”•–—˜™š›œ\x9d\x9eŸ" + _WESTERN


def _georgian(letters: str) -> str:
    return _ASCII + _WINDOWS[:0x40] + letters + _WINDOWS[0x40 + len(letters) :]


_TABLES = {
    # RFC 1456.
    "viscii": _ASCII.translate({2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"})
    + "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớ"
    + "ƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    # TCVN 5712:1993, which fonts call TCVN3.
    "tcvn": _ASCII
    + "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323"
    + "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
    # AST 34.002.
    "armscii-8": _ASCII
    + _CONTROLS
    + "\xa0\ufffeև։)(»«—.՝,-֊…՜՛՞ԱաԲբԳգԴդԵեԶզԷէԸըԹթԺժԻիԼլԽխԾծԿկՀհՁձՂղՃճՄմՅյՆնՇշ"
    + "ՈոՉչՊպՋջՌռՍսՎվՏտՐրՑցՒւՓփՔքՕօՖֆ՚\ufffe",
    "georgian-ps": _georgian("აბგდევზჱთიკლმნჲოპჟრსტჳუფქღყშჩცძწჭხჴჯჰჵ"),
    "georgian-academy": _georgian("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶ"),
    # Bulgarian DOS.
    "mik": _ASCII
    + "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя"
    + "└┴┬├─┼╣║╚╔╩╦╠═╬┐░▒▓│┤№§╗╝┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\xa0",
}
_ALIASES = {
    **dict.fromkeys(("tcvn3", "tcvn-3", "tcvn5712-1", "tcvn5712-1-1993", "vscii"), "tcvn"),
    **dict.fromkeys(("csviscii", "viscii1.1-1"), "viscii"),
    **dict.fromkeys(("armscii", "armscii8"), "armscii-8"),
}


def _codec(name: str) -> codecs.CodecInfo:
    table = _TABLES[name]
    # Of two bytes for a character the first is written: those of ASCII.
    numbers = {ord(sign): byte for byte, sign in reversed([*enumerate(table)]) if sign != _NOTHING}

    def encode(text: str, errors: str) -> tuple[bytes, int]:
        return codecs.charmap_encode(text, errors, numbers)

    def decode(data: Buffer, errors: str) -> tuple[str, int]:
        return codecs.charmap_decode(data, errors, table)

    return codec(name, encode, decode)


_CODECS = {name: _codec(name) for name in _TABLES}
_CODECS |= {alias: _CODECS[name] for alias, name in _ALIASES.items()}
_VNI = ("vni", "vni-windows", "vni-win")


def register() -> None:
    r"""Make the codecs known to Python.

    >>> register()
    >>> b"Ti\xaang Vi\xaet".decode("viscii"), "Tiếng Việt".encode("TCVN3")
    ('Tiếng Việt', b'Ti\xd5ng Vi\xd6t')
    """
    codecs.register(_found)


def _found(name: str) -> codecs.CodecInfo | None:
    named = name.replace("_", "-")
    if named not in _VNI:
        return _CODECS.get(named)
    from garblefix import vni  # its tables take longer than all of these

    return vni.CODEC
