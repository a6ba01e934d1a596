"""Servers that are slow, broken, huge or hostile: one line in the log each, and the rest goes on."""

from __future__ import annotations

import gzip
import zlib

import pytest

from khronika.store import read
from tests.watch.site import Site, answer, html, raw, redirect
from tests.watch.test_rounds import SENTENCE, texts

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = html(SENTENCE).encode()


def bomb() -> bytes:
    """Some 30 MB in 30 kB."""
    return gzip.compress(bytes(30_000_000))


def drip(site: Site):
    return raw(HEAD + b"Content-Length: 100000\r\n\r\n", b"x", until=site.over, pause=0.02)


def drip_head(site: Site):
    return raw(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", until=site.over, pause=0.02)


def endless(site: Site):
    return raw(HEAD + b"\r\n", b"x" * 65_536, until=site.over)


def endless_head(site: Site):
    return raw(HEAD, b"X-Y: z" * 1_000, until=site.over)


def silent(site: Site):
    return lambda handler: site.over.wait()


# What the page does, what is said of it, whether it is tried again.
BAD = {
    "drip": (drip, "did not answer within 0.5 seconds; it is tried again", True),
    "drip of headers": (drip_head, "did not answer within 0.5 seconds", True),
    "silence": (silent, "did not answer within 0.5 seconds", True),
    "endless": (endless, "is larger than 200,000 bytes; it is left out", False),
    "endless headers": (endless_head, "broke off", True),
    "huge": (lambda site: answer(b"x" * 300_000), "is larger than 200,000 bytes", False),
    "gzip bomb": (lambda site: answer(bomb(), Content_Encoding="gzip"), "is larger than 200,000 bytes", False),
    "deflate bomb": (lambda site: answer(zlib.compress(bytes(30_000_000)), Content_Encoding="deflate"), "is larger than", False),
    "packed twice": (lambda site: answer(gzip.compress(gzip.compress(PAGE)), Content_Encoding="gzip, gzip"), "not asked for", False),
    "packed strangely": (lambda site: answer(PAGE, Content_Encoding="br"), "is packed as 'br'", False),
    "packed and damaged": (lambda site: answer(gzip.compress(PAGE)[:20] + b"rubbish", Content_Encoding="gzip"), "unpacked", True),
    "packed and cut": (lambda site: answer(gzip.compress(PAGE)[:-20], Content_Encoding="gzip"), "not whole", True),
    "cut short": (lambda site: raw(HEAD + b"Content-Length: 5000\r\n\r\n" + PAGE), "broke off", True),
    "no HTTP": (lambda site: raw(b"220 mail.example.org ESMTP\r\n"), "broke off", True),
    "nothing": (lambda site: raw(b""), "broke off", True),
    "two lengths": (lambda site: raw(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxx"), "broke off", True),
    "circle": (lambda site: redirect("/bad"), "redirects go in circles", False),
    "redirects without end": (lambda site: redirect("/round/1"), "redirects more than 5 times", False),
    "redirect to a file": (lambda site: redirect("file:///etc/passwd"), "only http and https are asked, not file", False),
    "redirect inward": (lambda site: redirect("http://127.0.0.1:1/"), "port 1 is not asked", False),
    "redirect to metadata": (lambda site: redirect("http://169.254.169.254/latest/"), "leads inward, to 169.254.169.254", False),
    "redirect to rubbish": (lambda site: redirect("http://[::1"), "redirects to what is no address", False),
    "redirect with password": (lambda site: redirect("http://me:secret@example.org/"), "holds a user name or password", False),
    "a picture": (lambda site: answer(b"\x89PNG", kind="image/png"), "is of the type image/png", False),
    "no type": (lambda site: answer(PAGE, kind=""), "is of the type unknown", False),
    "bytes": (lambda site: answer(bytes(range(256)) * 20), "is not text in the encoding that it states", False),
    "empty": (lambda site: answer(b""), "holds no", False),
    "no article": (lambda site: answer("<html><body><script>x</script></body></html>"), "holds no text of an article", False),
    "not found": (lambda site: answer("", 404), "answers with status 404; it is left out", False),
    "gone": (lambda site: answer("", 410), "answers with status 410", False),
    "forbidden": (lambda site: answer("", 403), "answers with status 403", False),
    "broken": (lambda site: answer("", 500), "answers with status 500; it is tried again", True),
    "busy": (lambda site: answer("", 503), "answers with status 503", True),
    "part": (lambda site: answer(PAGE, 206), "answers with status 206", False),
    "a status that there is not": (lambda site: answer(PAGE, 799), "answers with status 799", True),
    "304 without a cause": (lambda site: answer(b"", 304, ""), "nothing has changed (304), although it was never asked", True),
}


@pytest.mark.parametrize("name", BAD)
def test_a_page_that_misbehaves_makes_one_line_and_the_rest_goes_on(name, site, plan, watch, chronicle, clock):
    page, words, again = BAD[name]
    site.pages["/bad"] = page(site)
    for number in range(1, 9):
        site.pages[f"/round/{number}"] = redirect(f"/round/{number + 1}")
    site.feed("/feed", "/bad", "/good")
    site.article("/good", SENTENCE)
    assert not watch(plan("/feed", timeout=0.5, largest_page=200_000))
    [line] = watch.said("/bad: ")
    assert words in line, line
    assert watch.tally["failed"] == 1, watch.lines
    assert [url for url, *_ in texts(chronicle)] == [site.url("/good")]
    # What will not change is left alone; what may is tried again, but not at once.
    site.log.clear()
    site.article("/bad", SENTENCE)
    assert watch(plan("/feed"))
    assert "/bad" not in site.paths()
    clock.now += 2_000
    assert watch(plan("/feed"))
    assert ("/bad" in site.paths()) is again
    assert read.counts(chronicle)["articles"] == (2 if again else 1)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<rss version="2.0"><channel><title>&d;</title><item><link>/a</link></item></channel></rss>"""
READS = b"""<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url><loc>/&x;</loc></url></urlset>"""
LISTS = {
    "entities": (answer(BOMB, kind="application/rss+xml"), "defines entities of its own"),
    "entities in UTF-16": (answer(BOMB.decode().encode("utf-16"), kind="application/rss+xml"), "defines entities of its own"),
    "a page": (answer(PAGE), "holds no feed"),
    "rubbish": (answer(b"\x00\x01\x02" * 500, kind="application/rss+xml"), "holds no feed"),
    "empty": (answer(b"", kind="application/rss+xml"), "holds no feed"),
    "cut": (answer(b'<?xml version="1.0"?><rss version="2.0"><chan', kind="application/rss+xml"), "holds no feed"),
    "gone": (answer("", 410), "answers with status 410"),
    "huge": (answer(b"<rss>" + b" " * 300_000, kind="application/rss+xml"), "is larger than 200,000 bytes"),
    "304": (answer("", 304), "although it was never asked"),
}
MAPS = {
    "entities": (answer(READS, kind="text/xml"), "has a document type of its own"),
    "a page": (answer(PAGE), "has a document type of its own"),
    "other XML": (answer(b"<a><b/></a>", kind="text/xml"), "holds no site map"),
    "cut": (answer(b"<urlset><url><loc>http://a.example/</loc></url>", kind="text/xml"), "is no XML"),
    "text": (answer(b"http://a.example/", kind="text/plain"), "is no XML"),
    "gzip bomb": (answer(bomb(), kind="application/gzip"), "is larger than 200,000 bytes when unpacked"),
    "gzip cut": (answer(gzip.compress(b"<urlset></urlset>")[:-4], kind="application/gzip"), "the packed file is not whole"),
    "deep": (answer(b"<urlset>" + b"<a>" * 5_000, kind="text/xml"), "is no XML"),
}


@pytest.mark.parametrize(("path", "name"), [("/list", name) for name in LISTS] + [("/list.xml", name) for name in MAPS])
def test_a_list_that_misbehaves_makes_one_line_and_the_rest_goes_on(path, name, site, plan, watch, chronicle):
    site.pages[path], words = (MAPS if path.endswith(".xml") else LISTS)[name]
    site.feed("/feed", "/good")
    site.article("/good", SENTENCE)
    assert not watch(plan(path, "/feed", largest_page=200_000, largest_map=200_000))
    [line] = watch.said(f"{path}: ")
    assert words in line, line
    assert watch.tally["failed"] == 1, watch.lines
    assert len(texts(chronicle)) == 1


def test_what_a_feed_names_is_looked_at_before_it_is_asked(site, plan, watch, chronicle):
    bad = [
        "javascript:alert(1)", "file:///etc/passwd", "http://127.0.0.1:1/x", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://me:secret@example.org/", "http://127.1/",
        "http://" + "a" * 300 + ".example/", "http://10.0.0.1/", "gopher://example.org/",
    ]  # fmt: skip
    site.feed("/feed", *bad, "/good")
    site.article("/good", SENTENCE)
    assert not watch(plan("/feed"))
    assert site.paths() == ["/feed", "/good"]
    assert len(texts(chronicle)) == 1
    # An octal host is no URL at all for the parser, which leaves the entry out.
    assert watch.tally["failed"] == len(bad) - 1, watch.lines


def test_a_page_in_another_encoding_is_read_as_the_server_says(site, plan, watch, chronicle):
    words = "Police arrested 40 protesters in Orléans on Monday, the préfecture said in the evening."
    site.pages["/latin"] = answer(html(words).encode("cp1252"), kind="text/html; charset=iso-8859-1")
    site.pages["/wrong"] = answer(html(words).encode("utf-8"), kind="text/html; charset=no-such-thing")
    site.pages["/stray"] = answer(html(words).encode("utf-8") + b"\xff\xfe", kind="text/html; charset=utf-8")
    site.feed("/feed", "/latin", "/wrong", "/stray")
    assert watch(plan("/feed")), watch.lines
    assert all("Orléans" in text and "préfecture" in text for *_, text in texts(chronicle))
    assert len(texts(chronicle)) == 3


def test_thousands_of_links_are_taken_in_portions_and_none_is_lost(site, plan, watch, chronicle):
    site.feed("/feed", *(f"/{number}" for number in range(9)), ETag='"1"')
    for number in range(9):
        site.article(f"/{number}", SENTENCE, title=f"Report {number}")
    assert watch(plan("/feed", most=4)), watch.lines
    assert watch.said("names 9 new pages; the newest 4 are taken")
    assert len(texts(chronicle)) == 4
    assert watch(plan("/feed", most=4))
    assert watch(plan("/feed", most=4))
    assert len({url for url, *_ in texts(chronicle)}) == 9
