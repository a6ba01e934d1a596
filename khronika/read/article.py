"""Make an article of the fields of an input line, a file or a page, or say why that is not possible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from khronika.model import Article, Failure
from khronika.model.article import PublishedFrom
from khronika.model.ids import article_id
from khronika.read.authors import authors
from khronika.read.dates import from_dateline, from_url, given, stated
from khronika.read.decode import clean
from khronika.read.fields import cell
from khronika.read.items import Notice, Options, failure
from khronika.read.normal import one_line, plain

FIELDS = ("id", "title", "published", "publisher", "url", "language")
LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*")
LONGEST_FIELD = 10_000
# What other formats call a title may be anything; this much is kept of it.
LONGEST_TITLE = 500
DATE_ADVICE = "write it as 2020-08-14 or 2020-08-14T10:30"


def make(
    fields: Mapping[str, Any], where: str, options: Options, date_from: PublishedFrom = "given"
) -> Iterator[Article | Failure | Notice]:
    """One article or one failure, and before it what a person should know; a wrong date is a failure before its article.

    `date_from` is what the field `published` counts as. An author that is none (read/authors.py) is passed over: nothing is coded by it.
    """
    fault = _fault(fields, where)
    if fault:
        yield fault
        return
    text, replaced = clean(fields["text"])
    if replaced:
        yield Notice(f"{replaced} characters that are none (NUL, halves of a pair) became U+FFFD", where, "offsets are not changed by this")
    values: dict[str, str | None] = {name: clean(fields.get(name) or "")[0].strip() or None for name in FIELDS}
    published = values["published"] and given(values["published"])
    if values["published"] and not published:
        # Said and counted as a fault, but an article is worth more than its date: it is coded, and its relative times stay unresolved.
        what = f'"published" is {_shown(values["published"])}, which is no date; the article is coded without it'
        yield failure(what, where, DATE_ADVICE, values["id"])
    language = values["language"] and _language(values["language"])
    if values["language"] and not language:
        yield failure(f'"language" is {_shown(values["language"])}, which is no code', where, 'write it as "en"', values["id"])
        return
    published, published_from = (published, date_from) if published else _found(text, values["url"], options)
    yield Article(
        id=values["id"] or article_id(text, values["title"], published, values["url"]), text=text, title=values["title"],
        published=published, published_from=published_from, publisher=values["publisher"] or options.publisher,
        url=values["url"], language=language or options.language, origin=where, author=authors(fields.get("author")),
    )  # fmt: skip


def converted(
    fields: Mapping[str, Any], where: str, options: Options, date_from: PublishedFrom = "metadata"
) -> Iterator[Article | Failure | Notice]:
    """As `make`, for text that was taken out of another format: made plain first; metadata that are no use are left out, not failures."""
    title = one_line(fields.get("title"))
    found: dict[str, Any] = {
        "text": plain(fields.get("text") or ""), "title": title and _cut(title), "publisher": one_line(fields.get("publisher")),
        "id": one_line(fields.get("id")), "url": one_line(fields.get("url")), "language": _language((fields.get("language") or "").strip()),
    }  # fmt: skip
    date = (fields.get("published") or "").strip()
    found["published"] = stated(date)
    if date and not found["published"]:
        yield Notice(f"its date is {_shown(date)}, which is none", where, "the address and the dateline are looked at")
    usable = {name: value for name, value in found.items() if name == "text" or (value and len(value) <= LONGEST_FIELD)}
    yield from make(usable | {"author": fields.get("author")}, where, options, date_from)


def tabled(
    fields: Mapping[str, Any], where: str, options: Options, date_from: PublishedFrom = "given"
) -> Iterator[Article | Failure | Notice]:
    """As `make`, for cells and fields of others: the text as it is, days in the forms that metadata use, numbers written out."""
    found = {name: cell(value) if not isinstance(value, list | dict | bool) else value for name, value in fields.items()}
    title, date = found.get("title"), found.get("published")
    if isinstance(title, str):
        found["title"] = _cut(" ".join(title.split()))
    if isinstance(date, str) and date.strip():
        found["published"] = stated(date) or date
    language = found.get("language")
    if isinstance(language, str):
        found["language"] = _language(language.strip())
    yield from make(found, where, options, date_from)


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def _fault(fields: Mapping[str, Any], where: str) -> Failure | None:
    if "text" not in fields:
        if "event_type" in fields:
            return failure("this is an event that khronika wrote, not an article", where, "give the file that it was coded from")
        return failure('there is no "text"', where, 'each line needs the report as "text"')
    for name in ("text", *FIELDS):
        value = fields.get(name)
        if value is not None and not isinstance(value, str):
            return failure(f'"{name}" is {_kind(value)}, not a string', where, f'write it as "{name}": "…"')
        if name != "text" and value and len(value) > LONGEST_FIELD:
            return failure(f'"{name}" has {len(value)} characters', where, f"at most {LONGEST_FIELD} are taken")
    if not (fields["text"] or "").strip():
        return failure('the "text" is empty', where, "give the text of the report")
    return None


def _found(text: str, url: str | None, options: Options) -> tuple[str | None, PublishedFrom | None]:
    """The day of publication of an article that does not state it."""
    if options.published:
        return options.published, "given"
    if url and (day := from_url(url)):
        return day, "url"
    if day := from_dateline(text):
        return day, "dateline"
    return None, None


def _language(value: str) -> str | None:
    """ISO 639 code of a language tag: `en` of `EN` and of `en-GB`."""
    match = LANGUAGE.fullmatch(value.lower())
    return match[1] if match else None


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)


def _shown(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:39] + "…")
