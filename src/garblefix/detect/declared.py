"""The encoding that a file says it is in: HTML, XML, CSS, Python, editors, mail.

Files are copied and converted without their declarations, so this is one more piece of evidence.
Not for: deciding.
"""

from __future__ import annotations

import re

from garblefix.detect.candidates import among_candidates

# Where declarations stand: the HTML standard looks at 1024 bytes.
WITHIN = 1024
# Nats in favour, as if what is declared were wrong in one file of ninety: a sentence outweighs it,
# a word does not.
DECLARED = 4.5
_NAME = rb"[\"']?([A-Za-z0-9][A-Za-z0-9_.:-]{1,30})"
_DECLARATION = re.compile(
    rb"<meta\s[^>]{0,200}charset\s*=\s*" + _NAME  # HTML
    + rb"|<\?xml\s[^>]{0,100}encoding\s*=\s*" + _NAME
    + rb"|^@charset\s+" + _NAME  # CSS
    + rb"|^[ \t\f]*#.{0,40}?coding[:=][ \t]*" + _NAME  # Python (PEP 263), Emacs
    + rb"|fileencoding=" + _NAME  # Vim
    + rb"|^\"?content-type:[^\n]{0,100}charset\s*=\s*" + _NAME,  # mail, gettext
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip


def declared(data: bytes) -> str:
    """The encoding that the beginning of ``data`` names, "" without one that Python knows.

    >>> declared(b'<meta charset="gb2312">'), declared(b"# -*- coding: koi8-r -*-")
    ('gb18030', 'koi8-r')
    >>> declared(b"charset=nonsense"), declared(b"the encoding = cp1251 of the file")
    ('', '')
    """
    try:
        return among_candidates(name) if (name := named(data)) else ""
    except LookupError:
        return ""


def named(data: bytes) -> str:
    r"""The same name as it stands there, whether Python knows it or not.

    >>> named(b'<meta charset="gb2312">'), named(b'"Content-Type: text/plain; charset=GBK\n"')
    ('gb2312', 'GBK')
    """
    beginning = data[:WITHIN].lower()
    # What all declarations have in common: looking for it is ten times as quick.
    if b"charset" not in beginning and b"coding" not in beginning:
        return ""
    match = _DECLARATION.search(data, 0, WITHIN)
    if match is None or match.lastindex is None:
        return ""
    return match[match.lastindex].decode("ascii")
