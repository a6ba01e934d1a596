"""Feeds and site maps as they are found."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.watch.lists import ListError, feed, sitemap

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://example.org/news/"><title>Evening Paper</title>
<entry><title>Older &amp; calmer</title><link href="one?utm_medium=feed"/>
<author><name>Ann Lee</name><email>ann@example.org</email></author>
<published>2026-11-23T23:30:00-05:00</published><updated>2026-11-24T09:00:00Z</updated></entry>
<entry><title>Newer</title><link rel="alternate" href="http://example.org/two"/><updated>2026-11-24T10:00:00Z</updated></entry>
<entry><title>Newer again</title><link href="http://example.org/two"/><updated>2026-11-24T08:00:00Z</updated></entry>
<entry><title>Without a link</title></entry></feed>"""
MAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<!-- a comment --><url><loc> http://example.org/a </loc><lastmod>2026-11-24</lastmod></url>
<url><loc>http://example.org/b</loc><news:news><news:publication><news:name>Paper</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-11-24T10:00:00+02:00</news:publication_date><news:title>A title</news:title></news:news></url>
<url><loc>http://example.org/c</loc><lastmod>yesterday</lastmod></url><url><lastmod>2026-11-24</lastmod></url></urlset>"""


def test_an_atom_feed():
    found = feed(ATOM, "http://example.org/feed", "application/atom+xml").entries
    assert [entry.url for entry in found] == ["http://example.org/two", "http://example.org/news/one"]
    assert found[1].given == {
        "title": "Older & calmer", "published": "2026-11-23T23:30:00-05:00", "publisher": "Evening Paper", "author": "Ann Lee",
    }  # fmt: skip
    assert found[1].changed == datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)
    assert found[0].given["published"] == "2026-11-24T10:00:00+00:00"


def test_an_edition_is_told_from_the_next():
    before = {entry.url: entry.version for entry in feed(ATOM, "http://example.org/feed", None).entries}
    after = {entry.url: entry.version for entry in feed(ATOM.replace(b"calmer", b"calm"), "http://example.org/feed", None).entries}
    assert before["http://example.org/two"] == after["http://example.org/two"]
    assert before["http://example.org/news/one"] != after["http://example.org/news/one"]


def test_a_news_site_map():
    found = {entry.url: entry for entry in sitemap(MAP, "http://example.org/map.xml").entries}
    assert list(found) == ["http://example.org/c", "http://example.org/b", "http://example.org/a"]
    assert found["http://example.org/b"].given == {"title": "A title", "published": "2026-11-24T10:00:00+02:00", "publisher": "Paper"}
    assert found["http://example.org/a"].given["published"] is None
    assert found["http://example.org/c"].changed is None


def test_an_index_of_site_maps():
    maps = b"<sitemap><loc>/a.xml</loc><lastmod>2026-11-24</lastmod></sitemap><sitemap><loc>/b.xml.gz</loc></sitemap>"
    data = b"<sitemapindex>" + maps + b"</sitemapindex>"
    found = sitemap(data, "http://example.org/map.xml")
    assert found.maps == (("http://example.org/a.xml", "2026-11-24"), ("http://example.org/b.xml.gz", None))
    assert found.entries == ()


def test_no_list_holds_more_than_is_allowed():
    data = b"<urlset>" + b"".join(b"<url><loc>http://example.org/%d</loc></url>" % number for number in range(50_100)) + b"</urlset>"
    assert len(sitemap(data, "http://example.org/map.xml").entries) == 50_000


def test_days_of_the_far_future_and_past_are_none():
    for date in (b"9999-01-01", b"0001-01-01", b"1970-01-01", b"2026-99-99", b"9" * 80):
        assert sitemap(
            MAP.replace(b"<lastmod>2026-11-24</lastmod></url>\n", b"<lastmod>" + date + b"</lastmod></url>\n"), "http://a.example/"
        ).entries
    item = b"<item><link>http://a.example/</link><pubDate>Fri, 31 Dec 9999 23:59:59 -0900</pubDate></item>"
    [entry] = feed(b"<rss version='2.0'><channel>" + item + b"</channel></rss>", "http://a.example/", None).entries
    assert entry.changed is None


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.integers(0, len(ATOM)).map(lambda n: ATOM[:n]), st.integers(0, len(MAP)).map(lambda n: MAP[:n]))
)
def test_whatever_comes_is_read_or_refused(data):
    for read in (lambda: feed(data, "http://a.example/", "text/xml"), lambda: sitemap(data, "http://a.example/")):
        try:
            assert len(read().entries) <= 4
        except ListError as error:
            assert str(error)


def test_a_title_has_no_characters_that_are_none():
    data = b"<rss version='2.0'><channel><item><title>A&#10;b</title><link>/x</link></item></channel></rss>"
    [entry] = feed(data, "http://a.example/", None).entries
    assert entry.given["title"] == "A b"
    with pytest.raises(ListError):
        feed(b"\xff\xfe\x00", "http://a.example/", None)
