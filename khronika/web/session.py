"""What the signed cookie remembers: who is signed in, and the token that goes into forms.

The cookie is signed, not secret: whoever holds it can read it, and nobody can change it. It ends after IDLE seconds without a visit,
LONGEST seconds after signing in, and when the user's password or role changes.
"""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request

from khronika.store.accounts import Account

CSRF, USER, GENERATION, SINCE = "csrf", "user", "gen", "since"
IDLE, LONGEST = 12 * 3600, 7 * 24 * 3600
# The cookie is sent anew when it is this old, so that IDLE counts from the last visit.
RENEW = 600


@dataclass(frozen=True, slots=True)
class Cookies:
    """Reads and writes the session's cookie. `secure`: only over https."""

    secret: str
    secure: bool

    @property
    def name(self) -> str:
        """Its name; browsers take one with this prefix from the site itself only, over https."""
        return "__Host-khronika" if self.secure else "khronika"

    @property
    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt="khronika session")

    def read(self, text: str | None) -> tuple[dict[str, Any], float]:
        """What a cookie holds, and its age in seconds; nothing if it was not made here or is too old."""
        try:
            session, made = self._signer.loads(text or "", max_age=IDLE, return_timestamp=True)
        except BadData:
            return {}, 0.0
        if not isinstance(session, dict) or time.time() - session.get(SINCE, time.time()) > LONGEST:
            return {}, 0.0
        return session, time.time() - made.timestamp()

    def header(self, session: dict[str, Any]) -> str:
        """The header that sets the cookie; without a session, one that takes it away."""
        text = str(self._signer.dumps(session)) if session else ""
        age = IDLE if session else 0
        return f"{self.name}={text}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{'; Secure' if self.secure else ''}"


def session_of(request: Request) -> dict[str, Any]:
    """What the cookie holds; changes are sent back with the answer."""
    session: dict[str, Any] = request.scope.setdefault("khronika.session", {})
    return session


def csrf_token(request: Request) -> str:
    """The token that forms send back, so that no other site can send them."""
    return str(session_of(request).setdefault(CSRF, secrets.token_urlsafe(18)))


def csrf_fits(session: dict[str, Any], given: object) -> bool:
    """Whether a form brought the token of its session."""
    known = session.get(CSRF)
    return isinstance(known, str) and isinstance(given, str) and hmac.compare_digest(known.encode(), given.encode("utf-8", "replace"))


def begin(request: Request, account: Account) -> None:
    """Sign a user in: nothing of the session before stays."""
    session = session_of(request)
    session.clear()
    session |= {USER: account.name, GENERATION: account.generation, SINCE: int(time.time()), CSRF: secrets.token_urlsafe(18)}


def end(request: Request) -> None:
    """Sign out."""
    session_of(request).clear()


def holds(session: dict[str, Any], account: Account | None) -> bool:
    """Whether the session is of this account as it is now."""
    return account is not None and session.get(GENERATION) == account.generation


def local_path(given: str | None) -> str:
    """A path of this site, to go back to; "/" for anything that could lead elsewhere."""
    fine = given and given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    return given if given and fine else "/"
