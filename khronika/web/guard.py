"""The guard before every page: which host is meant, how much is sent, who reads, whether they may, and whether a form is ours.

Everything is refused that is not allowed here, so that a page that is added is guarded without doing anything for it.
"""

from __future__ import annotations

import asyncio
import functools
import re
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from khronika.errors import StoreError
from khronika.store import accounts
from khronika.web import passwords
from khronika.web.errors import told
from khronika.web.headers import Headers
from khronika.web.refusal import Refused
from khronika.web.session import GENERATION, RENEW, USER, Cookies, csrf_fits, holds
from khronika.web.site import Site, User

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# What anybody may see: the way in, and what pages look like.
PUBLIC = ("/static/", "/language/")
SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d*)?")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
# Bytes of a form or a judgement, and the seconds that sending them may take.
LARGEST_BODY, PATIENCE = 256 * 1024, 20
BEARER = "bearer "
# NUL stands in no text, and not every store takes it: as it is, in a form, in JSON.
NULS = (b"\0", b"%00", b"\\u0000")
NO_TEXT = "a character was sent that stands in no text (NUL)"


def client_of(request: Request) -> str:
    """The address that a request came from."""
    return request.client.host if request.client else ""


def host_of(text: str) -> str:
    """The name in a Host header, without the port; "" if it is none."""
    match = HOST.fullmatch(text)
    return match[1].strip("[]").lower() if match else ""


class Guard:
    """Answers what must not be answered otherwise, and tells the pages who reads."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site
        public = urlsplit(site.public_url or "")
        self.hosts = {host for host in (*LOOPBACK_HOSTS, public.hostname) if host} if site.loopback else set()
        self.cookies = Cookies(site.secret, secure=not site.loopback or public.scheme == "https")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        state = scope.setdefault("state", {})
        state["user"], state["open"], state["session_before"] = None, False, {}
        scope["khronika.session"] = {}
        sending = self._sending(request, send)
        try:
            receive = await self._checked(request, receive)
        except Refused as refused:
            answer = self._refusal(request, refused)
            await answer(scope, receive, sending)
            return
        except HTTPException as error:  # a form that is none
            await told(request, error.status_code, "the form cannot be read")(scope, receive, send)
            return
        except StoreError as error:
            await told(request, 503, error.what, advice=error.advice)(scope, receive, send)
            return
        await self.app(scope, receive, sending)

    async def _checked(self, request: Request, receive: Receive) -> Receive:
        """Look at the request; raises Refused. Gives its body again, if it has one."""
        if self.hosts and host_of(request.headers.get("host", "")) not in self.hosts:
            # Another site's name that leads to this machine: its scripts would read the chronicle (DNS rebinding).
            raise Refused(400, "this name is not that of the page", "use the address that khronika serve printed")
        if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
            raise Refused(400, NO_TEXT)
        body = b""
        if request.method not in SAFE_METHODS:
            body = await _body(request, receive)
            if any(nothing in body for nothing in NULS):
                raise Refused(400, NO_TEXT)
        await self._identify(request)
        self._admit(request)
        if request.method not in SAFE_METHODS:
            await self._check_form(request, body)
            receive = _again(body)
        return receive

    async def _identify(self, request: Request) -> None:
        """Find out who reads: by a token, by the session, or because no accounts are needed."""
        state = request.scope["state"]
        text = request.cookies.get(self.cookies.name)
        session, age = self.cookies.read(text)
        request.scope["khronika.session"] = session
        state["session_before"] = dict(session) if age < RENEW else None  # None: send it anew
        if self.site.loopback and self.site.read_only:
            state["open"] = True
            return
        authorization = request.headers.get("authorization", "")
        if authorization.lower().startswith(BEARER):
            state["user"] = await run_in_threadpool(self._by_token, authorization[len(BEARER) :].strip())
            return
        account, any_accounts = await run_in_threadpool(accounts.reader, self.site.chronicle, session.get(USER))
        if account and holds(session, account):
            state["user"] = User(account.name, account.role)
        elif USER in session or GENERATION in session:
            session.clear()
        state["open"] = self.site.loopback and not any_accounts

    def _by_token(self, text: str) -> User:
        parts = passwords.split_token(text)
        found = accounts.token_by_id(self.site.chronicle, parts[0]) if parts else None
        if parts is None or found is None or not passwords.fits(found[1], parts[1]):
            raise Refused(401, "this token is not known", "ask for a new one", {"WWW-Authenticate": 'Bearer error="invalid_token"'})
        token, _, account = found
        role = account.role if account.role == "reader" else "reviewer"
        return User(account.name, "reader" if token.scope == "read" else role, by_token=True)

    def _admit(self, request: Request) -> None:
        """Whether the reader may come to this address at all."""
        path, state = request.scope["path"], request.scope["state"]
        ways = path in (SIGN_IN, SIGN_OUT)
        if self.site.read_only and request.method not in SAFE_METHODS and not (ways and not self.site.loopback):
            raise Refused(403, "this page is read-only")
        if state["user"] is None and not state["open"] and not ways and not path.startswith(PUBLIC):
            raise Refused(401, "whoever reads here must sign in", "give a token, or sign in at /sign-in", {"WWW-Authenticate": "Bearer"})

    async def _check_form(self, request: Request, body: bytes) -> None:
        """Whether what was sent comes from a page of ours. A token says so by itself: no browser sends it of its own accord."""
        user = request.scope["state"]["user"]
        if user is not None and user.by_token:
            return
        given: Any = request.headers.get("x-csrf-token")
        if given is None and request.headers.get("content-type", "").startswith(
            ("application/x-www-form-urlencoded", "multipart/form-data")
        ):
            async with Request(request.scope, _again(body)).form() as form:
                given = form.get("csrf")
        if not csrf_fits(request.scope["khronika.session"], given):
            raise Refused(403, "this form is too old, or not from this page", "load the page again and send it once more")

    def _refusal(self, request: Request, refused: Refused) -> Response:
        """What a refused reader sees: who opens a page in a browser is asked to sign in."""
        path = request.scope["path"]
        data = path.startswith("/api/") or path.endswith((".json", ".csv", ".atom")) or "authorization" in request.headers
        if refused.status_code == 401 and request.method in SAFE_METHODS and not data:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(self.site.link(path, SIGN_IN, {"next": f"{request.url.path}{query}"}), 303)
        return told(request, refused.status_code, refused.what, advice=refused.advice, headers=refused.headers)

    def _sending(self, request: Request, send: Send) -> Send:
        """Sends the session's cookie with the answer, if it has changed or grown old."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                session, headers = request.scope["khronika.session"], MutableHeaders(scope=message)
                if session != request.scope["state"]["session_before"] and (session or self.cookies.name in request.cookies):
                    headers.append("Set-Cookie", self.cookies.header(session))
                if request.scope["state"]["user"] is not None and not request.scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return sending


async def _body(request: Request, receive: Receive) -> bytes:
    """The whole body. Raises Refused if it is too long, or does not come."""
    too_long = Refused(413, f"more than {LARGEST_BODY // 1024} KB were sent")
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or len(length) > 18 or int(length) > LARGEST_BODY:
        raise too_long
    parts: list[bytes] = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for part in Request(request.scope, receive).stream():
                parts.append(part)
                if sum(map(len, parts)) > LARGEST_BODY:
                    raise too_long
    except TimeoutError:
        raise Refused(408, "what was announced has not come") from None
    return b"".join(parts)


def _again(body: bytes) -> Receive:
    """The body for whoever reads it next."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        return next(messages, {"type": "http.disconnect"})

    return receive


def install(app: FastAPI, site: Site) -> None:
    """Put the guards before the application; the last added comes first."""
    app.add_middleware(functools.partial(Guard, site=site))
    app.add_middleware(Headers)
