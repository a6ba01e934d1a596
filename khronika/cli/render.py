"""How a coded article is put out: by verb and format. Picklable, so that the processes that code can do it."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from khronika.export import flat, lines
from khronika.model import CodedArticle

FORMATS = ("jsonl", "csv", "table")
PLAIN_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Render:
    """Output of one article after the other; `width` (columns) and `colour` are for tables, `coding` is a scheme beside PLOVER."""

    verb: str
    form: str
    width: int = PLAIN_WIDTH
    colour: bool = False
    to_terminal: bool = False
    coding: str | None = None

    @classmethod
    def of(cls, verb: str, form: str, output: Path | None, coding: str | None = None) -> Render:
        """For an output file, or for standard output, which may be a terminal."""
        if output is not None or not sys.stdout.isatty():
            return cls(verb, form, coding=coding)
        return cls(verb, form, shutil.get_terminal_size().columns, colour=True, to_terminal=True, coding=coding)

    @property
    def head(self) -> bytes:
        """What stands before the first article."""
        if self.form != "csv":
            return b""
        if self.verb == "code":
            return flat.header(flat.CODED_COLUMNS if self.coding else flat.EVENT_COLUMNS)
        return flat.header(flat.LAYER_COLUMNS)

    def __call__(self, coded: CodedArticle) -> bytes:
        """The output of one article."""
        if self.form == "table":
            # Loaded here: rich is not needed for the other formats.
            from khronika.cli import table

            return (table.events if self.verb == "code" else table.layers)(coded, self.width, self.colour)
        if self.verb == "code":
            return (flat.event_rows if self.form == "csv" else lines.event_lines)(coded, self.coding)
        return (flat.layer_rows if self.form == "csv" else lines.layer_lines)(coded)
