"""Greek: rewrite a finished text if `postProcessing.greekRewrite` requests it."""

from __future__ import annotations

import unicodedata


def is_greek(language: str) -> bool:
    """Whether a language of the contract is Greek."""
    return language.startswith("EL")


def rewrite_greek(text: str) -> str:
    """`?` for the Greek question mark `;`, and letters without accents."""
    decomposed = unicodedata.normalize("NFD", text.replace(";", "?"))
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare)
