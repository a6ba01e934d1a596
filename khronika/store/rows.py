"""From records to rows and back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Result

from khronika.model import Article, CodedArticle, Coder, Failure, event_line
from khronika.store.days import interval

MADE_ID = re.compile(r"ar_[0-9a-f]{16}")
# Fields of an event's line that are kept elsewhere: with the article, and with the coding.
ELSEWHERE = ("article", "coder")
# No code of a country or sector holds one.
BETWEEN_ROLES = ","
ARTICLE_FIELDS = ("id", "url", "publisher", "author", "title", "language", "published", "published_from")
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Coding:
    """What one coding made of an article: its events as lines of the record format.

    `whole` says that these are all its events; else they came as lines of a file, which may hold more of them further on. An article that
    is known from such lines alone has the text "".
    """

    article: Article
    coder: Coder
    lines: tuple[Line, ...]
    failures: tuple[Failure, ...] = ()
    whole: bool = True

    @classmethod
    def of(cls, coded: CodedArticle, coder: Coder) -> Coding:
        """From what the pipeline gives."""
        return cls(coded.article, coder, tuple(event_line(event) for event in coded.events), coded.failures)


def source_key(article: Article) -> str:
    """What the editions of an article share: its id if it brought one, else its address, else its content."""
    if not MADE_ID.fullmatch(article.id):
        return f"id:{article.id}"
    return f"url:{article.url}" if article.url else f"id:{article.id}"


def content_hash(article: Article) -> str:
    """Hash of what makes an edition: text, title, day, publisher and address. The language is found, not given."""
    parts = (article.text, article.title, article.published, article.publisher, article.url)
    data = json.dumps(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def dump(value: object) -> str:
    """JSON as it is stored: short, readable, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def machine_text(line: Line) -> str:
    """The machine's values of an event as they are stored."""
    return dump({name: value for name, value in line.items() if name not in ELSEWHERE})


def article_part(row: Mapping[str, Any]) -> dict[str, Any]:
    """The field `article` of an event's line, of an article's row."""
    return {name: row[name] for name in ARTICLE_FIELDS}


def whole_line(values: Line, article: Line, coder: Line) -> dict[str, Any]:
    """An event's line in the record format, of what is stored of it."""
    line = dict(values)
    event_id = line.pop("id")
    return {"id": event_id, "article": article, **line, "coder": coder}


def sentence_text(line: Line, text: str | None) -> str | None:
    """The words of an event's sentence."""
    return text[line["sentence"]["start"] : line["sentence"]["end"]] if text and line.get("sentence") else None


def role(party: Line) -> str:
    """The role of a party: its country and sector, as far as known ("BLR COP"); "" if neither is."""
    return " ".join(part for part in (party["country"], party["sector"]) if part)


def roles(parties: Iterable[Line]) -> str | None:
    """The roles of a side, each once, divided by BETWEEN_ROLES; None if none is known."""
    return BETWEEN_ROLES.join(dict.fromkeys(found for party in parties if (found := role(party)))) or None


def event_columns(line: Line, published: str | None) -> dict[str, Any]:
    """The columns of an event's row that follow from its line."""
    begins, ends, day_from = interval(line, published)
    place = line["place"]
    return {
        "id": line["id"], "begins": begins, "ends": ends, "day_from": day_from, "event_type": line["event_type"],
        "status": line["status"], "country": place and place["country"], "confidence": line["confidence"],
        "actors": roles(line["actors"]), "recipients": roles(line["recipients"]),
    }  # fmt: skip


def chunks(values: Sequence[Any], size: int = 500) -> Sequence[Sequence[Any]]:
    """Pieces of a list, for statements that take only so many values."""
    return [values[start : start + size] for start in range(0, len(values), size)]


def records(result: Result[Any]) -> list[dict[str, Any]]:
    """The rows of a result as dictionaries by column."""
    return [{str(name): value for name, value in row.items()} for row in result.mappings()]
