"""Ids are hashes of content: the same article coded again with the same result has the same ids."""

from __future__ import annotations

import hashlib


def article_id(text: str, title: str | None = None, published: str | None = None, url: str | None = None) -> str:
    """Id of an article that brings none: `ar_` and 16 hexadecimal digits of a hash of its content."""
    return "ar_" + _digest(url or "", published or "", title or "", text)


def event_id(article: str, start: int, end: int, event_type: str) -> str:
    """Id of an event mention: a hash of article id, trigger offsets and event type."""
    return "ev_" + _digest(article, str(start), str(end), event_type)


def _digest(*parts: str) -> str:
    # A length before each part keeps ("ab", "c") and ("a", "bc") apart.
    data = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:16]
