"""Web pages: the text of the article by trafilatura, what the page says of itself, and its day of publication by htmldate.

>>> page(b"<html><body><article><p>Dockers walked out.</p></article></body></html>").text
'Dockers walked out.'
"""

from __future__ import annotations

import codecs
import itertools
import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from khronika.read import blocks
from khronika.read.article import converted
from khronika.read.decode import MARKS, decode, guess
from khronika.read.entry import Entry
from khronika.read.items import Content, Options, default_limits, failure
from khronika.settings import ReadSettings

CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
CHARSET_WITHIN = 4096
# Encodings of Python that are none of texts, or that no page is written in.
NO_CHARSETS = frozenset(("idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"))
# Where a page speaks of other days than its own; elements with one of these words in class or id are kept.
OTHER_DAYS = ".//p|.//h1|.//h2|.//h3|.//h4|.//h5|.//h6|.//li|.//blockquote|.//title|.//img|.//figure|.//footer|.//td"
DATED = re.compile(r"date|time|publish|posted|byline|meta", re.I)
ADDRESSES = './/link[@rel="canonical"]', './/meta[@property="og:url"]', './/meta[@name="og:url"]'
TAG, QUOTED = re.compile(r"<[A-Za-z](?:\"[^\"]*\"|'[^']*'|[^'\">])*"), re.compile(r"\"[^\"]*\"|'[^']*'")
ATTRIBUTES = 300
# What libraries raise for pages that they do not expect; such a page is read without them.
STUMBLES = (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError, ArithmeticError)
# Characters that no tree may hold.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LINKS = './/link|.//base|.//meta[@property="og:url" or @name="og:url" or @name="twitter:url" or @property="twitter:url"]'
# Shorter than this, what trafilatura finds may be its last resort, a page in one lump.
SHORT = 400
# More links or blocks than an article has. With many links trafilatura, which looks at all of them below each element, takes minutes, and
# so does jusText behind it with many blocks, which it compares with one another.
MANY = 3_000


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds; `published` is what the page itself says, not its address."""

    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None


class PageError(Exception):
    """A page that cannot be used: what is wrong, and what to do."""

    def __init__(self, what: str, advice: str) -> None:
        self.what, self.advice = what, advice
        super().__init__(what)


def read(entry: Entry) -> Iterator[Content]:
    """The article of an HTML file."""
    limit = min(entry.options.limits.page, entry.options.largest)
    data = entry.stream.whole(limit)
    if data is None:
        yield failure(f"holds more than {limit:,} bytes", entry.name, "raise read.page, or save the article alone")
        return
    yield from article(data, entry.name, entry.options)


def article(data: bytes, where: str, options: Options, *, url: str | None = None, charset: str | None = None) -> Iterator[Content]:
    """The article of the bytes of a page, which came from `url` in the encoding `charset`, if these are known."""
    try:
        found = page(data, url=url, charset=charset, limits=options.limits)
    except PageError as error:
        yield failure(error.what, where, error.advice)
        return
    yield from converted(asdict(found), where, options)


def page(data: bytes | str, *, url: str | None = None, charset: str | None = None, limits: ReadSettings | None = None) -> Page:
    """The article of a page. Raises PageError where there is none, or the page is larger than the limits."""
    tree = parsed(data, charset, limits or default_limits())
    blocks.unhide(tree)
    if _is_list(tree):
        raise PageError(f"is a list of more than {MANY:,} links", "give the pages that it leads to")
    own = _address(tree)
    # Where a page was fetched is surer than what it says of itself, unless that is a copy on disk.
    url = url or own
    _quiet()
    title, site, author = _said(tree)
    published, found = _published(tree), _text(tree)
    if not found:
        raise PageError("holds no text of an article", "give a page that shows an article; scripts are not run")
    publisher = site or _host(url)
    # The headline is a field of its own, not told twice.
    text = found[1:] if len(found) > 1 and found[0] == title else found
    return Page("\n\n".join(text), title, published, publisher, author, url)


def fragment(data: bytes | str, charset: str | None, limits: ReadSettings) -> list[str]:
    """The paragraphs of a part of a page, all that it shows; none if it holds nothing. Raises PageError."""
    if not data.strip():
        return []
    tree = parsed(data, charset, limits)
    blocks.unhide(tree)
    return blocks.paragraphs(tree)


def parsed(data: bytes | str, charset: str | None, limits: ReadSettings) -> Any:
    """The tree of a page or of a part of one. Raises PageError."""
    from lxml import etree, html  # type: ignore[import-untyped]

    text = data if isinstance(data, str) else decoded(data, charset)
    if text is None:
        raise PageError("is not text", "give a web page")
    # Every element begins with one; end tags make twice as many.
    if text.count("<") > 2 * limits.elements + 1000:
        raise PageError(f"has more than {limits.elements:,} elements", "raise read.elements, or save the article alone")
    if _crowded(text):
        raise PageError(f"has an element with more than {ATTRIBUTES} attributes", "it is not read")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, default_doctype=False, collect_ids=False)
    try:
        tree = html.document_fromstring(NO_XML.sub(" ", text).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        raise PageError("holds no page", "give a web page") from None
    return tree


def _crowded(text: str) -> bool:
    """Whether an element has so many attributes that parsers, which compare each with all, take hours."""
    return any(
        len(QUOTED.sub("", match.group()).split()) > ATTRIBUTES for match in TAG.finditer(text) if len(match.group()) > 2 * ATTRIBUTES
    )


def decoded(data: bytes, charset: str | None = None) -> str | None:
    """The text of a page: by its mark, as UTF-8 if it is that, as it was sent, as it says itself, else as it looks; None if it is none."""
    if any(data.startswith(mark) for mark, _ in MARKS):
        text = decode(data)
        return text[0] if text else None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        match = CHARSET.search(data[:CHARSET_WITHIN])
        for name in (charset, match and match[1].decode("ascii")):
            if name and (codec := _codec(name)):
                return data.decode(codec, errors="replace")
    found = guess(data)
    return found[0] if found else None


def _codec(name: str) -> str | None:
    """Python's name of an encoding, as pages mean it: Latin-1 is read as Windows-1252."""
    try:
        info = codecs.lookup(name.strip("\"' "))
    except (LookupError, ValueError):
        return None
    if not info._is_text_encoding or info.name in NO_CHARSETS:
        return None
    return "cp1252" if info.name in ("iso8859-1", "ascii") else info.name


def _address(tree: Any) -> str | None:
    for path in ADDRESSES:
        for element in tree.iterfind(path):
            address = (element.get("href") or element.get("content") or "").strip()
            if address.startswith(("http://", "https://")):
                return str(address)
    return None


def _without_addresses(tree: Any) -> Any:
    """A copy in which no address can pass for a date of the page."""
    copy = deepcopy(tree)
    for element in copy.xpath(LINKS):
        if element.getparent() is not None:
            element.drop_tree()
    return copy


def _host(url: str | None) -> str | None:
    """The host of an address."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _said(tree: Any) -> tuple[str | None, str | None, str | None]:
    """Title, site and author, as the page says."""
    metadata = _metadata(_without_addresses(tree))
    return (metadata.title, metadata.sitename, metadata.author) if metadata else (None, None, None)


def _metadata(tree: Any) -> Any:
    """What trafilatura, and htmldate within it, find in a tree; None if it is too odd for them."""
    from trafilatura.metadata import extract_metadata

    try:
        return extract_metadata(tree, date_config={"extensive_search": False, "original_date": True})
    except STUMBLES:
        return None


def _published(tree: Any) -> str | None:
    """The day that the page states in its metadata or in an element for dates; the running text tells of other days."""
    copy = _without_addresses(tree)
    for element in copy.xpath(OTHER_DAYS):
        dated = DATED.search(f"{element.get('class') or ''} {element.get('id') or ''}") or element.find(".//time") is not None
        if not dated and element.getparent() is not None:
            element.drop_tree()
    metadata = _metadata(copy)
    return metadata.date if metadata else None


def _many(tree: Any, *tags: str) -> bool:
    """Whether a page has more elements of these kinds than an article has."""
    return sum(1 for _ in itertools.islice(tree.iter(*tags), MANY + 1)) > MANY


def _is_list(tree: Any) -> bool:
    """Whether a page has very many links, and hardly any words beside them."""
    if not _many(tree, "a"):
        return False
    whole, beside = (sum(map(len, blocks.paragraphs(tree, left_out))) for left_out in (("head",), ("head", "a")))
    return beside < whole / 2


def _text(tree: Any) -> list[str]:
    """The paragraphs of the article."""
    from trafilatura import bare_extraction

    try:
        fast = _many(tree, *blocks.BLOCKS)
        found = None if _many(tree, "a") else bare_extraction(deepcopy(tree), include_comments=False, include_tables=True, fast=fast)
    except STUMBLES:
        found = None
    main = blocks.paragraphs(found.body) if found is not None and not isinstance(found, dict) else []
    if sum(map(len, main)) >= SHORT:
        return main
    body = tree.find(".//body")
    whole = blocks.paragraphs(tree if body is None else body, blocks.AROUND)
    # A short text is often given in one lump, or cut where a page has no more than a few lines.
    return whole if len(main) < 2 or not whole else main


def _quiet() -> None:
    """What libraries log of pages is told by us, or nobody's concern."""
    for name in ("trafilatura", "htmldate", "courlan", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
