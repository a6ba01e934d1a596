"""The pages, the API and the accounts on PostgreSQL, which is started here."""

from __future__ import annotations

import os

import postgres
import pytest
from starlette.testclient import TestClient

from khronika.store import add, merging, open_chronicle
from khronika.web.app import create_app
from tests.web.hostile import HOSTILE, pages_of
from tests.web.people import csrf_of, give_accounts, give_token, sign_in

PARTS = ("events", "incidents?newest_first=1", "articles?type=COERCE", "timeline", "tally/arrested", "ledgers/detentions", "judgements")


@pytest.fixture(scope="module")
def address():
    """A chronicle of hostile articles on a server of our own; where PostgreSQL is missing, skipped, but not in continuous integration."""
    if postgres.programs() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(postgres.MISSING)
    with postgres.server() as running:
        where = running.fresh()
        with open_chronicle(where, create=True) as opened:
            add(opened, HOSTILE)
            merging.merge(opened)
        yield where


def test_everything_is_there_on_postgresql_as_well(address):
    with TestClient(create_app(address), base_url="http://127.0.0.1", follow_redirects=True) as client:
        pages = pages_of(client)
        assert len(pages) > 5
        assert {path: answer.status_code for path, answer in pages.items() if answer.status_code >= 500} == {}
        for part in PARTS:
            assert client.get(f"/api/v1/{part}").status_code == 200, part
        assert client.get("/incidents.atom").status_code == 200
        assert client.get("/export/csv").content[:2] == b"PK"
        identity = client.get("/api/v1/events").json()["rows"][0]["id"]
        body = {"kind": "accept", "ids": [identity], "why": "so it is", "by": "Ann"}
        assert client.post("/api/v1/judgements", json=body, headers={"X-CSRF-Token": csrf_of(client)}).status_code == 201
        for nothing in ("events?text=%00", "events/%00", "events?text=%27%20OR%201=1--", "events/ev_%F4%8F%BF%BF", "articles/%27"):
            assert client.get(f"/api/v1/{nothing}").status_code in (200, 400, 404), nothing
    give_accounts(address)
    with TestClient(create_app(address, loopback=False), base_url="https://desk.example") as office:
        assert office.get("/api/v1/events").status_code == 401
        sign_in(office, "Vera")
        assert office.get("/api/v1/events").status_code == 200
        headers = {"Authorization": f"Bearer {give_token(address, 'Vera', 'judge')}"}
        assert office.post("/api/v1/judgements", json=body, headers=headers).status_code == 201
        assert {row["by"] for row in office.get("/api/v1/judgements").json()["rows"]} == {"Ann", "Vera"}
