"""What adding does: once is enough, editions supersede, a new coder replaces, and all of a batch is there or nothing."""

from __future__ import annotations

import contextlib
import dataclasses

import pytest
from sqlalchemy import select, text

from khronika.errors import StoreError, UsageError
from khronika.model import Coder, Failure
from khronika.store import Coding, Filters, add, open_chronicle, read, runs, write
from khronika.store.schema import articles, old_events
from tests.store.handmade import TEXT, arrests, article, line

LONGER = TEXT + " The ministry spoke of 45."


def ids(chronicle, **filters):
    return [found["id"] for found in read.event_lines_of(chronicle, Filters(**filters))]


def dump(chronicle):
    """Everything that is stored, table by table."""
    names = ["articles", "events", "event_lines", "old_events", "judgements", "judgement_states", "coders"]
    names.append("event_search" if chronicle.postgresql else "event_search_data")
    with chronicle.reading() as connection:
        return {name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in names}


def test_an_article_added_twice_changes_nothing(chronicle):
    coding = arrests(article())
    first = add(chronicle, [coding])
    assert (first.new, first.events) == (1, 2)
    before = dump(chronicle)
    again = add(chronicle, [coding, coding])
    assert (again.new, again.unchanged, again.events) == (0, 2, 0)
    assert dump(chronicle) == before
    assert write.known(chronicle, [coding]) == [True]


def test_what_comes_out_is_what_went_in(chronicle):
    coding = arrests(article(author="Ann Lee; Bob Ray"))
    add(chronicle, [coding])
    for found, wanted in zip(sorted(read.event_lines_of(chronicle), key=lambda x: x["trigger"]["start"]), coding.lines, strict=True):
        assert found["article"] == {
            "id": "a1", "url": None, "publisher": "Minsk Courier", "author": "Ann Lee; Bob Ray", "title": "Arrests", "language": "en",
            "published": "2020-08-14", "published_from": "given",
        }  # fmt: skip
        assert found["coder"] == {"version": "1", "config": "c"}
        assert {name: value for name, value in found.items() if name not in ("article", "coder")} == wanted
        assert list(found)[:2] == ["id", "article"]


def test_an_author_makes_no_other_edition_and_comes_with_the_next_coding(chronicle):
    """As of an article that was added before authors were kept."""
    add(chronicle, [arrests(article())])
    added = add(chronicle, [arrests(article(author="Ann Lee"), version="2")])
    assert (added.recoded, added.editions) == (1, 0)
    [kept] = read.article_by_id(chronicle, "a1")
    assert kept["author"] == "Ann Lee"
    add(chronicle, [arrests(article(), version="3")])
    assert [made.author for made in read.articles_to_code(chronicle, Coder("4", "c"))] == ["Ann Lee"]


def test_a_corrected_edition_supersedes_the_old_one_and_keeps_it(chronicle):
    old, new = article(), article(text=LONGER)
    add(chronicle, [arrests(old)])
    added = add(chronicle, [arrests(new, drop=("freed",))])
    assert (added.editions, added.new) == (1, 0)
    assert [found["trigger"]["text"] for found in read.event_lines_of(chronicle)] == ["arrested"]
    assert [(row["edition"], row["is_current"], row["text"]) for row in read.article_by_id(chronicle, "a1")] == [
        (2, 1, LONGER),
        (1, 0, TEXT),
    ]
    with chronicle.reading() as connection:
        assert len(connection.execute(select(old_events)).all()) == 2


def test_an_old_edition_that_comes_again_stays_old(chronicle):
    add(chronicle, [arrests(article())])
    add(chronicle, [arrests(article(text=LONGER))])
    before = dump(chronicle)
    assert add(chronicle, [arrests(article(), version="2")]).unchanged == 1
    after = dump(chronicle)
    after["coders"] = before["coders"]
    assert after == before


def test_an_edition_published_earlier_is_kept_as_an_old_one(chronicle):
    add(chronicle, [arrests(article(text=LONGER, published="2020-08-15"))])
    added = add(chronicle, [arrests(article())])
    assert added.editions == 1
    assert [(row["edition"], row["is_current"]) for row in read.article_by_id(chronicle, "a1")] == [(1, 1), (2, 0)]
    with chronicle.reading() as connection:
        assert len(connection.execute(select(old_events)).all()) == 2
    assert len(ids(chronicle, text=("police",))) == 1


def test_articles_without_id_are_editions_of_one_address(chronicle):
    first = article("ar_0123456789abcdef", url="https://example.org/arrests")
    second = article("ar_fedcba9876543210", text=LONGER, url="https://example.org/arrests")
    add(chronicle, [arrests(first)])
    assert add(chronicle, [arrests(second)]).editions == 1
    assert {found["article"]["id"] for found in read.event_lines_of(chronicle)} == {"ar_fedcba9876543210"}
    third = article("ar_00000000ffffffff", text=LONGER)
    assert add(chronicle, [arrests(third)]).new == 1


def test_a_new_coder_replaces_what_the_old_one_found(chronicle):
    made = article()
    add(chronicle, [arrests(made)])
    newer = arrests(made, version="2", drop=("freed",), status="denied")
    assert write.known(chronicle, [newer]) == [False]
    added = add(chronicle, [newer])
    assert (added.recoded, added.events) == (1, 1)
    [found] = read.event_lines_of(chronicle)
    assert (found["status"], found["coder"]["version"]) == ("denied", "2")
    assert ids(chronicle, status=("occurred",)) == []
    assert ids(chronicle, actor=("the court",)) == []
    assert write.known(chronicle, [newer]) == [True]


def test_a_new_coder_with_the_same_result_is_noted(chronicle):
    made = article()
    add(chronicle, [arrests(made)])
    before = ids(chronicle)
    assert add(chronicle, [arrests(made, version="2")]).events == 0
    assert {found["coder"]["version"] for found in read.event_lines_of(chronicle)} == {"2"}
    assert ids(chronicle) == before


def test_a_failed_coding_keeps_the_article_and_what_was_there(chronicle):
    made, other = article(), article("a2")
    add(chronicle, [arrests(made)])
    run = runs.begin(chronicle, "add", ["x"], {})
    failure = Failure("it broke", "x:1", "report this", "a1", "triggers")
    added = add(chronicle, [Coding(one, Coder("2", "c"), (), (failure,)) for one in (made, other)], run)
    assert len(added.failures) == 2
    assert len(ids(chronicle)) == 2
    assert [row["what"] for row in runs.failures_of(chronicle, run)] == ["it broke", "it broke"]
    assert add(chronicle, [arrests(other, version="2")]).events == 2


def test_lines_of_a_file_make_an_article_without_text_until_it_comes(chronicle):
    made = article()
    bare = dataclasses.replace(made, text="")
    whole = arrests(made)
    parts = [Coding(bare, whole.coder, (one,), whole=False) for one in whole.lines]
    assert add(chronicle, parts).new == 1
    assert len(ids(chronicle)) == 2
    assert add(chronicle, parts).unchanged == 2
    assert read.article_by_id(chronicle, "a1")[0]["text"] is None
    assert add(chronicle, [whole]).recoded == 1
    assert [row["text"] for row in read.article_by_id(chronicle, "a1")] == [TEXT]
    assert add(chronicle, parts).unchanged == 2


def test_lines_that_do_not_fit_the_stored_text_are_refused(chronicle):
    add(chronicle, [arrests(article(text=LONGER))])
    strange = article(text="Police beat and arrested people.")
    coding = Coding(dataclasses.replace(strange, text=""), Coder("9", "c"), (line(strange, "arrested"),), whole=False)
    added = add(chronicle, [coding])
    assert [failure.stage for failure in added.failures] == ["store"]
    assert {found["coder"]["version"] for found in read.event_lines_of(chronicle)} == {"1"}


def test_a_batch_is_stored_whole_or_not_at_all(chronicle, monkeypatch):
    def broken(*_):
        raise StoreError("it broke")

    monkeypatch.setattr(write, "settle", broken)
    with pytest.raises(StoreError):
        add(chronicle, [arrests(article())])
    with chronicle.reading() as connection:
        assert connection.execute(select(articles)).all() == []


def test_hostile_texts_go_in_and_come_out(chronicle):
    nasty = "'; DROP TABLE events; -- \\ \u2028 police arrested %s :name {x} 🙂 “#tcoerce” 'quoted':1A & | ! <-> people."
    made = article("'\"; --", nasty, title="% ' \\ \" NEAR( AND * :", publisher="(((")
    add(chronicle, [Coding(made, Coder("1", "c"), (line(made, "arrested"),))])
    [found] = read.event_lines_of(chronicle)
    assert found["article"]["title"] == made.title
    assert len(ids(chronicle, text=("DROP TABLE",))) == 1
    for query in ('"', "'", "NEAR(", "* *x", "a OR", "%", "\\", "col : x", "🙂"):
        with contextlib.suppress(UsageError):  # there is no word in it; what reached an engine as syntax would be a StoreError
            ids(chronicle, text=(query,), actor=(query,), place=(query,))


def test_runs_count_what_is_stored(chronicle):
    run = runs.begin(chronicle, "add", ["reports/"], {"run": {"jobs": 1}})
    add(chronicle, [arrests(article(f"a{n}")) for n in range(3)], run)
    runs.end(chronicle, run, complete=True)
    [row] = runs.all_runs(chronicle)
    assert (row["articles"], row["events"], row["failed"], row["state"]) == (3, 6, 0, "done")
    assert row["ended"] >= row["started"]


def test_two_writers_take_turns(address):
    import threading

    open_chronicle(address, create=True).close()
    told = []

    def write_some(name):
        with open_chronicle(address, upgrade=True) as chronicle:
            for n in range(5):
                # Both add article 0 to 4, and ten of their own.
                codings = [arrests(article(f"shared{n}")), *(arrests(article(f"{name}{n}{k}")) for k in range(2))]
                told.append(add(chronicle, codings).articles)

    threads = [threading.Thread(target=write_some, args=(name,)) for name in ("x", "y")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [3] * 10
    with open_chronicle(address) as chronicle:
        assert read.counts(chronicle) == {"articles": 25, "events": 50}
        assert len(set(ids(chronicle))) == 50
