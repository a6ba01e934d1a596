"""A real server for e-mail, as much of one as is needed: it keeps what it is given."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Office:
    """The server: its `port`, the `mails` it took, recipients that it `refuses`, and its `answer` to a mail."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    answer: str = "250 taken"
    greeting: str = "220 here"


@contextmanager
def office() -> Iterator[Office]:
    found = Office()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
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
                else:
                    self.say("221 bye" if verb == "QUIT" else "250 ok")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join(5)
