"""`khronika correct`, `accept`, `reject`, `join`, `split`, `withdraw`, `judgements`: what people say about codings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from khronika.cli.chronicle import by_options, format_option, limit_option, on_option, opened, options, shown_limit, to_option

if TYPE_CHECKING:
    from khronika.model.judgement import Judgement

CORRECT_HELP = """Correct an event of a chronicle. The machine's value stays beside the person's, and the correction is applied again
whenever the article is coded anew.

FIELD is as `khronika show` names it: event_type, status, modes, contexts, time, time.start, place, place.country, actors.1.country,
actors.+ (one more), arrested (40, 40..60, 40.., ~1000); nothing after the sign takes a value out. docs/chronicle.md lists them all.

\b
Examples:
  khronika correct ev_8c1f0d2b status=denied --by Ann --why "the ministry denies it" --to chronicle.db
  khronika correct ev_8c1f0d2b place.country=BLR arrested=40..60 --by Ann --why "see second report" --to chronicle.db
"""
ACCEPT_HELP = """Say that events are coded right. An incident's ID stands for all its events."""
REJECT_HELP = """Say that events are none, or coded so wrongly that they must not count. Lists, incidents and tallies leave them out.

An incident's ID stands for all its events.
"""
JOIN_HELP = """Say that events, or all events of incidents, tell of one act."""
SPLIT_HELP = """Say that EVENTs tell of another act than the rest of the incident; without EVENT, that each of its events tells of an
act of its own."""
WITHDRAW_HELP = """Take a judgement back. Both stay in the log."""
LIST_HELP = """List what people have said, the last first, and what has become of it.

\b
Example:
  khronika judgements --on chronicle.db --lost
"""


@click.command(help=CORRECT_HELP)
@click.argument("identity", metavar="ID")
@click.argument("corrections", nargs=-1, required=True, metavar="FIELD=VALUE...")
@options(*by_options, to_option)
def correct(identity: str, corrections: tuple[str, ...], by: str, why: str, where: str) -> None:
    """See CORRECT_HELP."""
    from khronika.cli.merging import merge_added
    from khronika.store import judge
    from khronika.store.corrections import parse

    pairs = [parse(text) for text in corrections]
    with opened(where, write=True) as chronicle:
        for judgement in judge.correct(chronicle, identity, pairs, by=by, why=why):
            _told(judgement)
        merge_added(chronicle)


@click.command(help=ACCEPT_HELP)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@options(*by_options, to_option)
def accept(ids: tuple[str, ...], by: str, why: str, where: str) -> None:
    """See ACCEPT_HELP."""
    _judge("accept", where, ids, by=by, why=why)


@click.command(help=REJECT_HELP)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@options(*by_options, to_option)
def reject(ids: tuple[str, ...], by: str, why: str, where: str) -> None:
    """See REJECT_HELP."""
    _judge("reject", where, ids, by=by, why=why)


@click.command(help=JOIN_HELP)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@options(*by_options, to_option)
def join(ids: tuple[str, ...], by: str, why: str, where: str) -> None:
    """See JOIN_HELP."""
    _judge("join", where, ids, by=by, why=why)


@click.command(help=SPLIT_HELP)
@click.argument("incident")
@click.argument("ids", nargs=-1, metavar="[EVENT]...")
@options(*by_options, to_option)
def split(incident: str, ids: tuple[str, ...], by: str, why: str, where: str) -> None:
    """See SPLIT_HELP."""
    _judge("split", where, incident, ids, by=by, why=why)


@click.command(help=WITHDRAW_HELP)
@click.argument("judgement")
@options(*by_options, to_option)
def withdraw(judgement: str, by: str, why: str, where: str) -> None:
    """See WITHDRAW_HELP."""
    _judge("withdraw", where, judgement, by=by, why=why)


@click.command(help=LIST_HELP)
@options(on_option, click.option("--lost", is_flag=True, help="Only those whose words or event are gone."), format_option, limit_option)
def judgements(where: str, lost: bool, form: str, limit: int | None) -> None:
    """See LIST_HELP."""
    from khronika.cli.judged import put_judgements
    from khronika.cli.say import say
    from khronika.store import judge

    with opened(where) as chronicle:
        count = put_judgements(judge.all_judgements(chronicle, lost=lost, limit=shown_limit(form, limit)), form)
    if not count:
        say("no judgements")


def _judge(name: str, where: str, *arguments: Any, by: str, why: str) -> None:
    from khronika.cli.merging import merge_added
    from khronika.store import judge

    with opened(where, write=True) as chronicle:
        _told(getattr(judge, name)(chronicle, *arguments, by=by, why=why))
        merge_added(chronicle)


def _told(judgement: Judgement) -> None:
    from khronika.cli.run import numbered
    from khronika.cli.say import say

    about = f" on {numbered(len(judgement.anchors), 'event')}" if judgement.anchors else ""
    say(f"{judgement.id}: {judgement.kind}{f' {judgement.field}' if judgement.field else ''}{about}, by {judgement.by}")
