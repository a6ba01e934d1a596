"""A real web server of our own, whose pages behave as badly as a test wants."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Headers = dict[str, str]
Page = Callable[[BaseHTTPRequestHandler], None]
HTML = "text/html; charset=utf-8"


def answer(body: str | bytes = b"", status: int = 200, kind: str = HTML, **headers: str) -> Page:
    """A page that answers whole and at once. Names of headers are written with underscores."""
    data = body.encode() if isinstance(body, str) else body

    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if kind:
            handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return page


def redirect(to: str, status: int = 302) -> Page:
    return answer(b"", status, "", Location=to)


def raw(*pieces: bytes, until: threading.Event | None = None, pause: float = 0.0) -> Page:
    """A page that writes bytes as they are, again and again the last piece if `until` is given, with a pause between them."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()
        while until is not None and not until.wait(pause):
            handler.wfile.write(pieces[-1])
            handler.wfile.flush()

    return page


@dataclass
class Site:
    """The server: `pages` by path, `log` of what was asked for (path and headers), `host` with its port."""

    host: str
    pages: dict[str, Page] = field(default_factory=dict)
    log: list[tuple[str, Headers]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    most: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [path for path, _ in self.log if path != "/robots.txt"]

    def article(self, path: str, *sentences: str, title: str = "A report", **headers: str) -> None:
        """A page with an article."""
        self.pages[path] = answer(html(*sentences, title=title), **headers)

    def feed(self, path: str, *links: str, version: str = "1", **headers: str) -> None:
        """An RSS feed that names pages; a day of publication is given for each."""
        items = "".join(
            f"<item><title>Report {link} {version}</title><link>{link}</link><pubDate>Tue, 24 Nov 2026 08:00:00 +0000</pubDate></item>"
            for link in links
        )
        text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Morning Paper</title>{items}</channel></rss>'
        self.pages[path] = answer(text, kind="application/rss+xml", **headers)

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        with self._lock:
            self.log.append((handler.path, dict(handler.headers.items())))
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            self.bodies.append(handler.rfile.read(length)) if length else None
            self.pages.get(handler.path, answer("not here", 404))(handler)
        except OSError:
            handler.close_connection = True
        finally:
            with self._lock:
                self._now -= 1


def html(*sentences: str, title: str = "A report") -> str:
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"


@contextmanager
def serving(wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[Site]:
    """A server on a port of its own, until the block ends."""
    found: list[Site] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found[0].take(self)

        def do_POST(self) -> None:
            found[0].take(self)

        def log_message(self, *_: Any) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    if wrap is not None:
        server.socket = wrap(server.socket)
    found.append(Site(f"127.0.0.1:{server.server_address[1]}"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found[0]
    finally:
        found[0].over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
