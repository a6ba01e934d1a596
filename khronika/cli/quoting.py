"""What `khronika quotes` does: read, code, and put out the quotations of one name as they come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

from rich.text import Text

from khronika.attribution.quotes import Quotation, quotations
from khronika.cli.listing import drawn, plain_table, write
from khronika.cli.run import Call, inputs_of, numbered, options_of
from khronika.cli.say import say
from khronika.errors import UsageError
from khronika.export.flat import header, row
from khronika.export.lines import encode
from khronika.model import Article, CodedArticle
from khronika.pipeline import Pipeline
from khronika.read import read
from khronika.settings import load_settings

COLUMNS = tuple(field.name for field in fields(Quotation))


def run(name: str, form: str, given: Mapping[str, Any]) -> int:
    """Put out the quotations; 1 if an input could not be read or coded. Raises UsageError for a name without a word."""
    if not any(char.isalnum() for char in name):
        raise UsageError(f"{name!r} is no name", where="NAME", advice="give a word of it at least")
    call = Call(verb="quotes", **given)
    settings = load_settings(call.config, call.values).unfiltered
    reading = _Reading(call, Pipeline(settings), options_of(call, settings))
    found = quotations(reading.coded(), name)
    count = _table(found) if form == "table" else _stream(found, form)
    say(f"{numbered(count, 'quotation')} of {name} in {numbered(reading.articles, 'article')}")
    return 1 if reading.failed else 0


class _Reading:
    """The articles of a call, coded; what fails is said and counted."""

    def __init__(self, call: Call, pipeline: Pipeline, options: Any) -> None:
        self.call, self.pipeline, self.options = call, pipeline, options
        self.articles = self.failed = 0

    def coded(self) -> Iterator[CodedArticle]:
        """Coded articles in the order of the input."""
        for coded in self.pipeline.code(self._read()):
            self.articles += 1
            for failure in coded.failures:
                self.failed += 1
                say(f"{failure} (stage {failure.stage})")
            yield coded

    def _read(self) -> Iterator[Article]:
        for item in read(inputs_of(self.call), self.options):
            if isinstance(item.content, Article):
                yield item.content
            else:
                self.failed += 1
                say(str(item.content))


def _stream(found: Iterator[Quotation], form: str) -> int:
    count = 0
    if form == "csv":
        write(header(COLUMNS))
    for count, quotation in enumerate(found, 1):  # noqa: B007
        line = asdict(quotation)
        write(encode(line) if form == "jsonl" else row(line[name] for name in COLUMNS))
    return count


def _table(found: Iterator[Quotation]) -> int:
    table = plain_table("when, where", "who, how sure", "what")
    count = 0
    for count, q in enumerate(found, 1):  # noqa: B007
        when = "\n".join(part for part in ((q.published or "")[:10], q.publisher or "", q.article) if part)
        who = q.source if not q.source_name or q.source_name == q.source else f"{q.source} ({q.source_name})"
        table.add_row(Text(when, style="dim"), Text(f"{who}\n{q.cue}, {q.certainty}"), Text(" ".join(q.content.split())))
    if count:
        write(drawn(table))
    return count
