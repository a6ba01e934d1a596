"""Every format: what becomes text, title, day, publisher and address; and that paragraphs survive."""

from __future__ import annotations

import csv
import gzip
import json
import mailbox
import sys
from email import message_from_bytes
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
import zstandard

from khronika.model import Article, Failure
from khronika.read import Columns, Notice, Options, read, read_bytes
from khronika.read.formats import by_bytes, by_name, guess
from tests.read.making import ADDRESS, STORY, epub, json_line, message, page, pdf, rss, tarred, warc, zipped

TEXT = "\n\n".join(STORY)


def contents(*paths: Path | str, **options: object) -> list[object]:
    return [item.content for item in read([str(p) for p in paths], Options(**options))]


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def articles(path: Path, **options: object) -> list[Article]:
    found = contents(path, **options)
    assert [c for c in found if isinstance(c, Failure)] == []
    return [c for c in found if isinstance(c, Article)]


def facts(article: Article) -> tuple[object, ...]:
    return article.title, article.published, article.published_from, article.publisher, article.url


def test_a_web_page(tmp_path):
    [article] = articles(put(tmp_path / "a.html", page(head=f'<link rel="canonical" href="{ADDRESS}">')))
    assert article.text == TEXT
    assert facts(article) == ("Harbour closed", "2020-08-14", "metadata", "The Pier", ADDRESS)
    assert article.id.startswith("ar_")


def test_who_wrote_it(tmp_path):
    """As pages, tables, Parquet, feeds, books and texts say it."""
    rows = [
        {"text": STORY[0], "authors": ["Ann Lee", "Bob Ray"]}, {"text": STORY[1], "authors": []}, {"text": STORY[2], "authors": None},
    ]  # fmt: skip
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "a.parquet")
    cells = zip(STORY, ("By Ann Lee", "['Ann Lee', \"Bob O'Ray\"]", "[]"), strict=True)
    with (tmp_path / "b.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "Byline"), *cells])
    put(tmp_path / "c.html", page(head='<meta name="author" content="Bob Ray">'))
    both = "".join(f"<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>{name}</dc:creator>" for name in ("Ann Lee", "Bob Ray"))
    said = ("<author>ann@e.example (Ann Lee)</author>", "<author>ann@e.example</author>", both)
    put(tmp_path / "d.rss", rss([f"<description>{text}</description>{who}" for text, who in zip(STORY, said, strict=True)]))
    put(tmp_path / "e.epub", epub({"One": f"<p>{STORY[0]}</p>"}, "<dc:creator>Ann Lee</dc:creator>"))
    put(tmp_path / "f.txt", f"---\nauthor: Ann Lee\n---\n{STORY[0]}".encode())
    lines = [json_line(STORY[0], author="Ann\tLee"), json_line(STORY[1], author=[{"name": "Ann Lee"}, 7]), json_line(STORY[2], author=7)]
    put(tmp_path / "g.jsonl", b"".join(lines))
    told = {name: [a.author for a in articles(tmp_path / name)] for name in sorted(path.name for path in tmp_path.iterdir())}
    assert told == {
        "a.parquet": ["Ann Lee; Bob Ray", None, None], "b.csv": ["Ann Lee", "Ann Lee; Bob O'Ray", None], "c.html": ["Ana Lind; Bob Ray"],
        "d.rss": ["Ann Lee", None, "Ann Lee; Bob Ray"], "e.epub": ["Ann Lee"], "f.txt": ["Ann Lee"],
        "g.jsonl": ["Ann Lee", "Ann Lee", None],
    }  # fmt: skip
    assert articles(tmp_path / "b.csv", columns=Columns(author=""))[0].author is None


def test_a_page_that_states_no_day_has_it_from_its_address_then_from_its_dateline(tmp_path):
    head = f'<meta property="og:url" content="{ADDRESS}">'
    [article] = articles(put(tmp_path / "a.html", page(date=None, head=head)))
    assert article.published_from == "url"
    story = ["HARBOURTOWN, August 13, 2020 (Pier) - " + STORY[0], *STORY[1:]]
    [article] = articles(put(tmp_path / "b.html", page(story, date=None)))
    assert (article.published, article.published_from) == ("2020-08-13", "dateline")


def test_days_in_the_running_text_are_not_the_page_s_own(tmp_path):
    story = [*STORY, "The last such strike ended on 2019-05-03 after the talks of 3 May 2019."]
    [article] = articles(put(tmp_path / "a.html", page(story, date=None)))
    assert (article.published, article.published_from) == (None, None)


def test_scripts_styles_and_hidden_text_are_no_text(tmp_path):
    around = "".join(
        f"<{tag}>SECRET {tag}</{rest}>"
        for tag, rest in (
            ("script", "script"), ("style", "style"), ("template", "template"), ('div style="display: none"', "div"),
            ("p hidden", "p"), ('p aria-hidden="true"', "p"), ('span style="font-size:0"', "span"), ("noscript", "noscript"),
        )
    )  # fmt: skip
    story = [f"{STORY[0]}<span style='visibility:hidden'>SECRET</span><!-- SECRET -->", *STORY[1:], around]
    [article] = articles(put(tmp_path / "a.html", page(story)))
    assert "SECRET" not in article.text
    assert article.text == TEXT


def test_a_short_page_keeps_its_paragraphs(tmp_path):
    data = b"<html><body><div>Dockers walked out.<br><br>Police came.<p>They left.</p></div><ul><li>One.<li>Two.</ul></body></html>"
    [article] = articles(put(tmp_path / "a.htm", data))
    assert article.text.split("\n\n") == ["Dockers walked out.", "Police came.", "They left.", "One.", "Two."]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16", "koi8-r"])
def test_a_page_in_another_encoding(tmp_path, encoding):
    story = "Докеры вышли из порта в пятницу и закрыли ворота. Полиция задержала двенадцать человек."
    charset = "" if encoding == "utf-16" else f'<meta charset="{encoding}">'
    data = f"<html><head>{charset}</head><body><p>{story}</p></body></html>".encode(encoding)
    [article] = articles(put(tmp_path / "a.html", data))
    assert article.text == story


def test_invisible_characters_are_gone_before_offsets_are_counted(tmp_path):
    story = ["Dockers wal\u200bked \u202eout\u202c of the har\u00adbour\u00a0today\ufeff. \u2066Cafe\u0301\u2069 o\ufb03ce. \U000e0041"]
    [article] = articles(put(tmp_path / "a.html", page(story)))
    assert article.text == "Dockers walked out of the harbour today. Caf\u00e9 office."


def test_a_table_whose_columns_are_guessed_and_said(tmp_path):
    rows = f'Headline;Body;Publication Date;Outlet;Link\n"Harbour; closed";"{STORY[0]}\n\n{STORY[1]}";14.08.2020;Pier;{ADDRESS}\n'
    notice, article = contents(put(tmp_path / "a.csv", rows.encode()))
    assert (
        notice.what
        == "text from 'Body', title from 'Headline', published from 'Publication Date', publisher from 'Outlet', url from 'Link'"
    )
    assert article.text == f"{STORY[0]}\n\n{STORY[1]}"
    assert facts(article) == ("Harbour; closed", "2020-08-14", "given", "Pier", ADDRESS)
    assert article.origin.endswith("a.csv:2")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x1f"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_tables_with_any_delimiter_in_any_encoding(tmp_path, delimiter, encoding):
    first, second = "Докеры вышли, как и вчера, из порта в пятницу", "Полиция задержала двенадцать человек, сообщил профсоюз докеров"
    rows = [("id", "text", "title"), ("a1", first, "Порт закрыт"), ("a2", second, "Задержания")]
    data = "\r\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)
    found = articles(put(tmp_path / "a.tsv", data.encode(encoding)))
    assert [(a.id, a.text) for a in found] == [(row[0], row[1]) for row in rows[1:]]


def test_columns_that_are_told(tmp_path):
    path = put(tmp_path / "a.csv", f"id,text,lead,day\n1,short,{STORY[0]},2020-08-14\n".encode())
    [article] = articles(path, columns=Columns(text="Lead", id="", title="2", date="day"))
    assert (article.text, article.title, article.published) == (STORY[0], "short", "2020-08-14")
    assert article.id.startswith("ar_")
    [failure] = contents(path, columns=Columns(text="boddy"))
    assert "no column 'boddy'; it has 'id', 'text', 'lead', 'day'" in failure.what


def test_a_table_without_names_and_one_with_names_that_nobody_knows(tmp_path):
    [one, two] = articles(put(tmp_path / "a.csv", f'7,"{STORY[0]}"\n8,"{STORY[1]}"\n'.encode()))
    assert (one.text, two.text) == (STORY[0], STORY[1])
    [article] = articles(put(tmp_path / "b.csv", f'nr,words\n7,"{STORY[0]}"\n'.encode()))
    assert article.text == STORY[0]
    [failure] = contents(put(tmp_path / "c.csv", b"a,b\n1,2\n3,4\n"))
    assert "no column that looks like the text" in failure.what


def test_bytes_that_are_no_utf8_further_down_a_table(tmp_path):
    data = b"text,title\n" + b"".join(b"Plain words number %d.,x\n" % n for n in range(20_000)) + "Café geschlossen.,y\n".encode("cp1252")
    *_, notice, last = contents(put(tmp_path / "a.csv", data))
    assert "decoded as" in notice.what
    assert last.text.startswith("Caf")
    assert "\udce9" not in last.text


def test_a_table_of_events_is_not_taken_for_articles(tmp_path):
    [failure] = contents(put(tmp_path / "a.csv", b"id,article_id,event_type,text\nev_1,ar_1,AID,x\n"))
    assert "events that khronika wrote" in failure.what


def test_parquet(tmp_path):
    import datetime

    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table(
        {
            "body": [f"{n} {TEXT}" for n in range(100)],
            "when": [1] * 100,
            "date": [datetime.datetime(2020, 8, 14, 10, 30)] * 100,
            "id": list(range(100)),
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet", row_group_size=40)
    found = articles(tmp_path / "a.parquet")
    assert [a.text for a in found] == [f"{n} {TEXT}" for n in range(100)]
    assert (found[99].id, found[99].published, found[99].published_from) == ("99", "2020-08-14T10:30:00", "given")
    assert found[99].origin.endswith("a.parquet:100")


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
def test_a_crawl(tmp_path, packing):
    data = [
        warc([(ADDRESS, "text/html; charset=utf-8", page(date=None))]),
        warc([(ADDRESS + "/gone", "text/html", page())], status="404 Not Found"),
        warc([(ADDRESS + "/p.png", "image/png", b"\x89PNG")]),
        warc([(ADDRESS + "/2", "text/html;charset=cp1251", "<html><body><p>Докеры вышли из порта.</p></body></html>".encode("cp1251"))]),
    ]
    pack = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}[packing]
    found = contents(put(tmp_path / f"CC-NEWS-1.warc{packing}", b"".join(pack(part) for part in data)))
    one, two, notice = found
    assert one.text == TEXT
    assert facts(one) == ("Harbour closed", "2020-08-14", "url", "The Pier", ADDRESS)
    assert (two.text, two.publisher) == ("Докеры вышли из порта.", "pier.example")
    assert "2 of 4 records are passed over" in notice.what


def test_a_crawl_packed_with_a_dictionary_of_its_own(tmp_path):
    parts = [warc([(f"{ADDRESS}/{n}", "text/html", page((f"Dockers walked out {n} times.",), title=f"Nr {n}"))]) for n in range(200)]
    dictionary = zstandard.train_dictionary(4096, parts)
    head = b"\x5d\x2a\x4d\x18" + len(dictionary.as_bytes()).to_bytes(4, "little") + dictionary.as_bytes()
    pack = zstandard.ZstdCompressor(dict_data=dictionary)
    found = articles(put(tmp_path / "a.warc.zst", head + b"".join(pack.compress(part) for part in parts[:5])))
    assert [a.title for a in found] == [f"Nr {n}" for n in range(5)]


def test_plain_texts_of_a_crawl(tmp_path):
    body = ("Harbour closed\n" + "\n".join(STORY)).encode()
    [article] = articles(put(tmp_path / "a.warc.wet.gz", gzip.compress(warc([(ADDRESS, "text/plain", body)], kind="conversion"))))
    assert article.text == TEXT
    assert facts(article) == ("Harbour closed", "2020-08-14", "url", None, ADDRESS)


def test_a_book(tmp_path):
    chapters = {"Harbour closed": "".join(f"<p>{p}</p>" for p in STORY), "Harbour open": "<p>Ships came in.</p><p>Ships left.</p>"}
    one, two = articles(put(tmp_path / "a.epub", epub(chapters)))
    assert one.text == TEXT
    assert facts(one) == ("Harbour closed", "2020-08-14", "metadata", "Pier Press", None)
    assert (two.text, two.language) == ("Ships came in.\n\nShips left.", "en")
    assert two.origin.endswith("a.epub#OEBPS/text/c 1.xhtml")


def test_a_pdf(tmp_path):
    first = [
        "The Pier, page 1",
        "Dockers walked out of the harbour on Friday and clo-",
        "sed its two gates.",
        "Police arrested twelve of them, the union",
        "said, and the",
    ]
    second = ["The Pier, page 2", "harbour office declined to comment on this at length.", "Ships waited."]
    third = ["The Pier, page 3", "Talks are planned for Monday."]
    [article] = articles(put(tmp_path / "a.pdf", pdf([first, second, third], Title="Harbour closed", CreationDate="D:20200814103000Z")))
    assert article.text.split("\n\n") == [
        "Dockers walked out of the harbour on Friday and closed its two gates.",
        "Police arrested twelve of them, the union said, and the harbour office declined to comment on this at length. Ships waited.",
        "Talks are planned for Monday.",
    ]
    assert facts(article)[:3] == ("Harbour closed", "2020-08-14T10:30:00+00:00", "metadata")


def test_newsletters(tmp_path):
    html = (
        "<html><body><table><tr><td>"
        + "".join(f"<p>{p}</p>" for p in STORY)
        + "<p style='display:none'>preheader</p></td></tr></table></body></html>"
    )
    [article] = articles(put(tmp_path / "a.eml", message(html=html)))
    assert article.text == TEXT
    assert facts(article) == ("Harbour letter", "2020-08-14T10:30:00+03:00", "metadata", "Pier Letter", None)
    plain = f"Dockers walked out of the\nharbour.\n\n{STORY[1]}\n-- \nThe Pier, Quay 1"
    [article] = articles(put(tmp_path / "b.eml", message("=?utf-8?q?Caf=C3=A9_letter?=", text=plain)))
    assert (article.text, article.title) == (f"Dockers walked out of the harbour.\n\n{STORY[1]}", "Café letter")


def test_a_mailbox(tmp_path):
    box = mailbox.mbox(tmp_path / "a.mbox")
    for number in range(3):
        box.add(message_from_bytes(message(text=f"{STORY[number]}\n\nFrom here on it is number {number}.")))
    box.close()
    found = articles(tmp_path / "a.mbox")
    assert [a.text for a in found] == [f"{STORY[n]}\n\nFrom here on it is number {n}." for n in range(3)]
    assert found[2].origin.endswith("a.mbox#3")


def test_feeds(tmp_path):
    body = "".join(f"&lt;p&gt;{p}&lt;/p&gt;" for p in STORY)
    entry = f"<title>Harbour closed</title><link>{ADDRESS}</link><pubDate>Fri, 14 Aug 2020 10:30:00 GMT</pubDate>"
    entry += f"<content:encoded>{body}</content:encoded>"
    one, two = articles(put(tmp_path / "a.rss", rss([entry, f"<title>x</title><description>{STORY[1]}</description>"])))
    assert one.text == TEXT
    assert facts(one) == ("Harbour closed", "2020-08-14T10:30:00+00:00", "metadata", "The Pier", ADDRESS)
    assert two.text == STORY[1]
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Pier</title><entry><title>A</title><updated>2020-08-14T10:30:00Z</updated>'
        f'<link href="{ADDRESS}"/><content type="html">{body}</content></entry></feed>'
    )
    [article] = articles(put(tmp_path / "b.xml", atom.encode()))
    assert (article.text, article.published) == (TEXT, "2020-08-14T10:30:00Z")


def test_a_feed_in_another_encoding(tmp_path):
    words = "Докеры вышли из порта."
    item = f"<item><description>{words}</description></item>"
    data = f'<?xml version="1.0" encoding="windows-1251"?><rss version="2.0"><channel>{item}</channel></rss>'
    [article] = articles(put(tmp_path / "a.rss", data.encode("cp1251")))
    assert article.text == words


NEWS_PLEASE = {
    "authors": ["Ana Lind"], "date_publish": "2020-08-14 10:30:00", "date_modify": "None", "maintext": TEXT, "title": "Harbour closed",
    "source_domain": "pier.example", "url": ADDRESS, "language": "en", "text": None, "description": "short",
}  # fmt: skip
FUNDUS = {
    "title": "Harbour closed", "publishing_date": "2020-08-14 10:30:00", "authors": ["Ana Lind"], "lang": "en", "topics": [],
    "body": {"summary": [STORY[0]], "sections": [{"headline": [], "paragraphs": [STORY[1]]}, {"headline": [], "paragraphs": [STORY[2]]}]},
    "html": {"requested_url": ADDRESS, "responded_url": ADDRESS, "source_info": {"publisher": "pier.example"}},
}  # fmt: skip


@pytest.mark.parametrize("value", [NEWS_PLEASE, FUNDUS], ids=["news-please", "Fundus"])
@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.json", json.dumps), ("b.json", lambda v: json.dumps(v, indent=2)), ("c.json", lambda v: json.dumps([v])),
        ("d.jsonl", json.dumps), ("e.json", lambda v: json.dumps({"status": "ok", "articles": [v]})),
        ("f.json", lambda v: "\n\n[\n " + json.dumps(v, indent=1) + "\n]\n"),
    ],
)  # fmt: skip
def test_json_of_news_please_and_fundus(tmp_path, value, name, made):
    [article] = articles(put(tmp_path / name, made(value).encode()))
    assert article.text == TEXT
    assert facts(article) == ("Harbour closed", "2020-08-14T10:30:00", "metadata", "pier.example", ADDRESS)
    assert article.author == "Ana Lind"


def test_json_in_the_record_format_and_under_other_names(tmp_path):
    lines = b"".join(json_line(text, id=str(n)) for n, text in enumerate(STORY))
    assert [a.id for a in articles(put(tmp_path / "a.json", lines))] == ["0", "1", "2"]
    [article] = articles(put(tmp_path / "b.json", json.dumps({"headline": "H", "content": TEXT, "publishedAt": "Aug 14, 2020"}).encode()))
    assert (article.text, article.title, article.published, article.published_from) == (TEXT, "H", "2020-08-14", "given")
    [article] = articles(put(tmp_path / "c.json", b'{"a": {"b": 1}, "words": "x", "text": "y"}'), columns=Columns(text="words"))
    assert article.text == "x"


def test_a_long_list_is_cut_up_without_being_held(tmp_path):
    values = [{"text": f'Story [{n}] with "quotes", {{braces}}, commas \\ and ] brackets', "id": str(n)} for n in range(3000)]
    found = articles(put(tmp_path / "a.json", json.dumps(values, indent=3).encode()), largest=1000)
    assert [a.text for a in found] == [v["text"] for v in values]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.zip", zipped), ("a.tar", tarred), ("a.tar.gz", lambda f: tarred(f, "w:gz")), ("a.tgz", lambda f: tarred(f, "w:gz")),
        ("a.tar.zst", lambda f: zstandard.compress(tarred(f))),
    ],
)  # fmt: skip
def test_archives_of_everything(tmp_path, name, pack):
    inner = zipped({"deep.txt": b"Deep words.", "deeper.tar": tarred({"c.jsonl.gz": gzip.compress(json_line("Deeper words."))})})
    files = {
        "a.html": page(), "sub/b.csv": f"text\n{STORY[0]}\n".encode(), "c.json": json_line("JSON words."), "x.png": b"x",
        "d.eml": message(text=STORY[1]),
        "e.warc.gz": gzip.compress(warc([(ADDRESS, "text/html", page())])), "f.epub": epub({"Chapter": "<p>Book words.</p>"}),
        "g.pdf": pdf([["Page words."]]), "h.rss": rss([f"<description>{STORY[2]}</description>"]),
        "i.txt": b"Plain words.", "z.zip": inner, ".hidden.txt": b"x",
    }  # fmt: skip
    found = contents(put(tmp_path / name, pack(files)))
    assert [c for c in found if isinstance(c, Failure)] == []
    texts = [c.text for c in found if isinstance(c, Article)]
    wanted = [
        TEXT,
        STORY[0],
        "JSON words.",
        STORY[1],
        TEXT,
        "Book words.",
        "Page words.",
        STORY[2],
        "Plain words.",
        "Deep words.",
        "Deeper words.",
    ]
    assert texts == wanted
    [others] = [c for c in found if isinstance(c, Notice) and "other kinds" in c.what]
    assert others.what == "1 files of other kinds are passed over (.png)"
    origin = next(c.origin for c in found if isinstance(c, Article) and c.text == "Deeper words.")
    assert origin == f"{tmp_path / name}/z.zip/deeper.tar/c.jsonl.gz:1"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [("a.html", pdf([["Words."]]), "PDF"), ("a.pdf", page(), "a web page"), ("a.txt", page(), "a web page"),
     ("a.csv", zipped({"a.txt": b"x"}), "a ZIP archive"),
     ("a.json", gzip.compress(page()), "a web page"), ("a.html", rss(["<description>x</description>"]), "a feed"),
     ("a.zip", warc([(ADDRESS, "text/html", page())]), "WARC")],
)  # fmt: skip
def test_a_wrong_suffix_is_told_and_the_file_is_read_as_what_it_is(tmp_path, name, data, kind):
    notice, article = contents(put(tmp_path / name, data))
    assert notice.what == f"is {kind} by its first bytes"
    assert isinstance(article, Article)


def test_files_without_a_suffix_and_standard_input_go_by_their_first_bytes(tmp_path, monkeypatch):
    import io

    [article] = articles(put(tmp_path / "plain", page()))
    assert article.text == TEXT
    for data in (
        page(),
        pdf([STORY]),
        zipped({"a.txt": TEXT.encode()}),
        warc([(ADDRESS, "text/html", page())]),
        message(text=TEXT),
        json.dumps([{"text": TEXT}]).encode(),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
        found = [c for c in contents("-") if isinstance(c, Article)]
        assert [a.text.replace("\n\n", " ").replace("’", "'") for a in found] == [" ".join(STORY)]


def test_bytes_that_come_from_elsewhere():
    [article] = read_bytes(page(), ADDRESS, "html")
    assert (article.text, article.origin) == (TEXT, ADDRESS)


def test_names_and_first_bytes():
    assert by_name("A.TAR.GZ") == ("tar", "gz")
    assert by_name("a.tgz") == ("tar", "gz")
    assert by_name("x.warc.wet.gz") == ("warc", "gz")
    assert by_name("x.docx") == (None, None)
    assert by_bytes(b"  <?xml version='1.0'?>\n<!-- x --><rss version='2.0'>") == "feed"
    assert by_bytes(b"\xef\xbb\xbf<!DOCTYPE html>") == "html"
    assert by_bytes(b"<p>words") is None
    assert guess(b"words") == "text"
    assert guess(b'{"a": 1}') == "jsonl"


def test_ids_do_not_change_with_the_place_of_a_file(tmp_path):
    (tmp_path / "sub").mkdir()
    ids = [articles(put(tmp_path / name, page()))[0].id for name in ("a.html", "sub/b.html")]
    assert ids[0] == ids[1]


def test_run_files_of_this_program_are_no_articles(tmp_path):
    put(tmp_path / "events.jsonl.run.json", b"{}")
    put(tmp_path / "a.txt", b"Words.")
    assert [a.text for a in articles(tmp_path)] == ["Words."]
