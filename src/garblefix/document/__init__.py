"""The lines of one document, which help each other: what some show counts for the others.

``repairer`` takes them one after another, ``steps`` does what comes before and after. Lines that
one misreading explains from end to end need no search (``plain``), nor do those that an accident
explains which the document has ``shown``; all others are searched (``searches``). Not for: bytes,
files, nor the search of a piece of text.
"""
