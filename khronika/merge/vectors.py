"""What a report is about, as a sparse vector: its words, names, opening and numbers, each weighed by how rare it is.

Four views of one text are four unit vectors laid end to end, scaled so that the scalar product of two articles is a weighted sum of four
cosines.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from khronika.model import Article

Vector = dict[str, float]
# Weights of the views. Measured on three corpora of news clusters; small changes matter little.
VIEWS = {"w": 0.34, "n": 0.33, "l": 0.33, "d": 0.11}
LEAD = 600
# In fewer articles than this most terms occur once, and what two share would be all that there is: terms of one article count in lengths.
FEW = 100
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w'’.-]*(?:\s+[^\W\d_a-zß-öø-ÿ][\w'’-]*)*")


def terms(article: Article) -> Counter[str]:
    """How often each term occurs in an article; a term begins with the letter of its view."""
    title = f"{article.title}\n" if article.title else ""
    # The title says what matters; twice, it also weighs against a long text.
    whole = title * 2 + article.text
    found: Counter[str] = Counter(f"w:{word.casefold()}" for word in _WORD.findall(whole))
    found.update(f"l:{word.casefold()}" for word in _WORD.findall(title + article.text[:LEAD]))
    found.update(f"d:{number}" for number in _NUMBER.findall(whole))
    for match in _NAME.finditer(whole):
        words = [word.casefold() for word in _WORD.findall(match.group())]
        found.update(f"n:{word}" for word in words)
        found.update(f"n:{a} {b}" for a, b in pairwise(words))
    return found


class Rarity:
    """In how many of the articles counted so far each term occurs."""

    def __init__(self) -> None:
        self.articles = 0
        self._counts: Counter[str] = Counter()

    def count(self, found: Iterable[str]) -> None:
        """Count the terms of one more article."""
        self.articles += 1
        self._counts.update(set(found))

    def vector(self, found: Mapping[str, int]) -> Vector:
        """The article's vector. Terms of no other article are left out, as misspellings and chance."""
        made: Vector = {}
        squares = dict.fromkeys(VIEWS, 0.0)
        for term, times in found.items():
            among = self._counts[term]
            weight = (1 + math.log(times)) * math.log(max(self.articles, 1) / max(among, 1))
            if among > 1 or self.articles < FEW:
                squares[term[0]] += weight * weight
            if among > 1 and weight > 0:
                made[term] = weight
        scale = {view: math.sqrt(VIEWS[view] / total) for view, total in squares.items() if total}
        return {term: weight * scale[term[0]] for term, weight in made.items()}


def product(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Scalar product of two sparse vectors."""
    if len(left) > len(right):
        left, right = right, left
    return math.fsum(weight * right[term] for term, weight in left.items() if term in right)
