"""Accounts, tokens, the audit log and the page's secrets, on both engines."""

from __future__ import annotations

import datetime
import threading

import pytest
from sqlalchemy import delete, update

from khronika.errors import InputError, KhronikaError, UsageError
from khronika.store import accounts
from khronika.store.schema import audit


def test_a_user_is_known_by_name_whatever_the_capitals(chronicle):
    assert accounts.reader(chronicle, "Ann") == (None, False)
    made = accounts.add_user(chronicle, " Ann ", "reviewer", "hash")
    assert accounts.reader(chronicle, "ANN") == (made, True)
    assert accounts.reader(chronicle, None) == (None, True)
    assert (made.name, made.role, made.password) == ("Ann", "reviewer", "hash")
    with pytest.raises(UsageError, match="there is a user of this name"):
        accounts.add_user(chronicle, "ann", "reader", "other")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "<b>", "a" * 65, "x\0", "-ann", "ann;", "\u202eann"], ids=repr)
def test_what_is_no_name(chronicle, name):
    with pytest.raises(UsageError):
        accounts.add_user(chronicle, name, "reader", "hash")
    assert not accounts.has_accounts(chronicle)


@pytest.mark.parametrize("name", ["Ann", "Анна Смирнова", "ann@desk.example", "O'Neil", "X", "張偉"])
def test_what_is_a_name(chronicle, name):
    assert accounts.add_user(chronicle, name, "reader", "hash").name == name


def test_each_change_ends_sessions_and_a_new_user_of_the_name_is_another(chronicle):
    first = accounts.add_user(chronicle, "Ann", "reader", "hash")
    second = accounts.change_user(chronicle, "ann", role="admin")
    third = accounts.change_user(chronicle, "Ann", password="new")
    assert (third.role, third.password) == ("admin", "new")
    accounts.remove_user(chronicle, "Ann")
    fourth = accounts.add_user(chronicle, "Ann", "reader", "hash")
    assert len({one.generation for one in (first, second, third, fourth)}) == 4
    assert [one.name for one in accounts.all_users(chronicle)] == ["Ann"]


@pytest.mark.parametrize("act", [accounts.remove_user, accounts.change_user, lambda c, n: accounts.add_token(c, n, "read", "d")])
def test_nobody_of_this_name(chronicle, act):
    with pytest.raises(InputError, match="there is no such user"):
        act(chronicle, "Bob")


def test_tokens_go_with_their_user_and_when_they_expire(chronicle):
    user = accounts.add_user(chronicle, "Ann", "reviewer", "hash")
    past = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)).isoformat(timespec="seconds")
    good = accounts.add_token(chronicle, "ann", "judge", "d1", label="report")
    old = accounts.add_token(chronicle, "Ann", "read", "d2", expires=past)
    assert accounts.token_by_id(chronicle, good.id) == (good, "d1", user)
    assert accounts.token_by_id(chronicle, old.id) is None
    assert accounts.token_by_id(chronicle, "no") is None
    assert accounts.all_tokens(chronicle) == [good, old]
    accounts.revoke_token(chronicle, old.id)
    with pytest.raises(InputError):
        accounts.revoke_token(chronicle, old.id)
    accounts.remove_user(chronicle, "Ann")
    assert accounts.all_tokens(chronicle) == []
    assert accounts.token_by_id(chronicle, good.id) is None


def test_the_audit_log_tells_all_and_only_grows(chronicle):
    accounts.add_user(chronicle, "Ann", "reader", "hash")
    accounts.change_user(chronicle, "Ann", password="new")
    accounts.note(chronicle, "Ann", "signed in", None, "127.0.0.1")
    accounts.remove_user(chronicle, "Ann")
    log = list(accounts.audit_log(chronicle))
    assert [(act.who, act.what, act.address) for act in log] == [
        (None, "user removed", None), ("Ann", "signed in", "127.0.0.1"), (None, "password changed", None), (None, "user added", None),
    ]  # fmt: skip
    assert log[-1].about == "Ann (reader)"
    assert "new" not in str(log)
    assert [act.what for act in accounts.audit_log(chronicle, limit=1)] == ["user removed"]
    for statement in (delete(audit), update(audit).values(who="Bob")):
        with pytest.raises(KhronikaError, match="only ever added"), chronicle.writing() as connection:
            connection.execute(statement)
    assert list(accounts.audit_log(chronicle)) == log


def test_a_secret_is_made_once_though_many_ask(chronicle):
    found = []
    threads = [threading.Thread(target=lambda: found.append(accounts.web_key(chronicle, "cookies"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert len(found[0]) >= 32
    assert accounts.web_key(chronicle, "other") != found[0]
