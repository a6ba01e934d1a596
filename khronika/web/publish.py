"""A chronicle as a folder of pages that any web host, or a browser alone, can show: the pages that are served, with links to files.

Pages are found by following links from the first ones, so that none leads nowhere. What a folder cannot answer (other filters, judging, the
API) is left out. The site is written beside its place and moved there whole; what a call that was stopped has written is used by the next.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import httpx

from khronika import __version__
from khronika.errors import OutputError, UsageError
from khronika.export import formats
from khronika.export.resources import cannot_write
from khronika.store import Filters, facets
from khronika.web.app import create_app
from khronika.web.publication import Publication
from khronika.web.query import Asked
from khronika.web.site import served_link, site_of_app

# Says that a folder was written by this program, and by which call.
MARK = "khronika-site.json"
LOG = "pages.jsonl"
DATA = "data"
STATIC = resources.files("khronika") / "web" / "static"
# The pages from which all others are reached, and those that take filters.
FIRST = ("/", "/incidents", "/incidents.atom", "/timeline", "/events", "/actors", "/detentions", "/protests", "/sanctions", "/articles")
LISTS = re.compile(
    r"/(?:|situation|incidents|timeline|events|actors|detentions|protests|sanctions|articles|tally/\w+|actor/[^?]*)(?:\.\w+)?", re.S
)
# What else may be asked of a page in its address: one of these at most has pages of its own.
VARIANTS = ("after", "view", "type", "place")
LEFT_OUT = ("/api", "/language", "/review", "/sign", "/disputes", "/agreement")
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
LONGEST = 60
Key = tuple[str, str, str]
ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be published, and where: see `khronika publish`."""

    address: str
    folder: Path
    filters: Filters
    publication: Publication
    url: str | None = None
    language: str = "en"
    force: bool = False

    @property
    def base(self) -> dict[str, Any]:
        """The filters of every list, as an address has them."""
        return Asked(self.filters).query

    @property
    def part(self) -> Path:
        """Where the site is written until it is whole."""
        folder = self.folder.absolute()
        return folder.with_name(f".{folder.name}.part")


class Links:
    """Makes the links of pages, and remembers where they lead."""

    def __init__(self, base: Mapping[str, Any]) -> None:
        self.base = base
        self.found: dict[Key, None] = {}

    def __call__(self, here: str, path: str, query: Mapping[str, object]) -> str:
        """The link from the page at one path to another, relative, as `khronika.web.site.served_link` makes absolute ones."""
        if path.startswith(LEFT_OUT):
            return "#"
        if path.startswith("/export/"):
            return _relative(here, f"{DATA}/{formats.DESCRIPTION}")
        if path.startswith("/static/"):
            return _relative(here, path.lstrip("/"))
        key = self.key(path, query)
        self.found[key] = None
        return _relative(here, file_of(key))

    def key(self, path: str, query: Mapping[str, object]) -> Key:
        """The page that a path and a query ask for, as far as a folder has it."""
        for name in VARIANTS:
            value = query.get(name)
            if value and name not in self.base and isinstance(value, str):
                return path, name, value
        return path, "", ""


def _relative(here: str, target: str) -> str:
    return os.path.relpath(target, os.path.dirname(file_of((here, "", ""))) or ".")


def file_of(key: Key) -> str:
    """The file of a page within the folder; names are plain whatever ids hold, and two pages never share one."""
    path, name, value = key
    parts = [_plain(unquote(part)) for part in path.strip("/").split("/")] if path.strip("/") else ["index"]
    stem, dot, form = parts[-1].rpartition(".")
    if not (dot and form in ("json", "csv", "atom", "html")):
        stem, form = parts[-1], "html"
    variant = f"--{name}-{_plain(value)}" if name else ""
    return "/".join((*parts[:-1], f"{stem}{variant}.{form}"))


def _plain(text: str) -> str:
    if PLAIN.fullmatch(text):
        return text
    short = re.sub(r"[^A-Za-z0-9.-]+", "_", text).strip("._")[:LONGEST]
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{short}_{digest}" if short else digest


def publish(order: Order, told: Callable[[int, int], None] = lambda done, known: None) -> int:
    """Write the site; returns how many pages it has. `told` hears how many are written, and how many are known.

    Raises UsageError for a folder that holds something else, OutputError if it cannot be written.
    """
    _check(order)
    links = Links(order.base)
    app = create_app(order.address, read_only=True, secret="published", public_url=order.url, link=links)
    site = site_of_app(app)
    try:
        site.publication = replace(order.publication, static=True)
        with site.chronicle.reading() as connection:
            state = facets.marks(connection)
        call = {"version": __version__, "chronicle": str(order.address), "state": list(state), "order": repr(replace(order, force=False))}
        try:
            log = _begin(order.part, call)
            count = asyncio.run(_write(app, order, links, log, told))
            formats.export(
                site.chronicle, order.filters, "csv", order.part / DATA, redact=order.publication.redact,
                licence=order.publication.licence or "CC-BY-4.0", force=True,
            )  # fmt: skip
            _copy_static(order.part / "static")
            _finish(order, count)
        except OSError as error:
            raise cannot_write(Path(error.filename or order.part), error) from None
    finally:
        site.chronicle.close()
    return count


def _check(order: Order) -> None:
    _ = order.filters.groups, order.filters.days()
    folder = order.folder
    if folder.exists() and not folder.is_dir():
        raise UsageError("is a file", where=str(folder), advice="give the name of a folder")
    if not folder.absolute().parent.is_dir():
        raise UsageError("there is no such folder", where=str(folder.parent), advice="make it first")
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise UsageError("is not empty, and no published site", where=str(folder), advice="name another folder")
        if not order.force:
            raise UsageError("holds a published site", where=str(folder), advice="replace it with --force, or name another folder")


def _begin(part: Path, call: Mapping[str, Any]) -> dict[Key, list[Key]]:
    """Make the folder, or take over what the same call has written of the same chronicle: its pages with their links."""
    mark = part / MARK
    try:
        same = json.loads(mark.read_text("utf-8")) == call
    except (OSError, ValueError):
        same = False
    if not same:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        mark.write_text(json.dumps(call, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return {}
    done: dict[Key, list[Key]] = {}
    try:
        lines = (part / LOG).read_text("utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        try:
            key, found = json.loads(line)
        except ValueError:
            continue  # the last line of a call that was killed
        if (part / file_of(tuple(key))).is_file():
            done[tuple(key)] = [tuple(one) for one in found]
    return done


async def _write(app: Any, order: Order, links: Links, done: Mapping[Key, list[Key]], told: Callable[[int, int], None]) -> int:
    """Write all pages that links lead to."""
    todo: dict[Key, None] = {(path, "", ""): None for path in FIRST}
    written: set[Key] = set()
    transport = httpx.ASGITransport(app=app)
    headers = {"accept-language": order.language}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers, timeout=None) as client:
        with (order.part / LOG).open("a", encoding="utf-8") as log:
            while todo:
                key = next(iter(todo))
                del todo[key]
                written.add(key)
                found = done.get(key)
                if found is None:
                    links.found = {}
                    data = await _page(client, order, key)
                    found = list(links.found)
                    _put(order.part / file_of(key), data)
                    log.write(json.dumps([key, found], ensure_ascii=False) + "\n")
                    log.flush()
                todo |= dict.fromkeys(one for one in found if one not in written)
                told(len(written), len(written) + len(todo))
    return len(written)


async def _page(client: httpx.AsyncClient, order: Order, key: Key) -> bytes:
    path, name, value = key
    query = {**(order.base if LISTS.fullmatch(unquote(path)) else {}), **({name: value} if name else {})}
    answer = await client.get(served_link("", path, query))
    if answer.status_code != httpx.codes.OK:
        raise OutputError(f"a page cannot be made (status {answer.status_code})", where=path, advice="report this")
    return _feed(answer.content, order) if path.endswith(".atom") else answer.content


def _feed(data: bytes, order: Order) -> bytes:
    """The feed with links to files: under the site's address where it is known, else beside the feed."""
    ET.register_namespace("", ATOM.strip("{}"))
    root = ET.fromstring(data)
    base = (order.url or "http://127.0.0.1").rstrip("/")
    for link in root.iter(f"{ATOM}link"):
        path = link.get("href", "").removeprefix(base).partition("?")[0]
        target = file_of((path, "", ""))
        link.set("href", f"{base}/{target}" if order.url else target)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.write_bytes(data)
    os.replace(new, path)


def _copy_static(folder: Path) -> None:
    for source, name in _files(STATIC, ""):
        _put(folder / name, source.read_bytes())


def _files(folder: Any, before: str) -> Iterator[tuple[Any, str]]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from _files(path, f"{before}{path.name}/")
        elif not path.name.startswith(("world-atlas", "review")) or path.name.endswith("LICENSE"):
            # The atlas is what the server draws maps from; no page asks for it.
            yield path, before + path.name


def _finish(order: Order, pages: int) -> None:
    """Put the folder into its place, in that of an older site if there is one."""
    (order.part / LOG).unlink(missing_ok=True)
    made = {"program": "khronika", "version": __version__, "title": order.publication.title, "licence": order.publication.licence}
    _put(order.part / MARK, (json.dumps(made | {"pages": pages}, indent=1, ensure_ascii=False) + "\n").encode())
    old = order.part.with_name(order.part.name + ".old")
    if order.folder.is_dir():
        shutil.rmtree(old, ignore_errors=True)
        os.replace(order.folder, old)
    os.replace(order.part, order.folder)
    shutil.rmtree(old, ignore_errors=True)
