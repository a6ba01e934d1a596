"""Near copies of one text, found by MinHash over shingles without comparing all with all.

Method: Broder, "On the resemblance and containment of documents" (1997): texts whose sets of shingles (runs of five words) overlap much
agree in many of the smallest hash values; bands of these values are the index.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from khronika.model import Article

SHINGLE = 5
BANDS, ROWS = 16, 4
# Share of the shingles of both that both have, from which on two texts are copies of one.
ALIKE = 0.5
# Shorter texts have too few shingles to tell a copy from a phrase that many use.
SHORTEST = 12
_WORD = re.compile(r"\w+")
_SEEDS = np.random.default_rng(20260101).integers(1, 2**63, (2, BANDS * ROWS), dtype=np.uint64)
Hashes = npt.NDArray[np.uint64]


def shingles(text: str) -> Hashes:
    """Hashes of all runs of five words, sorted; without case and punctuation, in which agencies' customers edit most."""
    words = _WORD.findall(text.casefold())
    if len(words) < SHORTEST:
        return np.empty(0, np.uint64)
    runs = {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    values = b"".join(hashlib.blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest() for run in runs)
    return np.unique(np.frombuffer(values, "<u8").astype(np.uint64))


def resemblance(left: Hashes, right: Hashes) -> float:
    """Shingles that both have, as a share of all that either has: 0 to 1."""
    common = len(np.intersect1d(left, right, assume_unique=True))
    union = len(left) + len(right) - common
    return common / union if union else 0.0


class CopyFinder:
    """Tells, article by article in the order given, of which earlier one each is a near copy."""

    def __init__(self) -> None:
        self._bands: list[dict[bytes, list[str]]] = [defaultdict(list) for _ in range(BANDS)]
        self._texts: dict[str, Hashes] = {}

    def add(self, article: str, text: str) -> str | None:
        """The id of the first article of which this is a near copy, or None; it is then the first of its kind itself."""
        hashes = shingles(text)
        if not len(hashes):
            return None
        keys = _keys(hashes)
        near = {other for band, key in zip(self._bands, keys, strict=True) for other in band.get(key, ())}
        best = max(((resemblance(hashes, self._texts[other]), other) for other in sorted(near)), default=(0.0, ""))
        if best[0] >= ALIKE:
            return best[1]
        self._texts[article] = hashes
        for band, key in zip(self._bands, keys, strict=True):
            band[key].append(article)
        return None


def bands(text: str) -> list[int]:
    """Numbers by which near copies of a text are found, one a band, from -2**63 on: copies share at least one. None for short texts."""
    hashes = shingles(text)
    if not len(hashes):
        return []
    digests = (hashlib.blake2b(key, digest_size=8, person=bytes([band])) for band, key in enumerate(_keys(hashes)))
    return [int.from_bytes(digest.digest(), "little", signed=True) for digest in digests]


def _keys(hashes: Hashes) -> list[bytes]:
    # Multiplication modulo 2**64 wraps on purpose: it is the hash family. Its high bits mix best.
    with np.errstate(over="ignore"):
        smallest = ((hashes[:, None] * (_SEEDS[0] | np.uint64(1)) + _SEEDS[1]) >> np.uint64(16)).min(axis=0)
    return [smallest[at * ROWS : (at + 1) * ROWS].tobytes() for at in range(BANDS)]


def copies(articles: Iterable[Article]) -> dict[str, str]:
    """Near copies and the articles that they are copies of, in order of publication; articles that are none are left out."""
    finder, found = CopyFinder(), {}
    for article in sorted(articles, key=lambda a: (a.published or "", a.id)):
        if first := finder.add(article.id, article.text):
            found[article.id] = first
    return found
