"""The formats of `khronika export` by name, and what goes with the files: a description after the Data Package standard."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from khronika import __version__
from khronika.errors import UsageError
from khronika.export import acled, flat, gdelt, geojson, parquet, plover, polecat
from khronika.export.lines import encode
from khronika.export.resources import Resource, Writer, write_rows
from khronika.export.source import Source
from khronika.store import Chronicle, Filters

DESCRIPTION = "datapackage.json"
# Licences by the names that people give, with their addresses; another name is taken as it is.
LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
SOURCES = (
    {"title": "PLOVER codebook, Open Event Data Alliance (CC BY-SA 4.0)", "path": "https://github.com/openeventdata/PLOVER"},
    {"title": "GeoNames (CC BY 4.0)", "path": "https://www.geonames.org"},
)
LINE_FIELDS = (
    ("id", "string"), ("article", "object"), ("event_type", "string"), ("modes", "array"), ("contexts", "array"), ("quad", "integer"),
    ("scale", "number"), ("cameo", "string"), ("status", "string"), ("actors", "array"), ("recipients", "array"), ("time", "object"),
    ("place", "object"), ("quantities", "array"), ("measures", "array"), ("attributed_to", "array"), ("trigger", "object"),
    ("sentence", "object"), ("confidence", "number"), ("coder", "object"), ("verdict", "string"), ("judged", "array"), ("held", "boolean"),
)  # fmt: skip


def _jsonl(source: Source, folder: Path) -> list[Resource]:
    rows = (encode(one.line) for one in source.events())
    return [write_rows(folder, "events.jsonl", rows, "jsonl", "application/jsonl", fields=LINE_FIELDS)]


def _csv(source: Source, folder: Path) -> list[Resource]:
    kinds = dict(parquet.FIELDS)
    fields = [(name, kinds.get(name, "string")) for name in flat.CHRONICLE_COLUMNS]
    rows = (flat.chronicle_row(one.line) for one in source.events())
    return [write_rows(folder, "events.csv", rows, "csv", "text/csv", head=flat.header(flat.CHRONICLE_COLUMNS), fields=fields)]


FORMATS: Mapping[str, Callable[[Source, Path], list[Resource]]] = {
    "jsonl": _jsonl, "plover": plover.write, "csv": _csv, "polecat-csv": polecat.write, "acled-csv": acled.write, "gdelt-tsv": gdelt.write,
    "parquet": parquet.write, "geojson": geojson.write,
}  # fmt: skip


def export(
    chronicle: Chronicle, filters: Filters, form: str, folder: Path, *, redact: bool = False, licence: str = "CC-BY-4.0",
    force: bool = False, limit: int | None = None,
) -> list[Resource]:  # fmt: skip
    """Write the events that fit into a folder, with a description. Raises UsageError if the folder holds something and not `force`."""
    if folder.exists() and not folder.is_dir():
        raise UsageError("is a file", where=str(folder), advice="give the name of a folder")
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise UsageError("is not empty", where=str(folder), advice="name another folder, or add to it and replace files with --force")
    source = Source(chronicle, filters, redact, limit)
    resources = FORMATS[form](source, folder)
    with Writer(folder, DESCRIPTION) as writer:
        writer.write(json.dumps(_described(resources, source, form, licence), indent=1, ensure_ascii=False).encode() + b"\n")
    return resources


def _described(resources: list[Resource], source: Source, form: str, licence: str) -> dict[str, Any]:
    address = LICENCES.get(licence)
    asked = {name: value for name in Filters.__slots__ if (value := getattr(source.filters, name))}
    return {
        "profile": "data-package",
        "name": f"khronika-{form}",
        "title": "Political events coded by Khronika",
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "licenses": [{"name": licence} | ({"path": address} if address else {})],
        "sources": list(SOURCES),
        "temporal": {"start": source.first, "end": source.last},
        "khronika": {
            "version": __version__,
            "coders": [
                {"version": version, "config": config, "events": count} for (version, config), count in sorted(source.coders.items())
            ],
            "filters": asked,
            "redacted": source.redact,
        },
        "resources": [_resource(resource) for resource in resources],
    }


def _resource(resource: Resource) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": resource.path.lower().replace("/", "-").replace("=", "-"), "path": resource.path, "format": resource.format,
        "mediatype": resource.mediatype, "encoding": "utf-8", "bytes": resource.bytes, "hash": resource.hash, "rows": resource.rows,
    }  # fmt: skip
    if resource.dialect:
        described["dialect"] = dict(resource.dialect)
    if resource.fields:
        described["schema"] = {"fields": [{"name": name, "type": kind} for name, kind in resource.fields]}
    return described
