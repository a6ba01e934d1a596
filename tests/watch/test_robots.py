"""What robots.txt asks, as RFC 9309 has it."""

from __future__ import annotations

import time

import pytest

from khronika.watch.robots import Robots


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow: /a", "/b", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /a*b*c", "/axxbyyc/d", False),
        ("User-agent: *\nDisallow: /a*b*c", "/axxcyyb", True),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /*a$", "/ba", False),
        ("User-agent: *\nDisallow: /ab*b$", "/ab", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("User-agent: *\nDisallow: /café", "/caf%c3%a9", False),
        ("User-agent: *\nDisallow: /%7Ejoe", "/~joe/x", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        # Our group counts, all of it, and no other.
        ("User-agent: *\nDisallow: /\nUser-agent: Khronika\nDisallow: /x", "/a", True),
        ("User-agent: khronika/1.0\nDisallow: /x\n\nUser-agent: other\nDisallow: /\n\nUser-agent: KHRONIKA\nDisallow: /y", "/y", False),
        ("User-agent: other\nUser-agent: khronika\nDisallow: /x", "/x", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: khronikabot\nDisallow: /", "/a", True),
        # As people write it.
        ("\ufeffuser-AGENT : *  # all\r\nDISALLOW : /x # no\r\nSitemap: http://a/\r\nrubbish\r\n", "/x/y", False),
        ("Disallow: /x", "/x", True),
        ("<html>User-agent: *</html>", "/x", True),
        ("User-agent: *\nDisallow: /search?q=", "/search?q=a", False),
    ],
)
def test_what_may_be_fetched(text, path, allowed):
    assert Robots.of(text, "khronika").allows(path) is allowed


@pytest.mark.parametrize(("text", "delay"), [("5", 5), ("0.5", 0.5), ("x", 0), ("-3", 0), ("nan", 0), ("inf", 0), ("1e9", 86_400)])
def test_the_pause_that_is_asked_for(text, delay):
    assert Robots.of(f"User-agent: *\nCrawl-delay: {text}", "khronika").delay == delay


def test_no_pattern_takes_long():
    rules = Robots.of("User-agent: *\n" + f"Disallow: /{'a*' * 900}b$\n" * 200, "khronika")
    began = time.process_time()
    assert rules.allows("/" + "a" * 1_900)
    assert time.process_time() - began < 2
