"""Whole rounds against a real server: what comes in, what is asked again, what is left alone."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import gzip
import itertools
import threading
import time

from khronika.store import read, runs
from khronika.watch import poll
from khronika.watch.rounds import Watching
from tests.watch.site import answer, html, redirect, serving

SENTENCE = "Police arrested 40 protesters in the square on Monday, a reporter of this paper said in the evening."
OTHER = "Police arrested 60 protesters in the square on Monday, a reporter of this paper said the next day."


def texts(chronicle):
    with chronicle.reading() as connection:
        rows = connection.exec_driver_sql("SELECT url, edition, is_current, text FROM articles ORDER BY num")
        return [tuple(row) for row in rows]


def test_articles_of_a_feed_are_fetched_coded_and_merged_once(site, plan, watch, chronicle):
    site.feed("/feed", "/a", "/b")
    site.article("/a", SENTENCE)
    site.article("/b", "The council met.", SENTENCE)
    assert watch(plan("/feed")), watch.lines
    assert sorted(site.paths()) == ["/a", "/b", "/feed"]
    assert watch.tally["new"] == 2
    assert read.counts(chronicle)["articles"] == 2
    [line, *_] = list(read.event_lines_of(chronicle))
    assert line["article"]["publisher"] == "Morning Paper"
    assert line["article"]["published"] == "2026-11-24T08:00:00+00:00"
    assert line["article"]["published_from"] == "metadata"
    assert watch(plan("/feed")), watch.lines
    assert site.paths().count("/a") == 1
    assert watch.tally.get("new", 0) == 0


def test_a_list_that_has_not_changed_is_not_read_again(site, plan, watch):
    site.feed("/feed", "/a", ETag='"v1"', Last_Modified="Tue, 24 Nov 2026 08:00:00 GMT")
    site.article("/a", SENTENCE)
    watch(plan("/feed"))
    site.pages["/feed"] = answer("", 304, "")
    assert watch(plan("/feed")), watch.lines
    path, headers = site.log[-1]
    assert path == "/feed"
    assert headers["If-None-Match"] == '"v1"'
    assert headers["If-Modified-Since"] == "Tue, 24 Nov 2026 08:00:00 GMT"


def test_a_changed_article_gets_another_edition(site, plan, watch, chronicle):
    site.feed("/feed", "/a")
    site.article("/a", SENTENCE, ETag='"1"')
    watch(plan("/feed"))
    site.article("/a", OTHER, ETag='"2"')
    assert watch(plan("/feed"))
    assert len(texts(chronicle)) == 1
    site.feed("/feed", "/a", version="2")
    assert watch(plan("/feed")), watch.lines
    assert site.log[-1][1]["If-None-Match"] == '"1"'
    found = texts(chronicle)
    assert [(edition, current) for _, edition, current, _ in found] == [(1, 0), (2, 1)]
    assert "60 protesters" in found[1][3]
    # The list speaks of a change that there is none of: the same edition.
    site.feed("/feed", "/a", version="3")
    assert watch(plan("/feed"))
    assert len(texts(chronicle)) == 2


def test_an_article_is_asked_again_after_a_while(site, plan, watch, chronicle, clock):
    site.feed("/feed", "/a")
    site.article("/a", SENTENCE, Last_Modified="Tue, 24 Nov 2026 08:00:00 GMT")
    given = {"revisit": (3_600.0, 86_400.0)}
    watch(plan("/feed", **given))
    site.article("/a", OTHER)
    clock.now += 3_500
    watch(plan("/feed", **given))
    assert len(texts(chronicle)) == 1
    clock.now += 200
    watch(plan("/feed", **given))
    assert len(texts(chronicle)) == 2
    site.pages["/a"] = answer("", 404)
    clock.now += 90_000
    assert not watch(plan("/feed", **given))
    clock.now += 900_000
    assert watch(plan("/feed", **given))
    assert site.paths().count("/a") == 3
    assert len(texts(chronicle)) == 2


def test_a_page_is_known_by_where_it_leads_and_named_by_several_lists_once(site, plan, watch, chronicle):
    site.feed("/one", "/a?utm_source=one", "/moved")
    site.feed("/two", "/a?utm_source=two", version="9")
    site.pages["/moved"] = redirect("/a")
    site.article("/a", SENTENCE)
    assert watch(plan("/one", "/two")), watch.lines
    assert {url for url, *_ in texts(chronicle)} == {site.url("/a")}
    assert len(texts(chronicle)) == 1
    for _ in range(2):
        watch(plan("/one", "/two"))
    assert site.paths().count("/a") == 2


def test_site_maps_and_their_indices(site, plan, watch, chronicle, clock):
    entry = "<url><loc>{}</loc><lastmod>2026-11-24</lastmod></url>"
    named = "<sitemap><loc>{}</loc>{}</sitemap>"
    maps = [("/old.xml", "2001-01-01"), ("/new.xml.gz", "2026-11-24"), ("/undated.xml", ""), ("/deep.xml", "")]
    listed = "".join(named.format(path, day and f"<lastmod>{day}</lastmod>") for path, day in maps)
    site.pages["/map.xml"] = answer(f"<sitemapindex>{listed}</sitemapindex>", kind="text/xml")
    site.pages["/new.xml.gz"] = answer(gzip.compress(f"<urlset>{entry.format('/a')}</urlset>".encode()), kind="application/gzip")
    old = "<url><loc>/ancient</loc><lastmod>2001-01-01</lastmod></url>"
    site.pages["/undated.xml"] = answer(f"<urlset>{entry.format('/b')}{old}</urlset>", kind="text/xml", ETag='"u"')
    site.pages["/deep.xml"] = answer("<sitemapindex><sitemap><loc>/deeper.xml</loc></sitemap></sitemapindex>", kind="text/xml")
    for path in ("/a", "/b"):
        site.article(path, SENTENCE)
    clock.now = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC).timestamp()
    assert watch(plan("/map.xml", since=7 * 86_400.0)), watch.lines
    assert sorted(site.paths()) == ["/a", "/b", "/deep.xml", "/map.xml", "/new.xml.gz", "/undated.xml"]
    assert watch.said("is an index within an index")
    assert len(texts(chronicle)) == 2
    # Of maps that have not changed, only those of which the index says nothing are asked again.
    site.log.clear()
    assert watch(plan("/map.xml", since=7 * 86_400.0))
    assert sorted(site.paths()) == ["/deep.xml", "/map.xml", "/undated.xml"]
    # A map that is named no more is asked no more.
    site.pages["/map.xml"] = answer(
        f"<sitemapindex>{named.format('/new.xml.gz', '<lastmod>2026-11-25</lastmod>')}</sitemapindex>", kind="text/xml"
    )
    site.log.clear()
    watch(plan("/map.xml", since=7 * 86_400.0))
    assert sorted(site.paths()) == ["/map.xml", "/new.xml.gz"]


def test_only_what_is_wanted_is_fetched(site, plan, watch):
    site.feed("/feed", "/politics/a", "/sport/b")
    site.article("/politics/a", SENTENCE)
    wanted = plan("/feed")
    [source] = wanted.sources
    source = dataclasses.replace(source, only=(site.url("/politics/"),), publisher="Gazette", language="en")
    assert watch(dataclasses.replace(wanted, sources=(source,)))
    assert site.paths() == ["/feed", "/politics/a"]
    [line] = read.event_lines_of(watch.chronicle)
    assert line["article"]["publisher"] == "Gazette"


def test_old_articles_are_passed_over(site, plan, watch, clock):
    site.feed("/feed", "/a")
    clock.now = datetime.datetime(2026, 12, 10, tzinfo=datetime.UTC).timestamp()
    assert watch(plan("/feed", since=86_400.0))
    assert site.paths() == ["/feed"]


def test_robots_txt_is_kept_to_and_fetched_once(site, plan, watch, chronicle):
    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /\n\nUser-agent: khronika\nDisallow: /private", kind="text/plain")
    site.feed("/feed", "/private/a", "/b")
    site.article("/private/a", SENTENCE)
    site.article("/b", SENTENCE)
    assert not watch(plan("/feed"))
    assert watch.said("/private/a: robots.txt forbids to fetch it")
    assert watch(plan("/feed"))
    assert sorted(site.paths()) == ["/b", "/feed", "/feed"]
    assert [path for path, _ in site.log].count("/robots.txt") == 1
    assert len(texts(chronicle)) == 1


def test_a_host_that_cannot_give_its_robots_txt_is_left_alone(site, plan, watch, chronicle, clock):
    site.feed("/feed", "/a")
    site.article("/a", SENTENCE)
    site.pages["/robots.txt"] = answer("", 500)
    assert not watch(plan("/feed"))
    assert len(watch.said("/robots.txt: answers with status 500")) == 1
    assert not watch.said("/feed:")
    assert watch(plan("/feed"))
    assert [path for path, _ in site.log] == ["/robots.txt"]
    clock.now += 1_001
    site.pages["/robots.txt"] = answer("", 404)
    assert watch(plan("/feed")), watch.lines
    assert len(texts(chronicle)) == 1


def test_robots_txt_of_another_host_counts_where_a_redirect_leads(site, plan, watch, chronicle):
    with serving() as other:
        other.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /", kind="text/plain")
        other.article("/a", SENTENCE)
        site.feed("/feed", "/a")
        site.pages["/a"] = redirect(other.url("/a"))
        assert not watch(plan("/feed", allow=(site.host, other.host)))
        assert watch.said("/a: robots.txt forbids")
        assert other.paths() == []


def test_a_server_that_asks_to_wait_is_left_alone_as_a_whole(site, plan, watch, chronicle, clock):
    site.feed("/feed", *(f"/{number}" for number in range(6)))
    for number in range(6):
        site.pages[f"/{number}"] = answer("", 429, Retry_After="600")
    assert not watch(plan("/feed"))
    assert len(site.paths()) == 2
    assert len(watch.said("status 429")) == 1
    clock.now += 500
    watch(plan("/feed"))
    assert len(site.paths()) == 2
    for number in range(6):
        site.article(f"/{number}", SENTENCE, title=f"Report {number}")
    clock.now += 1_000
    assert watch(plan("/feed")), watch.lines
    assert len(texts(chronicle)) == 6


def test_waits_grow_and_tries_end(site, plan, watch, clock):
    site.feed("/feed", "/a")
    site.pages["/a"] = answer("", 500)
    tried = []
    for _ in range(32):
        before = site.paths().count("/a")
        watch(plan("/feed", tries=4, back_off=100.0, longest_wait=1_000.0))
        if site.paths().count("/a") > before:
            tried.append(clock.now)
        clock.now += 50
    waits = [after - before for before, after in itertools.pairwise(tried)]
    assert len(tried) == 4
    assert all(75 * 2**n <= wait <= 100 * 2**n + 100 for n, wait in enumerate(waits)), waits
    assert site.paths().count("/feed") == 32


def test_a_list_is_never_given_up_and_asked_each_hour_at_least(site, plan, watch, clock):
    site.pages["/feed"] = answer("", 500)
    for failures in range(1, 12):
        assert not watch(plan("/feed", back_off=300.0))
        assert watch(plan("/feed", back_off=300.0))
        assert site.paths().count("/feed") == failures
        clock.now += 3_601
    site.feed("/feed", "/a")
    site.article("/a", SENTENCE)
    assert watch(plan("/feed"))
    assert watch.tally["new"] == 1


def test_one_request_at_a_time_and_a_pause_between_them(site, plan, coder, chronicle):
    site.feed("/feed", *(f"/{number}" for number in range(4)))
    times = []
    for number in range(4):
        page = answer(html(SENTENCE, title=f"Report {number}"))
        site.pages[f"/{number}"] = lambda handler, page=page: (times.append(time.monotonic()), time.sleep(0.02), page(handler))
    watching = Watching(plan("/feed", pause=0.15), chronicle, coder, {}, lambda line: None)
    asyncio.run(watching.go(once=True))
    assert len(times) == 4
    assert all(after - before >= 0.15 for before, after in itertools.pairwise(times))
    assert site.most == 1


def test_a_crawl_delay_is_kept_to(site, plan, coder, chronicle):
    site.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 0.2", kind="text/plain")
    site.feed("/feed", "/a", "/b")
    times = []
    for path in ("/a", "/b"):
        site.pages[path] = lambda handler: (times.append(time.monotonic()), answer(html(SENTENCE))(handler))
    asyncio.run(Watching(plan("/feed"), chronicle, coder, {}, lambda line: None).go(once=True))
    assert times[1] - times[0] >= 0.2


def test_several_hosts_are_asked_side_by_side(site, plan, watch):
    with serving() as other:
        together = threading.Barrier(2, timeout=5)
        for one in (site, other):
            one.feed("/feed", "/a")
            one.pages["/a"] = lambda handler: (together.wait(), answer(html(SENTENCE))(handler))
        both = plan("/feed", allow=(site.host, other.host))
        second = dataclasses.replace(both.sources[0], url=other.url("/feed"))
        assert watch(dataclasses.replace(both, sources=(*both.sources, second))), watch.lines


def test_failures_are_kept_in_the_chronicle(site, plan, watch, chronicle):
    site.feed("/feed", "/a")
    watch(plan("/feed"))
    [run] = runs.all_runs(chronicle)
    assert (run["verb"], run["state"], run["failed"]) == ("watch", "done", 1)
    [failure] = runs.failures_of(chronicle, run["num"])
    assert (failure["place"], failure["what"], failure["stage"]) == (site.url("/a"), "answers with status 404", "watch")


def test_an_article_that_cannot_be_coded_is_told_and_not_fetched_again(site, plan, watch, chronicle):
    site.feed("/feed", "/a", "/b")
    site.article("/a", "BREAK " + SENTENCE)
    site.article("/b", SENTENCE)
    assert not watch(plan("/feed"))
    assert len(watch.said("it broke")) == 1
    assert watch(plan("/feed"))
    assert site.paths().count("/a") == 1
    assert read.counts(chronicle)["articles"] == 2


def test_a_source_that_was_taken_out_is_asked_no_more(site, plan, watch, clock):
    site.feed("/one", "/a")
    site.feed("/two")
    site.pages["/a"] = answer("", 500)
    watch(plan("/one", "/two"))
    site.log.clear()
    clock.now += 100_000
    assert watch(plan("/two"))
    assert site.paths() == ["/two"]


def test_a_fault_of_our_own_ends_one_page_and_not_the_watching(site, plan, watch, chronicle, monkeypatch):
    site.feed("/feed", "/a", "/b")
    site.article("/a", SENTENCE, title="Faulty")
    site.article("/b", SENTENCE)
    true = poll.article

    def faulty(got, page, *rest):
        if page.url.endswith("/a"):
            raise ZeroDivisionError("oh")
        return true(got, page, *rest)

    monkeypatch.setattr(poll, "article", faulty)
    assert not watch(plan("/feed"))
    assert len(watch.said("failed unexpectedly (ZeroDivisionError: oh); report this")) == 1
    assert len(texts(chronicle)) == 1
