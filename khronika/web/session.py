"""What the signed cookie remembers: who is signed in, and the token that goes into forms."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.requests import Request

CSRF = "csrf"


def session_of(request: Request) -> dict[str, Any]:
    """What the cookie holds; changes are sent back with the answer."""
    session: dict[str, Any] = request.scope.setdefault("khronika.session", {})
    return session


def csrf_token(request: Request) -> str:
    """The token that forms send back, so that no other site can send them."""
    session = session_of(request)
    return str(session.setdefault(CSRF, secrets.token_urlsafe(18)))


def local_path(given: str | None) -> str:
    """A path of this site, to go back to; "/" for anything that could lead elsewhere."""
    fine = given and given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    return given if given and fine else "/"
