"""A program of its own: a PDF file on standard input, its pages as JSON Lines on standard output.

It runs apart from the rest, with a limit on memory and time, because a PDF can be made to use up both. It imports nothing of khronika.

    python pdf_pages.py PAGES MEMORY < file.pdf

Lines: `{"error": …}`, or `{"info": {…}}` followed by `{"page": text}` for each page, null for a page that cannot be read.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any


def main(pages: int, memory: int) -> None:
    """Read and write; see the module."""
    # Loaded first: a limit that is too low for this must not pass for a damaged file.
    import pypdf  # noqa: F401

    _bound(memory)
    data = sys.stdin.buffer.read()
    try:
        _write_pages(data, pages)
    except (MemoryError, ImportError, OSError):
        # A module that finds no room is told as one that cannot be loaded.
        _write({"error": "memory"})
    except Exception as error:  # noqa: BLE001 - whatever a hostile file makes the library raise is one line
        _write({"error": "broken", "detail": f"{type(error).__name__}: {error}"[:200]})


def _bound(memory: int) -> None:
    try:
        import resource
    except ImportError:
        return  # not on Windows; there the limit of time has to do
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write_pages(data: bytes, pages: int) -> None:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not _opened(reader):
        _write({"error": "encrypted"})
        return
    _write({"info": _info(reader)})
    for number, page in enumerate(reader.pages):
        if number >= pages:
            _write({"error": "pages"})
            return
        try:
            text = page.extract_text()
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - a broken page must not lose the others
            text = None
        _write({"page": text})


def _opened(reader: Any) -> bool:
    """Whether the file opens without a password; it does if only printing is forbidden."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # noqa: BLE001 - a cipher that needs another package, or a broken one
        return False


def _info(reader: Any) -> dict[str, str | None]:
    try:
        found = reader.metadata or {}
        return {name: str(found[key]) if found.get(key) else None for name, key in (("title", "/Title"), ("date", "/CreationDate"))}
    except Exception:  # noqa: BLE001 - metadata are welcome, not needed
        return {}


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
