"""EPUB: one article a document of the spine, as books and magazines have them for their chapters."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from khronika.read import blocks
from khronika.read.archive import opened, unpacked
from khronika.read.article import converted
from khronika.read.entry import Entry
from khronika.read.html import PageError, parsed
from khronika.read.items import Content, failure

CONTAINER = "META-INF/container.xml"
DOCUMENTS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
DESCRIPTION = 5_000_000
SPINE = 20_000


class _NoBookError(Exception):
    """An EPUB that lacks what it needs: what is wrong."""


def read(entry: Entry) -> Iterator[Content]:
    """The articles of a book."""
    found = opened(entry)
    if not isinstance(found, zipfile.ZipFile):
        yield found
        return
    with found as archive:
        try:
            book = _Book(archive, entry)
        except _NoBookError as error:
            yield failure(f"is no EPUB that can be read ({error})", entry.name, "check the file")
            return
        count = 0
        for href in book.spine:
            entry.budget.member()
            for content in _document(archive, book, href, entry):
                count += 1
                yield content
        if not count:
            yield failure("holds no text", entry.name, "books of pictures and protected books cannot be read")


class _Book:
    """What an EPUB says of itself."""

    def __init__(self, archive: zipfile.ZipFile, entry: Entry) -> None:
        container = _xml(archive, CONTAINER, entry)
        path = next((e.get("full-path") for e in container.iter() if _name(e) == "rootfile"), None)
        if not path:
            raise _NoBookError("its container names no book")
        package = _xml(archive, path, entry)
        folder = posixpath.dirname(path)
        items: dict[str, str] = {}
        order: list[str] = []
        self.fields: dict[str, str] = {}
        for element in package.iter():
            name = _name(element)
            if name == "item" and element.get("media-type") in DOCUMENTS and "nav" not in (element.get("properties") or "").split():
                items[element.get("id") or ""] = posixpath.normpath(posixpath.join(folder, unquote(element.get("href") or "")))
            elif name == "itemref" and element.get("linear") != "no":
                order.append(element.get("idref") or "")
            elif name in ("title", "date", "publisher", "language", "creator") and (element.text or "").strip():
                self.fields.setdefault(name, element.text.strip())
        # Each document once, however often a spine may name it.
        self.spine = [items[ref] for ref in dict.fromkeys(order[:SPINE]) if ref in items]


def _xml(archive: zipfile.ZipFile, path: str, entry: Entry) -> Any:
    """The root of an XML file of the book: no entities, no network, no huge trees."""
    from lxml import etree  # type: ignore[import-untyped]

    data = unpacked(archive, path, DESCRIPTION, entry)
    if data is None:
        raise _NoBookError(f"{path} is missing, damaged or too large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise _NoBookError(f"{path} is no XML") from None


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _document(archive: zipfile.ZipFile, book: _Book, href: str, entry: Entry) -> Iterator[Content]:
    where = f"{entry.name}#{href}"
    limit = min(entry.options.limits.page, entry.options.largest)
    data = unpacked(archive, href, limit, entry)
    if data is None:
        yield failure(f"is missing, damaged, protected or longer than {limit:,} bytes", where, "it is passed over")
        return
    if not data.strip():
        return
    try:
        tree = parsed(data, None, entry.options.limits)
    except PageError as error:
        yield failure(error.what, where, error.advice)
        return
    title = _title(tree)
    blocks.unhide(tree)
    text = blocks.paragraphs(tree, ("head", "nav"))
    if text and text[0] == title:
        text = text[1:]
    if text:
        yield from converted(_fields(book.fields, "\n\n".join(text), title), where, entry.options)


def _fields(book: Mapping[str, str], text: str, title: str | None) -> dict[str, str | None]:
    return {
        "text": text, "title": title or book.get("title"), "published": book.get("date"), "publisher": book.get("publisher"),
        "author": book.get("creator"),
        "language": book.get("language"),
    }  # fmt: skip


def _title(tree: Any) -> str | None:
    """The first heading of a document."""
    for element in tree.iter("h1", "h2", "h3"):
        if words := " ".join(blocks.paragraphs(element)):
            return words
    return None
