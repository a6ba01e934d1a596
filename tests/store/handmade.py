"""Codings made by hand, so that no test of the store needs a parser."""

from __future__ import annotations

from typing import Any

from khronika.model import Article, Coder
from khronika.model.ids import event_id
from khronika.store import Coding

TEXT = "On Monday the police arrested 40 people in Minsk. Later the court freed a journalist, witnesses said. Nobody was hurt in the city."


def party(text: str, article_text: str, **values: Any) -> dict[str, Any]:
    start = article_text.index(text)
    empty = {
        "means": None,
        "name": None,
        "wikidata": None,
        "country": None,
        "sector": None,
        "other_sectors": [],
        "kind": "group",
        "by": "t",
    }
    return {"text": text, "start": start, "end": start + len(text)} | empty | values


def line(article: Article, word: str, event_type: str = "COERCE", modes: tuple[str, ...] = ("arrest",), **values: Any) -> dict[str, Any]:
    """An event at a word of the article's text."""
    start = article.text.index(word)
    end = start + len(word)
    sentence = max(article.text.rfind(". ", 0, start) + 2, 0) if ". " in article.text[:start] else 0
    stop = article.text.find(".", end) + 1 or len(article.text)
    return {
        "id": event_id(article.id, start, end, event_type), "event_type": event_type, "modes": list(modes), "contexts": [], "quad": 4,
        "scale": -7.0, "cameo": "173", "status": "occurred", "actors": [], "recipients": [], "time": None, "place": None, "quantities": [],
        "measures": [], "attributed_to": [], "trigger": {"text": word, "start": start, "end": end, "by": "t"},
        "sentence": {"start": sentence, "end": stop}, "confidence": 0.9,
    } | values  # fmt: skip


def place(text: str, article_text: str, **values: Any) -> dict[str, Any]:
    start = article_text.index(text)
    return {
        "text": text, "start": start, "end": start + len(text), "name": text, "geonameid": None, "lat": 53.9, "lon": 27.57,
        "country": "BLR", "admin1": None, "precision": "city", "by": "t",
    } | values  # fmt: skip


def quantity(text: str, article_text: str, role: str, low: int, high: int | None) -> dict[str, Any]:
    start = article_text.index(text)
    return {
        "role": role,
        "low": low,
        "high": high,
        "approximate": False,
        "text": text,
        "start": start,
        "end": start + len(text),
        "of": None,
    }


def time(start: str, end: str) -> dict[str, Any]:
    return {"text": "x", "start_char": 0, "end_char": 1, "start": start, "end": end, "precision": "day", "by": "t"}


def article(name: str = "a1", text: str = TEXT, **values: Any) -> Article:
    fields = {"title": "Arrests", "published": "2020-08-14", "published_from": "given", "publisher": "Minsk Courier", "language": "en"}
    return Article(name, text, **(fields | values))


def arrests(made: Article, *, version: str = "1", drop: tuple[str, ...] = (), **values: Any) -> Coding:
    """The coding of an article that holds TEXT: an arrest with all that an event can have, and a release."""
    text = made.text
    lines = [
        line(
            made, "arrested", actors=[party("the police", text, country="BLR", sector="COP")],
            recipients=[party("40 people", text, country="BLR", sector="CVL")], place=place("Minsk", text),
            quantities=[quantity("40", text, "arrested", 40, 40)], **values,
        ),
        line(
            made, "freed", "RETREAT", ("release",), actors=[party("the court", text, country="BLR", sector="JUD")],
            recipients=[party("a journalist", text, sector="JRN", name="Ales Novik")],
            attributed_to=[{**party("witnesses", text, sector="CVL"), "cue": "said", "certainty": "asserts", "party": False}],
        ),
    ]  # fmt: skip
    return Coding(made, Coder(version, "c"), tuple(x for x in lines if x["trigger"]["text"] not in drop))
