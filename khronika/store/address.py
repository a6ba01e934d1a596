"""Where a chronicle lies: a file, or a PostgreSQL database by URL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from khronika.errors import UsageError

SCHEME = re.compile(r"([a-z][a-z0-9+]*)://", re.I)
POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}


@dataclass(frozen=True, slots=True)
class Address:
    """The place of a chronicle: `path` for SQLite, None for PostgreSQL. `shown` names it in messages, without a password."""

    url: URL
    path: Path | None
    shown: str

    @classmethod
    def of(cls, text: str) -> Address:
        """Read an address as it is given to `--to` and `--on`. Raises UsageError."""
        scheme = SCHEME.match(text)
        if scheme is None:
            return cls._file(text)
        if scheme[1].lower() not in POSTGRESQL:
            raise UsageError(
                f"there is no store for {scheme[1]}://", where="chronicle", advice="give a file, or a URL like postgresql://host/database"
            )
        try:
            url = make_url(text).set(drivername="postgresql+psycopg")
        except (ArgumentError, ValueError):
            # The text is not shown: it may hold a password.
            raise UsageError("the URL cannot be read", where="chronicle", advice="write it as postgresql://user@host/database") from None
        return cls(url, None, url.set(drivername="postgresql").render_as_string(hide_password=True))

    @classmethod
    def _file(cls, text: str) -> Address:
        if not text or "\0" in text:
            raise UsageError("the chronicle has no name", where="chronicle", advice="give the name of a file, e.g. chronicle.db")
        path = Path(text)
        return cls(URL.create("sqlite+pysqlite", database=str(path)), path, text)
