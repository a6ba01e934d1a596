"""Lists of articles: feeds (RSS, Atom, through feedparser) and site maps (sitemaps.org, with Google's news fields, and indices of maps)."""

from __future__ import annotations

import datetime
import email.utils
import hashlib
import io
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]

from khronika.read.authors import of_entry
from khronika.read.decode import clean
from khronika.watch.address import LONGEST, AddressError, plain

# What a list may hold, as sitemaps.org limits it.
MOST = 50_000
LONGEST_TITLE = 1_000
ENTITY = b"<!entity"
DOCTYPE = b"<!doctype"
# Faults of a feed that its reader mends.
HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class ListError(ValueError):
    """A list that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that a list names. `version` tells one edition from the next, `changed` is when that came out, if the list says so.

    `given` is what the list says of the article: title, published, publisher, author. What it says of the language is often a default
    that nobody set.
    """

    url: str
    version: str
    changed: datetime.datetime | None
    given: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds: articles, the newest first, and for an index of site maps the maps, with what it says of each."""

    entries: tuple[Entry, ...] = ()
    maps: tuple[tuple[str, str | None], ...] = ()


def feed(data: bytes, url: str, kind: str | None) -> Listing:
    """The articles of a feed. Raises ListError if it is none, or holds entities of its own."""
    if ENTITY in data.replace(b"\0", b"").lower():
        raise ListError("defines entities of its own, which is how feeds do harm")
    try:
        # The parser fetches nothing of what it is given in memory.
        parsed = feedparser.parse(io.BytesIO(data), response_headers={"content-type": kind or "", "content-location": url})
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError, KeyError, AssertionError) as error:
        raise ListError(f"cannot be read as a feed ({type(error).__name__})") from None
    fault = parsed.get("bozo_exception")
    if not parsed.entries and (not parsed.get("version") or (fault and not isinstance(fault, HARMLESS))):
        raise ListError(f"holds no feed ({_text(str(fault))})" if fault else "holds no feed")
    publisher = _text(parsed.feed.get("title"))
    entries = []
    for item in parsed.entries[:MOST]:
        published, updated = (_time(item, name) for name in ("published", "updated"))
        title = _text(item.get("title"))
        stamp = published or updated
        given: dict[str, str | None] = {
            "title": title,
            "published": stamp.isoformat(timespec="seconds") if stamp else None,
            "publisher": publisher,
            "author": of_entry(item),
        }
        entries.append(_entry(url, item.get("link"), updated or published, f"{dict.get(item, 'updated', '')} {title}", given))
    return Listing(_sorted(entry for entry in entries if entry))


def sitemap(data: bytes, url: str) -> Listing:
    """The articles or maps of a site map. Raises ListError if it is none."""
    if DOCTYPE in data[:4_000].replace(b"\0", b"").lower() or ENTITY in data.replace(b"\0", b"").lower():
        raise ListError("has a document type of its own, which is how such files do harm")
    entries: list[Entry] = []
    maps: list[tuple[str, str | None]] = []
    try:
        for name, values in _elements(data):
            if name == "sitemap":
                maps += ((place, values.get("lastmod")) for place in _place(url, values.get("loc")))
            else:
                entries += _mapped(url, values)
            if len(entries) + len(maps) >= MOST:
                break
    except etree.XMLSyntaxError as error:
        raise ListError(f"is no XML ({' '.join(str(error).split())[:120]})") from None
    return Listing(_sorted(iter(entries)), tuple(maps))


def _elements(data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements `url` and `sitemap` of a map, each with the texts inside by name. Holds one at a time."""
    values: dict[str, str] = {}
    first = True
    options: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    for moment, element in etree.iterparse(io.BytesIO(data), events=("start", "end"), remove_comments=True, remove_pis=True, **options):
        name = str(element.tag).rpartition("}")[2]
        if moment == "start":
            if first and name not in ("urlset", "sitemapindex"):
                raise ListError("holds no site map")
            first = False
            continue
        if name in ("url", "sitemap"):
            yield name, values
            values = {}
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        elif element.text and element.text.strip():
            values.setdefault(name, element.text.strip())


def _mapped(base: str, values: Mapping[str, str]) -> list[Entry]:
    """The entry of an element `url`."""
    published, changed = (values.get(name) for name in ("publication_date", "lastmod"))
    given = {
        "title": _text(values.get("title")), "published": published if _moment(published) else None,
        "publisher": _text(values.get("name")),
    }  # fmt: skip
    version = f"{changed or ''} {published or ''} {given['title'] or ''}"
    entry = _entry(base, values.get("loc"), _moment(changed) or _moment(published), version, given)
    return [entry] if entry else []


def _place(base: str, location: str | None) -> list[str]:
    """The address of an entry in full, as pages are known by; none if it is none."""
    try:
        return [plain(urljoin(base, location))] if location and len(location) <= LONGEST else []
    except (AddressError, ValueError):
        return []


def _entry(base: str, location: Any, changed: datetime.datetime | None, version: str, given: Mapping[str, str | None]) -> Entry | None:
    found = _place(base, location if isinstance(location, str) else None)
    digest = hashlib.sha256(version.encode("utf-8", "replace")).hexdigest()[:16]
    return Entry(found[0], digest, changed, given) if found else None


def _sorted(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    """Entries, each address once, the newest first; those without a time stay in the order of the list, before the others."""
    once: dict[str, Entry] = {}
    for entry in entries:
        once.setdefault(entry.url, entry)
    return tuple(sorted(once.values(), key=lambda entry: entry.changed.timestamp() if entry.changed else float("inf"), reverse=True))


def _text(value: Any) -> str | None:
    """A short text of a list in one line, without characters that are none."""
    return " ".join(clean(value)[0].split())[:LONGEST_TITLE] or None if isinstance(value, str) else None


def _time(item: Any, name: str) -> datetime.datetime | None:
    """A time of a feed's entry, in the zone that it is given in, since that is where the day was."""
    # Past the parser's own access, which gives one time for another.
    if found := _moment(dict.get(item, name)):
        return found
    parsed = dict.get(item, f"{name}_parsed")
    return _sane(datetime.datetime(*parsed[:6], tzinfo=datetime.UTC)) if isinstance(parsed, time.struct_time) else None


def _moment(text: Any) -> datetime.datetime | None:
    """A time as feeds and maps write it: ISO 8601 or RFC 2822; without a zone it is taken for UTC."""
    if not isinstance(text, str) or len(text) > 60:
        return None
    try:
        found = datetime.datetime.fromisoformat(text.strip()) if ISO_DAY.match(text.strip()) else email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _sane(found if found.tzinfo else found.replace(tzinfo=datetime.UTC))


def _sane(moment: datetime.datetime) -> datetime.datetime | None:
    """A time of the Web, not of the far future."""
    try:
        limit = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)
        return moment if moment.year > 1990 and moment < limit else None
    except (ValueError, OverflowError):
        return None
