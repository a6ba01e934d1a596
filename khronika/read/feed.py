"""Feeds (RSS, Atom): one article an entry, by feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from khronika.read.article import converted
from khronika.read.authors import of_entry
from khronika.read.decode import SAMPLE, is_binary
from khronika.read.entry import Entry
from khronika.read.html import PageError, decoded, fragment
from khronika.read.items import Content, failure

# A feed has no need of entities of its own; who declares some wants to blow up or to read files.
ENTITY = re.compile(r"<!ENTITY", re.I)
ENCODING = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})")
DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")


def read(entry: Entry) -> Iterator[Content]:
    """The articles of a feed, as far as it gives their texts."""
    limit = min(entry.options.limits.page * 4, entry.options.largest)
    data = entry.stream.whole(limit)
    if data is None:
        yield failure(f"holds more than {limit:,} bytes", entry.name, "split it, or raise read.page")
        return
    encoding = ENCODING.search(data[:200])
    # Decoded here: feedparser knows encodings in which a declaration of entities does not look like one.
    text = decoded(data, encoding and encoding[1].decode("ascii"))
    fault = _fault(text, entry)
    if text is None or fault:
        yield failure(fault or "is not text", entry.name, "it is not read")
        return
    import feedparser  # type: ignore[import-untyped]

    # As a stream of bytes: given a string, feedparser might take it for an address and fetch it.
    whole = DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).encode("utf-8", "replace")
    found = feedparser.parse(io.BytesIO(whole), response_headers={"content-type": "application/xml; charset=utf-8"})
    if not found.entries:
        yield failure("holds no feed" if not found.get("version") else "is a feed without entries", entry.name, "give RSS or Atom")
        return
    for number, one in enumerate(found.entries, 1):
        yield from _entry(one, found.feed, f"{entry.name}#{number}", entry)


def _fault(text: str | None, entry: Entry) -> str | None:
    if text is None or is_binary(text[:SAMPLE].encode("utf-8", "replace")):
        return "is not text"
    if ENTITY.search(text):
        return "declares entities of its own, as files do that are made to do harm"
    if text.count("<") > 4 * entry.options.limits.elements:
        return f"has more than {2 * entry.options.limits.elements:,} elements"
    return None


def _entry(one: Any, feed: Any, where: str, entry: Entry) -> Iterator[Content]:
    contents = [part.get("value") or "" for part in one.get("content") or ()]
    text = max([*contents, one.get("summary") or ""], key=len)
    try:
        paragraphs = fragment(text, None, entry.options.limits)
    except PageError as error:
        yield failure(error.what, where, error.advice)
        return
    if not paragraphs:
        yield failure("is an entry without text", where, "give the page that it leads to")
        return
    source = one.get("source") or {}
    yield from converted(
        {
            "text": "\n\n".join(paragraphs), "title": _words(one.get("title"), entry),
            "published": one.get("published") or one.get("updated"), "publisher": _words(source.get("title") or feed.get("title"), entry),
            "url": one.get("link"), "author": of_entry(one),
        },
        where, entry.options,
    )  # fmt: skip


def _words(title: str | None, entry: Entry) -> str | None:
    """A title, which may be HTML."""
    try:
        return " ".join(fragment(title or "", None, entry.options.limits)) or None
    except PageError:
        return None
