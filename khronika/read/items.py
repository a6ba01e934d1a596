"""What reading gives, and what it is told."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from khronika.model import Article, Failure
from khronika.settings import ReadSettings, load_settings

STAGE = "read"
LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns of a table (or the fields of JSON) that hold an article's fields: None to guess, "" for none."""

    text: str | None = None
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    author: str | None = None
    id: str | None = None
    url: str | None = None


@functools.cache
def default_limits() -> ReadSettings:
    """The limits of default.toml."""
    return load_settings().read


@dataclass(frozen=True, slots=True)
class Options:
    """How to read. `published`, `publisher`, `language` hold for articles that do not say; `largest` is the limit of one in bytes."""

    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    largest: int = LARGEST
    columns: Columns = Columns()
    limits: ReadSettings = field(default_factory=default_limits)

    @classmethod
    def restored(cls, values: Mapping[str, Any]) -> Options:
        """The options of `dataclasses.asdict`, as a run file keeps them; what this version does not know is left out."""
        known = {f.name for f in fields(cls)} - {"columns", "limits"}
        columns = {f.name: (values.get("columns") or {}).get(f.name) for f in fields(Columns)}
        limits = {f.name: (values.get("limits") or {}).get(f.name, getattr(default_limits(), f.name)) for f in fields(ReadSettings)}
        plain = {name: value for name, value in values.items() if name in known}
        return cls(**plain, columns=Columns(**columns), limits=ReadSettings(**limits))


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should know although the article is coded, e.g. that its encoding was guessed."""

    what: str
    where: str
    advice: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.advice}"


Content = Article | Failure | Notice


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was read, and how many bytes of all inputs were read when it came."""

    content: Content
    read: int


def failure(what: str, where: str, advice: str, article: str | None = None) -> Failure:
    """A failure of reading."""
    return Failure(what, where, advice, article, STAGE)
