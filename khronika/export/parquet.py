"""Parquet: the columns of the CSV with their types, partitioned by the month in which events began.

`events/month=2020-08/part-0.parquet` holds those that began in August 2020, `events/month=unknown` those whose day is not known.
"""

from __future__ import annotations

import hashlib
import itertools
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from khronika.errors import OutputError
from khronika.export import flat
from khronika.export.resources import Resource, cannot_write
from khronika.export.source import Source
from khronika.model.lines import event_of
from khronika.store.read import Found

ROWS = 10_000
UNKNOWN = "unknown"
INTEGERS = {"quad", "place_geonameid", "trigger_start", "trigger_end", "sentence_start", "sentence_end"}
NUMBERS = {"scale", "confidence", "place_lat", "place_lon", *(f"{role}_{side}" for role in flat.ROLES for side in ("low", "high"))}
EXTRA = ("begins", "ends", "incident", "verdict")
COLUMNS = (*(name for name in flat.EVENT_COLUMNS if name != "sentence"), *EXTRA)
FIELDS = [(name, "integer" if name in INTEGERS else "number" if name in NUMBERS else "string") for name in COLUMNS]


def write(source: Source, folder: Path) -> list[Resource]:
    """Write the folder `events`; events come in order of time, so that each month is one file. Raises OutputError without pyarrow."""
    try:
        import pyarrow
    except ModuleNotFoundError:
        raise OutputError(
            "Parquet needs the package pyarrow", where="export", advice="install it: pip install 'khronika[parquet]'"
        ) from None
    kinds = {"integer": pyarrow.int64(), "number": pyarrow.float64(), "string": pyarrow.string()}
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in FIELDS])
    root = folder / "events"
    shutil.rmtree(root, ignore_errors=True)
    resources = []
    for month, group in itertools.groupby(source.events(), key=lambda one: (one.begins or UNKNOWN)[:7]):
        path = root / f"month={month}" / "part-0.parquet"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            rows = _month(path, schema, group)
            data = path.read_bytes()
        except OSError as error:
            raise cannot_write(path, error) from None
        digest = hashlib.sha256(data).hexdigest()
        name = path.relative_to(folder).as_posix()
        resources.append(Resource(name, "parquet", "application/vnd.apache.parquet", rows, len(data), f"sha256:{digest}", FIELDS))
    return resources


def _month(path: Path, schema: Any, group: Iterable[Found]) -> int:
    import pyarrow
    from pyarrow import parquet

    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        rows = iter(group)
        while part := list(itertools.islice(rows, ROWS)):
            cells = [row(one) for one in part]
            arrays = [pyarrow.array([line[place] for line in cells], type=schema.field(place).type) for place in range(len(COLUMNS))]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            count += len(part)
    return count


def row(found: Found) -> list[Any]:
    """The values of an event in the order of COLUMNS; lists stand in one cell as in the CSV."""
    cells = dict(zip(flat.EVENT_COLUMNS, flat.event_cells(event_of(found.line)), strict=True))
    extra = (found.begins, found.ends, found.incident, found.line.get("verdict"))
    return [*(cells[name] for name in COLUMNS[: -len(EXTRA)]), *extra]
