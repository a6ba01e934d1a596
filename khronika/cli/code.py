"""`khronika code` and `khronika annotate`: articles in, events or layers out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from khronika.cli.columns import column_options
from khronika.cli.jobs import jobs_option

FORMATS = ("jsonl", "csv", "table")
# As khronika.export.codings names them; that module is loaded when something is coded.
SCHEMES = ("plover", "acled", "cameo")
ENGINES = ("local", "ray")
CODE_HELP = """Code the events of news reports: one line an event, as docs/record.md describes.

PATH is a file (text, JSON, JSON Lines, a web page, CSV or TSV, Parquet, WARC or WET, EPUB, PDF, e-mail, a feed), an archive of files
(ZIP, TAR), any of them also packed (.gz, .zst), a folder of them, or - for standard input; docs/sources.md says what is read of each.
What cannot be read or coded is told in one line each, and the run goes on with the rest.

\b
Examples:
  khronika code report.txt --published 2020-08-14 --format table
  khronika code reports/ archive.jsonl.gz -o events.jsonl --jobs 0
  khronika code archive.jsonl.gz -o events.jsonl --resume
  khronika code --input archive/ --output coded/ --engine ray
  cat report.txt | khronika code - | head -1

\b
Exit code: 0 all is coded, 1 some inputs could not be, 2 the call is wrong, 130 stopped with Ctrl-C.
"""
ANNOTATE_HELP = """Write the layers under the events: one line an article with entities, toponyms, times, quantities and attributions.

PATH, options and exit codes are those of `khronika code`.

\b
Example:
  khronika annotate reports/ -o layers.jsonl
"""
Function = Callable[..., None]


def run_options(function: Function) -> Function:
    """The options that both verbs have."""
    decorators = (
        click.argument("paths", nargs=-1, metavar="PATH..."),
        # A string and no path, which would take a slash out of s3://….
        click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of standard output; with --input, to this folder."),
        click.option(
            "--format",
            "form",
            type=click.Choice(FORMATS),
            help="jsonl, csv or table (to read). Default: by the suffix of FILE, else jsonl.",
        ),
        click.option("--published", metavar="DATE", help="Day of publication of articles that do not state it, e.g. 2020-08-14."),
        click.option("--publisher", metavar="NAME", help="Publisher of articles that do not state it."),
        click.option("--language", metavar="CODE", help="Language of articles that do not state it, e.g. en. Default: detected."),
        column_options,
        jobs_option,
        click.option("--resume", is_flag=True, help="Go on with FILE where an earlier run of the same call stopped."),
        click.option("--force", is_flag=True, help="Replace FILE if it exists."),
        click.option("--ontology", type=click.Path(path_type=Path), metavar="FILE", help="YAML file with event types of your own."),
        click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="TOML file with settings, laid over the defaults."),
        click.option("--set", "values", multiple=True, metavar="SECTION.KEY=VALUE", help="One setting; may be repeated."),
    )
    for decorator in reversed(decorators):
        function = decorator(function)
    return function


@click.command(help=CODE_HELP)
@run_options
@click.option(
    "--filter/--no-filter", "filtered", default=True, help="Whether to pass over articles whose words promise no acts. Default: yes."
)
@click.option("--coding", type=click.Choice(SCHEMES), help="Put each event in the terms of this scheme as well, in the field coding.")
@click.option("--input", "source", metavar="DIR", help="Code each .parquet and .jsonl file of a folder or URL (s3://…) as a partition.")
@click.option("--engine", type=click.Choice(ENGINES), help="What codes the partitions of --input: processes, or Ray. Default: local.")
def code(source: str | None, engine: str | None, **options: Any) -> None:
    """See CODE_HELP."""
    if source is None and engine is None:
        _run("code", options)
        return
    if options["paths"] or not source or not options["output"]:
        told = "partitions are coded with --input DIR and --output DIR, and no PATH"
        raise click.UsageError(told, click.get_current_context())
    from khronika.cli.partitioned import run

    click.get_current_context().exit(run(source, options.pop("output"), engine or ENGINES[0], options))


@click.command(help=ANNOTATE_HELP)
@run_options
def annotate(**options: Any) -> None:
    """See ANNOTATE_HELP."""
    _run("annotate", options)


def _run(verb: str, options: dict[str, Any]) -> None:
    context = click.get_current_context()
    if not options["paths"]:
        raise click.MissingParameter(ctx=context, param=next(p for p in context.command.params if p.name == "paths"))
    output = options.pop("output")
    # Imported here, so that wrong options and --help are answered before the coder is loaded.
    from khronika.cli.run import Call, run

    context.exit(run(Call(verb=verb, output=Path(output) if output is not None else None, **options)))
