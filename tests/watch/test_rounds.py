"""Whole rounds against a real server: what comes in, what is asked again, what is left alone."""

from __future__ import annotations

from khronika.store import read

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
