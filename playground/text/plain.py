"""Plain marks and letters, so that a character vocabulary spends no token on a rare twin of a common one."""

import unicodedata

CHARACTERS = str.maketrans({
    "\u00ad": None, "\u200b": None, "\u200e": None, "\ufeff": None, "•": ",",
    "‐": "-", "‑": "-", "–": "-", "—": " - ", "―": " - ", "−": "-", "×": "x",
    "‘": "'", "’": "'", "ʻ": "'", "ʼ": "'", "ʿ": "", "ʾ": "", "′": "'", "“": '"', "”": '"', "„": '"', "″": '"',
    "«": '"', "»": '"',
    "ı": "i", "ə": "e", "Ə": "E", "ł": "l", "Ł": "L", "đ": "d", "ð": "d", "þ": "th", "ø": "o", "Ø": "O", "æ": "ae", "ß": "ss",
})  # fmt: skip


def plain(text: str) -> str:
    """Return a text with plain dashes and quotation marks and without accents."""
    letters = unicodedata.normalize("NFKD", text.translate(CHARACTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
