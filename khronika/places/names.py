"""Names of places in one form, so that spellings, accents, cases and scripts meet.

>>> key("St. Étienne-du-Rouvray")
'saint etienne du rouvray'
>>> key("The U.S.")
'us'
"""

from __future__ import annotations

import re
import unicodedata

# Letters that carry their stroke or hook inside, which decomposition leaves alone.
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"})
DROPPED = re.compile(r"['’‘ʼʻ`´′ʹ.\u200b-\u200f]")
SPACED = re.compile(r"[\W_]+")
SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
ARTICLES = ("the ",)


def key(text: str) -> str:
    """The form under which a name is kept and looked up; empty if the text holds no letters or digits."""
    if text.isascii():
        folded = text.lower()
    else:
        plain = unicodedata.normalize("NFKD", text)
        folded = "".join(char for char in plain if not unicodedata.combining(char)).casefold().translate(LETTERS)
    folded = SPACED.sub(" ", DROPPED.sub("", folded)).strip()
    for article in ARTICLES:
        folded = folded.removeprefix(article)
    if "t" in folded and not SHORT.keys().isdisjoint(words := folded.split(" ")):
        folded = " ".join(SHORT.get(word, word) for word in words)
    return folded
