"""The reading pages: what they say, that their filters are followed everywhere, and that nothing of an article gets out of its place."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

import khronika.web
from khronika.model import Coder
from khronika.store import Coding, add, judge, merging, open_chronicle
from khronika.store.columns import STATUSES
from khronika.web.app import create_app
from khronika.web.locale import words
from tests.store.handmade import TEXT, article, line, party, place, quantity, time
from tests.store.handmade import arrests as coded

LISTS = ("/", "/timeline", "/incidents", "/events", "/actors", "/detentions", "/protests", "/sanctions", "/articles", "/tally/arrested")
HOSTILE = "<script>alert(1)</script>\"' onload=x {{ 7*7 }} javascript:alert(2)"


def page(client, path, **more):
    answer = client.get(path, **more)
    assert answer.status_code == 200, (path, answer.text[:300])
    return html.fromstring(answer.text)


def text_of(element):
    return " ".join(element.text_content().split())


def first_incident(client):
    return client.get("/incidents.json?type=COERCE").json()["incidents"][0]


@pytest.mark.parametrize("path", LISTS)
def test_each_list_is_a_page_with_headings_landmarks_labels_and_the_same_data(client, path):
    found = page(client, path)
    assert len(found.xpath("//h1")) == 1
    assert found.xpath("//main") and found.xpath("//nav")
    levels = [int(h.tag[1]) for h in found.iter("h1", "h2", "h3", "h4")]
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False)), levels
    for field in found.xpath("//form//input[not(@type='hidden')] | //form//select"):
        assert field.xpath("ancestor::label") or found.xpath(f"//label[@for='{field.get('id')}']"), html.tostring(field)
    for table in found.xpath("//table"):
        assert table.xpath(".//caption") and table.xpath(".//th[@scope]")
    assert not found.xpath("//*[@style] | //style | //script[not(@src) and not(@type='application/json')]")
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    name = "/situation" if path == "/" else path
    assert isinstance(client.get(f"{name}.json").json(), dict)
    rows = list(csv.reader(io.StringIO(client.get(f"{name}.csv").text)))
    assert rows
    assert {len(row) for row in rows} == {len(rows[0])}


def test_links_lead_to_pages(client):
    todo, seen = ["/"], set()
    while todo and len(seen) < 60:
        path = todo.pop(0)
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        if "text/html" in answer.headers["content-type"]:
            links = html.fromstring(answer.text).xpath("//main//a/@href | //header//a/@href | //@data-href")
            todo += [link for link in dict.fromkeys(links) if link.startswith("/") and link not in seen and link not in todo]
            todo = [link for link in todo if not link.startswith(("/export/", "/review"))]
    assert len(seen) > 20


def test_the_situation_shows_map_timeline_totals_and_newest(client):
    found = page(client, "/")
    assert "1 incident" not in text_of(found.xpath("//h1/..")[0])
    assert found.xpath("//svg[contains(@class,'map')]//circle[contains(@class,'point')]")
    assert found.xpath("//div[@class='timeline']//path")
    assert found.xpath("//section[@aria-labelledby='h-new']//h3/a")
    data = client.get("/situation.json").json()
    assert data["incidents"] == len(client.get("/incidents.json").json()["incidents"])
    assert [total["role"] for total in data["totals"]] == ["arrested"]


def test_a_country_is_never_a_pin(tmp_path):
    address = str(tmp_path / "places.db")
    made = article("c1")
    in_city = line(made, "arrested", place=place("Minsk", TEXT), time=time("2020-08-10", "2020-08-10"))
    whole = place("Minsk", TEXT, name="Belarus", precision="country", lat=53.0, lon=28.0)
    in_country = line(made, "freed", "RETREAT", ("release",), place=whole, time=time("2020-08-12", "2020-08-12"))
    with open_chronicle(address, create=True) as opened:
        add(opened, [Coding(made, Coder("1", "c"), (in_city, in_country))])
        merging.merge(opened)
    with TestClient(create_app(address), base_url="http://127.0.0.1") as client:
        for path in ("/", "/?view=world", "/?view=BLR"):
            found = page(client, path)
            assert [text_of(title) for title in found.xpath("//circle/title")] == ["Minsk: 1 incident"]
            [shaded] = found.xpath("//g[@class='lands']/path[@class]")
            assert "Belarus: 1 incident, known only to be in the country" in text_of(shaded)
        assert client.get("/?view=nowhere").status_code == 400


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("type=COERCE", 1), ("type=coerce", 1), ("type=PROTEST", 0), ("status=occurred", 2), ("status=denied", 0), ("country=BLR", 1),
        ("country=Belarus", 1),
        ("actor=police", 1), ("recipient=JRN", 1), ("place=Minsk", 1), ("source=witnesses", 1), ("publisher=Vilna", 2),
        ("text=journalist", 1),
        ("since=2020-08-14", 2), ("since=2021", 0), ("until=2020-08-13", 0), ("min_confidence=0.95", 0), ("min_confidence=0.5", 2),
        ("type=COERCE&type=RETREAT", 2),
    ],
)  # fmt: skip
def test_all_views_follow_the_filters(client, query, count):
    assert client.get(f"/situation.json?{query}").json()["incidents"] == count
    assert len(client.get(f"/incidents.json?{query}").json()["incidents"]) == count
    timeline = client.get(f"/timeline.json?{query}").json()
    assert sum(n for bar in timeline["bars"].values() for n in bar.values()) + timeline["undated"] == count
    assert text_of(page(client, f"/?{query}").xpath("//p[@class='sum']/b")[0]) == f"{count} incident{'' if count == 1 else 's'}"


def test_a_filter_that_cannot_be_meant_is_told(client):
    assert client.get("/?type=NOTHING").status_code == 400
    assert client.get("/?tpye=COERCE").status_code == 400


def test_types_of_an_ontology_that_replaced_ours_are_asked_for(client, chronicle):
    with open_chronicle(chronicle) as opened:
        made = article("own", publisher="Own Post")
        add(opened, [Coding(made, Coder("1", "own"), (line(made, "arrested", "NOISE", ()),))])
        merging.merge(opened)
    for path in ("/incidents.json", "/events.json", "/timeline.json", "/articles.json"):
        assert client.get(path, params={"type": "noise"}).status_code == 200
    [row] = client.get("/api/v1/events", params={"type": "noise"}).json()["rows"]
    assert row["event_type"] == "NOISE"
    assert [one["event_type"] for one in client.get("/incidents.json", params={"type": "NOISE"}).json()["incidents"]] == ["NOISE"]
    assert client.get("/incidents", params={"type": "SILENCE"}).status_code == 400


def test_an_incident_tells_its_reports_counts_sides_and_why(client):
    incident = first_incident(client)
    found = page(client, f"/incident/{incident['id']}")
    assert "40 people" in text_of(found.xpath("//h1")[0])
    assert "according to" in text_of(found.xpath("//p[@class='sentence']")[0])
    assert len(found.xpath("//article[contains(@class,'report')]")) == 2
    marks = [text_of(mark) for mark in found.xpath("//blockquote//mark")]
    assert {"arrested", "Minsk", "40"} <= set(marks)
    assert "40 arrested" in text_of(found.xpath("//section[@aria-labelledby='h-values']")[0])
    assert "same" in text_of(found.xpath("//section[@aria-labelledby='h-why']")[0]) or found.xpath("//details[contains(@class,'pair')]//tr")
    data = client.get(f"/incident/{incident['id']}.json").json()
    assert data["sentence"].startswith("Arrest of 40 people by the police")
    assert len(data["reports"]) == 2
    assert data["comparisons"][0]["score"] > 0


def test_contradictions_and_denials_are_shown(tmp_path):
    address = str(tmp_path / "contra.db")
    other = "After dark the police arrested 95 people in Minsk, a rights group wrote; lawyers stood at the gates until the morning."
    with open_chronicle(address, create=True) as opened:
        first, second = coded(article("a1")), article("a2", other, publisher="Vilna Post")
        people = [party("95 people", other, country="BLR", sector="CVL")]
        more = line(
            second, "arrested", actors=[party("the police", other, country="BLR", sector="COP")], recipients=people,
            place=place("Minsk", other), quantities=[quantity("95", other, "arrested", 95, 95)],
        )  # fmt: skip
        denied = article("a3", publisher="Minsk Courier Two")
        add(opened, [first, Coding(second, Coder("1", "c"), (more,)), coded(denied, status="denied")])
        ids = [event["id"] for event in (first.lines[0], more, coded(denied).lines[0])]
        judge.join(opened, ids, by="Ann", why="one act")
        merging.merge(opened)
    with TestClient(create_app(address), base_url="http://127.0.0.1") as client:
        incident = first_incident(client)
        found = page(client, f"/incident/{incident['id']}")
        said = text_of(found.xpath("//ul[contains(@class,'contra')]")[0])
        assert re.search(
            r"(Minsk Courier( Two)? says 40 arrested.*Vilna Post says 95)|(Vilna Post says 95.*Minsk Courier( Two)? says 40)", said
        )
        assert "It did not: Minsk Courier Two" in text_of(found)
        assert "one act" in text_of(found.xpath("//section[@aria-labelledby='h-judged']")[0])


def test_an_event_tells_each_value_with_words_and_why(client):
    event = client.get("/events.json?type=COERCE").json()["events"][0]
    found = page(client, f"/event/{event['id']}")
    rows = {text_of(row[0]): row for row in found.xpath("//table[contains(@class,'values')]/tbody/tr")}
    assert "“the police”" in text_of(rows["actors.1"])
    assert text_of(rows["actors.1"][3]) == "t"
    assert client.get(f"/event/{event['id']}.json").json()["machine"]["event_type"] == "COERCE"


def test_what_people_said_is_shown_and_rejected_events_leave_the_lists(client, chronicle):
    event = client.get("/events.json?type=COERCE").json()["events"][0]
    with open_chronicle(chronicle) as opened:
        judge.correct(opened, event["id"], [("arrested", "50")], by="Ann", why="second report")
    told = text_of(page(client, f"/event/{event['id']}"))
    assert "Ann" in told and "second report" in told
    with open_chronicle(chronicle) as opened:
        for one in client.get("/events.json?type=COERCE").json()["events"]:
            judge.reject(opened, [one["id"]], by="Ann", why="not so")
        merging.merge(opened)
    assert client.get("/situation.json?type=COERCE").json()["incidents"] == 0
    assert client.get("/situation.json?type=COERCE&rejected=1").json()["events"] == 2


def test_the_pages_see_what_is_added(client, chronicle):
    before = client.get("/situation.json").json()["events"]
    with open_chronicle(chronicle) as opened:
        add(opened, [coded(article("a9", publisher="Other Post"))])
    after = client.get("/situation.json").json()
    assert (after["events"], after["unmerged"] > 0) == (before + 2, True)


def test_an_articles_text_is_marked_and_its_values_stand_beside(client):
    found = page(client, "/article/a1")
    body = found.xpath("//div[@class='text']")[0]
    assert body.text_content() == TEXT
    for mark in body.xpath(".//a"):
        assert found.xpath(f"//*[@id='{mark.get('href')[1:]}']")
        for name in mark.get("data-values").split():
            assert found.xpath(f"//*[@id='{name}']")
    assert client.get("/article/none").status_code == 404


def test_an_article_names_its_author(client):
    assert "Ona Petraite" in page(client, "/article/a2").xpath("//header[@class='lead']")[0].text_content()
    assert client.get("/article/a2.json").json()["author"] == "Ona Petraite"
    assert client.get("/article/a1.json").json()["author"] is None
    assert "Ona Petraite" in client.get("/articles.csv").text


def test_hostile_articles_are_harmless(tmp_path):
    address = str(tmp_path / "hostile.db")
    text = f"On Monday the police arrested 40 people in Minsk. {HOSTILE}"
    made = article("../../etc/passwd<x>", text, title=HOSTILE, publisher=HOSTILE, author=HOSTILE, url="javascript:alert(1)")
    bad = party("police", text, name=HOSTILE, country="BLR", sector="COP")
    with open_chronicle(address, create=True) as opened:
        add(opened, [Coding(made, Coder("1", "c"), (line(made, "arrested", actors=[bad], place=place("Minsk", text, name=HOSTILE)),))])
        merging.merge(opened)
    with TestClient(create_app(address), base_url="http://127.0.0.1") as client:
        event = client.get("/events.json").json()["events"][0]
        incident = client.get("/incidents.json").json()["incidents"][0]
        article_link = [link for link in page(client, "/articles").xpath("//main//a/@href") if "/article/" in link][0]
        for path in (
            *LISTS,
            f"/event/{event['id']}",
            f"/incident/{incident['id']}",
            article_link,
            "/actor/BLR%20COP",
            f"/actor/{HOSTILE[:20]}",
        ):
            answer = client.get(path)
            assert answer.status_code in (200, 404), path
            found = html.fromstring(answer.text)
            assert [s.get("src") for s in found.xpath("//script")] == [
                s for s in found.xpath("//script/@src") if s.startswith("/static/")
            ], path
            assert not found.xpath("//@onload | //a[starts-with(@href,'javascript')]"), path
            assert "49" not in re.findall(r"onload=x (\S+)", answer.text), path


def test_an_actor_over_time_and_the_matrix(client):
    matrix = page(client, "/actors")
    cell = matrix.xpath("//table[contains(@class,'matrix')]//td[contains(@class,'quad4')]")
    assert [text_of(one) for one in cell] == ["1"]
    found = page(client, "/actor/BLR%20COP")
    assert text_of(found.xpath("//h1")[0]) == "Belarus: police"
    assert client.get("/actor/BLR%20COP.json").json()["actors"]["incidents"] == 1
    assert client.get("/actor/BLR.json").json()["recipients"]["incidents"] == 1
    assert client.get("/actor/Ales Novik.json").json()["recipients"]["incidents"] == 1


def test_tallies_and_detentions(client):
    data = client.get("/tally/arrested.json").json()
    assert (data["low"], data["high"], data["incidents"]) == (40, 40, 1)
    assert {one["source"] for one in data["sources"]} == {"Minsk Courier", "Vilna Post"}
    assert client.get("/tally/nothing").status_code == 404
    ledger = client.get("/detentions.json").json()
    assert ledger["held"] == {"low": 40, "high": 40}
    assert "40" in text_of(page(client, "/detentions").xpath("//ul[@class='tiles']")[0])


def test_detentions_list_who_was_mistreated(client, chronicle):
    text = "Police beat twelve prisoners in Minsk, a lawyer said. Rivals beat a singer."
    with open_chronicle(chronicle) as opened:
        made = article("hurt", text, publisher="Cell Post", published="2020-08-16")
        police, rivals = (party(who, text, sector=sector) for who, sector in (("Police", "COP"), ("Rivals", "CVL")))
        beaten = (("beat", police), ("Rivals beat", rivals))
        lines = tuple(line(made, word, "ASSAULT", ("beat",), actors=[who]) for word, who in beaten)
        add(opened, [Coding(made, Coder("1", "c"), lines)])
        merging.merge(opened)
    [case] = client.get("/detentions.json").json()["mistreated"]
    assert (case["actors"], case["modes"], case["denied"]) == (["Police"], ["beat"], False)
    assert "beat" in text_of(page(client, "/detentions").xpath("//section[@aria-labelledby='h-hurt']//tbody")[0])
    for query, count in (("mode=torture", 0), ("type=COERCE", 0), ("type=ASSAULT", 1), ("since=2020-09", 0), ("publisher=Cell", 1)):
        assert len(client.get(f"/detentions.json?{query}").json()["mistreated"]) == count, query


def test_the_interface_speaks_russian(client):
    found = page(client, "/", headers={"accept-language": "ru"})
    assert found.get("lang") == "ru"
    assert text_of(found.xpath("//h1")[0]) == "Обстановка"
    said = words()["ru"]
    assert [status for status in STATUSES if status not in said] == []
    for path in (*LISTS, f"/incident/{first_incident(client)['id']}", "/article/a1"):
        shown = page(client, path, headers={"accept-language": "ru"})
        headings = [text_of(h) for h in shown.xpath("//h2[not(ancestor::article)] | //legend | //th[@scope='col']")]
        latin = [h for h in headings if re.fullmatch(r"[A-Za-z ,]{4,}", h) and not h.isupper()]
        assert latin == [], path


def test_every_text_of_the_templates_has_its_russian():
    folder = Path(khronika.web.__file__).parent / "templates"
    said = words()["ru"]
    missing = {
        (path.name, text)
        for path in folder.glob("*.html")
        for text in re.findall(r'(?<![a-z])_\("([^"]+)"', path.read_text("utf-8"))
        if text not in said
    }
    assert missing == set()
