"""The way in and out, the language, and the page that describes the API."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from khronika.errors import InputError
from khronika.store import accounts
from khronika.store.accounts import fold
from khronika.web import passwords
from khronika.web.guard import SIGN_IN, SIGN_OUT, client_of
from khronika.web.judging import noted
from khronika.web.locale import COOKIE, LANGUAGES
from khronika.web.pages import render
from khronika.web.refusal import Refused
from khronika.web.session import begin, end, local_path
from khronika.web.site import site_of, user_of

router = APIRouter()
YEAR = 365 * 24 * 3600


@router.get("/language/{code}", include_in_schema=False)
def choose_language(request: Request, code: str) -> Response:
    """Remember the language and go back to where the reader was."""
    if code not in LANGUAGES:
        raise InputError("there is no such language", where=code, advice=f"one of {', '.join(LANGUAGES)}")
    response = RedirectResponse(local_path(request.query_params.get("next")), 303)
    response.set_cookie(COOKIE, code, max_age=YEAR, samesite="lax", httponly=True)
    return response


@router.get(SIGN_IN, include_in_schema=False)
def sign_in_form(request: Request) -> Response:
    """Ask for name and password."""
    if user_of(request):
        return RedirectResponse(local_path(request.query_params.get("next")), 303)
    return _asking(request, local_path(request.query_params.get("next")))


@router.get("/api", include_in_schema=False)
def api(request: Request) -> Response:
    """What the API has, to read; the same as `openapi.json`, from which it is made."""
    described = request.app.openapi()
    paths = [
        (method.upper(), path, operation)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    ]  # fmt: skip
    return render(request, "api.html", paths=paths, about=described["info"]["description"], openapi=request.app.openapi_url)


@router.post(SIGN_IN, include_in_schema=False)
def sign_in(
    request: Request, name: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/"
) -> Response:
    """Sign a user in, unless there were too many tries."""
    site, address, key = site_of(request), client_of(request), fold(name)[:100]
    wait = site.throttle.wait(address, key)
    if wait > 0:
        seconds = str(math.ceil(wait))
        raise Refused(429, f"there were too many tries; the next one is possible in {seconds} seconds", headers={"Retry-After": seconds})
    account, _ = accounts.reader(site.chronicle, name)
    if not passwords.verified(account.password if account else None, password) or account is None:
        site.throttle.failed(address, key)
        noted(request, "sign-in refused", name[:100], who="-")
        return _asking(request, local_path(next), name[:100], failed=True)
    site.throttle.passed(address, key)
    begin(request, account)
    noted(request, "signed in", who=account.name)
    return RedirectResponse(local_path(next), 303)


@router.post(SIGN_OUT, include_in_schema=False)
def sign_out(request: Request) -> Response:
    """Sign out."""
    user = user_of(request)
    if user:
        noted(request, "signed out", who=user.name)
    end(request)
    return RedirectResponse("/", 303)


def _asking(request: Request, following: str, name: str = "", *, failed: bool = False) -> Response:
    return render(request, "sign-in.html", status=401 if failed else 200, following=following, name=name, failed=failed)
