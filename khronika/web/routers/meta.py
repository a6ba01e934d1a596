"""Choosing the language."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from khronika.errors import InputError
from khronika.web.locale import COOKIE, LANGUAGES
from khronika.web.session import local_path

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
