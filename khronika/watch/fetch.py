"""Asking other people's servers for one thing, safely: within limits of size and time, never inward, each redirect looked at.

The host's addresses are looked up once, checked, and the connection goes to a checked one, so that no second answer of a name server can
lead elsewhere; the host's name is kept for the certificate and the request. Connections are not kept, cookies and proxies not used.
"""

from __future__ import annotations

import asyncio
import datetime
import email.utils
import re
import socket
import ssl
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass

import httpx

from khronika.watch.address import AddressError, Guard, Target, literal
from khronika.watch.body import PACKING, BodyError, take

REDIRECTS = (301, 302, 303, 307, 308)
# Answers after which another try makes sense.
PASSING = (408, 421, 425, 429)
# Of a host's addresses, how many are tried.
ADDRESSES = 3
NOT_CHANGED = 304
LONGEST_HEADER = 500
CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.I)
Turn = Callable[[Target], AbstractAsyncContextManager[None]]


class FetchError(Exception):
    """Something could not be had. `again` says whether another try makes sense, `wait` how many seconds the server asks to leave it be."""

    def __init__(self, what: str, advice: str, *, again: bool = True, wait: float | None = None, status: int | None = None) -> None:
        super().__init__(what)
        self.what, self.advice, self.again, self.wait, self.status = what, advice, again, wait, status


class RefusedError(FetchError):
    """An address that is not asked."""

    def __init__(self, error: AddressError) -> None:
        super().__init__(str(error), "it is left out", again=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request: the address, media types that are taken (none: any), the largest body, and what an earlier answer said to know it by."""

    url: str
    kinds: Collection[str] = ()
    largest: int = 5_000_000
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: the address after redirects, the body, its media type and charset as the server says; `same` if nothing has changed."""

    url: str
    body: bytes
    kind: str | None
    charset: str | None
    etag: str | None
    modified: str | None
    same: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A body that is sent (POST), with its headers."""

    body: bytes
    headers: dict[str, str]


class Fetcher:
    """Asks servers. `agent` is the name it gives, `timeout` the seconds that one answer may take, whole."""

    def __init__(self, guard: Guard, agent: str, *, timeout: float = 30.0, redirects: int = 5) -> None:
        self.guard, self.agent, self.timeout, self.redirects = guard, agent, timeout, redirects
        self._tls = httpx.create_ssl_context(trust_env=False)

    async def get(self, wanted: Wanted, turn: Turn) -> Answer:
        """What is at an address. `turn` is entered for each host on the way, redirects included. Raises FetchError and what `turn` does."""
        url = wanted.url
        seen = {url}
        for _ in range(self.redirects + 1):
            target = self.target(url)
            async with turn(target):
                answer = await self._once("GET", target, wanted, None)
            if isinstance(answer, Answer):
                return answer
            if answer in seen:
                raise FetchError("redirects go in circles", "look at the address in a browser", again=False)
            seen.add(answer)
            url = answer
        raise FetchError(f"redirects more than {self.redirects} times", "look at the address in a browser", again=False)

    async def post(self, url: str, sent: Sent) -> None:
        """Send something; redirects are not followed. Raises FetchError."""
        answer = await self._once("POST", self.target(url), Wanted(url, largest=100_000), sent)
        if isinstance(answer, str):
            raise FetchError("answers with a redirect", "give the address that takes messages", again=False)

    def target(self, url: str) -> Target:
        """What a URL means. Raises FetchError if it is not asked."""
        try:
            return self.guard.target(url)
        except AddressError as error:
            raise RefusedError(error) from None

    async def _once(self, method: str, target: Target, wanted: Wanted, sent: Sent | None) -> Answer | str:
        """One request; the answer, or where it is to be found."""
        late = FetchError(f"did not answer within {self.timeout:g} seconds", "it is tried again")
        try:
            async with asyncio.timeout(self.timeout):
                return await self._asked(method, target, wanted, sent)
        except (TimeoutError, httpx.TimeoutException):
            raise late from None
        except AddressError as error:
            raise RefusedError(error) from None
        except BodyError as error:
            raise FetchError(str(error), "it is tried again" if error.again else "it is left out", again=error.again) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            raise _broken(error) from None

    async def _asked(self, method: str, target: Target, wanted: Wanted, sent: Sent | None) -> Answer | str:
        addresses = await self._addresses(target)
        async with httpx.AsyncHTTPTransport(
            verify=self._tls, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
        ) as transport:
            for place, address in enumerate(addresses):
                request = self._request(method, target, address, wanted, sent)
                try:
                    response = await transport.handle_async_request(request)
                    break
                except httpx.ConnectError as error:
                    if place == len(addresses) - 1 or _is_tls(error):
                        raise
            try:
                return await _read(response, target, wanted, sent is not None)
            finally:
                await response.aclose()

    async def _addresses(self, target: Target) -> list[str]:
        """The addresses of a host, all of which are outward or allowed. Raises AddressError, OSError."""
        plain = literal(target.host)
        if plain is not None:
            self.guard.check(target, plain)
            return [str(plain)]
        found = await asyncio.get_running_loop().getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(place[0]) for _, _, _, _, place in found))
        for address in addresses:
            ip = literal(address)
            if ip is None:
                raise AddressError("has an address that is not asked")
            self.guard.check(target, ip)
        return addresses[:ADDRESSES]

    def _request(self, method: str, target: Target, address: str, wanted: Wanted, sent: Sent | None) -> httpx.Request:
        headers = {
            "Host": target.url.netloc.decode("ascii"), "User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": PACKING,
            "Connection": "close",
        }  # fmt: skip
        headers |= {"If-None-Match": wanted.etag} if wanted.etag else {}
        headers |= {"If-Modified-Since": wanted.modified} if wanted.modified else {}
        headers |= sent.headers if sent else {}
        times = dict.fromkeys(("connect", "read", "write", "pool"), self.timeout)
        return httpx.Request(
            method, target.url.copy_with(host=address, port=target.port), headers=headers, content=sent.body if sent else None,
            extensions={"timeout": times, "sni_hostname": target.host},
        )  # fmt: skip


async def _read(response: httpx.Response, target: Target, wanted: Wanted, posted: bool) -> Answer | str:
    """The answer of a response whose head has come, or where else it is to be found."""
    headers, status = response.headers, response.status_code
    if status in REDIRECTS and "location" in headers:
        return _joined(target.url, headers["location"])
    kind, charset = _media(headers.get("content-type", ""))
    etag, modified = (_short(headers.get(name)) for name in ("etag", "last-modified"))
    if status == NOT_CHANGED:
        if wanted.etag or wanted.modified:
            return Answer(str(target.url), b"", kind, charset, wanted.etag, wanted.modified, same=True)
        raise FetchError("answers that nothing has changed (304), although it was never asked before", "it is tried again")
    if not (200 <= status < 300 if posted else status in (200, 203)):
        raise _status(status, headers.get("retry-after"))
    if wanted.kinds and kind not in wanted.kinds:
        raise FetchError(f"is of the type {kind or 'unknown'}", f"only {', '.join(sorted(wanted.kinds))} are taken", again=False)
    async with aclosing(_chunks(response)) as chunks:
        body = await take(chunks, headers.get("content-encoding", ""), wanted.largest)
    return Answer(str(target.url), body, kind, charset, etag, modified)


async def _chunks(response: httpx.Response) -> AsyncGenerator[bytes]:
    async for chunk in response.aiter_raw():
        yield chunk


def _joined(url: httpx.URL, location: str) -> str:
    try:
        return str(url.join(location))
    except (httpx.InvalidURL, ValueError):
        raise FetchError("redirects to what is no address", "look at the address in a browser", again=False) from None


def _media(header: str) -> tuple[str | None, str | None]:
    kind, _, rest = header.partition(";")
    charset = CHARSET.search(rest)
    return kind.strip().lower()[:100] or None, charset and charset[1]


def _short(value: str | None) -> str | None:
    """A header that is sent back later; one that is too long to be in earnest is not."""
    return value if value and len(value) <= LONGEST_HEADER and value.isascii() and value.isprintable() else None


def _status(status: int, after: str | None) -> FetchError:
    again = status in PASSING or status >= 500
    advice = "it is tried again" if again else "it is left out; look at the address in a browser"
    return FetchError(f"answers with status {status}", advice, again=again, wait=_seconds(after) if again else None, status=status)


def _seconds(after: str | None) -> float | None:
    """The seconds that a header Retry-After asks to wait: a number, or a time."""
    if not after:
        return None
    if after.strip().isdecimal() and len(after) < 12:
        return float(after)
    try:
        then = email.utils.parsedate_to_datetime(after)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=datetime.UTC)
    return max(0.0, (then - datetime.datetime.now(datetime.UTC)).total_seconds())


def _is_tls(error: BaseException) -> bool:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
        if isinstance(error, ssl.SSLError):
            return True
    return False


def _broken(error: Exception) -> FetchError:
    said = " ".join(str(error).split())[:200] or type(error).__name__
    if isinstance(error, socket.gaierror):
        return FetchError(f"its host has no address ({error.strerror or said})", "check the spelling; it is tried again")
    if _is_tls(error):
        return FetchError(f"a secure connection could not be made ({said})", "check the certificate; it is tried again")
    if isinstance(error, httpx.ConnectError):
        return FetchError("no connection could be made", "it is tried again")
    return FetchError(f"broke off ({said})", "it is tried again")
