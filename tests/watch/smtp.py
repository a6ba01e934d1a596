"""A real server for e-mail, as much of one as is needed: it keeps what it is given."""

from __future__ import annotations

import base64
import email
import email.policy
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Office:
    """The server: its `port`, the `mails` it took, recipients that it `refuses`, its `answer` to a mail, and who signed in (`users`)."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    answer: str = "250 taken"
    greeting: str = "220 here"
    users: list[tuple[str, str, bool]] = field(default_factory=list)


@contextmanager
def office(tls: ssl.SSLContext | None = None, *, at_once: bool = False) -> Iterator[Office]:
    """A server that can speak TLS if it has a context: after STARTTLS, or `at_once`."""
    found = Office()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def secure(self) -> None:
            assert tls is not None
            self.rfile.close()
            self.wfile.close()
            self.request = tls.wrap_socket(self.request, server_side=True)
            self.setup()

        def finish(self) -> None:
            super().finish()
            self.request.close()

        def handle(self) -> None:
            if at_once:
                self.secure()
            self.say(found.greeting)
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb == "RCPT":
                    address = line.partition("<")[2].partition(">")[0]
                    self.say("550 nobody here" if address in found.refuses else "250 ok")
                    if address not in found.refuses:
                        found.recipients.append(address)
                elif verb == "DATA":
                    self.say("354 go on")
                    lines = []
                    while (part := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(part.removeprefix(b"."))
                    if found.answer.startswith("250"):
                        found.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
                    self.say(found.answer)
                elif verb == "EHLO":
                    self.say("250-here\r\n250-AUTH PLAIN" + ("\r\n250 STARTTLS" if tls else "\r\n250 HELP"))
                elif verb == "STAR" and tls:
                    self.say("220 go on")
                    self.secure()
                elif verb == "AUTH":
                    _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
                    found.users.append((user, password, isinstance(self.request, ssl.SSLSocket)))
                    self.say("235 welcome" if password == "right" else "535 no")
                else:
                    self.say("221 bye" if verb == "QUIT" else "250 ok")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return

    with Server(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join(5)
