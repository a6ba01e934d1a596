"""`khronika ontology`: look after an ontology of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from khronika.tables.ontology import Ontology

HELP = """Look after an ontology of your own: a YAML file with event types, for --ontology (docs/guides/ontology.md).

\b
Example:
  khronika ontology check press.yaml
"""


@click.group(help=HELP)
def ontology() -> None:
    """See HELP."""


@ontology.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def check(file: Path) -> None:
    """Check FILE, then code its example sentences and say which are found.

    Each fault is a line with file and line number. Without faults each sentence is a line: found or not, and what was coded. A sentence
    without brackets counts as found if no event of its type is in it. Exit code: 0 all is right, 1 faults, or sentences not found.
    """
    from khronika.cli.say import printable, say
    from khronika.tables.own import load_ontology, ontology_faults

    faults = ontology_faults(str(file))
    for fault in faults:
        click.echo(printable(fault))
    if faults:
        say(f"faults: {len(faults)}")
        raise click.exceptions.Exit(1)
    own = load_ontology(str(file))
    found = 0
    for right, told in _examples(str(file), own):
        found += right
        click.echo(printable(told))
    types = {row["type"] for row in own.rows} - {"-"}
    say(f"{file}: types: {len(types)}, rows: {len(own.rows)}; {found} of {len(own.examples)} sentences found")
    if found < len(own.examples):
        raise click.exceptions.Exit(1)


def _examples(file: str, own: Ontology) -> Iterator[tuple[bool, str]]:
    """For each example sentence whether it is coded as it should be, and a line that says so."""
    import json

    from khronika.model import Article
    from khronika.pipeline import Pipeline
    from khronika.settings import load_settings

    settings = load_settings(values=[f"events.ontology={json.dumps(file, ensure_ascii=False)}"])
    articles = [
        Article(f"{file}:{line}:{n}", text.replace("[", "").replace("]", ""), language=own.language)
        for n, (_, text, line) in enumerate(own.examples)
    ]
    for (wanted, text, line), coded in zip(own.examples, Pipeline(settings).code(articles), strict=True):
        start, end = text.find("["), text.find("]") - 1
        events = [event for event in coded.events if start < 0 or (event.trigger.start < end and start < event.trigger.end)]
        right = any(event.event_type == wanted for event in events) == (start >= 0)
        told = ", ".join(" ".join((e.event_type, *e.modes)) + f" [{e.trigger.text}]" for e in coded.events) or "no event"
        problem = "".join(f" ({failure.what})" for failure in coded.failures)
        yield right, f"{file}:{line}: {wanted}: {'found' if right else 'NOT found'}: {text}: {told}{problem}"
