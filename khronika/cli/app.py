"""The command `khronika`: its verbs are loaded when they are called, so that help comes at once."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from khronika import __version__
from khronika.cli.say import say
from khronika.errors import KhronikaError, UsageError

# Verb: module and the command in it.
VERBS = {
    "code": ("khronika.cli.code", "code", "Code the events that news reports tell."),
    "annotate": ("khronika.cli.code", "annotate", "Write the layers under the events: entities, places, times, counts, sources."),
    "explain": ("khronika.cli.explain", "explain", "Show why an event was coded as it was."),
    "quotes": ("khronika.cli.quotes", "quotes", "List all that a person or organisation is quoted with."),
    "stories": ("khronika.cli.stories", "stories", "Find the articles that report the same event."),
    "add": ("khronika.cli.add", "add", "Code reports and keep their events in a chronicle."),
    "watch": ("khronika.cli.watch", "watch", "Watch feeds and site maps, and tell people what happens."),
    "events": ("khronika.cli.events", "events", "List the events of a chronicle."),
    "show": ("khronika.cli.show", "show", "Show all that a chronicle knows of an event."),
    "correct": ("khronika.cli.judge", "correct", "Correct an event; the machine's value stays beside."),
    "accept": ("khronika.cli.judge", "accept", "Say that events are coded right."),
    "reject": ("khronika.cli.judge", "reject", "Say that events are none."),
    "join": ("khronika.cli.judge", "join", "Say that events tell of one act."),
    "split": ("khronika.cli.judge", "split", "Say that events of an incident tell of different acts."),
    "withdraw": ("khronika.cli.judge", "withdraw", "Take a judgement back."),
    "incidents": ("khronika.cli.incidents", "incidents", "List acts with all their reports."),
    "timeline": ("khronika.cli.incidents", "timeline", "Tell what happened day by day, or plot it."),
    "tally": ("khronika.cli.tally", "tally", "Add up how many, with ranges and who says so."),
    "ledger": ("khronika.cli.tally", "ledger", "Keep a ledger of detentions, protests or sanctions."),
    "export": ("khronika.cli.export", "export", "Write a chronicle's events for other programs."),
    "evaluate": ("khronika.cli.evaluate", "evaluate", "Compare codings with a gold file of your own."),
    "recode": ("khronika.cli.recode", "recode", "Code the articles of a chronicle anew."),
    "merge": ("khronika.cli.merge", "merge", "Merge what came into stories and incidents."),
    "publish": ("khronika.cli.publish", "publish", "Write a chronicle as a site that needs no server."),
    "serve": ("khronika.cli.serve", "serve", "Serve a chronicle as pages to look at, to judge and to publish."),
    "user": ("khronika.cli.accounts", "user", "Look after the accounts of the page."),
    "token": ("khronika.cli.accounts", "token", "Look after the tokens of programs that use the page."),
    "audit": ("khronika.cli.accounts", "audit", "List who did what on the page."),
    "migrate": ("khronika.cli.merge", "migrate", "Bring an older chronicle's tables up to date."),
    "agreement": ("khronika.cli.agreement", "agreement", "Say how well reviewers agree."),
    "judgements": ("khronika.cli.judge", "judgements", "List what people have said."),
    "ontology": ("khronika.cli.ontology", "ontology", "Look after an ontology of your own."),
    "tables": ("khronika.cli.tables", "tables", "Look after the knowledge tables."),
}
HELP = """Khronika reads news reports and writes the events they tell: who did what to whom, where, when, how many, according to whom.

\b
Examples:
  khronika code report.txt --published 2020-08-14 --format table
  khronika code reports/ -o events.jsonl --jobs 0
  khronika explain events.jsonl --event ev_8c1f0d2b
"""
SIGPIPE_CODE = 1


class _Verbs(click.Group):
    """Verbs by name, imported on demand; errors of the package become one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module, name, _ = VERBS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # From the table above: the modules need not be loaded to say what they do.
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in VERBS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            say(str(error))
            sys.exit(2)
        except KhronikaError as error:
            say(str(error))
            sys.exit(1)
        except KeyboardInterrupt:
            say("stopped")
            sys.exit(130)
        except BrokenPipeError:
            # The reader of our output has gone (`khronika … | head`): nothing is left to do or to say.
            sys.stderr.close()
            sys.exit(SIGPIPE_CODE)


@click.group(
    cls=_Verbs,
    help=HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Each command has its own --help.",
)
@click.version_option(__version__, prog_name="khronika", message="%(prog)s %(version)s")
def app() -> None:
    """See HELP."""
