"""Marks a Vietnamese text for translation where the translation itself happens later, in a face."""


def N_(text: str) -> str:  # noqa: N802 (the name that extraction tools look for)
    """Return the text unchanged; `khue messages extract` collects it."""
    return text
