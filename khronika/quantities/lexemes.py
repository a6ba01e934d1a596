"""The words of an article as the grammar of numbers reads them: tokens, with digits parted from what is glued to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from khronika.model import Token

# Digits with separators inside; letters with a currency sign; a run of letters; any other single character.
PIECE = re.compile(r"\d+(?:[.,'’\u00a0\u202f]\d+)*|[A-Za-z.]{0,4}[$€£¥]|[^\W\d_]+|.", re.DOTALL)
DIGIT = re.compile(r"\d")
PLAIN = re.compile(r"\d+(?:[.,'’\u00a0\u202f]\d+)*\Z")
GROUPED = re.compile(r"\d{1,3}(?:([,'’\u00a0\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?\Z")
INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?\Z")
DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+\Z")
DECIMAL = re.compile(r"\d+[.,]\d+\Z")
SEPARATORS = re.compile(r"[,'’\u00a0\u202f]")
# No count in the news is longer than this; longer digit strings are identifiers.
LONGEST = 24


class Lexemes:
    """Parallel lists: words in lower case, offsets in the text, index of the token that each lexeme is (part of).

    Tokens in `whole` are kept in one piece ("100s"). `parted` are offsets where something ends that numbers do not go beyond, as dates do.
    """

    def __init__(self, tokens: tuple[Token, ...], whole: Container[str], parted: Container[int] = ()) -> None:
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.tokens: list[int] = []
        self.parted = parted
        since = 0
        for token in tokens:
            text = token.text
            if not text.isalpha() and DIGIT.search(text) and not PLAIN.match(text) and text.lower() not in whole:
                self._whole(tokens[since : token.i])
                self._pieces(token)
                since = token.i + 1
        self._whole(tokens[since:])

    def _whole(self, tokens: tuple[Token, ...]) -> None:
        self.words += [t.text.lower() for t in tokens]
        self.starts += [t.start for t in tokens]
        self.ends += [t.end for t in tokens]
        self.tokens += [t.i for t in tokens]

    def _pieces(self, token: Token) -> None:
        for piece in PIECE.finditer(token.text):
            self.words.append(piece[0].lower())
            self.starts.append(token.start + piece.start())
            self.ends.append(token.start + piece.end())
            self.tokens.append(token.i)

    def __len__(self) -> int:
        return len(self.words)

    def word(self, i: int) -> str:
        """The word of a lexeme in lower case, `""` outside the article."""
        return self.words[i] if 0 <= i < len(self.words) else ""

    def glued(self, i: int) -> bool:
        """Whether nothing stands between a lexeme and the next one."""
        return 0 <= i < len(self.words) - 1 and self.ends[i] == self.starts[i + 1]


def value_of(text: str, *, decimal: bool) -> float | None:
    """The value of digits as printed, None if they are no number. `decimal`: a fraction is likely, since "million" or the like follows.

    "1,000", "1 000", "1'000" and "1,00,000" are grouped; "1.000" and "1,5" are, or are not, as `decimal` says.
    """
    if not text or len(text) > LONGEST:
        return None
    if text.isdecimal():
        # "0199" is part of a telephone number or the like
        return float(int(text)) if len(text) == 1 or int(text[0]) else None
    if len(text) == 1 and unicodedata.category(text) == "No":
        fraction = unicodedata.numeric(text, 1.0)
        return fraction if fraction < 1 else None
    if GROUPED.match(text) or INDIAN.match(text):
        return float(SEPARATORS.sub("", text))
    if DOTTED.match(text) and not (decimal and text.count(".") == 1) and not text.startswith("0"):
        return float(text.replace(".", ""))
    if DECIMAL.match(text) and (decimal or "." in text):
        return float(text.replace(",", "."))
    return None
