"""Parquet files: one article a row; needs khronika[parquet]."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from khronika.read.article import tabled
from khronika.read.entry import Entry
from khronika.read.fields import ColumnError, cell, choose, listed, said
from khronika.read.items import Content, Notice, failure

# Rows that are held at once; each may be as long as the limit of an article.
ROWS = 8
# Bytes of the file that are read at once, of each column.
STEP = 1 << 20


def read(entry: Entry) -> Iterator[Content]:
    """The articles of a Parquet file."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        yield failure("is Parquet, which needs another package", entry.name, "install khronika[parquet]")
        return
    limits = entry.options.limits
    try:
        file = pyarrow.parquet.ParquetFile(
            entry.stream.seekable(limits.held), buffer_size=STEP, pre_buffer=False,
            thrift_string_size_limit=limits.held, thrift_container_size_limit=1_000_000,
        )  # fmt: skip
        yield from _articles(file, entry)
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        yield failure(f"is damaged ({_brief(error)})", entry.name, "what came before is coded; fetch it again")


def _articles(file: Any, entry: Entry) -> Iterator[Content]:
    names, name, limits = list(file.schema_arrow.names), entry.name, entry.options.limits
    if len(names) > limits.columns:
        yield failure(f"has {len(names):,} columns", name, "raise read.columns if it is a table")
        return
    if not file.metadata.num_rows:
        yield failure("has no row with an article", name, f"its columns are {listed(names)}")
        return
    first = next(file.iter_batches(batch_size=ROWS, use_threads=False), None) if _small(file, range(len(names)), entry) else None
    rows = [tuple(cell(value) or "" for value in row.values()) for row in first.to_pylist()] if first is not None else []
    try:
        chosen = choose(names, rows, entry.options.columns)
    except ColumnError as error:
        yield failure(error.what, name, error.advice)
        return
    told = said(chosen, names, header=True)
    if entry.once(f"columns: {told}"):
        yield Notice(told, name, "choose other columns with --text-column, --title-column …")
    yield from _rows(file, {field: names[number] for field, number in chosen.items()}, entry)


def _rows(file: Any, chosen: dict[str, str], entry: Entry) -> Iterator[Content]:
    number = 0
    names = file.schema_arrow.names
    columns = [index for index, column in enumerate(names) if column in chosen.values()]
    for group in range(file.metadata.num_row_groups):
        if not _small(file, columns, entry, group):
            number += file.metadata.row_group(group).num_rows
            yield failure(
                f"row group {group + 1} holds cells of more than {entry.options.largest:,} bytes", entry.name, "raise run.largest"
            )
            continue
        for batch in file.iter_batches(
            batch_size=ROWS, row_groups=[group], columns=list(dict.fromkeys(chosen.values())), use_threads=False
        ):
            for row in batch.to_pylist():
                number += 1
                yield from _row({field: row.get(column) for field, column in chosen.items()}, f"{entry.name}:{number}", entry)


def _row(fields: dict[str, Any], where: str, entry: Entry) -> Iterator[Content]:
    text = cell(fields.get("text"))
    if text and len(text) > entry.options.largest:
        yield failure(f"the text is longer than {entry.options.largest:,} characters", where, "split it, or raise run.largest")
        return
    yield from tabled({**fields, "text": text or ""}, where, entry.options)


def _small(file: Any, columns: Any, entry: Entry, group: int = 0) -> bool:
    """Whether the cells of a row group can be held, as the file itself says."""
    metadata = file.metadata.row_group(group)
    wanted = {file.schema_arrow.names[index] for index in columns}
    for index in range(metadata.num_columns):
        column = metadata.column(index)
        if column.path_in_schema.split(".")[0] in wanted and column.total_uncompressed_size > entry.options.largest * max(
            column.num_values, 1
        ):
            return False
    return True


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
