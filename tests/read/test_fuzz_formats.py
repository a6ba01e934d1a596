"""Whatever bytes a file holds, reading it gives articles, failures and notices: no exception, bounded memory, texts that can be written."""

from __future__ import annotations

import gzip
import io
import json
import random
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khronika.model import Article, Failure
from khronika.read import Columns, Notice, Options, read_bytes
from khronika.read.items import default_limits
from khronika.read.json_file import Splitter
from khronika.read.normal import plain
from khronika.read.pdf import joined
from tests.read.making import ADDRESS, STORY, epub, json_line, message, page, pdf, rss, tarred, warc, zipped

OPTIONS = Options(largest=200_000, limits=replace(default_limits(), page=200_000, free=2_000_000, held=500_000, members=200, seconds=10))
SEEDS = {
    "text": b"---\ntitle: x\ndate: 2020-08-14\n---\nDockers walked out.\n",
    "jsonl": json_line(STORY[0], id="a", published="2020-08-14") * 2,
    "json": json.dumps(
        [{"maintext": STORY[0], "date_publish": "2020-08-14"}, {"body": {"sections": [{"paragraphs": [STORY[1]]}]}}]
    ).encode(),
    "html": page(
        head=f'<link rel="canonical" href="{ADDRESS}"><script type="application/ld+json">{{"datePublished":"2020-08-14"}}</script>'
    ),
    "table": f'id;text;date\n1;"{STORY[0]}";2020-08-14\n2;"{STORY[1]}";14.08.2020\n'.encode(),
    "warc": warc([(ADDRESS, "text/html; charset=utf-8", page()), (ADDRESS, "text/html\r\nContent-Encoding: gzip", gzip.compress(page()))]),
    "epub": epub({"One": f"<p>{STORY[0]}</p>"}),
    "mail": message(html=f"<p>{STORY[0]}</p>"),
    "mbox": b"From x\n" + message(text=STORY[0]) + b"\nFrom y\n" + message(text=STORY[1]),
    "feed": rss([f"<title>x</title><link>{ADDRESS}</link><description>{STORY[0]}</description>"]),
    "zip": zipped({"a.txt": STORY[0].encode(), "b.json": json_line(STORY[1]), "c.zip": zipped({"d.html": page()})}),
    "tar": tarred({"a.txt": STORY[0].encode(), "b.html": page(), "c.jsonl.gz": gzip.compress(json_line(STORY[1]))}),
}
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def check(data: bytes, kind: str, options: Options = OPTIONS) -> list[object]:
    """Read, and check all that comes out."""
    found = list(read_bytes(data, "a file", kind, options))
    for content in found:
        assert isinstance(content, Article | Failure | Notice)
        if not isinstance(content, Article):
            assert content.what
            assert content.where
            assert content.advice
            assert "cannot be understood" not in content.what, content.what
            continue
        assert content.text.strip()
        for value in (content.text, content.title, content.id, content.url, content.publisher):
            assert "\x00" not in (value or "")
            (value or "").encode("utf-8")
        assert (content.published is None) == (content.published_from is None)
    return found


def broken(data: bytes, seed: int) -> bytes:
    """The data with some of it changed, left out, told twice or cut off."""
    dice = random.Random(seed)
    changed = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(changed) + 1)
        length = dice.choice((1, 1, 2, 4, 16, 100))
        change = dice.randrange(6)
        if change == 0:
            changed[at : at + length] = dice.randbytes(length)
        elif change == 1:
            del changed[at : at + length]
        elif change == 2:
            changed[at:at] = changed[at : at + length] * dice.choice((1, 2, 50))
        elif change == 3:
            changed[at:at] = dice.choice(
                (b"\x00", b"\xff\xfe", b"\n", b'"', b"<", b"&#0;", b"\xed\xa0\x80", b"]]>", b"<![CDATA[", b"--", b"\x1f\x8b")
            )
        elif change == 4:
            changed[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\xff\xff\xff\x7f"))
        elif change == 5 and dice.random() < 0.3:
            del changed[at:]
    return bytes(changed)


@pytest.mark.parametrize("kind", SEEDS)
def test_whole_files_are_read(kind):
    assert any(isinstance(content, Article) for content in check(SEEDS[kind], kind))


@pytest.mark.parametrize("kind", SEEDS)
@QUICK
@given(st.integers(0, 1 << 40))
def test_no_broken_file_breaks_its_reader(kind, seed):
    check(broken(SEEDS[kind], seed), kind)


@pytest.mark.parametrize("kind", [*SEEDS, "parquet", "either"])
@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_a_reader(kind, data):
    check(data, kind)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 1 << 40))
def test_no_broken_pdf_breaks_its_reader(seed):
    check(broken(pdf([STORY] * 2, Title="x"), seed), "pdf")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 40))
def test_no_broken_parquet_breaks_its_reader(seed):
    check(broken(parquet(), seed), "parquet")


def parquet(found: list[bytes] = []) -> bytes:  # noqa: B006 - made once
    if not found:
        import pyarrow
        from pyarrow import parquet

        handle = io.BytesIO()
        parquet.write_table(pyarrow.table({"text": list(STORY), "n": [1, 2, 3]}), handle)
        found.append(handle.getvalue())
    return found[0]


MARKUP = st.recursive(
    st.text(max_size=20) | st.sampled_from(["&amp;", "&#x202e;", "&nbsp;", "<br>", "<!-- x -->", "<", ">", "2020-08-14",
                                           "14 August 2020", "\x00", "\ud800"]),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(["p", "div", "article", "span hidden", "time datetime=2020-13-45", "table", "tr", "td", "script",
                         "h1", "title", "a href='//['", "ul", "li", "svg"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(MARKUP, max_size=6))
def test_no_markup_breaks_pages_books_feeds_and_newsletters(parts):
    text = "".join(parts).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    check(f"<html><body>{text}</body></html>".encode(), "html")
    check(rss([f"<description><![CDATA[{text}]]></description>"]), "feed")
    check(b"Content-Type: text/html\n\n" + text.encode(), "mail")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["2020-08-14", "None", ADDRESS]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["text", "maintext", "body", "sections", "paragraphs", "summary", "html", "source_info", "publisher", "publishing_date",
             "date_publish",
             "articles",
             "title", "url", "language", "lang", "id", "response", "content", "date"]
        ),
        inner, max_size=5,
    ),
    max_leaves=15,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(JSON, st.sampled_from(["json", "jsonl"]), st.sampled_from([None, 1]))
def test_no_value_breaks_the_readers_of_json(value, kind, indent):
    check(json.dumps(value, indent=indent if kind == "json" else None).encode(), kind)


@settings(max_examples=100, deadline=None)
@given(st.lists(JSON.filter(lambda v: v is not None), max_size=5), st.integers(1, 40), st.sampled_from([None, 0, 3]))
def test_a_list_is_cut_where_its_values_end_whatever_the_pieces(values, step, indent):
    data = json.dumps(values, indent=indent).encode()
    splitter = Splitter(100_000)

    def pieces() -> Iterator[bytes | None]:
        for at in range(0, len(data), step):
            yield from splitter.feed(data[at : at + step])
        yield from splitter.end()

    assert [json.dumps(json.loads(piece)) for piece in pieces()] == [json.dumps(value) for value in values]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=5), min_size=1, max_size=8), st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-16", "cp1251", "shift_jis"]), st.sampled_from([None, "text", "1", "", "99"]),
)  # fmt: skip
def test_no_rows_break_the_reader_of_tables(rows, delimiter, encoding, column):
    import csv

    handle = io.StringIO()
    csv.writer(handle, delimiter=delimiter).writerows([["id", "text"], *rows])
    check(handle.getvalue().encode(encoding, "replace"), "table", replace(OPTIONS, columns=Columns(text=column)))


@given(st.text())
def test_plain_text_stays_plain(text):
    made = plain(text)
    assert plain(made) == made
    assert not any(char in made for char in "\u200b\u202e\u2066\xad\x00\x1b\ufeff")
    assert "\n\n\n" not in made


@given(st.lists(st.text(alphabet="ab-. \n1é", max_size=60), max_size=5))
def test_joining_pages_loses_no_letter_but_of_heads_and_feet(pages):
    letters = sorted(char for char in "".join(pages) if char.isalpha())
    found = sorted(char for char in joined(pages) if char.isalpha())
    assert found == letters or len(pages) > 2


@pytest.mark.parametrize("kind", [kind for kind in SEEDS if kind != "text"])
def test_memory_does_not_grow_with_what_a_broken_file_claims(kind):
    tracemalloc.start()
    try:
        for seed in range(30):
            check(broken(SEEDS[kind], seed), kind)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40_000_000
