"""`khronika serve`: the page."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from khronika.cli.chronicle import on_option, opened, options
from khronika.errors import UsageError

if TYPE_CHECKING:
    from fastapi import FastAPI

LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Seconds that answers under way have to end when the page is stopped.
PATIENCE = 5
HELP = """Serve a chronicle as pages to look at, to judge and to publish, until Ctrl-C.

Only this machine can reach the page, unless --host says otherwise; then the chronicle must have accounts (`khronika user add`), and readers
need https: give --certificate and --key, or put a proxy before the page and say with --url where it is found.

\b
Examples:
  khronika serve --on chronicle.db
  khronika serve --on chronicle.db --read-only --url https://chronicle.example.org
  khronika serve --on chronicle.db --host 0.0.0.0 --port 443 --certificate cert.pem --key key.pem
"""


@click.command(help=HELP)
@options(
    on_option,
    click.option("--host", default=LOOPBACK[0], show_default=True, metavar="H", help="Address to listen on."),
    click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N", help="Port; 0 takes any free one."),
    click.option("--read-only", is_flag=True, help="Nobody can judge. On this machine's own address nobody needs to sign in either."),
    click.option("--two-reviewers", is_flag=True, help="Two reviewers judge each event, neither seeing what the other says."),
    click.option("--url", "public_url", metavar="URL", help="Where readers find the page, if a proxy stands before it: https://…"),
    click.option("--certificate", type=click.Path(path_type=Path), metavar="FILE", help="Certificate for https, in PEM."),
    click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Its private key."),
)
def serve(
    where: str, host: str, port: int, read_only: bool, two_reviewers: bool, public_url: str | None, certificate: Path | None,
    key: Path | None,
) -> None:  # fmt: skip
    """See HELP."""
    from khronika.web.app import create_app

    _check_url(public_url)
    _check_files(certificate, key)
    loopback = host in LOOPBACK
    if not loopback:
        _check_accounts(where, host)
    listening = _listening(host, port)
    try:
        app = create_app(where, read_only=read_only, loopback=loopback, public_url=public_url, two_reviewers=two_reviewers)
        _run(app, listening, host, certificate, key, public_url)
    finally:
        listening.close()


def _check_url(url: str | None) -> None:
    parts = urlsplit(url or "")
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query):
        raise UsageError(f"{url!r} is no address of a page", where="--url", advice="write it as https://chronicle.example.org")


def _check_files(certificate: Path | None, key: Path | None) -> None:
    if (certificate is None) != (key is None):
        raise UsageError("a certificate needs its key, and a key its certificate", where="--certificate", advice="give both or neither")
    for name, path in (("--certificate", certificate), ("--key", key)):
        if path is not None and not path.is_file():
            raise UsageError("there is no such file", where=name, advice=str(path))


def _check_accounts(where: str, host: str) -> None:
    from khronika.store.accounts import has_accounts

    with opened(where) as chronicle:
        if not has_accounts(chronicle):
            raise UsageError(
                "other machines could read the chronicle, and nobody has an account", where=f"--host {host}",
                advice=f"make one with `khronika user add NAME --role admin --to {where}`, or leave --host out",
            )  # fmt: skip


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UsageError if it cannot."""
    try:
        [(family, kind, protocol, _, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        made = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(
            f"there is no such address ({error.strerror})", where=f"--host {host}", advice="give one of this machine"
        ) from None
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(socket.SOMAXCONN)
    except OSError as error:
        made.close()
        what = f"cannot be listened on ({(error.strerror or str(error)).lower()})"
        raise UsageError(what, where=f"{host}, port {port}", advice="choose another with --port, or stop what uses it") from None
    return made


def _run(app: FastAPI, listening: socket.socket, host: str, certificate: Path | None, key: Path | None, public_url: str | None) -> None:
    import ssl

    import uvicorn

    from khronika.cli.say import say

    try:
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=PATIENCE, lifespan="on",
            ssl_certfile=certificate, ssl_keyfile=key,
        )  # fmt: skip
        config.load()
    except (ssl.SSLError, OSError) as error:
        raise UsageError(f"cannot be used ({error})", where="--certificate", advice="give a certificate and its key, in PEM") from None
    shown = f"[{host}]" if ":" in host else host
    say(f"http{'s' if certificate else ''}://{shown}:{listening.getsockname()[1]} – stop with Ctrl-C")
    if host not in LOOPBACK and certificate is None and not (public_url or "").startswith("https:"):
        say("readers can sign in over https only: give --certificate and --key, or put a proxy before the page and name it with --url")
    uvicorn.Server(config).run(sockets=[listening])
