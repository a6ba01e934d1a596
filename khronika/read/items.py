"""What reading gives, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass

from khronika.model import Article, Failure

STAGE = "read"
LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Options:
    """What holds for articles that do not say themselves: `published`, `publisher`, `language`; `largest` is the limit of one in bytes."""

    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    largest: int = LARGEST


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
