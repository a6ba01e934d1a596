"""Judging through the page: who does it, and what has to follow."""

from __future__ import annotations

import unicodedata

from starlette.requests import Request

from khronika.errors import UsageError
from khronika.store import Chronicle, accounts, merging
from khronika.web.guard import client_of
from khronika.web.refusal import Refused
from khronika.web.session import session_of
from khronika.web.site import may_judge, site_of, user_of

NAME = "by"
LONGEST_NAME = 64
# Events that are merged at once after a judgement; where more wait, `khronika merge` does it, so that no reader does.
AT_ONCE = 2_000


def known_name(request: Request) -> str:
    """The name under which the reader judges: of the account, else as given last; "" if it is not known yet."""
    user = user_of(request)
    return user.name if user else str(session_of(request).get(NAME, ""))


def judge_as(request: Request, given: str | None = None) -> str:
    """The name for `by`. Where there are no accounts it is `given`, or as given before, and is remembered.

    Raises Refused if the reader may not judge, and UsageError if nobody said who it is.
    """
    if not may_judge(request):
        raise Refused(403, "you may not judge here", "ask whoever looks after the accounts for the role reviewer")
    user = user_of(request)
    if user:
        return user.name
    name = " ".join(unicodedata.normalize("NFKC", given or known_name(request)).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError("say who judges", where=NAME, advice=f"give a name of at most {LONGEST_NAME} characters")
    session_of(request)[NAME] = name
    return name


def settled(chronicle: Chronicle) -> int:
    """Merge what a judgement has changed, so that incidents follow; returns how many events are left for `khronika merge`."""
    waiting = merging.unmerged(chronicle)
    if 0 < waiting <= AT_ONCE:
        merging.merge(chronicle)
        return 0
    return waiting


def noted(request: Request, what: str, about: str | None = None, *, who: str | None = None) -> None:
    """Add a line to the audit log: `who`, else the reader, from the address that the request came from."""
    accounts.note(site_of(request).chronicle, who or known_name(request) or None, what, about, client_of(request))
