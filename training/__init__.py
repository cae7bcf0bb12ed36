"""Builds the language model from a folder of text; nothing here is needed to use garblefix."""
