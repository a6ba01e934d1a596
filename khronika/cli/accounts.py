"""`khronika user`, `khronika token`, `khronika audit`: who may use the page, and who did what."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, get_args

import click

from khronika.cli.chronicle import format_option, limit_option, on_option, opened, options, shown_limit, to_option
from khronika.errors import UsageError
from khronika.store.accounts import Role, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)
USER_HELP = (
    """Look after the accounts of the page: who may read (reader), judge (reviewer), and decide disputes and read the audit log (admin)."""
)
ADD_HELP = """Add a user. The password is asked for twice, or read from standard input if that is no terminal.

\b
Example:
  khronika user add Ann --role reviewer --to chronicle.db
"""
TOKEN_HELP = """Look after the tokens with which programs use the API, each on behalf of a user."""
TOKEN_ADD_HELP = """Make a token for a user and show it, once: only a hash is kept. It is sent as the header `Authorization: Bearer TOKEN`.

\b
Example:
  khronika token add Ann --scope read --label "weekly report" --to chronicle.db
"""
AUDIT_HELP = """List who signed in, judged, exported or changed accounts, the last first: when, who, what, from which address.

\b
Example:
  khronika audit --on chronicle.db --limit 20
"""
role_option = click.option("--role", type=click.Choice(ROLES), required=True, help="reader, reviewer or admin.")


@click.group(help=USER_HELP)
def user() -> None:
    """See USER_HELP."""


@user.command("add", help=ADD_HELP)
@click.argument("name")
@options(role_option, to_option)
def add_user(name: str, role: Role, where: str) -> None:
    """See ADD_HELP."""
    from khronika.cli.say import say
    from khronika.store import accounts
    from khronika.web import passwords

    with opened(where, write=True) as chronicle:
        account = accounts.add_user(chronicle, name, role, passwords.hashed(_password()))
    say(f"{account.name} may use the page as {account.role}")


@user.command("list", help="List the users.")
@options(on_option, format_option)
def list_users(where: str, form: str) -> None:
    """List the users."""
    from khronika.store import accounts

    with opened(where) as chronicle:
        found = accounts.all_users(chronicle)
    _put(("name", "role", "created"), [(one.name, one.role, one.created) for one in found], form, "nobody has an account")


@user.command("remove", help="Take a user out, with all tokens; what the user has said stays.")
@click.argument("name")
@options(to_option)
def remove_user(name: str, where: str) -> None:
    """Take a user out."""
    from khronika.cli.say import say
    from khronika.store import accounts

    with opened(where, write=True) as chronicle:
        account = accounts.remove_user(chronicle, name)
    say(f"{account.name} has no account any more")


@user.command("role", help="Give a user another role; the user has to sign in anew.")
@click.argument("name")
@options(role_option, to_option)
def change_role(name: str, role: Role, where: str) -> None:
    """Give a user another role."""
    from khronika.cli.say import say
    from khronika.store import accounts

    with opened(where, write=True) as chronicle:
        account = accounts.change_user(chronicle, name, role=role)
    say(f"{account.name} may use the page as {account.role}")


@user.command("password", help="Give a user another password, asked for as by `user add`; sessions end.")
@click.argument("name")
@options(to_option)
def change_password(name: str, where: str) -> None:
    """Give a user another password."""
    from khronika.cli.say import say
    from khronika.store import accounts
    from khronika.web import passwords

    with opened(where, write=True) as chronicle:
        account = accounts.change_user(chronicle, name, password=passwords.hashed(_password()))
    say(f"{account.name} has a new password")


@click.group(help=TOKEN_HELP)
def token() -> None:
    """See TOKEN_HELP."""


@token.command("add", help=TOKEN_ADD_HELP)
@click.argument("name")
@options(
    click.option("--scope", type=click.Choice(SCOPES), required=True, help="read, or judge as well if the user may."),
    click.option("--label", metavar="TEXT", help="What it is for."),
    click.option("--days", type=click.IntRange(1, 36500), metavar="N", help="Days after which it ends. Default: it does not."),
    to_option,
)
def add_token(name: str, scope: Scope, label: str | None, days: int | None, where: str) -> None:
    """See TOKEN_ADD_HELP."""
    from khronika.cli.listing import write
    from khronika.cli.say import say
    from khronika.store import accounts
    from khronika.web import passwords

    secret, digest = passwords.new_secret()
    end = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)).isoformat(timespec="seconds") if days else None
    with opened(where, write=True) as chronicle:
        made = accounts.add_token(chronicle, name, scope, digest, label=label, expires=end)
    say(f"token {made.id} for {made.user}, scope {made.scope}; keep it, it is not shown again:")
    write(f"{passwords.token_text(made.id, secret)}\n".encode())


@token.command("list", help="List the tokens; their secrets are kept nowhere.")
@options(on_option, format_option)
def list_tokens(where: str, form: str) -> None:
    """List the tokens."""
    from khronika.store import accounts

    with opened(where) as chronicle:
        found = accounts.all_tokens(chronicle)
    rows = [(one.id, one.user, one.scope, one.label, one.created, one.expires) for one in found]
    _put(("id", "user", "scope", "label", "created", "expires"), rows, form, "there are no tokens")


@token.command("revoke", help="Take a token out, by its id.")
@click.argument("token_id", metavar="ID")
@options(to_option)
def revoke_token(token_id: str, where: str) -> None:
    """Take a token out."""
    from khronika.cli.say import say
    from khronika.store import accounts

    with opened(where, write=True) as chronicle:
        gone = accounts.revoke_token(chronicle, token_id)
    say(f"token {gone.id} of {gone.user} is no longer taken")


@click.command(help=AUDIT_HELP)
@options(on_option, format_option, limit_option)
def audit(where: str, form: str, limit: int | None) -> None:
    """See AUDIT_HELP."""
    from khronika.store import accounts

    with opened(where) as chronicle:
        acts = accounts.audit_log(chronicle, limit=shown_limit(form, limit))
        rows = ((act.made, act.who, act.what, act.about, act.address or "command line") for act in acts)
        _put(("made", "who", "what", "about", "address"), rows, form, "nothing is in the log")


def _password() -> str:
    """A new password: asked for twice, or the first line of standard input. Raises UsageError if there is none."""
    if sys.stdin.isatty():
        given: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True)
        return given
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise UsageError("there is none on standard input", where="password", advice="give it as one line, or call in a terminal")
    return line


def _put(columns: Sequence[str], rows: Iterable[Sequence[str | None]], form: str, none: str) -> None:
    from khronika.cli.listing import drawn, plain_table, write
    from khronika.cli.say import printable, say
    from khronika.export import flat
    from khronika.export.lines import encode

    if form == "csv":
        write(flat.header(columns))
    made, count = plain_table(*columns), 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        if form == "table":
            made.add_row(*(printable(cell or "") for cell in row))
        else:
            write(flat.row(row) if form == "csv" else encode(dict(zip(columns, row, strict=True))))
    if form == "table" and count:
        write(drawn(made))
    if not count:
        say(none)
