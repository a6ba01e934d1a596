"""What a report is about, as a sparse vector: its words, names, opening and numbers, each weighed by how rare it is.

Four views of one text are four unit vectors laid end to end, scaled so that the scalar product of two articles is a weighted sum of four
cosines. A term is kept as a number: its view, and the bucket of the view into which its hash falls. Two terms seldom share a bucket, and
the table that tells how rare each is stays of one size however many articles are counted.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from khronika.model import Article

Vector = dict[int, float]
# Weights of the views. Measured on three corpora of news clusters; small changes matter little.
VIEWS = {"w": 0.34, "n": 0.33, "l": 0.33, "d": 0.11}
NUMBER = {view: place for place, view in enumerate(VIEWS)}
WEIGHTS = np.array(list(VIEWS.values()))
# Buckets of a view.
BITS = 18
LEAD = 600
# In fewer articles than this most terms occur once, and what two share would be all that there is: terms of one article count in lengths.
FEW = 100
# What the weight of a term of no other article is multiplied by from then on: it may be shared by one that comes later.
ALONE = 0.25
# Terms kept of a vector that is stored, the heaviest.
HEAVIEST = 1000
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w'’.-]*(?:\s+[^\W\d_a-zß-öø-ÿ][\w'’-]*)*")


def terms(article: Article) -> Counter[int]:
    """How often each term occurs in an article."""
    title = f"{article.title}\n" if article.title else ""
    # The title says what matters; twice, it also weighs against a long text.
    whole = title * 2 + article.text
    found = {
        "w": Counter(_WORD.findall(whole.casefold())),
        "l": Counter(_WORD.findall((title + article.text[:LEAD]).casefold())),
        "d": Counter(_NUMBER.findall(whole)),
        "n": Counter[str](),
    }
    for match in _NAME.finditer(whole):
        words = [word.casefold() for word in _WORD.findall(match.group())]
        found["n"].update(words)
        found["n"].update(f"{a} {b}" for a, b in pairwise(words))
    numbered: Counter[int] = Counter()
    for view, counted in found.items():
        for word, times in counted.items():
            numbered[_term(NUMBER[view], word)] += times
    return numbered


def _term(view: int, word: str) -> int:
    return view << BITS | zlib.crc32(word.encode("utf-8", "surrogatepass")) & (1 << BITS) - 1


class Rarity:
    """In how many of the articles counted so far each term occurs."""

    def __init__(self) -> None:
        self.articles = 0
        self._counts = np.zeros(len(VIEWS) << BITS, np.int32)

    def count(self, found: Iterable[int]) -> None:
        """Count the terms of one more article, each given once."""
        self.articles += 1
        self._counts[np.fromiter(found, np.int64)] += 1

    def vector(self, found: Mapping[int, int]) -> Vector:
        """The article's vector. Terms that no other article has had yet do not count in its length: most are misspellings and chance."""
        if not found:
            return {}
        names = np.fromiter(found.keys(), np.int64, len(found))
        times = np.fromiter(found.values(), np.float64, len(found))
        among = self._counts[names]
        weights = (1 + np.log(times)) * np.log(max(self.articles, 1) / np.maximum(among, 1))
        counted = among > 1
        squares = np.bincount(names >> BITS, weights * weights * (counted | (self.articles < FEW)), len(VIEWS))
        scale = np.sqrt(WEIGHTS / np.where(squares > 0, squares, 1)) * (squares > 0)
        weights *= scale[names >> BITS] * np.where(counted | (self.articles < FEW), 1.0, ALONE)
        kept = weights > 0
        return dict(zip(names[kept].tolist(), weights[kept].tolist(), strict=True))

    def alone(self, term: int) -> bool:
        """Whether at most one article has a term so far."""
        return bool(self._counts[term] < 2)

    def packed(self) -> bytes:
        """The counts, to be kept."""
        return zlib.compress(self._counts.astype("<i4").tobytes(), 1)

    @classmethod
    def of(cls, articles: int, packed: bytes) -> Rarity:
        """What `packed` gave, after so many articles."""
        made = cls()
        made.articles, made._counts = articles, np.frombuffer(zlib.decompress(packed), "<i4").astype(np.int32)
        return made


def product(left: Mapping[int, float], right: Mapping[int, float]) -> float:
    """Scalar product of two sparse vectors."""
    if len(left) > len(right):
        left, right = right, left
    return math.fsum(weight * right[term] for term, weight in left.items() if term in right)


def packed(vector: Vector) -> bytes:
    """A vector's heaviest terms, to be kept: their numbers, then their weights."""
    heaviest = sorted(vector.items(), key=lambda item: (-item[1], item[0]))[:HEAVIEST]
    names: npt.NDArray[np.uint32] = np.array([name for name, _ in heaviest], "<u4")
    return names.tobytes() + np.array([weight for _, weight in heaviest], "<f4").tobytes()


def unpacked(data: bytes) -> Vector:
    """The vector of what `packed` gave."""
    half = len(data) // 2
    return dict(zip(np.frombuffer(data[:half], "<u4").tolist(), np.frombuffer(data[half:], "<f4").tolist(), strict=True))
