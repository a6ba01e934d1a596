"""An article as it is read, before anything is understood of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PublishedFrom = Literal["given", "metadata", "url", "dateline"]
BETWEEN_AUTHORS = "; "


@dataclass(frozen=True, slots=True)
class Article:
    """One news report. All offsets of the project count characters of `text`.

    `published` is `YYYY-MM-DD` or an ISO time; `published_from` says where it was found. `origin` is where the article was read
    (file and line), for messages only. `author` is who wrote it, as it states; several are divided by BETWEEN_AUTHORS.
    """

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    origin: str | None = None
    author: str | None = None
