"""What every page of a running site shares, and what a request knows of its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from fastapi import FastAPI
from starlette.requests import Request

from khronika.store import Chronicle
from khronika.store.accounts import Role
from khronika.store.index import Index
from khronika.web.publication import SERVED, Publication
from khronika.web.throttle import Throttle

# What a link is made of: the page that it stands on, the path that it leads to, and its query.
Link = Callable[[str, str, Mapping[str, object]], str]
# An id that ends like this would be read as a form of the page; ".html" after it says that it is none.
SUFFIXES = (".json", ".csv", ".html", ".atom")


@dataclass(frozen=True, slots=True)
class User:
    """Who is signed in, or for whom a program signs in with a token. `name` goes into judgements as `by`."""

    name: str
    role: Role
    by_token: bool = False

    @property
    def may_judge(self) -> bool:
        """Whether judgements are taken from this user."""
        return self.role in ("reviewer", "admin")


def served_link(_here: str, path: str, query: Mapping[str, object]) -> str:
    """A link of a site that is served: an absolute path. A published site makes its own."""
    pairs = [(name, item) for name, value in query.items() for item in (value if isinstance(value, list | tuple) else (value,))]
    kept = [(name, str(item)) for name, item in pairs if item not in (None, "", False)]
    return path + (f"?{urlencode(kept)}" if kept else "")


@dataclass(slots=True)
class Site:
    """One chronicle, served. `public_url` is where readers find it (https://…), if that differs from the address it listens on.

    With `two_reviewers`, what a reviewer says counts only once another has judged without seeing it.
    """

    chronicle: Chronicle
    read_only: bool
    loopback: bool
    secret: str
    public_url: str | None = None
    link: Link = served_link
    two_reviewers: bool = False
    throttle: Throttle = field(default_factory=Throttle)
    index: Index = field(init=False)
    publication: Publication = SERVED

    def __post_init__(self) -> None:
        self.index = Index(self.chronicle)


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    site: Site = request.app.state.site
    return site


def site_of_app(app: FastAPI) -> Site:
    """The site that an application shows."""
    site: Site = app.state.site
    return site


def user_of(request: Request) -> User | None:
    """Who is signed in, if anybody is."""
    user: User | None = getattr(request.state, "user", None)
    return user


def may_judge(request: Request) -> bool:
    """Whether the reader may judge: a reviewer, or whoever sits at the machine where there are no accounts; nobody on a read-only site."""
    site, user = site_of(request), user_of(request)
    if site.read_only:
        return False
    return user.may_judge if user else bool(getattr(request.state, "open", False))


def address_of(kind: str, identity: str) -> str:
    """The permanent path of an event, incident, article … by its id, whatever characters this has."""
    clash = identity.endswith(SUFFIXES) or not identity.strip(".")
    return f"/{kind}/{quote(identity, safe='')}{'.html' if clash else ''}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation. `judges` says that only those who may judge see it."""

    path: str
    text: str
    judges: bool = False


# The navigation, in its order. A page that is not here is reached by links.
NAVIGATION: tuple[Entry, ...] = (
    Entry("/", "Situation"), Entry("/incidents", "Incidents"), Entry("/timeline", "Timeline"), Entry("/actors", "Actors"),
    Entry("/detentions", "Detentions"), Entry("/protests", "Protests"), Entry("/sanctions", "Sanctions"), Entry("/articles", "Articles"),
    Entry("/review", "Review", judges=True),
)  # fmt: skip


def navigation(request: Request) -> list[tuple[str, str]]:
    """The pages that a reader sees in the navigation; none for whoever has to sign in first."""
    if user_of(request) is None and not getattr(request.state, "open", False):
        return []
    return [(entry.path, entry.text) for entry in NAVIGATION if may_judge(request) or not entry.judges]
