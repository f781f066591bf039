"""Languages in words, those that are heard on the telephone. Babel knows all, and takes longer than an account may."""

from __future__ import annotations

LANGUAGES = {
    "am": "Amharic", "ar": "Arabic", "bn": "Bengali", "de": "German", "es": "Spanish", "fa": "Persian", "fr": "French",
    "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hmn": "Hmong", "ht": "Haitian Creole", "hy": "Armenian",
    "it": "Italian", "ja": "Japanese", "km": "Khmer", "ko": "Korean", "nv": "Navajo", "pa": "Punjabi", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "so": "Somali", "sw": "Swahili", "th": "Thai", "tl": "Tagalog",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "yue": "Cantonese", "zh": "Chinese",
}  # fmt: skip


def spoken(code: str) -> str:
    """Return a language by its ISO 639 code (a region behind it is left out) in words; '' for English and for none."""
    plain = code.replace("_", "-").partition("-")[0].strip().lower()
    return "" if plain in ("", "en") else f"speaks {LANGUAGES.get(plain, code)}"
