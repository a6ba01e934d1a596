"""The API gives what the pages show, keeps to its description, and answers nonsense without falling over."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import time
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from starlette.testclient import TestClient

from khronika.export.formats import FORMATS
from khronika.model import Coder
from khronika.store import Coding, Filters, add, incidents, judge, merging, open_chronicle, read
from khronika.web.app import create_app
from khronika.web.routers import exports
from khronika.web.site import address_of
from tests.store.handmade import arrests, article, line, quantity
from tests.web.people import csrf_of
from tests.web.serving import served

ATOM = "{http://www.w3.org/2005/Atom}"
# Requests that are made up for each address, and each way of making them up.
EXAMPLES = 15
load_all_checks()


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A chronicle with arrests, a protest and a sanction."""
    address = str(tmp_path_factory.mktemp("api") / "chronicle.db")
    text = "Some 500 people marched through Brest. The council adopted an asset freeze against the company."
    more = article("b/1.json", text, published="2020-08-16", publisher="Vilna Post", author="Ona Petraite")
    measure = {
        "type": "asset-freeze",
        "stage": "adopted",
        "text": "asset freeze",
        "start": text.index("asset"),
        "end": text.index(" against"),
        "by": "t",
    }
    protest = line(more, "marched", "PROTEST", ("demo",), quantities=[quantity("500", text, "participants", 500, 500)])
    sanction = line(more, "adopted", "SANCTION", (), measures=[measure])
    days = [arrests(article(f"a{n}", published=f"2020-08-{10 + n}", publisher=f"Paper {n}")) for n in range(4)]
    with open_chronicle(address, create=True) as opened:
        add(opened, [*days, Coding(more, Coder("1", "c"), (protest, sanction))])
        merging.merge(opened)
    return address


@pytest.fixture(scope="module")
def api(filled):
    with TestClient(create_app(filled), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


def get(api, path):
    answer = api.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def everything(api, path):
    """All rows of a list, part by part."""
    rows, after = [], None
    while True:
        part = get(api, f"{path}{'&' if '?' in path else '?'}limit=2{f'&after={after}' if after else ''}")
        rows += part["rows"]
        after = part["next"]
        if after is None:
            return rows


@pytest.mark.parametrize(
    "query", ["", "?type=COERCE", "?type=COERCE&type=PROTEST&since=2020-08-12", "?actor=COP&newest_first=1", "?text=nothing"]
)
def test_lists_are_those_of_the_store(api, filled, query):
    filters = {
        "": Filters(), "?type=COERCE": Filters(type=("COERCE",)), "?text=nothing": Filters(text=("nothing",)),
        "?type=COERCE&type=PROTEST&since=2020-08-12": Filters(type=("COERCE", "PROTEST"), since="2020-08-12"),
        "?actor=COP&newest_first=1": Filters(actor=("COP",)),
    }[query]  # fmt: skip
    newest = "newest_first" in query
    with open_chronicle(filled) as opened:
        events = list(read.event_lines_of(opened, filters, newest_first=newest))
        acts = [incident.id for incident in incidents.found_incidents(opened, filters, newest_first=newest)]
    found = everything(api, f"events{query}")
    assert [{name: value for name, value in row.items() if name != "incident"} for row in found] == json.loads(json.dumps(events))
    assert [row["id"] for row in everything(api, f"incidents{query}")] == acts
    assert {row["incident"] for row in found} >= set(acts)


def test_single_things_by_id_or_the_beginning_of_it(api):
    event = get(api, "events?type=PROTEST")["rows"][0]
    assert get(api, f"events/{event['id'][:8]}")["sentence_text"].startswith("Some 500 people")
    incident = get(api, f"incidents/{event['incident']}")
    assert [mention["id"] for mention in incident["mentions"]] == [event["id"]]
    arrest = get(api, f"incidents/{get(api, 'incidents?type=COERCE')['rows'][0]['id']}")
    assert len(arrest["comparisons"]) == len(arrest["events"]) * (len(arrest["events"]) - 1) / 2
    whole = get(api, "articles/b/1.json")
    assert (whole["id"], whole["editions"], [row["event_type"] for row in whole["events"]]) == ("b/1.json", 1, ["PROTEST", "SANCTION"])
    assert whole["author"] == whole["events"][0]["article"]["author"] == "Ona Petraite"
    assert get(api, "articles/b%2F1.json") == whole
    for path in (
        "events/ev_ffffffff",
        "events/x",
        "events/ev_\U0010ffff",
        "incidents/in_ffffffff",
        "articles/none",
        "nothing",
        "events/a/b",
    ):
        answer = api.get(f"/api/v1/{path}")
        assert answer.status_code == 404, path
        assert set(answer.json()["error"]) == {"status", "what", "where", "advice"}


def test_articles_of_events_that_fit(api):
    assert [row["id"] for row in everything(api, "articles")] == ["b/1.json", "a3", "a2", "a1", "a0"]
    assert [row["id"] for row in everything(api, "articles?type=SANCTION")] == ["b/1.json"]


def test_timeline_tally_and_ledgers(api):
    bars = get(api, "timeline?type=PROTEST&type=SANCTION")["bars"]
    assert bars == {"2020-08-16": {"PROTEST": 1, "SANCTION": 1}}
    tally = get(api, "tally/arrested")
    assert tally["complete"]
    assert tally["entries"][-1]["total_low"] == tally["low"] > 0
    assert get(api, "tally/arrested?type=PROTEST") == {
        "role": "arrested", "low": 0.0, "high": 0.0, "incidents": 0, "entries": [], "complete": True,
    }  # fmt: skip
    [protest] = get(api, "ledgers/protests")["rows"]
    assert protest["size"]["low"] == 500
    [sanction] = get(api, "ledgers/sanctions")["rows"]
    assert (sanction["measures"], sanction["stage"]) == (["asset-freeze"], "adopted")
    detentions = get(api, "ledgers/detentions")
    assert detentions["held_low"] == detentions["held_high"] == tally["low"]
    assert get(api, "ledgers/detentions?since=2021")["rows"] == []


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("events?colour=red", "colour"), ("events?type=NONE", "type"), ("events?status=x", "status"), ("events?since=tomorrow", "since"),
        ("events?country=Nowhere", "country"), ("events?min_confidence=2", "min_confidence"),
        ("events?min_confidence=nan", "min_confidence"),
        ("events?limit=0", "limit"), ("events?limit=9999999999", "limit"), ("events?limit=000000000501", "limit"),
        ("events?limit=%D9%A3", "limit"), ("events?after=x", "after"),
        ("events?text=%22%22", "text"), ("incidents?actor=%2A", "actor"), (f"events?text={'x' * 201}", "text"),
        ("events?" + "&".join(["type=COERCE"] * 21), "address"), ("timeline?until=2020-13", "until"), ("tally/none", "role"),
        ("ledgers/none", "ledger"), ("articles?limit=x", "limit"), ("judgements?limit=-1", "limit"),
    ],
)  # fmt: skip
def test_wrong_values_are_told(api, path, where):
    answer = api.get(f"/api/v1/{path}")
    assert answer.status_code == 400
    assert answer.json()["error"]["where"] == where
    assert "Traceback" not in answer.text


def test_every_kind_of_judgement(chronicle):
    with TestClient(create_app(chronicle), base_url="http://127.0.0.1") as client:
        headers = {"X-CSRF-Token": csrf_of(client)}

        def judged(status=201, **body):
            answer = client.post("/api/v1/judgements", json={"why": "so it is", "by": "Ann", **body}, headers=headers)
            assert answer.status_code == status, answer.text
            return answer.json()

        [incident] = client.get("/api/v1/incidents?type=COERCE").json()["rows"]
        first, second = incident["events"]
        judged(kind="correct", ids=[first], values={"status": "denied", "arrested": "40..60"})
        line = client.get(f"/api/v1/events/{first}").json()
        assert (line["status"], line["quantities"][0]["high"], line["machine"]["status"]) == ("denied", 60, "occurred")
        judged(kind="split", incident=incident["id"], ids=[second])
        apart = client.get("/api/v1/incidents?type=COERCE").json()["rows"]
        assert sorted(len(one["events"]) for one in apart) == [1, 1]
        joined = judged(kind="join", ids=[one["id"] for one in apart])
        assert [len(one["events"]) for one in client.get("/api/v1/incidents?type=COERCE").json()["rows"]] == [2]
        assert joined["unmerged"] == 0
        judged(kind="withdraw", judgement=joined["judgements"][0])
        judged(kind="accept", ids=[first, second])
        judged(kind="reject", ids=[second])
        assert [row["id"] for row in client.get("/api/v1/events?type=COERCE").json()["rows"]] == [first]
        assert [row["kind"] for row in client.get("/api/v1/judgements").json()["rows"]] == [
            "reject", "accept", "withdraw", "join", "split", "correct", "correct",
        ]  # fmt: skip
        for wrong in (
            {"kind": "accept"}, {"kind": "accept", "ids": []}, {"kind": "praise", "ids": [first]}, {"kind": "correct", "ids": [first]},
            {"kind": "correct", "ids": [first], "values": {"colour": "red"}}, {"kind": "split"}, {"kind": "withdraw"},
            {"kind": "join", "ids": [first]},
            {"kind": "accept", "ids": [first], "why": " "}, {"kind": "accept", "ids": [first], "more": 1}, {"kind": "accept", "ids": first},
        ):  # fmt: skip
            judged(400, **wrong)
        judged(404, kind="accept", ids=["ev_ffffffff"])
        judged(404, kind="accept", ids=["\U0010ffff" * 5])


def test_the_description_has_every_address_and_is_shown_as_a_page(api):
    described = get(api, "openapi.json")
    assert set(described["paths"]) == {
        f"/api/v1/{name}" for name in (
            "events", "events/{event_id}", "incidents", "incidents/{incident_id}", "articles", "articles/{article_id}", "timeline",
            "tally/{role}", "ledgers/{ledger}", "judgements",
        )
    }  # fmt: skip
    names = [parameter["name"] for parameter in described["paths"]["/api/v1/events"]["get"]["parameters"]]
    # `own_types` is no filter: it says which types there are.
    assert set(Filters.__slots__) - {"own_types"} < set(names)
    page = api.get("/api").text
    for path in described["paths"]:
        assert path in page
    assert "://" not in page.replace("http://127.0.0.1", "")  # nothing is loaded from elsewhere


def test_every_address_is_documented(api):
    text = (Path(__file__).parents[2] / "docs" / "page.md").read_text("utf-8")
    for path, operations in get(api, "openapi.json")["paths"].items():
        shown = re.sub(r"\{(\w+?)(_id)?\}", lambda match: "ID" if match[2] else match[1].upper(), path)
        assert f"`{shown}`" in text or f"`GET {shown}`" in text, shown
        for method, operation in operations.items():
            assert operation["description"]
            assert method == "get" or f"`{method.upper()} {shown}`" in text
    assert "/incidents.atom" in text
    assert "/export/" in text


def test_the_feed(api, filled):
    answer = api.get("/incidents.atom?type=COERCE&limit=2")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)
    entries = root.findall(f"{ATOM}entry")
    newest = [row["id"] for row in get(api, "incidents?type=COERCE&newest_first=1&limit=2")["rows"]]
    links = [entry.find(f"{ATOM}link").get("href") for entry in entries]
    assert links == [f"http://127.0.0.1{address_of('incident', identity)}" for identity in newest]
    for part in (root, *entries):
        assert part.find(f"{ATOM}id").text.startswith("urn:uuid:")
        assert part.find(f"{ATOM}updated").text.startswith("20")
        assert part.find(f"{ATOM}title").text
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    # The same feed and entries have the same ids, another view is another feed.
    again, other = (ET.fromstring(api.get(f"/incidents.atom?{query}").content) for query in ("type=COERCE&limit=2", "type=PROTEST"))
    assert again.find(f"{ATOM}id").text == root.find(f"{ATOM}id").text != other.find(f"{ATOM}id").text
    assert [entry.find(f"{ATOM}id").text for entry in again.findall(f"{ATOM}entry")] == ids
    empty = ET.fromstring(api.get("/incidents.atom?text=nothing").content)
    assert empty.findall(f"{ATOM}entry") == []
    assert empty.find(f"{ATOM}updated").text
    assert api.get("/incidents.atom?colour=red").status_code == 400


def test_a_judgement_makes_an_entry_new_again(chronicle, monkeypatch):
    monkeypatch.setattr("khronika.store.judge.now", lambda: "2031-01-01T00:00:00+00:00")
    with TestClient(create_app(chronicle), base_url="http://127.0.0.1") as client:
        with open_chronicle(chronicle) as opened:
            judge.accept(opened, [client.get("/api/v1/events?type=COERCE").json()["rows"][0]["id"]], by="Ann", why="x")
            merging.merge(opened)
        updated = [
            entry.find(f"{ATOM}updated").text for entry in ET.fromstring(client.get("/incidents.atom").content).findall(f"{ATOM}entry")
        ]
    assert updated.count("2031-01-01T00:00:00+00:00") == 1


@pytest.mark.parametrize("form", sorted(set(FORMATS)))
def test_exports(api, form):
    answer = api.get(f"/export/{form}?type=COERCE&since=2020-08-11&redact=1&licence=CC0-1.0")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="khronika-{form}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        described = json.loads(packed.read("datapackage.json"))
        assert {resource["path"] for resource in described["resources"]} | {"datapackage.json"} == set(packed.namelist())
        assert described["khronika"]["redacted"] is True
        assert described["licenses"][0]["name"] == "CC0-1.0"
        if form == "csv":
            rows = list(csv.DictReader(io.StringIO(packed.read("events.csv").decode())))
            assert [row["article_id"] for row in rows] == ["a1", "a2", "a3"]
            assert "Ales Novik" not in str(rows)


def test_exports_are_counted_and_clean_up(api, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for path, status in (("xml", 404), ("csv?colour=red", 400), ("csv?since=x", 400), ("csv?licence=%1b", 400), ("csv", 200), ("csv", 200)):
        assert api.get(f"/export/{path}").status_code == status
    assert list(tmp_path.iterdir()) == []
    for _ in range(2):
        assert exports.AT_ONCE.acquire(blocking=False)
    try:
        busy = api.get("/export/csv")
    finally:
        exports.AT_ONCE.release(2)
    assert busy.status_code == 503
    assert busy.headers["retry-after"]


def test_an_export_whose_reader_leaves_is_cleaned_up(filled, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(exports, "PIECE", 16)
    with served(create_app(filled)) as url:
        parts = urlsplit(url)
        for _ in range(2):
            with socket.create_connection((parts.hostname, parts.port)) as connection:
                connection.sendall(b"GET /export/jsonl HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                assert b" 200 " in connection.recv(30)
        waited = 0.0
        while list(tmp_path.iterdir()) and waited < 5:
            time.sleep(0.05)
            waited += 0.05
    assert list(tmp_path.iterdir()) == []
    assert all(exports.AT_ONCE.acquire(blocking=False) for _ in range(2))
    exports.AT_ONCE.release(2)


CHECKED = [
    CHECKS.get_one(f"{name}_conformance") for name in ("status_code", "content_type", "response_schema", "response_headers")
] + [CHECKS.get_one("not_a_server_error")]  # fmt: skip


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_it_keeps_to_its_description_whatever_is_sent(filled, mode):
    # What a browser's session sends along, so that judgements are not refused for lack of it.
    app = create_app(filled)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        headers = {"host": "127.0.0.1", "x-csrf-token": csrf_of(client), "cookie": f"khronika={client.cookies['khronika']}"}
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=headers)
    statuses = Counter()

    def checked(case):
        answer = case.call(headers=headers)
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKED)

    for found in schema.get_all_operations():
        cases = found.ok().as_strategy(generation_mode=mode)
        quiet = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        with suppress(Unsatisfiable):  # whatever an id is, it is a text: nothing else can be made up for it
            quiet(given(case=cases)(checked))()
    assert statuses[200] > 20 if mode is GenerationMode.POSITIVE else statuses[400] > 20
    assert 403 not in statuses
