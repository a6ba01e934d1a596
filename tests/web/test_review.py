"""The review through its forms: what is taken, what is refused, and what of an event a reviewer is shown."""

from __future__ import annotations

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

from khronika.errors import UsageError
from khronika.store import Filters, add, judge, merging, open_chronicle, read
from khronika.web.app import create_app
from khronika.web.changes import changed, groups
from khronika.web.values import marked, values
from tests.store.handmade import TEXT, arrests, article
from tests.web.people import give_accounts, sign_in


@pytest.fixture
def ann(client):
    """The pages, once Ann has said who she is."""
    token = re.search(r'name="csrf" (?:value|content)="([^"]+)"', client.get("/review").text)[1]
    client.headers["X-CSRF-Token"] = token
    assert client.post("/review/name", data={"by": " Ann  Novik "}).status_code == 303
    return client


def hidden(page):
    """What the forms of the shown event send along."""
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page.text)[1] for name in ("event", "seen")}


def say(client, act, event=None, **fields):
    page = client.get("/review", params={"event": event} if event else {})
    return client.post("/review/judge", data={**hidden(page), "act": act, **fields})


def log(chronicle):
    with open_chronicle(chronicle) as opened:
        return list(judge.all_judgements(opened))


def line(chronicle, event):
    with open_chronicle(chronicle) as opened:
        return read.one_event(opened, event)


def test_the_name_is_asked_once_and_stands_beside_everything(ann, chronicle):
    assert "Ann Novik" in ann.get("/review").text
    answer = say(ann, "accept")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review?did=accept")
    [said] = log(chronicle)
    assert (said["by"], said["why"], said["kind"]) == ("Ann Novik", "read and found right", "accept")


def test_without_a_name_nothing_is_taken(client, chronicle):
    token = re.search(r'name="csrf" (?:value|content)="([^"]+)"', client.get("/review").text)[1]
    answer = client.post("/review/judge", data={"csrf": token, "act": "accept", "event": "ev_0000"})
    assert answer.status_code == 400
    assert log(chronicle) == []


def test_without_the_token_of_the_form_nothing_is_taken(ann, chronicle):
    del ann.headers["X-CSRF-Token"]
    assert say(ann, "accept").status_code == 403
    assert log(chronicle) == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"act": "explode"}, 400),
        ({"act": "change"}, 400),
        ({"act": "accept", "seen": "old"}, 400),
        ({"act": "accept", "event": "ev_none"}, 404),
        ({"act": "join"}, 400),
        ({"act": "join", "other": "in_nothing"}, 404),
        ({"act": "split", "apart": "ev_0000000000000000"}, 404),
        ({"act": "change", "more": "no correction"}, 400),
        ({"act": "change", "field:status": "perhaps", "was:status": "occurred"}, 400),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(ann, chronicle, fields, status):
    page = ann.get("/review")
    answer = ann.post("/review/judge", data={**hidden(page), **fields})
    assert answer.status_code == status
    assert log(chronicle) == []


def test_what_was_judged_in_between_must_be_looked_at_again(ann, chronicle):
    page = ann.get("/review")
    with open_chronicle(chronicle) as opened:
        judge.correct(opened, hidden(page)["event"], [("status", "denied")], by="Bo", why="x")
        merging.merge(opened)
    answer = ann.post("/review/judge", data={**hidden(page), "act": "accept"})
    assert (answer.status_code, "judged in the meantime" in answer.text) == (400, True)


def test_nobody_takes_back_what_others_said(ann, chronicle):
    with open_chronicle(chronicle) as opened:
        [one, *_] = [found["id"] for found in read.event_lines_of(opened)]
        said = judge.accept(opened, [one], by="Bo", why="x")
    assert ann.post("/review/undo", data={"judgement": said.id}).status_code == 400
    assert ann.post("/review/undo", data={}).status_code == 400
    assert [entry["kind"] for entry in log(chronicle)] == ["accept"]


def test_filters_go_along_and_lead_nowhere_else(ann):
    page = ann.get("/review?type=RETREAT")
    answer = ann.post("/review/judge", data={**hidden(page), "act": "accept", "back": "type=RETREAT&next=//evil.example&did=x"})
    assert answer.headers["location"] == "/review?type=RETREAT&did=accept"


def test_as_json_and_csv(ann):
    data = ann.get("/review.json").json()
    assert data["waiting"] == len(data["events"]) == 4
    weights = [event["weight"] for event in data["events"]]
    assert weights == sorted(weights, reverse=True)
    rows = list(csv.DictReader(io.StringIO(ann.get("/review.csv").text)))
    assert [row["id"] for row in rows] == [event["id"] for event in data["events"]]
    assert ann.get("/review/disputes.json").json() == []
    assert ann.get("/review?nonsense=1").status_code == 400


def test_texts_of_articles_are_texts(ann, chronicle):
    hostile = TEXT.replace("the city", "<script>alert(1)</script>")
    with open_chronicle(chronicle) as opened:
        add(opened, [arrests(article("h1", hostile, title="<b onmouseover=x>", publisher='"><img src=x>'), confidence=0.1)])
        merging.merge(opened)
        [event] = [x["id"] for x in read.event_lines_of(opened, Filters(type=("COERCE",))) if x["article"]["id"] == "h1"]
    say(ann, "accept", event, why="<i>why</i>")
    for path in (f"/review?event={event}", "/review", "/review/disputes", "/review/agreement"):
        page = ann.get(path).text
        for bad in ("<script>alert", "<b onmouseover", "<img src=x", "<i>why"):
            assert bad not in page, path


def test_readers_and_read_only_pages_have_no_review(chronicle):
    with TestClient(create_app(chronicle, read_only=True), base_url="http://127.0.0.1") as readers:
        assert readers.get("/review").status_code == 403
        assert "/review" not in readers.get("/").text
    give_accounts(chronicle)
    with TestClient(create_app(chronicle), base_url="http://127.0.0.1") as rita:
        sign_in(rita, "Rita")
        for path in ("/review", "/review.json", "/review/disputes", "/review/agreement"):
            assert rita.get(path).status_code == 403, path


def test_a_reviewer_decides_no_dispute(chronicle):
    give_accounts(chronicle)
    with open_chronicle(chronicle) as opened:
        [one, *_] = [found["id"] for found in read.event_lines_of(opened)]
        judge.accept(opened, [one], by="Bo", why="x", review="independent")
        judge.reject(opened, [one], by="Cy", why="x", review="independent")
    for name, status in (("Vera", 403), ("Ada", 200)):
        with TestClient(create_app(chronicle), base_url="http://127.0.0.1") as client:
            sign_in(client, name)
            token = re.search(r'name="csrf" (?:value|content)="([^"]+)"', client.get("/review/disputes").text)[1]
            assert client.post("/review/decide", data={"csrf": token, "event": one, "person": "Bo"}).status_code == status
    assert line(chronicle, one)["verdict"] == "accepted"


def test_a_pending_word_shows_on_no_page(chronicle):
    with TestClient(create_app(chronicle, two_reviewers=True), base_url="http://127.0.0.1", follow_redirects=False) as client:
        with open_chronicle(chronicle) as opened:
            [one, *_] = list(read.found_events(opened))
            judge.correct(opened, one.line["id"], [("status", "denied")], by="Bonifacy", why="unseen", review="independent")
        token = re.search(r'name="csrf" (?:value|content)="([^"]+)"', client.get("/review").text)[1]
        client.post("/review/name", data={"csrf": token, "by": "Ann"})
        paths = [
            f"/review?event={one.line['id']}",
            f"/event/{one.line['id']}",
            f"/incident/{one.incident}",
            "/",
            "/events",
            "/review/disputes",
        ]
        for path in (*paths, "/api/v1/judgements"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert "Bonifacy" not in answer.text, path
            assert "unseen" not in answer.text, path


# What a form changes


def test_only_what_is_another_value_is_changed():
    form = {
        "field:status": "denied",
        "was:status": "occurred",
        "field:modes": "arrest",
        "was:modes": "arrest",
        "field:time": "",
        "was:time": "",
    }
    assert changed(form) == [("status", "denied")]
    assert changed({}) == []


def test_another_place_brings_its_country_along():
    form = {"field:place": "Brest", "was:place": "Minsk", "field:place.country": "BLR", "was:place.country": "BLR"}
    form |= {"field:place.precision": "", "was:place.precision": "city"}
    assert changed(form) == [("place", "Brest"), ("place.country", "BLR")]
    assert changed(form | {"field:place": "Minsk", "field:place.precision": "city"}) == []


def test_parties_go_out_from_the_last_one_so_that_numbers_hold():
    form = {"out:actors.1": "on", "out:actors.10": "on", "out:actors.2": "on", "field:actors.2.country": "POL", "was:actors.2.country": ""}
    form |= {"field:actors.+": "Night watch BLR PRM", "field:actors.3.sector": "MIL", "was:actors.3.sector": "COP"}
    assert changed(form) == [
        ("actors.3.sector", "MIL"), ("actors.10", ""), ("actors.2", ""), ("actors.1", ""), ("actors.+", "Night watch BLR PRM"),
    ]  # fmt: skip


def test_one_more_number_and_anything_else():
    assert changed({"new_role": "dead", "new_count": " 3.. ", "more": "quantities.1.low=4\n\nplace.lat = 53.9"}) == [
        ("dead", "3.."), ("quantities.1.low", "4"), ("place.lat", "53.9"),
    ]  # fmt: skip
    with pytest.raises(UsageError):
        changed({"more": "status denied"})


def test_every_input_can_be_sent_back_unchanged():
    [coding] = [arrests(article())]
    for made in coding.lines:
        inputs = [one for group in groups(made) for one in group.inputs]
        form = {f"field:{one.field}": one.value for one in inputs} | {f"was:{one.field}": one.value for one in inputs}
        assert changed(form) == []
        assert all(not one.choices or one.value in one.choices for one in inputs)


def test_a_sentence_is_marked_without_losing_a_letter():
    made = arrests(article()).lines[0]
    start, end = made["sentence"]["start"], made["sentence"]["end"]
    pieces = marked(TEXT, start, end, made)
    assert "".join(piece.text for piece in pieces) == TEXT[start:end]
    assert [piece.text for piece in pieces if piece.main] == ["arrested"]
    labels = {piece.text: set(piece.labels) for piece in pieces if piece.labels}
    assert labels["40"] == {"Recipient", "How many"}
    assert {value.field for value in values(made)} >= {"event_type", "status", "actors.1", "recipients.1", "place", "arrested"}
