"""Migrations leave the tables that the code expects; one that is cut short leaves the old ones."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import inspect

from khronika.errors import StoreError, UsageError
from khronika.store import add, migrate, open_chronicle, read
from khronika.store import chronicle as chronicles
from khronika.store.address import Address
from khronika.store.schema import metadata
from tests.store.handmade import arrests, article


def tables(opened):
    with opened.reading() as connection:
        found = inspect(connection)
        return {name: {column["name"] for column in found.get_columns(name)} for name in found.get_table_names()}


def old_chronicle(address, version):
    """A chronicle as an older version of the program left it."""
    place = Address.of(address)
    opened = chronicles.Chronicle(place, chronicles.engine_of(place))
    chronicles.upgrade_tables(opened, version)
    return opened


def test_migrations_are_numbered_without_gaps():
    assert list(migrate.files()) == list(range(1, migrate.NEWEST + 1))


def test_the_tables_are_those_of_the_schema(chronicle):
    found = tables(chronicle)
    for table in metadata.tables.values():
        columns = {column.name for column in table.columns} - ({"rowid"} if not chronicle.postgresql else set())
        assert columns <= found[table.name], table.name
        if table.name != "event_search":
            assert columns == found[table.name]
    strangers = {name for name in found if name not in metadata.tables and not name.startswith(("event_search_", "sqlite_"))}
    assert strangers == set()


@pytest.mark.parametrize("version", range(1, migrate.NEWEST))
def test_an_older_chronicle_is_brought_up_to_date_by_writers_only(address, version):
    old_chronicle(address, version).close()
    with pytest.raises(StoreError, match="older version"):
        open_chronicle(address)
    with open_chronicle(address, create=True, upgrade=True) as opened:
        add(opened, [arrests(article())])
    with open_chronicle(address) as opened:
        assert read.counts(opened) == {"articles": 1, "events": 2}


@pytest.mark.parametrize("fails_at", range(5))
def test_a_migration_that_breaks_off_leaves_the_old_tables(address, monkeypatch, fails_at):
    opened = old_chronicle(address, 1)
    before = tables(opened)
    statements = migrate.statements

    def cut(text, dialect):
        found = statements(text, dialect)
        return [*found[:fails_at], "this is no statement"]

    monkeypatch.setattr(migrate, "statements", cut)
    with pytest.raises(StoreError):
        chronicles.upgrade_tables(opened)
    assert tables(opened) == before
    monkeypatch.undo()
    chronicles.upgrade_tables(opened)
    assert tables(opened) != before
    opened.close()


def test_a_newer_chronicle_is_left_alone(address, monkeypatch):
    open_chronicle(address, create=True).close()
    monkeypatch.setattr(migrate, "NEWEST", migrate.NEWEST - 1)
    with pytest.raises(StoreError, match="newer version"):
        open_chronicle(address, upgrade=True)


def test_reading_does_not_make_a_chronicle(address, tmp_path):
    with pytest.raises(UsageError):
        open_chronicle(address)
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_no_chronicle_are_left_alone(tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("this is a text, and long enough to be taken for a page of a database" * 20)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    before = [path.read_bytes() for path in (text, other)]
    for path in (text, other, tmp_path):
        with pytest.raises(UsageError):
            open_chronicle(str(path), create=True, upgrade=True)
    assert [path.read_bytes() for path in (text, other)] == before


@pytest.mark.parametrize(
    "where", ["", "mysql://host/x", "http://example.org", "postgresql://h:x/y", "no/such/folder/chronicle.db", "a\0b"], ids=repr
)
def test_addresses_that_are_none(where, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        open_chronicle(where, create=True)


def test_a_password_is_never_shown():
    with pytest.raises(StoreError) as error:
        open_chronicle("postgresql://ann:secret@127.0.0.1:1/chronicle")
    assert "secret" not in str(error.value)
    assert "ann" in str(error.value)
