"""`khronika evaluate`: how well codings agree with a gold file of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

HELP = """Compare codings with GOLD, a file with one event a line as `khronika code` writes them, made or corrected by people.

The codings are those of --on, a chronicle, for the articles that GOLD names, or of FOUND, an output of `khronika code`. Of a gold line,
article.id, event_type and trigger must be there; other fields are compared where gold has them.

\b
Examples:
  khronika evaluate gold.jsonl --on chronicle.db
  khronika evaluate gold.jsonl events.jsonl --format jsonl
"""


@click.command(help=HELP)
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD")
@click.argument("found", type=click.Path(path_type=Path), required=False, metavar="[FOUND]")
@click.option("--on", "where", metavar="CHRONICLE", help="The chronicle: a file, or postgresql://host/database.")
@click.option("--machine", is_flag=True, help="Of the chronicle, what the machine coded, without people's corrections.")
@click.option("--format", "form", type=click.Choice(("table", "jsonl", "csv")), default="table", show_default=True, help="How to put it.")
def evaluate(gold: Path, found: Path | None, where: str | None, machine: bool, form: str) -> None:
    """See HELP."""
    from khronika.cli.scored import codings_of, put_scores
    from khronika.errors import UsageError
    from khronika.evaluate import score

    if (found is None) == (where is None):
        raise UsageError("one coding is compared", where="evaluate", advice="give either FOUND or --on")
    wanted = _read(gold)
    codings: Any = _read(found) if found else codings_of(where or "", list(wanted), machine=machine)
    put_scores(score(wanted, codings), form)


def _read(path: Path) -> Any:
    from khronika.errors import InputError
    from khronika.evaluate import read_gold

    try:
        return read_gold(path)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path), advice="check the path") from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", where=str(path), advice="give JSON Lines as `khronika code` writes them") from None
