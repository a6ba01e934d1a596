"""A small chronicle made by hand, and its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from khronika.store import add, merging, open_chronicle
from khronika.web.app import create_app
from tests.store.handmade import arrests, article
from tests.web.people import give_accounts

LATER = "On Monday the police arrested 40 people in Minsk. Later the court freed a journalist, witnesses said. The ministry was silent."


@pytest.fixture
def chronicle(tmp_path: Path) -> str:
    """The address of a chronicle with two reports of one arrest, merged."""
    address = str(tmp_path / "chronicle.db")
    with open_chronicle(address, create=True) as opened:
        add(
            opened,
            [
                arrests(article()),
                arrests(
                    article(
                        "a2", LATER, publisher="Vilna Post", author="Ona Petraite", published="2020-08-15", url="https://vilna.example/2"
                    )
                ),
            ],
        )
        merging.merge(opened)
    return address


@pytest.fixture
def client(chronicle: str) -> Iterator[TestClient]:
    """The pages, as whoever sits at the machine sees them."""
    with TestClient(create_app(chronicle), base_url="http://127.0.0.1", follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def staffed(chronicle: str) -> str:
    """The address of the chronicle, with accounts (people.py)."""
    give_accounts(chronicle)
    return chronicle


@pytest.fixture
def office(staffed: str) -> Iterator[TestClient]:
    """The pages with accounts, as another machine reaches them over https."""
    with TestClient(create_app(staffed, loopback=False), base_url="https://desk.example", follow_redirects=False) as opened:
        yield opened
