"""Files and folders: finding them, reading them without harm, replacing them without loss.

Not for: what becomes of their text (``stream``), nor what a person is told about it (``report``).
"""
