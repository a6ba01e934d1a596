from __future__ import annotations

import gzip
import io
import json
import sys
import tracemalloc
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.model import Article, Failure
from khronika.read import Inputs, Notice, Options, read


def contents(*paths: Path | str, **options: object) -> list[object]:
    return [item.content for item in read([str(p) for p in paths], Options(**options))]


def one(path: Path, **options: object) -> object:
    [content] = contents(path, **options)
    return content


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def test_a_text_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfPolice arrested 40.\r\nThey were freed.\r\n")
    article = one(path, publisher="Paper", published="2020-08-14", language="en")
    assert article.text == "Police arrested 40.\nThey were freed.\n"
    assert (article.publisher, article.published, article.published_from, article.language) == ("Paper", "2020-08-14", "given", "en")
    assert article.origin == str(path)
    assert article.id.startswith("ar_")


def test_the_head_of_a_text_file_outranks_the_options(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("---\ndate: 2020-08-12\nsitename: Site\n---\nWomen formed a chain.\n")
    article = one(path, published="2020-01-01", publisher="Paper")
    assert (article.text, article.published, article.published_from, article.publisher) == (
        "Women formed a chain.\n", "2020-08-12", "metadata", "Site",
    )  # fmt: skip


def test_a_line_with_all_fields(tmp_path):
    row = {"id": "r1", "text": "x\r\ny", "title": "t", "published": "2020-08-14", "publisher": "p", "url": "u", "language": "EN-gb", "z": 1}
    article = one(lines(tmp_path / "a.jsonl", row))
    assert article == Article("r1", "x\r\ny", "t", "2020-08-14", "given", "p", "u", "en", f"{tmp_path / 'a.jsonl'}:1")


def test_fields_that_are_empty_or_null_are_absent(tmp_path):
    article = one(lines(tmp_path / "a.jsonl", {"id": "", "text": "x", "title": None, "published": "", "publisher": " "}))
    assert article.id.startswith("ar_")
    assert (article.title, article.published, article.published_from, article.publisher) == (None, None, None, None)


@pytest.mark.parametrize(
    ("row", "published", "source"),
    [
        ({"text": "x", "url": "https://p.example/2020/08/14/a"}, "2020-08-14", "url"),
        ({"text": "MINSK, August 14, 2020 — x", "url": "https://p.example/a"}, "2020-08-14", "dateline"),
        ({"text": "MINSK, August 14, 2020 — x", "published": "2020-08-15"}, "2020-08-15", "given"),
        ({"text": "x"}, None, None),
    ],
)
def test_where_the_date_comes_from(tmp_path, row, published, source):
    article = one(lines(tmp_path / "a.jsonl", row))
    assert (article.published, article.published_from) == (published, source)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("{broken", "no JSON"),
        ("[1]", "no JSON object"),
        ("[" * 100_000, "no usable JSON"),
        ('{"text": ' + "9" * 5000 + "}", "no usable JSON"),
        ({"id": "a"}, 'no "text"'),
        ({"text": 5}, '"text" is a number'),
        ({"text": None}, "empty"),
        ({"text": " \n"}, "empty"),
        ({"id": 7, "text": "x"}, '"id" is a number'),
        ({"id": True, "text": "x"}, '"id" is true or false'),
        ({"title": ["x"], "text": "x"}, '"title" is a list'),
        ({"publisher": {}, "text": "x"}, '"publisher" is an object'),
        ({"language": "english please", "text": "x"}, "no code"),
        ({"id": "a" * 20_000, "text": "x"}, '"id" has 20000 characters'),
        ({"id": "ev_1", "event_type": "AID"}, "event that khronika wrote"),
    ],
)
def test_a_line_that_is_no_use_is_one_failure_and_the_rest_is_read(tmp_path, row, what):
    before, failure, after = contents(lines(tmp_path / "a.jsonl", {"text": "before"}, row, {"text": "after"}))
    assert (before.text, after.text) == ("before", "after")
    assert isinstance(failure, Failure)
    assert what in failure.what
    assert failure.where == f"{tmp_path / 'a.jsonl'}:2"
    assert failure.advice


@pytest.mark.parametrize("published", ["2020-13-45", "last week", "December 1"])
def test_an_article_with_a_wrong_date_is_coded_without_it_and_the_fault_is_told(tmp_path, published):
    failure, article, after = contents(lines(tmp_path / "a.jsonl", {"published": published, "text": "x"}, {"text": "after"}))
    assert isinstance(failure, Failure)
    assert "no date" in failure.what
    assert (article.text, article.published, article.published_from) == ("x", None, None)
    assert after.text == "after"


def test_ids_that_come_twice(tmp_path):
    rows = [{"id": "a", "text": "x"}, {"id": "a", "text": "y"}, {"text": "z"}, {"text": "z"}]
    first, failure, third, notice = contents(lines(tmp_path / "a.jsonl", *rows))
    assert isinstance(first, Article)
    assert isinstance(failure, Failure)
    assert "'a' has come before" in failure.what
    assert isinstance(third, Article)
    assert isinstance(notice, Notice)


def test_lone_surrogates_and_nul_become_replacement_characters_one_for_one(tmp_path):
    notice, article = contents(lines(tmp_path / "a.jsonl", r'{"id": "a\ud800", "text": "x \ud800 y \u0000 z \ud83d\ude00"}'))
    assert isinstance(notice, Notice)
    assert article.text == "x \ufffd y \ufffd z \U0001f600"
    assert article.id == "a\ufffd"


@pytest.mark.parametrize(("data", "what"), [(b"", "empty"), (b" \n\t ", "white space"), (bytes(range(256)) * 9, "not text")])
def test_text_files_that_hold_no_text(tmp_path, data, what):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert what in one(path).what


def test_an_empty_jsonl_file(tmp_path):
    assert "empty" in one(lines(tmp_path / "a.jsonl")).what
    assert "empty" in one(lines(tmp_path / "b.jsonl", "", " ")).what


def test_other_encodings_are_told_once(tmp_path):
    row = {"text": "Полиция задержала сорок человек в центре города, сообщило министерство внутренних дел. " * 2}
    data = json.dumps(row, ensure_ascii=False).encode("cp1251") + b"\n"
    path = tmp_path / "a.jsonl"
    path.write_bytes(data + data.replace(b"40", b"41"))
    notice, article, *rest = contents(path)
    assert "decoded as" in notice.what
    assert article.text == row["text"]
    assert not any("decoded" in getattr(other, "what", "") for other in rest)


def test_utf16_lines_are_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "x"}\n'.encode("utf-16"))
    assert "UTF-16" in one(path).what


def test_a_line_over_the_limit_is_passed_over_without_being_held(tmp_path):
    path = tmp_path / "a.jsonl"
    with path.open("wb") as handle:
        handle.write(b'{"text": "before"}\n{"text": "')
        for _ in range(40):
            handle.write(b"x" * 1_000_000)
        handle.write(b'"}\n{"text": "after"}\n')
    tracemalloc.start()
    before, failure, after = contents(path, largest=2_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (before.text, after.text) == ("before", "after")
    assert failure.where.endswith(":2")
    assert "longer than 2,000,000 bytes" in failure.what
    assert peak < 20_000_000


def test_a_text_over_the_limit(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x" * 2001)
    assert "more than 2,000 bytes" in one(path, largest=2000).what
    assert isinstance(one(path, largest=2001), Article)


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_packed_files(tmp_path, suffix):
    pack = gzip.compress if suffix == "gz" else zstandard.ZstdCompressor().compress
    path = tmp_path / f"a.jsonl.{suffix}"
    path.write_bytes(pack(b'{"text": "one"}\n') + pack(b'{"text": "two"}\n'))
    assert [c.text for c in contents(path)] == ["one", "two"]
    text = tmp_path / f"b.txt.{suffix}"
    text.write_bytes(pack(b"three"))
    assert one(text).text == "three"


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_damaged_packed_file_gives_what_comes_before(tmp_path, suffix):
    pack = gzip.compress if suffix == "gz" else zstandard.ZstdCompressor().compress
    path = tmp_path / f"a.jsonl.{suffix}"
    whole = pack(b"".join(b'{"text": "%d"}\n' % i for i in range(60_000)))
    path.write_bytes(whole[: len(whole) * 3 // 4])
    *articles, failure = contents(path)
    assert articles
    assert "damaged" in failure.what
    none = tmp_path / f"b.jsonl.{suffix}"
    none.write_bytes(b"this is not packed at all")
    assert "damaged" in one(none).what


def test_a_line_that_does_not_end_in_a_packed_file_is_given_up(tmp_path):
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as handle:
        for _ in range(80):
            handle.write(b"x" * 1_000_000)
    assert "does not end" in one(path, largest=1_000_000).what
    text = tmp_path / "bomb.txt.gz"
    text.write_bytes(path.read_bytes())
    assert "more than" in one(text, largest=1_000_000).what


def test_files_that_may_not_be_read(tmp_path, monkeypatch):
    path = lines(tmp_path / "a.jsonl", {"text": "x"})

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", refuse)
    assert "Permission denied" in one(path).what


@pytest.mark.parametrize(("data", "texts"), [(b'  {"text": "one"}\n{"text": "two"}', ["one", "two"]), (b"one\ntwo", ["one\ntwo"])])
def test_standard_input_is_lines_if_it_begins_with_a_brace(monkeypatch, data, texts):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
    assert [c.text for c in contents("-")] == texts


def test_the_position_grows_to_the_size_of_the_inputs(tmp_path):
    a, b = lines(tmp_path / "a.jsonl", {"text": "one"}, {"text": "two"}), lines(tmp_path / "b.jsonl", {"text": "three"})
    inputs = Inputs.of([str(a), str(b)])
    positions = [item.read for item in read(inputs)]
    assert positions == sorted(positions)
    assert positions[-1] == inputs.size == a.stat().st_size + b.stat().st_size


def test_the_fingerprint_follows_the_files(tmp_path):
    path = lines(tmp_path / "a.jsonl", {"text": "one"})
    before = Inputs.of([str(path)]).fingerprint
    assert Inputs.of([str(path)]).fingerprint == before
    lines(path, {"text": "other"})
    assert Inputs.of([str(path)]).fingerprint != before
    assert Inputs.of([str(path)]).repeatable
    assert not Inputs.of(["-"]).repeatable


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("any")
    for name in ("a.txt", "b.jsonl", "c.jsonl.gz", "d.txt.zst"):
        (folder / name).write_bytes(data)
    for content in contents(folder):
        assert isinstance(content, Article | Failure | Notice)
        if isinstance(content, Article):
            content.text.encode("utf-8")
