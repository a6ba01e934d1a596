"""What to watch and whom to tell, as `sources.toml` says it. Times are seconds, sizes bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from khronika.store import Filters

Kind = Literal["feed", "sitemap"]
Of = Literal["incidents", "events"]
Channel = Literal["email", "webhook", "atom"]
Security = Literal["starttls", "ssl", "none"]

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Watch:
    """How to ask; section `[watch]`. docs/watch.md describes each field."""

    contact: str = ""
    every: float = 15 * MINUTE
    pause: float = 2.0
    at_once: int = 8
    host_at_once: int = 1
    timeout: float = 30.0
    largest_page: int = 5_000_000
    largest_map: int = 52_428_800
    redirects: int = 5
    most: int = 500
    maps: int = 50
    since: float = 7 * DAY
    revisit: tuple[float, ...] = (6 * HOUR,)
    tries: int = 10
    back_off: float = 5 * MINUTE
    longest_wait: float = DAY
    robots_every: float = DAY
    merge_every: float = 5 * MINUTE
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A list of articles: a feed (RSS, Atom) or a site map. `only` keeps addresses that begin with one of these."""

    kind: Kind
    url: str
    every: float
    pause: float
    most: int
    since: float
    publisher: str | None = None
    language: str | None = None
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that takes e-mail; user and password are in the environment, under the names given here."""

    host: str = "localhost"
    port: int = 0
    security: Security = "starttls"
    sender: str = ""
    user_env: str = ""
    password_env: str = ""
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Alert:
    """Whom to tell of what. `digest` is how long to gather before telling; 0 tells at once, one message each."""

    name: str
    filters: Filters = field(default_factory=Filters)
    of: Of = "incidents"
    email: tuple[str, ...] = ()
    webhook: str = ""
    secret_env: str = ""
    atom: Path | None = None
    digest: float = 0.0

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The ways that the alert goes."""
        ways: dict[Channel, bool] = {"email": bool(self.email), "webhook": bool(self.webhook), "atom": self.atom is not None}
        return tuple(channel for channel, used in ways.items() if used)


@dataclass(frozen=True, slots=True)
class Plan:
    """All of `sources.toml`."""

    sources: tuple[Source, ...]
    watch: Watch = field(default_factory=Watch)
    smtp: Smtp | None = None
    alerts: tuple[Alert, ...] = ()

    @property
    def secrets(self) -> dict[str, str]:
        """Names of environment variables that must be there, each with what it is for."""
        found = {alert.secret_env: f"the secret of alert {alert.name!r}" for alert in self.alerts if alert.secret_env}
        if self.smtp is not None:
            names = {self.smtp.user_env: "the user of the e-mail server", self.smtp.password_env: "its password"}
            found |= {name: what for name, what in names.items() if name}
        return found
