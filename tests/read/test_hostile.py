"""Files made to do harm do none: nothing is written or followed, memory and time stay within limits, and each gets one clear line."""

from __future__ import annotations

import gzip
import io
import json
import stat
import sys
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow
import pytest
import zstandard
from pypdf import PdfWriter

from khronika.model import Article, Failure
from khronika.read import Notice, Options, read
from khronika.read.formats import KINDS
from khronika.read.items import default_limits
from tests.read.lying import DATA, DICTIONARY, RLE_DICTIONARY, strings, table
from tests.read.lying import page as page_of
from tests.read.making import ADDRESS, STORY, epub, json_line, message, page, pdf, rss, tarred, warc, zipped

MEGABYTE = 1_000_000
LIMITS = replace(default_limits(), free=5 * MEGABYTE, held=5 * MEGABYTE, page=MEGABYTE, seconds=5)


def contents(path: Path, **options: object) -> list[object]:
    return [item.content for item in read([str(path)], Options(**{"limits": LIMITS, "largest": 2 * MEGABYTE, **options}))]


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def one(path: Path, **options: object) -> Failure:
    [failure] = [c for c in contents(path, **options) if isinstance(c, Failure)]
    assert failure.advice
    assert "cannot be understood" not in failure.what
    return failure


def within(memory: int, call: Callable[[], object]) -> None:
    """Call, and check that Python holds no more than `memory` bytes at a time."""
    tracemalloc.start()
    try:
        call()
        assert tracemalloc.get_traced_memory()[1] < memory
    finally:
        tracemalloc.stop()


# Archives and packed files


def nested(depth: int, pack: Callable[[dict[str, bytes]], bytes], suffix: str) -> bytes:
    data, name = STORY[0].encode(), "a.txt"
    for _ in range(depth):
        data, name = pack({name: data}), f"a{suffix}"
    return data


@pytest.mark.parametrize(("pack", "suffix"), [(zipped, ".zip"), (tarred, ".tar"), (lambda f: tarred(f, "w:gz"), ".tar.gz")])
def test_archives_in_archives_are_read_to_a_depth_and_no_further(tmp_path, pack, suffix):
    packed = 2 if suffix == ".tar.gz" else 1
    [article] = contents(put(tmp_path / f"a{suffix}", nested(10 // packed, pack, suffix)))
    assert article.text == STORY[0]
    assert "lies in more than 10 archives" in one(put(tmp_path / f"b{suffix}", nested(10 // packed + 1, pack, suffix))).what


def test_packings_in_packings_end(tmp_path):
    data = STORY[0].encode()
    for _ in range(40):
        data = gzip.compress(data)
    assert "more than 10 archives" in one(put(tmp_path / "a.txt.gz", data)).what


@pytest.mark.parametrize(
    "name", ["a.jsonl.gz", "a.txt.zst", "a.zip", "a.tar.gz", "a.json.gz", "a.csv.gz", "a.html.zst", "a.mbox.gz", "a.warc.gz", "a.epub"]
)
def test_a_bomb_does_not_fill_the_memory(tmp_path, name):
    filling = b"x" * (40 * MEGABYTE)  # 40 MB that pack into a few kilobytes
    kind = name.split(".")[1]
    if name.endswith((".zip", ".epub")):
        data = zipped({"META-INF/container.xml": filling, "a.jsonl": filling})
    elif kind == "tar":
        data = tarred({"a.jsonl": filling}, "w:gz")
    else:
        filling = b"From x\n\n" + filling if kind == "mbox" else filling
        data = (gzip.compress if name.endswith(".gz") else zstandard.compress)(filling)
    path = put(tmp_path / name, data)
    del filling, data

    def bounded() -> None:
        failures = [c for item in read([str(path)], Options(limits=LIMITS, largest=MEGABYTE)) if isinstance(c := item.content, Failure)]
        # Every line before is a failure of its own; the last one says why the rest is not read.
        assert failures

    # A kilobyte of Zstandard may unpack to 32 megabytes at once.
    within(60 * MEGABYTE, bounded)


def test_a_bomb_is_told_with_the_setting_that_would_let_it_pass(tmp_path):
    path = put(tmp_path / "a.jsonl.gz", gzip.compress(json_line("x" * 100) * 100_000))
    *articles, failure = contents(path, limits=replace(LIMITS, ratio=1, free=MEGABYTE))
    assert len(articles) > 1000 or any(isinstance(c, Notice) for c in articles)
    assert "unpacks to more than 1,000,000 bytes" in failure.what
    assert "read.ratio" in failure.advice


def test_files_of_a_bomb_count_together(tmp_path):
    inner = zipped({f"{n}.txt": b" " * MEGABYTE for n in range(10)})
    failure = contents(put(tmp_path / "a.zip", zipped({f"{n}.zip": inner for n in range(20)})))[-1]
    assert "unpacks to more than 5,000,000 bytes" in failure.what
    assert failure.where == str(tmp_path / "a.zip")


def test_an_archive_of_too_many_files(tmp_path):
    data = zipped({f"{n}.txt": b"x%d" % n for n in range(30)})
    assert "more than 20 files" in one(put(tmp_path / "a.zip", data), limits=replace(LIMITS, members=20)).what


def test_a_file_without_a_name_in_a_zip_is_passed_over(tmp_path):
    data = zipped({"a.txt": STORY[0].encode(), "~": b"x"})
    # The name ends where a NUL stands.
    found = contents(put(tmp_path / "a.zip", data.replace(b"~", b"\0")))
    assert [c.text for c in found if isinstance(c, Article)] == [STORY[0]]
    assert not [c for c in found if isinstance(c, Failure)]


def test_a_zip_whose_table_of_contents_is_larger_than_it_may_be(tmp_path):
    data = zipped({f"{n}{'x' * 200}.txt": b"" for n in range(100)})
    assert "table of contents" in one(put(tmp_path / "a.zip", data), limits=replace(LIMITS, members=5)).what


NAMES = ("../../escape.txt", "/absolute.txt", "C:\\windows\\a.txt", "a/../../b.txt", "x\x1b[31m\u202e.txt", "a" * 5000 + ".txt")


@pytest.mark.parametrize("suffix", [".zip", ".tar"])
def test_paths_in_archives_are_names_only(tmp_path, suffix, monkeypatch):
    folder = tmp_path / "in"
    folder.mkdir()
    files = {name: f"{STORY[0]} {number}".encode() for number, name in enumerate(NAMES)}
    path = put(folder / f"a{suffix}", zipped(files) if suffix == ".zip" else tarred(files))
    monkeypatch.chdir(folder)
    before = sorted(tmp_path.rglob("*"))
    assert len([c for c in contents(path) if isinstance(c, Article)]) == len(NAMES)
    assert sorted(tmp_path.rglob("*")) == before


def test_links_and_devices_in_archives_are_not_followed(tmp_path):
    secret = put(tmp_path / "secret.txt", b"Secret words.")
    handle = io.BytesIO()
    with tarfile.open(fileobj=handle, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"{kind!r}.txt")
            info.type, info.linkname = kind, str(secret)
            archive.addfile(info)
        archive.add(put(tmp_path / "a.txt", b"Plain words."), "a.txt")
    article, notice = contents(put(tmp_path / "a.tar", handle.getvalue()))
    assert article.text == "Plain words."
    assert "5 links or devices" in notice.what
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w") as archive:
        archive.writestr(info, str(secret))
        archive.writestr("a.txt", "Plain words.")
    article, notice = contents(put(tmp_path / "a.zip", handle.getvalue()))
    assert article.text == "Plain words."
    assert "1 links or devices" in notice.what


def test_a_name_without_end_in_a_tar(tmp_path):
    info = tarfile.TarInfo("a.txt")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 30
    path = put(tmp_path / "a.tar", info.tobuf(tarfile.GNU_FORMAT) + b"x" * 10_000)
    assert "a name that does not end" in one(path).what


def test_damaged_archives_give_what_comes_before(tmp_path):
    data = tarred({f"{n}.txt": b"words %d " % n * 500 for n in range(9)})
    head = data.index(b"5.txt")
    path = put(tmp_path / "a.tar", data[:head] + b"\xff" * 600 + data[head + 600 :])
    found = contents(path)
    assert isinstance(found[0], Article)
    assert "damaged from here on" in found[-1].what
    whole = zipped({f"{n}.txt": bytes(str(hash(str(n))), "ascii") * 99 for n in range(9)})
    assert "cut off" in one(put(tmp_path / "b.zip", whole[:-30])).what
    middle = bytearray(whole)
    middle[60:70] = b"\x00" * 10
    found = contents(put(tmp_path / "c.zip", bytes(middle)))
    assert len([c for c in found if isinstance(c, Article)]) == 8
    assert len([c for c in found if isinstance(c, Failure)]) == 1


def test_an_encrypted_file_of_an_archive(tmp_path):
    data = bytearray(zipped({"a.txt": b"words", "b.txt": b"other words"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    failure, article = contents(put(tmp_path / "a.zip", bytes(data)))
    assert failure.what == "is encrypted"
    assert article.text == "other words"


@pytest.mark.parametrize("suffix", sorted(KINDS))
def test_empty_files_are_told_as_that(tmp_path, suffix):
    data = {".tgz": gzip.compress(b""), ".tzst": zstandard.compress(b"")}.get(suffix, b"")
    assert "is empty" in one(put(tmp_path / f"a{suffix}", data)).what


# Markup


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + '<!ENTITY file SYSTEM "file://{secret}">]>'  # fmt: skip


@pytest.mark.parametrize("entity", ["j", "file"])
def test_entities_do_not_blow_up_and_read_no_files(tmp_path, entity):
    secret = put(tmp_path / "secret.dat", b"SECRET")
    laughs = LAUGHS.replace("{secret}", str(secret))
    feed = (
        f'<?xml version="1.0"?>{laughs}<rss version="2.0"><channel><item><description>&{entity}; words</description></item></channel></rss>'
    )
    assert "declares entities" in one(put(tmp_path / "a.rss", feed.encode())).what
    [article] = contents(put(tmp_path / "a.html", f"{laughs}<html><body><p>&{entity}; words</p></body></html>".encode()))
    assert len(article.text) < 2000
    assert "SECRET" not in article.text
    book = epub({"One": f"<p>{STORY[0]}</p>"}, f"<dc:title>&{entity};</dc:title>").replace(b"x", b"x")
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["OEBPS/book.opf"] = files["OEBPS/book.opf"].replace(b'<?xml version="1.0"?>', f'<?xml version="1.0"?>{laughs}'.encode())
    files["OEBPS/text/c 0.xhtml"] = f"{laughs}<html><body><p>&{entity}; words</p></body></html>".encode()
    for content in contents(put(tmp_path / "a.epub", zipped(files))):
        assert "SECRET" not in getattr(content, "text", "") + (getattr(content, "title", "") or "")
        assert len(getattr(content, "text", "")) < 2000


@pytest.mark.parametrize(
    "element", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<blockquote>", "<font><i>", "<p style='display:none'>", "<svg>", "<select>"]
)
def test_deep_nesting(tmp_path, element):
    data = f"<html><body><p>{STORY[0]}</p>{element * 20_000}words</body></html>".encode()
    began = time.monotonic()
    found = contents(put(tmp_path / "a.html", data))
    assert len(found) == 1
    assert "cannot be understood" not in getattr(found[0], "what", "")
    found = contents(put(tmp_path / "a.eml", message(html=data.decode())))
    assert len(found) == 1
    assert time.monotonic() - began < 10


def test_pages_over_the_limits(tmp_path):
    assert "more than 1,000,000 bytes" in one(put(tmp_path / "a.html", page([STORY[0]] * 20_000))).what
    assert "more than 1,000 elements" in one(put(tmp_path / "b.html", b"<p>x" * 9000), limits=replace(LIMITS, elements=1000)).what
    assert "more than 2,000 elements" in one(put(tmp_path / "c.rss", rss(["<a>x</a>"] * 9000)), limits=replace(LIMITS, elements=1000)).what


def test_a_page_of_links_is_no_article_and_takes_no_time(tmp_path):
    links = "".join(f"<a href='/{n}'>Dockers walked out {n}</a> " for n in range(12_000))
    began = time.monotonic()
    [failure] = contents(put(tmp_path / "a.html", f"<html><body>{'<div>' * 240}{links}".encode()))
    assert failure.what == "is a list of more than 3,000 links"
    assert time.monotonic() - began < 8
    # One with as many words beside its links is read.
    words = "".join(f"<p>{STORY[n % 3]}<a href='#{n}'>{n}</a></p>" for n in range(3_500))
    [article] = contents(put(tmp_path / "b.html", f"<html><body>{words}".encode()))
    assert article.text.startswith(f"{STORY[0]}0\n\n{STORY[1]}1\n\n")


@pytest.mark.parametrize(
    "body",
    [
        "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">words",
        "<!--" * 50_000,
        "<" * 1000 + "words",
        "&" * 100_000 + "words",
        "&#x0;&#xd800;&#x110000;&#xFFFFFFFFFFFF; words",
        "<script>" + "x" * 100_000,
        "<p>" + "a" * 500_000,
        "<p>" + "2020-" * 90_000,
        "<a href='" + "a:" * 100_000 + "'>words</a>",
        '<script type="application/ld+json">' + "[" * 50_000 + "</script><p>words",
        '<script type="application/ld+json">{"@type":' + '{"a":' * 20_000 + "</script><p>words",
        "<title>" + "t" * 200_000 + "</title><p>words",
        "<p>\x00\ufffe\uffff words",
        "".join("<div><li>Dockers walked out." for _ in range(120)) + "".join(f"<li>They came back {n}.</li>" for n in range(13_000)),
        "".join("<div>" for _ in range(240)) + "".join(f"<a href='{n}'>Dockers</a>" for n in range(2_990)),
    ],
    ids=range(15),
)  # fmt: skip
def test_odd_pages_take_little_time_and_give_text_or_one_line(tmp_path, body):
    began = time.monotonic()
    [content] = [
        c
        for c in contents(put(tmp_path / "a.html", f"<html><body>{body}</body></html>".encode("utf-8", "replace")))
        if not isinstance(c, Notice)
    ]
    assert time.monotonic() - began < 8
    if isinstance(content, Article):
        content.text.encode("utf-8")
        assert "\x00" not in content.text
        assert content.title is None or len(content.title) <= 500
    else:
        assert "cannot be understood" not in content.what


# Records and rows


def test_a_crawl_whose_heads_do_not_end(tmp_path):
    path = tmp_path / "a.warc"
    with path.open("wb") as handle:
        handle.write(warc([(ADDRESS, "text/html", page())]) + b"WARC/1.0\r\nWARC-Type: ")
        for _ in range(30):
            handle.write(b"x" * MEGABYTE)
    within(30 * MEGABYTE, lambda: contents(path))
    article, failure = contents(path)
    assert isinstance(article, Article)
    assert "does not end" in failure.what


def test_a_record_that_is_too_large_is_passed_over(tmp_path):
    records = [(ADDRESS, "text/html", b"<p>" + b"x" * 9 * MEGABYTE), (ADDRESS, "text/html", page())]
    failure, article = contents(put(tmp_path / "a.warc", warc(records)))
    assert "more than 1,000,000 bytes" in failure.what
    assert article.text.startswith(STORY[0])


def test_a_bomb_in_a_record(tmp_path):
    body = gzip.compress(b"<p>" + b"x" * 40 * MEGABYTE)
    data = warc([(ADDRESS, "text/html\r\nContent-Encoding: gzip", body), (ADDRESS, "text/html", page())])
    path = put(tmp_path / "a.warc", data)
    within(60 * MEGABYTE, lambda: contents(path))
    failure, article = contents(path)
    assert isinstance(failure, Failure)
    assert isinstance(article, Article)


@pytest.mark.parametrize("cut", [10, 200, 700])
def test_a_crawl_that_breaks_off(tmp_path, cut):
    data = warc([(ADDRESS, "text/html", page()), (ADDRESS + "/2", "text/html", page(title="Two"))])
    first = len(warc([(ADDRESS, "text/html", page())]))
    found = contents(put(tmp_path / "a.warc", data[: first + cut]))
    assert isinstance(found[0], Article)
    assert not any("cannot be understood" in getattr(c, "what", "") for c in found)
    assert "nothing" not in str(found)


def test_rows_that_are_no_use_are_told_and_the_rest_is_read(tmp_path):
    rows = [f"{n},Words of row {n} that tell of the harbour and of its dockers" for n in range(9)]
    rows[4] = "4," + "x," * 3000
    data = "id,text\n" + "\n".join(rows)
    found = contents(put(tmp_path / "a.csv", data.encode()))
    [failure] = [c for c in found if isinstance(c, Failure)]
    assert "has 3,002 columns" in failure.what
    assert failure.where.endswith("a.csv:6")
    assert len([c for c in found if isinstance(c, Article)]) == 8
    found = contents(put(tmp_path / "b.csv", b"a," * 3000 + b"text\n1,2\n"))
    assert "columns" in found[0].what


def test_a_line_of_a_table_without_end(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as handle:
        handle.write(b"id,text\n1,before words\n2,")
        for _ in range(30):
            handle.write(b"x" * MEGABYTE)
        handle.write(b"\n3,after words\n")
    within(40 * MEGABYTE, lambda: contents(path))
    found = contents(path)
    assert [c.text for c in found if isinstance(c, Article)] == ["before words", "after words"]
    assert "longer than 2,000,000" in next(c for c in found if isinstance(c, Failure)).what


@pytest.mark.parametrize("row", [b'2,"never closed\n', b'"\n",a,a,a,a\n"\n",' * 3, b"2\n", b",,,,\n", b'"",""\n', b"2,\x00\n"])
def test_odd_rows(tmp_path, row):
    found = contents(put(tmp_path / "a.csv", b"id,text\n1,before words\n" + row + b"3,after words\n" * 3))
    assert next(c for c in found if isinstance(c, Article)).text == "before words"
    assert not any("cannot be understood" in getattr(c, "what", "") for c in found)


def test_delimiters_by_the_million(tmp_path):
    path = put(tmp_path / "a.csv", b"id,text\n1,before words\n" + b"," * 1_900_000 + b"\n3,after words\n")
    within(40 * MEGABYTE, lambda: contents(path))
    assert [c.text for c in contents(path) if isinstance(c, Article)] == ["before words", "after words"]


def test_json_without_end_and_without_sense(tmp_path):
    path = put(tmp_path / "a.json", b'[{"text": "before"}, {"text": "' + b"x" * 9 * MEGABYTE + b'"}, {"text": "after"}]')
    within(30 * MEGABYTE, lambda: contents(path))
    before, failure, after = contents(path)
    assert (before.text, after.text) == ("before", "after")
    assert failure.where.endswith("a.json#2")
    assert "more than 2,000,000 bytes" in failure.what
    for data in (b"[" * 100_000, b'{"a":' * 100_000, b"]]]]}}}}", b'"', b"[,,,]", b"nonsense", b"", b"[]", b'{"text": 5}',
                 b'{"body": {"sections": 5}}',
                 b'{"body": {"sections": [5, {"paragraphs": [7]}]}, "html": 7}', b'{"maintext": {"a": 1}}',
                 b'[{"text": "x", "publishing_date": [1]}]'):  # fmt: skip
        found = contents(put(tmp_path / "b.json", data))
        assert found, data
        assert not any("cannot be understood" in getattr(c, "what", "") for c in found), data


def test_a_feed_that_is_none(tmp_path):
    assert "no feed" in one(put(tmp_path / "a.xml", b"<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>")).what
    assert "not text" in one(put(tmp_path / "b.rss", bytes(range(256)) * 9)).what


def test_entities_in_an_encoding_that_hides_them(tmp_path):
    laughs = LAUGHS.replace("{secret}", "/dev/null")
    inner = f"{laughs}<rss version='2.0'><channel><item><description>&j; words</description></item></channel></rss>"
    hidden = b'<?xml version="1.0" encoding="utf-7"?>' + inner.replace("<", "+ADw-").encode()
    for content in contents(put(tmp_path / "a.rss", hidden)):
        assert len(getattr(content, "text", "")) < 2000


# Books, pages, messages


def test_books_that_are_none(tmp_path):
    for name, data in {
        "a": zipped({"mimetype": b"application/epub+zip"}), "b": zipped({"META-INF/container.xml": b"<x"}),
        "c": zipped({"META-INF/container.xml": b"<x><rootfile full-path='../../etc/passwd'/></x>"}), "d": epub({}),
    }.items():  # fmt: skip
        failure = one(put(tmp_path / f"{name}.epub", data))
        assert "EPUB" in failure.what or "no text" in failure.what


def test_a_spine_that_names_a_chapter_a_million_times(tmp_path):
    with zipfile.ZipFile(io.BytesIO(epub({"One": f"<p>{STORY[0]}</p>"}))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["OEBPS/book.opf"] = files["OEBPS/book.opf"].replace(b'<itemref idref="c0"/>', b'<itemref idref="c0"/>' * 100_000)
    [article] = contents(put(tmp_path / "a.epub", zipped(files)))
    assert article.text == STORY[0]


def test_pdfs_that_are_protected_scanned_damaged_or_endless(tmp_path):
    assert "encrypted" in one(put(tmp_path / "a.pdf", pdf([STORY], password="secret"))).what
    [article] = contents(put(tmp_path / "b.pdf", pdf([STORY], password="")))
    assert article.text.startswith("Dockers")
    assert "no text in 2 pages" in one(put(tmp_path / "c.pdf", pdf([[], []]))).what
    assert "damaged" in one(put(tmp_path / "d.pdf", pdf([STORY])[:300])).what
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    handle = io.BytesIO()
    writer.write(handle)
    # The page tree is its own child.
    data = handle.getvalue().replace(b"/Kids [ 4 0 R ]", b"/Kids [ 1 0 R ]").replace(b"/Kids [\n4 0 R\n]", b"/Kids [\n1 0 R\n]")
    assert isinstance(contents(put(tmp_path / "e.pdf", data))[0], Failure)


def test_a_pdf_may_use_no_more_time_pages_and_memory_than_it_may(tmp_path):
    path = put(tmp_path / "a.pdf", pdf([STORY] * 30))
    notice, article = contents(path, limits=replace(LIMITS, pages=3))
    assert "more than 3 pages" in notice.what
    assert article.text.count("Dockers") == 3
    assert "memory" in one(path, limits=replace(LIMITS, memory=20 * MEGABYTE)).what
    slow = put(tmp_path / "b.pdf", pdf([["words " * 500] * 40] * 40))
    began = time.monotonic()
    assert "takes longer than 1 seconds" in one(slow, limits=replace(LIMITS, seconds=1), largest=20 * MEGABYTE).what
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: =?utf-8?b?" + b"!" * 5000 + b"?=\nDate: never\nFrom: <<<\n\nDockers walked out.",
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 3000,
        b"Content-Type: text/html; charset=nonsense\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"Content-Type: text/plain; charset=unicode_escape\n\n\\ud800 Dockers \xff\xfe",
        b"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n" + b"=" * 10_000,
        b"\x00" * 1000,
        b"From: " + b"a" * 100_000 + b"\n\nDockers walked out.",
        b"Content-Type: " + b"multipart/" * 1000 + b"\n\nx",
        b"Content-Type: message/rfc822\n\n" * 2000 + b"x",
    ],
    ids=range(9),
)  # fmt: skip
def test_odd_messages(tmp_path, data):
    began = time.monotonic()
    found = contents(put(tmp_path / "a.eml", data))
    assert found
    assert not any("cannot be understood" in getattr(c, "what", "") for c in found)
    assert time.monotonic() - began < 8


@pytest.mark.parametrize("cut", [4, 100, 400])
def test_damaged_parquet(tmp_path, cut):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"text": list(STORY) * 50}), tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    for broken in (data[:-cut], data[:cut] + b"\xff" * 50 + data[cut + 50 :]):
        found = contents(put(tmp_path / "b.parquet", broken))
        assert not any("cannot be understood" in getattr(c, "what", "") for c in found)
        assert any(isinstance(c, Failure) for c in found) or len(found) > 1


def test_a_cell_of_parquet_that_is_longer_than_it_may_be(tmp_path):
    import pyarrow
    from pyarrow import parquet

    table = pyarrow.table({"text": ["before words", "x" * 9 * MEGABYTE], "n": [1, 2]})
    parquet.write_table(table, tmp_path / "a.parquet", compression="zstd", row_group_size=1)
    before, failure = [c for c in contents(tmp_path / "a.parquet") if not isinstance(c, Notice)]
    assert before.text == "before words"
    assert "more than 2,000,000 bytes" in failure.what


TEXTS = strings(STORY[:2])
# A run of the first value of a dictionary, twice.
REPEATED = page_of(DATA, b"\x01\x04\x00", 2, encoding=RLE_DICTIONARY)
MOST = 2**31 - 1


def test_parquet_made_byte_by_byte_is_read(tmp_path):
    for data in (table([page_of(DATA, TEXTS, 2)], 2), table([page_of(DICTIONARY, TEXTS, 2), REPEATED], 2, dictionary=True)):
        assert STORY[0] in [c.text for c in contents(put(tmp_path / "a.parquet", data)) if isinstance(c, Article)]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (table([page_of(DATA, TEXTS, 2, unpacked=MOST)], 2), "asks for 2,147,483,647 bytes"),
        (table([page_of(DATA, TEXTS, 2, packed=MOST)], 2), "longer than its column"),
        (table([page_of(DATA, TEXTS, 2, packed=MOST)], 2, length=MOST), "lie outside"),
        (table([page_of(DATA, TEXTS, 2)], 2, offset=2**40), "lie outside"),
        (table([page_of(DATA, TEXTS, 2)], 2, offset=5), "head of a page is damaged"),
        (table([page_of(DICTIONARY, TEXTS, 2, unpacked=MOST), REPEATED], 2, dictionary=True), "asks for 2,147,483,647 bytes"),
        (table([page_of(DICTIONARY, TEXTS, MOST), REPEATED], 2, dictionary=True), "asks for 34,359,738,352 bytes"),
        (table([page_of(DICTIONARY, TEXTS, 10_000), REPEATED], 2, dictionary=True), "more values than bytes"),
        (table([page_of(DATA, TEXTS, MOST, encoding=6)], MOST), "asks for 34,359,738,352 bytes"),
        (table([page_of(DATA, TEXTS, -1)], 2), "head of a page is damaged"),
        (table([b"\x1c" * 5_000 + page_of(DATA, TEXTS, 2)], 2), "head of a page is damaged"),
        (table([b"\x15" + b"\xff" * 100 + page_of(DATA, TEXTS, 2)], 2), "head of a page is damaged"),
        (table([b""], 2), "fewer values"),
    ],
    ids=range(13),
)  # fmt: skip
def test_parquet_that_says_what_is_not_so_takes_no_memory(tmp_path, data, told):
    """Without a look at the heads of its pages, pyarrow takes from 2 to 34 GB for most of these, and fills it for the second."""
    before = pyarrow.default_memory_pool().max_memory()
    found = contents(put(tmp_path / "a.parquet", data), limits=replace(LIMITS, held=MEGABYTE))
    [fault] = [c.what for c in found if isinstance(c, Failure)]
    assert told in fault
    assert pyarrow.default_memory_pool().max_memory() - before < 3 * MEGABYTE


def test_standard_input_that_must_be_held_may_not_be_larger_than_the_limit(monkeypatch):
    data = zipped({"a.txt": bytes(range(256)) * 30_000}, zipfile.ZIP_STORED)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
    assert "holds more than 5,000,000 bytes" in one(Path("-")).what


def test_marks_of_direction_do_not_reach_the_terminal():
    from khronika.cli.say import printable

    assert printable("a\u202eb\u2066c\x1b[31m") == "a b c [31m"


def test_lines_in_the_record_format_keep_their_text_as_it_is(tmp_path):
    text = "Dockers wal\u200bked \u202eout."
    [article] = contents(put(tmp_path / "a.jsonl", json.dumps({"text": text}).encode()))
    assert article.text == text
