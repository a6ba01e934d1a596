"""What goes wrong, as a page or as JSON: one place that maps errors to HTTP statuses, without what is inside the program."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from khronika.errors import InputError, KhronikaError, StoreError, UsageError
from khronika.web.headers import HEADERS
from khronika.web.pages import render
from khronika.web.refusal import Refused

logger = logging.getLogger(__name__)
STATUSES: tuple[tuple[type[KhronikaError], int], ...] = ((UsageError, 400), (InputError, 404), (StoreError, 503), (KhronikaError, 500))
TITLES = {
    400: "This address cannot be read", 401: "Please sign in", 403: "This is not allowed", 404: "There is no such page",
    405: "This cannot be done here", 413: "This is too long", 429: "Too many tries", 500: "Something went wrong",
    503: "The chronicle cannot be read just now",
}  # fmt: skip
WHAT = {404: "nothing has this address", 405: "this address does not take what was sent"}


def told(request: Request, status: int, what: str, where: str = "", advice: str = "", headers: Mapping[str, str] | None = None) -> Response:
    """An error as the reader's form of the page wants it."""
    path = request.url.path
    if path.startswith("/api/") or path.endswith((".json", ".csv", ".atom")):
        error = {"status": status, "what": what, "where": where or None, "advice": advice or None}
        return JSONResponse({"error": error}, status, headers=headers)
    title = TITLES.get(status, TITLES[500])
    response = render(request, "error.html", status=status, heading=title, what=what, where=where, advice=advice)
    response.headers.update(headers or {})
    return response


def install(app: FastAPI) -> None:
    """Map the package's errors, FastAPI's and everything else."""

    def known(request: Request, error: Exception) -> Response:
        if not isinstance(error, KhronikaError):
            raise error
        status = next(status for kind, status in STATUSES if isinstance(error, kind))
        return told(request, status, error.what, error.where, error.advice)

    def http(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        headers = dict(error.headers) if error.headers else None
        if isinstance(error, Refused):
            return told(request, error.status_code, error.what, advice=error.advice, headers=headers)
        return told(request, error.status_code, WHAT.get(error.status_code, str(error.detail)), headers=headers)

    def invalid(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        first = error.errors()[0]
        return told(request, 400, str(first["msg"]), ".".join(str(part) for part in first["loc"][1:]))

    def unknown(request: Request, error: Exception) -> Response:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
        # This answer does not pass the guards, which stand further in.
        return told(request, 500, "this is a fault of the program", advice="report it, with the time and the address", headers=HEADERS)

    app.add_exception_handler(KhronikaError, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unknown)
