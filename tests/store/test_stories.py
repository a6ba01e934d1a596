"""Articles are placed into stories as they come; those of before are not read again."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select, text

from khronika.merge import stories as finder
from khronika.merge.stories import stories as all_at_once
from khronika.model import Article, Coder
from khronika.store import Coding, add, merging
from khronika.store.chronicle import Chronicle
from khronika.store.incidents import story_of
from khronika.store.schema import articles, stories, story_copies, story_members, story_rarity, story_terms, unmerged_articles
from tests.merge.marked import bcubed, reports

FLOOD = "The river Aller burst its banks near Celtow on Monday and drove four hundred families from their homes, rescue services said."
AGAIN = "Four hundred families left their homes near Celtow on Monday when the river Aller burst its banks."
VOTE = "Parliament in Norland rejected the budget by three votes on Monday, and the finance minister offered to resign."
BRIDGE = "A new bridge over the Senn was opened in the town of Brugg, a year later than planned and dearer than foreseen."


def coded(name: str, body: str, day: str = "2024-05-06", **values: str) -> Coding:
    return Coding(Article(name, body, None, day, **values), Coder("1", "c"), ())


def put(chronicle: Chronicle, *codings: Coding) -> None:
    add(chronicle, codings)
    merging.merge(chronicle)


def groups(chronicle: Chronicle) -> dict[str, int]:
    """Story of each article that is current, by id."""
    with chronicle.reading() as connection:
        statement = select(articles.c.id, story_members.c.story).join(story_members, story_members.c.article == articles.c.num)
        return {row.id: row.story for row in connection.execute(statement.where(articles.c.is_current == 1))}


def sums(chronicle: Chronicle) -> dict[int, int]:
    """How many articles each story says that it has."""
    with chronicle.reading() as connection:
        said = {row.num: row.articles for row in connection.execute(select(stories.c.num, stories.c.articles))}
        counted = select(story_members.c.story, func.count().label("count")).group_by(story_members.c.story)
        assert said == {row.story: row.count for row in connection.execute(counted)}
    return said


def test_a_later_article_joins_the_story_of_an_earlier_batch(chronicle: Chronicle) -> None:
    put(chronicle, coded("a", FLOOD), coded("c", VOTE), coded("d", BRIDGE))
    put(chronicle, coded("b", AGAIN, "2024-05-07"))
    found = groups(chronicle)
    assert found["a"] == found["b"] and len(set(found.values())) == 3
    assert [row["id"] for row in story_of(chronicle, "b")] == ["a", "b"]
    assert sums(chronicle)[found["a"]] == 2


def test_years_later_it_begins_another(chronicle: Chronicle) -> None:
    again = "Families left their homes when the river Aller flooded; the mayor of Celtow asked for help."
    far = "The Aller flooded the town of Celtow, and families had to leave; help came from the mayor of the next town."
    put(chronicle, coded("a", FLOOD), coded("c", VOTE), coded("d", BRIDGE))
    put(chronicle, coded("near", again, "2024-05-08"), coded("far", far, "2031-05-06"))
    found = groups(chronicle)
    assert found["a"] == found["near"] != found["far"]


def test_batches_find_what_one_batch_finds(chronicle: Chronicle) -> None:
    given, _ = reports()
    whole = {m.article: m.story for m in all_at_once(given)}
    ordered = sorted(given, key=lambda article: (article.published or "", article.id))
    for at in range(0, len(ordered), 10):
        put(chronicle, *(Coding(article, Coder("1", "c"), ()) for article in ordered[at : at + 10]))
    found = {name: str(story) for name, story in groups(chronicle).items()}
    assert bcubed(whole, found)[2] > 0.85
    sums(chronicle)
    merging.merge(chronicle, everything=True)
    assert bcubed(whole, {name: str(story) for name, story in groups(chronicle).items()})[2] == 1


def test_a_copy_of_an_earlier_batch_goes_with_its_original(chronicle: Chronicle) -> None:
    put(chronicle, coded("a", FLOOD), coded("c", VOTE), coded("d", BRIDGE))
    put(chronicle, coded("b", FLOOD.upper(), "2024-05-09"))
    assert groups(chronicle)["a"] == groups(chronicle)["b"]
    rows = {row["id"]: row for row in story_of(chronicle, "a")}
    assert rows["b"]["copy_of"] is not None and rows["a"]["copy_of"] is None


def test_a_new_edition_leaves_its_story_and_its_copies_stay_copies(chronicle: Chronicle) -> None:
    put(chronicle, coded("a", FLOOD, url="u1"), coded("c", VOTE), coded("d", BRIDGE))
    put(chronicle, coded("b", FLOOD.upper(), "2024-05-09"), coded("e", FLOOD.lower(), "2024-05-10"))
    old = groups(chronicle)["a"]
    put(chronicle, coded("a", VOTE + " The vote was close, as it had been the year before, and it was the last of the session.", url="u1"))
    found = groups(chronicle)
    assert found["a"] == found["c"] != old
    assert found["b"] == found["e"]
    assert [row["id"] for row in story_of(chronicle, "b")] == ["b", "e"]
    assert {row["id"]: row["copy_of"] is not None for row in story_of(chronicle, "b")} == {"b": False, "e": True}
    sums(chronicle)


def test_an_edition_that_begins_a_story_again_has_a_name_of_its_own(chronicle: Chronicle) -> None:
    put(chronicle, coded("a", FLOOD, url="u1"), coded("b", AGAIN), coded("c", VOTE))
    put(chronicle, coded("a", BRIDGE, url="u1"))
    found = groups(chronicle)
    assert len({found["a"], found["b"], found["c"]}) == 3
    with chronicle.reading() as connection:
        names = list(connection.execute(select(stories.c.id)).scalars())
    assert len(names) == len(set(names)) == 3


def test_articles_with_one_id_are_placed_each(chronicle: Chronicle) -> None:
    put(chronicle, coded("x", FLOOD, url="u1"), coded("x", VOTE, url="u2"), coded("d", BRIDGE))
    with chronicle.reading() as connection:
        placed = connection.execute(select(func.count()).select_from(story_members)).scalar_one()
        current = connection.execute(select(func.count()).select_from(articles).where(articles.c.is_current == 1)).scalar_one()
        left = connection.execute(select(func.count()).select_from(unmerged_articles)).scalar_one()
    assert placed == current and left == 0


def test_what_is_kept_of_a_term_is_bounded(chronicle: Chronicle, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("khronika.store.stories.LATEST", 3)
    towns = ("Abelow", "Brentow", "Culmtow", "Dornow", "Elbtow", "Furtow", "Gerrow", "Hultow")
    for n, town in enumerate(towns):
        put(chronicle, coded(f"t{n}", f"Mayor Korvin spoke in {town} of {town}'s harbour.", f"20{10 + n}-01-01"))
    with chronicle.reading() as connection:
        per_term = connection.execute(select(func.count()).select_from(story_terms).group_by(story_terms.c.term)).scalars()
        assert max(per_term) <= 3
        assert connection.execute(select(story_rarity.c.articles)).scalar_one() == len(towns)


def test_articles_are_placed_in_bounded_transactions(chronicle: Chronicle, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(merging, "PLACED", 2)
    put(chronicle, coded("d", BRIDGE, "2024-05-01"), coded("a", FLOOD), coded("c", VOTE), coded("b", AGAIN, "2024-05-07"))
    found = groups(chronicle)
    assert found["a"] == found["b"] and len(found) == 4


def test_nothing_is_left_when_all_is_merged_anew(chronicle: Chronicle) -> None:
    put(chronicle, coded("a", FLOOD), coded("b", FLOOD.upper()), coded("c", VOTE), coded("d", "More soon."))
    kept: dict[str, list[int]] = defaultdict(list)
    for _ in range(2):
        merging.merge(chronicle, everything=True)
        with chronicle.reading() as connection:
            for table in (stories, story_members, story_terms, story_copies, story_rarity):
                kept[table.name].append(connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one())
    assert all(first == second for first, second in kept.values()), kept
    assert kept["stories"][0] == 3 and finder.LATEST > 0
