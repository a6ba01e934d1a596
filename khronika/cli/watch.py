"""`khronika watch`: feeds and site maps asked again and again, their articles kept in a chronicle, people told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from khronika.cli.chronicle import options

HELP = """Watch feeds and site maps: fetch their articles, code them, keep them in a chronicle, merge them, and tell people.

SOURCES is a TOML file that says what to watch and whom to tell; examples/sources.toml is one to begin with. The run goes on until Ctrl-C or
SIGTERM; it may be stopped at any moment, and goes on where it was when it is called again. Servers are asked gently: robots.txt, pauses,
nothing twice. One line tells each thing that could not be had.

\b
Examples:
  khronika watch sources.toml --check
  khronika watch sources.toml --to chronicle.db --dry-run
  khronika watch sources.toml --to chronicle.db
  khronika watch sources.toml --to chronicle.db --once      # from cron

\b
Exit code: 0 all is done, 1 something could not be had or sent (--once, --dry-run), 2 the call or SOURCES is wrong,
130 stopped with Ctrl-C or SIGTERM.
"""


@click.command(help=HELP)
@click.argument("sources", type=click.Path(path_type=Path), metavar="SOURCES")
@options(
    click.option("--to", "where", metavar="CHRONICLE", help="The chronicle, made if there is none: a file, or postgresql://host/database."),
    click.option("--once", is_flag=True, help="Ask each list once, do what is due, and end: for cron."),
    click.option("--dry-run", "dry", is_flag=True, help="Ask the lists, print what would be fetched, and keep nothing."),
    click.option("--check", is_flag=True, help="Only look whether SOURCES is right."),
    click.option("--ontology", type=click.Path(path_type=Path), metavar="FILE", help="YAML file with event types of your own."),
    click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="TOML file with settings, laid over the defaults."),
    click.option("--set", "values", multiple=True, metavar="SECTION.KEY=VALUE", help="One setting; may be repeated."),
)
def watch(sources: Path, where: str | None, once: bool, dry: bool, check: bool, **given: Any) -> None:
    """See HELP."""
    from khronika.cli.run import Call
    from khronika.cli.watching import check_only, dry_run, plan_of, watch_all
    from khronika.errors import UsageError

    if once + dry + check > 1:
        raise UsageError("--once, --dry-run and --check exclude one another", where="usage", advice="give one of them")
    plan = plan_of(sources)
    if plan is None:
        code = 2
    elif check:
        code = check_only(plan, sources)
    elif dry:
        code = dry_run(plan, where)
    elif where is None:
        raise UsageError("no chronicle is given", where="usage", advice="name it with --to, e.g. --to chronicle.db")
    else:
        code = watch_all(plan, sources, Call(verb="watch", paths=(str(sources),), **given), where, once=once)
    click.get_current_context().exit(code)
