"""The data package of a filtered view, as a zip file: what `khronika export` writes into a folder."""

from __future__ import annotations

import tempfile
import threading
import zipfile
from collections.abc import Generator
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from khronika.errors import InputError, UsageError
from khronika.export import formats
from khronika.web.judging import noted
from khronika.web.query import TRUE, asked
from khronika.web.refusal import Refused
from khronika.web.site import site_of, user_of

router = APIRouter()
# Exports that are written at once: each takes a core, and room on the disk.
AT_ONCE = threading.BoundedSemaphore(2)
PIECE = 256 * 1024
WAIT = "30"


class _Sink:
    """What the zip file is written into: a buffer that is emptied into the answer."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is held."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        data, self.parts = b"".join(self.parts), []
        return data


@router.get("/export/{form}", include_in_schema=False)
def export(request: Request, form: str) -> Response:
    """The events that fit the filters in one of the formats, with `datapackage.json`; `redact=1` leaves out names of private persons."""
    wanted = asked(request, "redact", "licence")
    if form not in formats.FORMATS:
        raise InputError("there is no such format", where=form[:40], advice=f"one of {', '.join(formats.FORMATS)}")
    licence = wanted.get("licence") or "CC-BY-4.0"
    if not licence.isprintable():
        raise UsageError("is no name of a licence", where="licence", advice="give one like CC-BY-4.0")
    if not AT_ONCE.acquire(blocking=False):
        raise Refused(503, "others are exporting just now", "try again in half a minute", {"Retry-After": WAIT})
    folder = tempfile.TemporaryDirectory(prefix="khronika-")
    try:
        redact = (wanted.get("redact") or "").lower() in TRUE
        formats.export(site_of(request).chronicle, wanted.filters, form, Path(folder.name), redact=redact, licence=licence)
        if user_of(request) or not site_of(request).read_only:
            noted(request, "exported", f"{form}{' redacted' if redact else ''} {request.url.query}".strip()[:500])
    except BaseException:
        _done(folder)
        raise
    return _Package(folder, form)


class _Package(StreamingResponse):
    """The files of a folder as a zip file, piece by piece; then the folder goes, also if the reader leaves before the end."""

    def __init__(self, folder: tempfile.TemporaryDirectory[str], form: str) -> None:
        headers = {"Content-Disposition": f'attachment; filename="khronika-{form}.zip"'}
        self.folder, self.parts = folder, _zipped(Path(folder.name))
        super().__init__(self.parts, media_type="application/zip", headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.parts.close()
            _done(self.folder)


def _zipped(root: Path) -> Generator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            with path.open("rb") as source, packed.open(str(path.relative_to(root)), "w", force_zip64=True) as target:
                while data := source.read(PIECE):
                    target.write(data)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


def _done(folder: tempfile.TemporaryDirectory[str]) -> None:
    folder.cleanup()
    AT_ONCE.release()
