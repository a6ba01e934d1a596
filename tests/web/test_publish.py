"""A published site: whole, without a server, with nothing in it that was to be left out."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from lxml import html

from khronika.cli.app import app
from khronika.errors import UsageError
from khronika.store import Filters, add, merging, open_chronicle
from khronika.web import publish
from khronika.web.publication import Publication
from khronika.web.publish import MARK, Order, file_of
from tests.store.handmade import TEXT, arrests, article


@pytest.fixture
def site(chronicle, tmp_path):
    folder = tmp_path / "site"
    publish.publish(Order(chronicle, folder, Filters(), Publication("Minsk", "CC0-1.0", texts=False)))
    return folder


def pages(folder):
    return sorted(folder.rglob("*.html"))


def links(path):
    return html.fromstring(path.read_text("utf-8")).xpath("//@href | //@src | //@data-href | //@action")


def test_every_link_of_the_folder_leads_to_a_file_of_the_folder(site):
    assert (site / "index.html").is_file()
    checked = 0
    for path in pages(site):
        for link in links(path):
            if link.startswith(("https://", "#")):
                continue
            assert not link.startswith("/"), (path, link)
            target = os.path.normpath(path.parent / link.partition("#")[0])
            assert Path(target).is_file(), (path, link)
            assert Path(target).is_relative_to(site)
            checked += 1
    assert checked > 100


def test_each_page_is_beside_its_data_and_nothing_asks_a_server(site):
    for name in ("incidents", "situation", "timeline", "actors", "protests", "tally/arrested"):
        assert json.loads((site / f"{name}.json").read_text("utf-8"))
        assert (site / f"{name}.csv").stat().st_size
    for path in pages(site):
        body = path.read_text("utf-8")
        assert "<form" not in body, path
        assert "csrf" not in body, path
    [incident] = [one for one in json.loads((site / "incidents.json").read_text("utf-8"))["incidents"] if one["event_type"] == "COERCE"]
    assert (site / "incident" / f"{incident['id']}.html").is_file()
    for event in incident["events"]:
        assert (site / "event" / f"{event}.json").is_file()


def test_texts_are_left_out_and_sentences_kept(site):
    body = html.fromstring((site / "article" / "a1.html").read_text("utf-8")).text_content()
    assert "On Monday the police arrested 40 people in Minsk." in body
    assert "Nobody was hurt in the city" not in body
    for path in site.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".csv", ".atom"):
            assert "Nobody was hurt" not in path.read_text("utf-8"), path


def test_texts_are_shown_if_so_asked(chronicle, tmp_path):
    publish.publish(Order(chronicle, tmp_path / "whole", Filters(), Publication(texts=True)))
    body = html.fromstring((tmp_path / "whole" / "article" / "a1.html").read_text("utf-8"))
    assert body.xpath("//div[@class='text']")[0].text_content() == TEXT


def test_redacted_names_are_nowhere(chronicle, tmp_path):
    folder = tmp_path / "redacted"
    publish.publish(Order(chronicle, folder, Filters(), Publication(texts=False, redact=True)))
    told = [path for path in folder.rglob("*") if path.is_file() and "static" not in path.parts]
    assert len(told) > 20
    for path in told:
        body = path.read_text("utf-8")
        assert "Ales Novik" not in body, path
        assert "Ona Petraite" not in body, path
        assert "journalist, witnesses" not in body, path
        assert "vilna.example" not in body, path
    # What the test above would not find if nothing were shown at all.
    assert any("40 people" in path.read_text("utf-8") for path in told)


def test_feed_and_data_package_are_there(chronicle, tmp_path):
    folder = tmp_path / "fed"
    order = Order(chronicle, folder, Filters(), Publication("Minsk", "CC0-1.0", texts=False), url="https://example.org/minsk/")
    publish.publish(order)
    feed = ET.fromstring((folder / "incidents.atom").read_text("utf-8"))
    found = [link.get("href") for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert all(one.startswith("https://example.org/minsk/") for one in found)
    assert all((folder / one.removeprefix("https://example.org/minsk/")).is_file() for one in found)
    package = json.loads((folder / "data" / "datapackage.json").read_text("utf-8"))
    assert package["licenses"][0]["name"] == "CC0-1.0"
    with (folder / "data" / package["resources"][0]["path"]).open(encoding="utf-8") as handle:
        assert len(list(csv.DictReader(handle))) == 4


def test_filters_hold_for_all_pages(chronicle, tmp_path):
    folder = tmp_path / "some"
    publish.publish(Order(chronicle, folder, Filters(type=("COERCE",)), Publication(texts=False)))
    for name in ("situation", "timeline", "incidents"):
        data = json.loads((folder / f"{name}.json").read_text("utf-8"))
        assert data["filters"] == {"type": ["COERCE"]}
    assert len(json.loads((folder / "incidents.json").read_text("utf-8"))["incidents"]) == 1
    with (folder / "data" / "events.csv").open(encoding="utf-8") as handle:
        assert {row["event_type"] for row in csv.DictReader(handle)} == {"COERCE"}


def test_a_folder_that_holds_something_is_left_alone(chronicle, tmp_path, site):
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter.txt").write_text("dear")
    for force in (False, True):
        with pytest.raises(UsageError, match="no published site"):
            publish.publish(Order(chronicle, home, Filters(), Publication(), force=force))
    assert (home / "letter.txt").read_text() == "dear"
    with pytest.raises(UsageError, match="--force"):
        publish.publish(Order(chronicle, site, Filters(), Publication()))
    publish.publish(Order(chronicle, site, Filters(), Publication("Anew", texts=False), force=True))
    assert "Anew" in (site / "index.html").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_a_call_that_was_stopped_leaves_no_half_site_and_is_gone_on_with(chronicle, tmp_path, monkeypatch):
    folder = tmp_path / "stopped"
    order = Order(chronicle, folder, Filters(), Publication(texts=False))
    asked = []

    def stop(done, known):
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish.publish(order, stop)
    assert not folder.exists()
    made = publish._page

    async def counted(client, given, key):
        asked.append(key)
        return await made(client, given, key)

    monkeypatch.setattr(publish, "_page", counted)
    pages = publish.publish(order)
    assert (folder / MARK).is_file()
    assert len(asked) == pages - 20
    # A chronicle that has changed since begins anew.
    folder2 = tmp_path / "changed"
    order = Order(chronicle, folder2, Filters(), Publication(texts=False))
    with pytest.raises(KeyboardInterrupt):
        publish.publish(order, stop)
    with open_chronicle(chronicle) as opened:
        add(opened, [arrests(article("a7"))])
        merging.merge(opened)
    asked.clear()
    assert publish.publish(order) == len(asked)


@pytest.mark.parametrize("identity", ["../../etc/passwd", "a/b", "a b", "", "x" * 300, "Ж", "con.json", ".hidden", "a%2Fb", "a\nb"])
def test_files_stay_in_the_folder_under_plain_names(identity):
    from khronika.web.site import address_of

    path = file_of((address_of("article", identity), "", ""))
    assert path.startswith("article")
    assert ".." not in path.split("/")
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}", part) for part in path.split("/"))


def test_the_verb(chronicle, tmp_path):
    run = CliRunner().invoke(app, ["publish", str(tmp_path / "out"), "--on", chronicle, "--title", "T <b>", "--language", "ru"])
    assert run.exit_code == 0, run.output
    body = html.fromstring((tmp_path / "out" / "index.html").read_text("utf-8"))
    assert body.get("lang") == "ru"
    assert body.xpath("//a[@class='brand']")[0].text == "T <b>"
    again = CliRunner().invoke(app, ["publish", str(tmp_path / "out"), "--on", chronicle])
    assert (again.exit_code, "--force" in again.output) == (2, True)
    assert CliRunner().invoke(app, ["publish", str(tmp_path / "x"), "--on", str(tmp_path / "none.db")]).exit_code == 2
    assert CliRunner().invoke(app, ["publish", str(tmp_path / "x"), "--on", chronicle, "--texts", "--redact"]).exit_code == 2
    assert CliRunner().invoke(app, ["publish", str(tmp_path / "x"), "--on", chronicle, "--type", "NOTHING"]).exit_code == 2
    assert not (tmp_path / "x").exists()
