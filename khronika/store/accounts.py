"""Accounts of the page: users, the tokens of their programs, the audit log, and the page's own secrets.

Passwords and tokens come here hashed; nothing that is stored lets anybody in.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Select, delete, insert, select, update

from khronika.errors import InputError, UsageError
from khronika.store.chronicle import Chronicle
from khronika.store.numbers import take
from khronika.store.read import FETCH
from khronika.store.rows import records
from khronika.store.schema import audit, tokens, users, web_keys
from khronika.store.write import now

Role = Literal["reader", "reviewer", "admin"]
Scope = Literal["read", "judge"]
# Letters, digits and what names are written with; no control characters, nothing that a page or a log could take for more than a name.
NAME = re.compile(r"\w(?:[\w .'@+-]{0,62}[\w.])?")


@dataclass(frozen=True, slots=True)
class Account:
    """A user. `generation` is another after each change of password or role; `password` is its hash."""

    num: int
    name: str
    role: Role
    password: str
    generation: int
    created: str


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `id` names it, `user` is whom it acts for. `expires` None: never."""

    id: str
    user: str
    scope: Scope
    label: str | None
    created: str
    expires: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the audit log: when, who (None: nobody was signed in), what, about what, and from which address (None: command line)."""

    made: str
    who: str | None
    what: str
    about: str | None
    address: str | None


def fold(name: str) -> str:
    """The name by which two are told apart: "Ann" and "ann" are one."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def add_user(chronicle: Chronicle, name: str, role: Role, password: str) -> Account:
    """Add a user; `password` is the hash. Raises UsageError if the name is taken or is none."""
    plain = unicodedata.normalize("NFKC", name).strip()
    if not NAME.fullmatch(plain):
        raise UsageError("is no name", where=name or "NAME", advice="use at most 64 letters, digits, spaces and . ' @ + -")
    with chronicle.writing() as connection:
        if _user(connection, plain):
            raise UsageError("there is a user of this name", where=plain, advice="see `khronika user list`")
        num = take(connection, "user")
        account = Account(num, plain, role, password, num, now())
        values = {slot: getattr(account, slot) for slot in Account.__slots__}
        connection.execute(insert(users).values(**values, folded=fold(plain)))
        note_in(connection, None, "user added", f"{plain} ({role})", None)
    return account


def change_user(chronicle: Chronicle, name: str, *, role: Role | None = None, password: str | None = None) -> Account:
    """Change role or password (a hash); both end the user's sessions. Raises InputError if there is no such user."""
    with chronicle.writing() as connection:
        account = _known(connection, name)
        changed: dict[str, object] = {"generation": take(connection, "user")}
        for field, value in (("role", role), ("password", password)):
            if value is not None:
                changed[field] = value
        connection.execute(update(users).where(users.c.num == account.num).values(**changed))
        note_in(connection, None, "role changed" if role else "password changed", f"{account.name}{f' ({role})' if role else ''}", None)
        return _known(connection, name)


def remove_user(chronicle: Chronicle, name: str) -> Account:
    """Take a user out, with all tokens; what the user has said stays. Raises InputError if there is no such user."""
    with chronicle.writing() as connection:
        account = _known(connection, name)
        connection.execute(delete(tokens).where(tokens.c.user_num == account.num))
        connection.execute(delete(users).where(users.c.num == account.num))
        note_in(connection, None, "user removed", account.name, None)
    return account


def all_users(chronicle: Chronicle) -> list[Account]:
    """All users, by name."""
    with chronicle.reading() as connection:
        return [_account(row) for row in records(connection.execute(select(users).order_by(users.c.folded)))]


def reader(chronicle: Chronicle, name: str | None) -> tuple[Account | None, bool]:
    """A user by name, if there is one; and whether there are any accounts at all."""
    with chronicle.reading() as connection:
        account = _user(connection, name) if name else None
        return account, account is not None or connection.execute(select(users.c.num).limit(1)).scalar() is not None


def has_accounts(chronicle: Chronicle) -> bool:
    """Whether anybody has an account."""
    return reader(chronicle, None)[1]


def add_token(chronicle: Chronicle, name: str, scope: Scope, digest: str, *, label: str | None = None, expires: str | None = None) -> Token:
    """Add a token for a user; `digest` is the hash of its secret. Raises InputError if there is no such user."""
    with chronicle.writing() as connection:
        account = _known(connection, name)
        num = take(connection, "token")
        token = Token(secrets.token_hex(6), account.name, scope, label, now(), expires)
        connection.execute(
            insert(tokens).values(
                num=num, id=token.id, user_num=account.num, scope=scope, digest=digest, label=label, created=token.created, expires=expires
            )
        )
        note_in(connection, None, "token added", f"{token.id} for {account.name} ({scope})", None)
    return token


def all_tokens(chronicle: Chronicle) -> list[Token]:
    """All tokens, in the order in which they were made."""
    with chronicle.reading() as connection:
        return [_token(row) for row in records(connection.execute(_with_users().order_by(tokens.c.num)))]


def token_by_id(chronicle: Chronicle, token_id: str) -> tuple[Token, str, Account] | None:
    """A token that has not expired, the hash of its secret, and its user; None if there is none."""
    with chronicle.reading() as connection:
        found = records(connection.execute(_with_users().where(tokens.c.id == token_id)))
        if not found or (found[0]["expires"] is not None and found[0]["expires"] <= now()):
            return None
        return _token(found[0]), str(found[0]["digest"]), _known(connection, found[0]["user"])


def revoke_token(chronicle: Chronicle, token_id: str) -> Token:
    """Take a token out. Raises InputError if there is none."""
    with chronicle.writing() as connection:
        found = records(connection.execute(_with_users().where(tokens.c.id == token_id)))
        if not found:
            raise InputError("there is no such token", where=token_id, advice="see `khronika token list`")
        connection.execute(delete(tokens).where(tokens.c.id == token_id))
        token = _token(found[0])
        note_in(connection, None, "token revoked", f"{token.id} of {token.user}", None)
    return token


def note(chronicle: Chronicle, who: str | None, what: str, about: str | None, address: str | None) -> None:
    """Add a line to the audit log."""
    with chronicle.writing() as connection:
        note_in(connection, who, what, about, address)


def note_in(connection: Connection, who: str | None, what: str, about: str | None, address: str | None) -> None:
    """Add a line to the audit log, in the transaction of what it tells."""
    num = take(connection, "audit")
    connection.execute(insert(audit).values(num=num, made=now(), who=who, what=what, about=about, address=address))


def audit_log(chronicle: Chronicle, *, limit: int | None = None) -> Iterator[Act]:
    """The audit log, the last first."""
    statement = select(audit).order_by(audit.c.num.desc()).limit(limit).execution_options(stream_results=True)
    with chronicle.reading() as connection, connection.execute(statement) as result:
        for row in result.yield_per(FETCH):
            yield Act(row.made, row.who, row.what, row.about, row.address)


def web_key(chronicle: Chronicle, name: str) -> str:
    """A secret of the page, made when it is first asked for."""
    with chronicle.reading() as connection:
        found = connection.execute(select(web_keys.c.value).where(web_keys.c.name == name)).scalar()
    if found is None:
        with chronicle.writing() as connection:
            found = connection.execute(select(web_keys.c.value).where(web_keys.c.name == name)).scalar()
            if found is None:  # nobody was faster
                found = secrets.token_urlsafe(32)
                connection.execute(insert(web_keys).values(name=name, value=found))
    return str(found)


def _user(connection: Connection, name: str) -> Account | None:
    found = records(connection.execute(select(users).where(users.c.folded == fold(name))))
    return _account(found[0]) if found else None


def _known(connection: Connection, name: str) -> Account:
    account = _user(connection, name)
    if account is None:
        raise InputError("there is no such user", where=name or "NAME", advice="see `khronika user list`")
    return account


def _account(row: dict[str, Any]) -> Account:
    return Account(**{slot: row[slot] for slot in Account.__slots__})


def _with_users() -> Select[Any]:
    return select(tokens, users.c.name.label("user")).join(users, users.c.num == tokens.c.user_num)


def _token(row: dict[str, Any]) -> Token:
    return Token(**{slot: row[slot] for slot in Token.__slots__})
