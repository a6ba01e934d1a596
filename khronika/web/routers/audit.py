"""The audit log, for admins."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request

from khronika.store import accounts
from khronika.web.pages import Page, page
from khronika.web.query import asked
from khronika.web.refusal import Refused
from khronika.web.site import site_of, user_of

router = APIRouter()
COLUMNS = ("made", "who", "what", "about", "address")


@page(router, "/audit")
def audit(request: Request) -> Page:
    """Who did what, the last first."""
    user = user_of(request)
    if user is None or user.role != "admin":
        raise Refused(403, "only an admin may read the audit log", "on the machine itself, `khronika audit` lists it")
    found = [asdict(act) for act in accounts.audit_log(site_of(request).chronicle, limit=asked(request).limit)]
    return Page("audit.html", {"acts": found}, COLUMNS, [[act[name] for name in COLUMNS] for act in found], {"columns": COLUMNS})
