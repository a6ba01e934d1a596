"""Which column of a table, or field of an object, holds what of an article: as told, else by the names in use, else by looking at it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from khronika.model.article import PublishedFrom
from khronika.read.items import Columns

# Fields of the record format under the names in use, the likeliest first; without capitals, spaces and strokes.
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text", "maintext", "plaintext", "articletext", "fulltext", "articlebody", "body", "bodytext", "content", "article", "story",
        "rawtext", "texto", "texte", "inhalt", "volltext", "текст", "description", "summary",
    ),
    "title": ("title", "headline", "articletitle", "heading", "headlines", "titulo", "título", "titre", "titel", "заголовок", "название"),
    "published": (
        "published", "datepublished", "publishedat", "publishdate", "publicationdate", "publishingdate", "datepublish", "pubdate", "date",
        "publishedon", "published_time", "datetime", "time", "timestamp", "day", "fecha", "datum", "дата",
    ),
    "publisher": (
        "publisher", "sitename", "source", "sourcename", "sourcedomain", "publication", "outlet", "newspaper", "domain", "medium",
        "источник",
    ),
    "author": ("author", "authors", "byline", "authorname", "writer", "creator", "journalist", "autor", "auteur", "автор"),
    "id": ("id", "articleid", "docid", "documentid", "uuid", "guid", "storyid", "uid"),
    "url": ("url", "link", "articleurl", "sourceurl", "uri", "permalink", "href", "webpage"),
    "language": ("language", "lang", "languagecode"),
}  # fmt: skip
CHOSEN = {
    "text": "text", "title": "title", "published": "date", "publisher": "publisher", "author": "author", "id": "id", "url": "url",
}  # fmt: skip
# Without a telling name, a column is the text if its cells are as long as this on average (characters).
TEXTUAL = 60
ADDRESS = re.compile(r"https?://\S+")
# What programs write for nothing.
NOTHING = frozenset(("none", "null", "nan", "nat", "n/a"))


class ColumnError(Exception):
    """No column for the text, or none of the name that was told."""

    def __init__(self, what: str, advice: str) -> None:
        self.what, self.advice = what, advice
        super().__init__(what)


def choose(names: Sequence[str], rows: Iterable[Sequence[str]], told: Columns, *, header: bool = True) -> dict[str, int]:
    """The number of the column of each field that has one. `rows` are the first rows. Raises ColumnError."""
    keys = [_key(name) for name in names] if header else []
    chosen: dict[str, int] = {}
    for field, variants in NAMES.items():
        wanted = getattr(told, CHOSEN[field]) if field in CHOSEN else None
        if wanted is not None:
            if wanted:
                chosen[field] = _told(wanted, names, header=header)
            continue
        found = next((keys.index(_key(name)) for name in variants if _key(name) in keys), None)
        if found is not None and found not in chosen.values():
            chosen[field] = found
    if "text" not in chosen:
        chosen["text"] = _longest(names, list(rows), chosen, header=header)
    return {field: chosen[field] for field in NAMES if field in chosen}


def known(names: Sequence[str]) -> int:
    """How many of the names are in use for fields of an article."""
    keys = {_key(name) for name in names}
    return sum(any(_key(name) in keys for name in variants) for variants in NAMES.values())


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _told(wanted: str, names: Sequence[str], *, header: bool) -> int:
    if header:
        for same in (str, str.strip, _key):
            matches = [number for number, name in enumerate(names) if same(name) == same(wanted)]
            if matches and same(wanted):
                return matches[0]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    raise ColumnError(f"has no column {wanted!r}; it has {listed(names)}", "name one of these, or give its number")


def _longest(names: Sequence[str], rows: Sequence[Sequence[str]], chosen: Mapping[str, int], *, header: bool) -> int:
    lengths = {
        number: sum(len(row[number]) for row in rows if number < len(row) and not ADDRESS.fullmatch(row[number].strip()))
        / max(len(rows), 1)
        for number in range(len(names))
        if number not in chosen.values()
    }
    best = max(lengths, key=lambda number: lengths[number], default=None)
    if best is None or lengths[best] < TEXTUAL:
        shown = listed(names) if header else f"{len(names)} without names"
        raise ColumnError(f"has no column that looks like the text of reports; it has {shown}", "name it with --text-column")
    return best


def listed(names: Sequence[str]) -> str:
    """Names of columns for a message, the first ten."""
    shown = ", ".join(repr(name if len(name) <= 30 else name[:29] + "…") for name in names[:10])
    return shown + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def said(chosen: Mapping[str, int], names: Sequence[str], *, header: bool) -> str:
    """`text from 'body', title from 'headline'`, or with numbers where there are no names."""
    return ", ".join(
        f"{field} from {names[number]!r}" if header else f"{field} from column {number + 1}" for field, number in chosen.items()
    )


def of_object(value: Mapping[str, Any], told: Columns) -> tuple[dict[str, Any], PublishedFrom] | None:
    """The fields of an object in another form than the record format: as told, of news-please, of Fundus, by names in use; or None."""
    if told == Columns():
        if "maintext" in value or "date_publish" in value:
            return _news_please(value), "metadata"
        if "publishing_date" in value or isinstance(value.get("body"), dict):
            return _fundus(value), "metadata"
    names = [name for name in value if isinstance(name, str)]
    try:
        chosen = choose(names, (), told)
    except ColumnError:
        return None
    return {field: value[names[number]] for field, number in chosen.items()}, "given"


def _news_please(value: Mapping[str, Any]) -> dict[str, Any]:
    fields = {"published": "date_publish", "publisher": "source_domain", "author": "authors", "url": "url", "language": "language"}
    return {
        "text": value.get("maintext") or value.get("text"),
        "title": value.get("title") or value.get("title_page") or value.get("title_rss"),
        **{field: value.get(name) for field, name in fields.items()},
    }


def _fundus(value: Mapping[str, Any]) -> dict[str, Any]:
    page = value.get("html") if isinstance(value.get("html"), dict) else {}
    source = page.get("source_info") or page.get("source") if isinstance(page, dict) else None
    publisher = value.get("publisher") or (source.get("publisher") if isinstance(source, dict) else None)
    body = value.get("body")
    return {
        "text": _body(body) if isinstance(body, dict) else value.get("plaintext") or body,
        "title": value.get("title"), "published": value.get("publishing_date"), "publisher": publisher,
        "author": value.get("authors"),
        "url": value.get("url") or (page or {}).get("responded_url") or (page or {}).get("requested_url"),
        "language": value.get("lang") or value.get("language"),
    }  # fmt: skip


def _body(body: Mapping[str, Any]) -> str:
    """The paragraphs of an article body: a summary, and sections of headlines and paragraphs."""
    parts = _strings(body.get("summary"))
    sections = body.get("sections")
    for section in sections if isinstance(sections, list) else ():
        if isinstance(section, dict):
            parts += _strings(section.get("headline")) + _strings(section.get("paragraphs"))
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _strings(value: Any) -> list[str]:
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else [value] if isinstance(value, str) else []


def cell(value: Any) -> str | None:
    """A cell as text: numbers and times written out; None for what stands for nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else str(value)
    return None if text.strip().lower() in NOTHING else text
