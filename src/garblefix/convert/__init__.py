"""A tree of old files becomes a mirrored tree in UTF-8, repaired on the way, and can go on when
it was interrupted. The source is only ever read.

``tree`` walks what there is, ``naming`` finds what garbled names were, ``plan`` gives every entry a
place without collisions, ``prepare`` joins them; ``look`` tells text from what is none, ``file``
converts one file, ``others`` makes folders and links, ``manifest`` remembers what is done, and
``run`` does it all. Not for: files repaired in place (``garblefix.files``), nor telling people
about it (``garblefix.report``, ``garblefix.cli``).
"""
