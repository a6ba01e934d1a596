"""Parquet files: one article a row; needs khronika[parquet]."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from khronika.read import parquet_pages
from khronika.read.article import tabled
from khronika.read.entry import Entry
from khronika.read.fields import ColumnError, cell, choose, listed, said
from khronika.read.items import Content, Notice, failure

# Rows that are held at once; each may be as long as the limit of an article.
ROWS = 8
# Bytes of the file that are read at once, of each column.
STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class _Table:
    """A file as pyarrow sees it, and its bytes."""

    file: Any
    raw: BinaryIO

    @property
    def names(self) -> list[str]:
        return list(self.file.schema_arrow.names)

    def batches(self, group: int, columns: list[str]) -> Iterator[Any]:
        """Some columns of a row group, a few rows at a time."""
        yield from self.file.iter_batches(batch_size=ROWS, row_groups=[group], columns=columns, use_threads=False)

    def fault(self, group: int, columns: Collection[str], entry: Entry) -> str | None:
        """Why columns of a row group are not read: as the file itself says, they cannot be held, or its pages ask for too much memory."""
        metadata = self.file.metadata.row_group(group)
        for index in range(metadata.num_columns):
            column = metadata.column(index)
            if column.path_in_schema.split(".")[0] not in columns:
                continue
            if column.total_uncompressed_size > entry.options.largest * max(column.num_values, 1):
                return f"holds cells of more than {entry.options.largest:,} bytes"
            # Where pyarrow begins, too.
            start = min((offset for offset in (column.dictionary_page_offset, column.data_page_offset) if offset), default=0)
            try:
                parquet_pages.check(self.raw, start, column.total_compressed_size, column.num_values, entry.options.limits.held)
            except parquet_pages.PagesError as error:
                return f"is damaged, or made to fill machines ({error})"
        return None


def read(entry: Entry) -> Iterator[Content]:
    """The articles of a Parquet file."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        yield failure("is Parquet, which needs another package", entry.name, "install khronika[parquet]")
        return
    limits = entry.options.limits
    raw = entry.stream.seekable(limits.held)
    try:
        file = pyarrow.parquet.ParquetFile(
            raw, buffer_size=STEP, pre_buffer=False, thrift_string_size_limit=limits.held, thrift_container_size_limit=1_000_000
        )
        yield from _articles(_Table(file, raw), entry)
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        yield failure(f"is damaged ({_brief(error)})", entry.name, "what came before is coded; fetch it again")


def _articles(table: _Table, entry: Entry) -> Iterator[Content]:
    names, name, limits = table.names, entry.name, entry.options.limits
    if len(names) > limits.columns:
        yield failure(f"has {len(names):,} columns", name, "raise read.columns if it is a table")
        return
    metadata = table.file.metadata
    if not metadata.num_rows or not metadata.num_row_groups:
        yield failure("has no row with an article", name, f"its columns are {listed(names)}")
        return
    first = next(table.batches(0, names), None) if table.fault(0, names, entry) is None else None
    rows = [tuple(cell(value) or "" for value in row.values()) for row in first.to_pylist()] if first is not None else []
    try:
        chosen = choose(names, rows, entry.options.columns)
    except ColumnError as error:
        yield failure(error.what, name, error.advice)
        return
    told = said(chosen, names, header=True)
    if entry.once(f"columns: {told}"):
        yield Notice(told, name, "choose other columns with --text-column, --title-column …")
    yield from _rows(table, {field: names[number] for field, number in chosen.items()}, entry)


def _rows(table: _Table, chosen: dict[str, str], entry: Entry) -> Iterator[Content]:
    number = 0
    columns = list(dict.fromkeys(chosen.values()))
    for group in range(table.file.metadata.num_row_groups):
        fault = table.fault(group, columns, entry)
        if fault is not None:
            number += table.file.metadata.row_group(group).num_rows
            yield failure(f"row group {group + 1} {fault}", entry.name, "raise run.largest or read.held if you trust it")
            continue
        for batch in table.batches(group, columns):
            for row in batch.to_pylist():
                number += 1
                yield from _row({field: row.get(column) for field, column in chosen.items()}, f"{entry.name}:{number}", entry)


def _row(fields: dict[str, Any], where: str, entry: Entry) -> Iterator[Content]:
    text = cell(fields.get("text"))
    if text and len(text) > entry.options.largest:
        yield failure(f"the text is longer than {entry.options.largest:,} characters", where, "split it, or raise run.largest")
        return
    yield from tabled({**fields, "text": text or ""}, where, entry.options)


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
