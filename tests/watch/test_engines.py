"""The same on SQLite and PostgreSQL."""

from __future__ import annotations

import dataclasses

import pytest

from khronika.errors import UsageError
from khronika.store import Filters, open_chronicle, watching
from khronika.store.watching import HostState, Learned, ListState, PageState
from khronika.watch.plan import Alert
from tests.watch.conftest import Watcher
from tests.watch.site import answer
from tests.watch.test_rounds import OTHER, SENTENCE, texts


def test_a_whole_story(address, site, plan, coder, clock):
    alert = Alert("All", Filters(type=("COERCE",)), of="events", webhook=site.url("/hook"), secret_env="SECRET")
    gathered = dataclasses.replace(alert, name="Gathered", digest=3_600.0)
    site.pages["/hook"] = answer("ok")
    site.pages["/map.xml"] = answer("<sitemapindex><sitemap><loc>/inner.xml</loc></sitemap></sitemapindex>", kind="text/xml")
    site.pages["/inner.xml"] = answer("<urlset><url><loc>/c</loc></url></urlset>", kind="text/xml")
    site.feed("/feed", "/a", "/b", "/d")
    for path in "abc":
        site.article(f"/{path}", SENTENCE, title=f"Report {path}")
    made = plan("/feed", "/map.xml", alerts=(alert, gathered))
    with open_chronicle(address, create=True) as chronicle:
        watch = Watcher(chronicle, coder, clock)
        assert not watch(made, SECRET="x")
        assert watch.tally["failed"] == 1, watch.lines
        assert watch.tally["new"] == 3
        assert len(site.bodies) == 3
        site.feed("/feed", "/a", "/b", version="2")
        site.article("/a", OTHER, title="Report a")
        clock.now += 1_800
        assert watch(made, SECRET="x"), watch.lines
        assert watch.tally["editions"] == 1
        assert len(texts(chronicle)) == 4
        clock.now += 1_801
        site.pages["/feed"] = answer("", 503, Retry_After="60")
        assert not watch(made, SECRET="x")
        assert len(site.bodies) == 4
        assert watching.closed_hosts(chronicle, clock.now) == {site.host: clock.now + 60}
        site.log.clear()
        watch(made, SECRET="x")
        assert site.log == []


def test_what_is_remembered_comes_back(address):
    page = PageState(
        "http://a.example/1", "a.example", "l", "s", "v", due=5.0, tries=2, etag='"x"', given={"title": "Ünïcode\n", "published": None}
    )
    later = dataclasses.replace(page, url="http://a.example/2", due=7.0)
    other = dataclasses.replace(page, url="http://b.example/1", host="b.example", due=6.0)
    never = dataclasses.replace(page, url="http://c.example/1", host="c.example", due=None)
    lists = [ListState("l", "s", due=3.0), ListState("m", "s", version="1", due=None, failures=2, problem="x"), ListState("n", "t")]
    hosts = [HostState("a.example", "User-agent: *", 9.0), HostState("b.example", None, 9.0, 1), HostState("c.example", "", 9.0, 0, 20.0)]
    with open_chronicle(address, create=True) as chronicle:
        for _ in range(2):
            with chronicle.writing() as connection:
                watching.learn(connection, Learned(lists, [page, later, other, never], hosts))
        assert watching.pages(chronicle, [page.url, never.url, "none"]) == {page.url: page, never.url: never}
        assert watching.due_pages(chronicle, 10.0, [], 1, 10) == [page, other]
        assert watching.due_pages(chronicle, 10.0, ["b.example"], 2, 10) == [page, later]
        assert watching.due_pages(chronicle, 10.0, [], 2, 2) == [page, other]
        assert watching.due_pages(chronicle, 4.0, [], 1, 10) == []
        assert watching.next_pages(chronicle) == {"a.example": 5.0, "b.example": 6.0}
        assert {state.url for state in watching.lists(chronicle, {"s"})} == {"l", "m"}
        assert watching.host(chronicle, "a.example") == hosts[0]
        assert watching.host(chronicle, "new.example") == HostState("new.example")
        assert watching.closed_hosts(chronicle, 8.0) == {"b.example": 9.0, "c.example": 20.0}
        assert watching.closed_hosts(chronicle, 10.0) == {"c.example": 20.0}
        with chronicle.writing() as connection:
            watching.learn(connection, Learned(gone=["l", "none"]))
        assert [state.url for state in watching.lists(chronicle, {"s"})] == ["m"]


def test_one_watcher_at_a_time(address):
    with open_chronicle(address, create=True) as chronicle, open_chronicle(address) as second:
        with watching.alone(chronicle), pytest.raises(UsageError, match="is being watched by another run"), watching.alone(second):
            pytest.fail("both watch")
        with watching.alone(second):
            pass
