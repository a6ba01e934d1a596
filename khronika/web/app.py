"""The application: one chronicle, its pages and its API, behind the guards."""

from __future__ import annotations

import importlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.staticfiles import StaticFiles

from khronika import __version__
from khronika.store import Filters, accounts, open_chronicle
from khronika.web import errors, guard
from khronika.web.routers import ROUTERS
from khronika.web.site import Link, Site, served_link

OPENAPI = "/api/v1/openapi.json"
ABOUT = """What the pages of this chronicle show, as data. Programs sign in with a token (`Authorization: Bearer …`), which
`khronika token add` makes. Long lists come in parts: `next` is the `after` of the following one. Events are in the record format."""
STATIC = resources.files("khronika") / "web" / "static"


def create_app(
    address: str, *, read_only: bool = False, secret: str | None = None, loopback: bool = True, public_url: str | None = None,
    link: Link = served_link, two_reviewers: bool = False,
) -> FastAPI:  # fmt: skip
    """The application for the chronicle at an address. Raises UsageError or StoreError if it cannot be opened.

    `loopback` says that only this machine can reach it: then no accounts are needed, and no other host name is answered but that of
    `public_url`, under which a proxy makes it public. `secret` signs cookies; it is kept in the chronicle unless it is given.
    With `two_reviewers`, what a reviewer says counts only once another has judged without seeing it.
    """
    chronicle = open_chronicle(address, upgrade=not read_only)
    key = secret or (secrets.token_urlsafe(32) if read_only and loopback else accounts.web_key(chronicle, "cookies"))
    site = Site(chronicle, read_only, loopback, key, public_url, link, two_reviewers)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        # What the pages count by is read before the first reader comes.
        await run_in_threadpool(site.index.acts, Filters())
        yield
        chronicle.close()

    app = FastAPI(
        title="Khronika", description=ABOUT, version=__version__, docs_url=None, redoc_url=None, openapi_url=OPENAPI, lifespan=life,
    )  # fmt: skip
    app.state.site = site
    errors.install(app)
    guard.install(app, site)
    for name in ROUTERS:
        app.include_router(importlib.import_module(f"khronika.web.routers.{name}").router)
    app.mount("/static", StaticFiles(directory=str(STATIC)), name="static")
    return app
