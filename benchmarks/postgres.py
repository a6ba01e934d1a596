"""A PostgreSQL server for tests and measurements, in a folder of its own that is thrown away afterwards.

PostgreSQL's programs must be on the machine (Debian: `apt-get install postgresql`). The server takes no network connections, only a
socket in its folder. It refuses to run as root; then it runs as `postgres` or `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

MISSING = "PostgreSQL is not installed; on Debian: apt-get install postgresql"
PATIENCE = 60


def programs() -> Path | None:
    """The folder with PostgreSQL's programs, the newest version's; None if there is none."""
    if found := shutil.which("postgres"):
        return Path(found).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(folders, key=lambda path: int(path.parent.name), default=None)


class Server:
    """A running server; `url` gives the address of a schema of its own for each name."""

    def __init__(self, folder: Path, bin_folder: Path, user: str | None) -> None:
        self.folder, self.bin, self.user = folder, bin_folder, user
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, name: str) -> str:
        """The address of a new schema, empty."""
        with psycopg.connect(self._connection(), autocommit=True) as connection:
            connection.execute(f'CREATE SCHEMA "{name}"')
        return f"postgresql://postgres@/postgres?host={self.folder}&options=-csearch_path%3D{name}"

    def fresh(self) -> str:
        """The address of an empty schema with a name that nobody has used."""
        return self.url(f"t{uuid.uuid4().hex[:12]}")

    def _connection(self) -> str:
        return f"host={self.folder} user=postgres dbname=postgres"

    def run(self, *command: str) -> None:
        """Run one of the programs to its end. Raises RuntimeError with what it said."""
        done = subprocess.run([self.bin / command[0], *command[1:]], user=self.user, capture_output=True, cwd=self.folder, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())

    def start(self, *, durable: bool = False) -> None:
        """Start, and wait until it answers. Without `durable` it does not wait for the disk, which only matters when the power goes."""
        options = {"listen_addresses": "", "unix_socket_directories": str(self.folder), "fsync": "on" if durable else "off"}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            [self.bin / "postgres", "-D", self.folder / "data", *arguments], user=self.user, stdout=log, stderr=log, cwd=self.folder
        )
        log.close()
        end = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self._connection()).close()
            except psycopg.OperationalError:
                if time.monotonic() > end or self._process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text("utf-8", "replace")) from None
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop at once; what was committed is kept."""
        if self._process is not None:
            self._process.send_signal(3)  # SIGQUIT: without a last look at the disk
            self._process.wait(PATIENCE)
            self._process = None


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """A server for the length of a block. Raises FileNotFoundError if PostgreSQL is not installed."""
    bin_folder = programs()
    if bin_folder is None:
        raise FileNotFoundError(MISSING)
    user = None
    folder = Path(tempfile.mkdtemp(prefix="khronika-pg-"))
    if os.getuid() == 0:
        user = next(name for name in ("postgres", "nobody") if any(entry.pw_name == name for entry in pwd.getpwall()))
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    running = Server(folder, bin_folder, user)
    try:
        running.run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        running.start(durable=durable)
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
