"""The gold of merging through the real pipeline, encoder off so that the test is quick."""

from __future__ import annotations

from khronika.merge.incidents import incidents
from khronika.merge.stories import stories
from khronika.pipeline import code_articles
from khronika.settings import load_settings
from tests.merge.marked import bcubed, found_in, reports


def test_gold_of_merging() -> None:
    articles, gold = reports()
    coded = code_articles(articles, load_settings(None, ["events.encoder=false"]))
    found = incidents(event for article in coded for event in article.events)
    mine = {mention: found_in(mention, found) or f"none {mention}" for mention in gold}
    precision, recall, f1 = bcubed(gold, mine)
    assert len(articles) >= 60 and len(set(gold.values())) == 12
    assert f1 >= 0.85, (precision, recall, f1)
    assert precision >= 0.95, (precision, recall, f1)


def test_gold_of_repeated_mentions() -> None:
    articles, gold = reports("stories.tsv")
    told = {member.article: member.story for member in stories(articles)}
    coded = code_articles(articles, load_settings(None, ["events.encoder=false"]))
    found = incidents((event for article in coded for event in article.events), (), told)
    mine = {mention: found_in(mention, found) or f"none {mention}" for mention in gold}
    precision, recall, f1 = bcubed(gold, mine)
    assert len(articles) >= 50 and len(set(gold.values())) > 60
    assert f1 >= 0.79, (precision, recall, f1)
    assert precision >= 0.95, (precision, recall, f1)


def test_bcubed_sees_over_merging() -> None:
    _, gold = reports()
    assert bcubed(gold, gold) == (1, 1, 1)
    assert bcubed(gold, dict.fromkeys(gold, "one"))[0] < 0.2
