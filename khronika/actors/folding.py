"""Letters without their marks, so that "Erdoğan" and "Erdogan" are one name."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart.
PLAIN = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'"}


class _Letters(dict[int, str]):
    """Code points with their plain letter, worked out when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = PLAIN.get(char, char)
        if code > 127 and plain == char:
            first = unicodedata.normalize("NFD", char)[0]
            plain = first if first.isascii() else char
        self[code] = plain
        return plain


_LETTERS = _Letters()


def folded(text: str) -> str:
    """A text with each Latin letter plain and apostrophes straight; it has the same length."""
    return text if text.isascii() else text.translate(_LETTERS)
