"""Quotations of a person or organisation over articles, made by hand."""

from __future__ import annotations

import pytest

from khronika.attribution.quotes import Quotation, quotations
from khronika.language.analyse import analyse
from khronika.model import Article, Attribution, CodedArticle, Entity, Record

TEXT = "Ana Horvat left. “It was late,” she said. Horvat praised the crew. The guild said it lost."


def coded(number: int, attributions: tuple[Attribution, ...], entities: tuple[Entity, ...]) -> CodedArticle:
    article = Article(f"a{number}", TEXT, published="2021-05-04", publisher="Lund Post")
    return CodedArticle(article, (), Record(article, analyse(TEXT, "en"), entities=entities, attributions=attributions))


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def entity(words: str, head: int, **fields: object) -> Entity:
    return Entity(*at(words), words, head, **fields)  # type: ignore[arg-type]


@pytest.fixture
def article() -> CodedArticle:
    analysis = analyse(TEXT, "en")
    she = next(t.i for t in analysis.tokens if t.text == "she")
    horvat = [t.i for t in analysis.tokens if t.text == "Horvat"]
    guild = next(t.i for t in analysis.tokens if t.text == "guild")
    return coded(
        1,
        (
            Attribution((at("she"),), (at("said"),), (at("“It was late,”"),), "Ana Horvat", she),
            Attribution((at("Horvat praised"),), (at("praised"),), (at("the crew"),), "Ana Horvat", horvat[1], kind="judges"),
            Attribution((at("The guild"),), ((TEXT.rindex("said"), TEXT.rindex("said") + 4),), (at("it lost"),), None, guild, "denies"),
        ),
        (
            entity("Ana Horvat", horvat[0], name="Ana Horvat", chain=0),
            entity("she", she, means="Ana Horvat", chain=0),
        ),
    )


SAID = Quotation("a1", "2021-05-04", "Lund Post", "she", "Ana Horvat", "said", "asserts", "“It was late,”", *at("“It was late,”"))


@pytest.mark.parametrize("name", ["Ana Horvat", "Horvat", "ana HORVAT", "Ána Horvát", "Ana"])
def test_by_any_part_of_the_name(article: CodedArticle, name: str) -> None:
    assert list(quotations([article], name)) == [SAID]


def test_a_longer_name_finds_the_surname_alone() -> None:
    she = next(t.i for t in analyse(TEXT, "en").tokens if t.text == "she")
    short = coded(
        2, (Attribution((at("she"),), (at("said"),), (at("it lost"),), "Horvat", she),), (entity("she", she, means="Horvat", chain=0),)
    )
    assert [q.article for q in quotations([short], "Ana Horvat")] == ["a2"]
    assert list(quotations([short], "Horvat Ana")) == []


def test_a_source_without_a_mention_goes_by_its_words(article: CodedArticle) -> None:
    [one] = quotations([article], "guild")
    assert (one.source, one.source_name, one.certainty, TEXT[one.start : one.end]) == ("The guild", None, "denies", "it lost")


def test_other_kinds_on_demand(article: CodedArticle) -> None:
    assert [q.cue for q in quotations([article], "Horvat", kinds={"judges"})] == ["praised"]


@pytest.mark.parametrize("name", ["", "  ", "!!", "Olm"])
def test_nobody_of_that_name(article: CodedArticle, name: str) -> None:
    assert list(quotations([article], name)) == []


def test_articles_come_in_their_order(article: CodedArticle) -> None:
    assert [q.article for q in quotations([article, article], "Horvat")] == ["a1", "a1"]
