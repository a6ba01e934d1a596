"""Code from Python: one text, or a stream of articles.

>>> import khronika
>>> [event] = khronika.code("Police arrested 40 protesters in Minsk on Friday.", published="2020-08-14")
>>> event.event_type, event.modes, event.recipients[0].text, event.time.begins, event.place.name
('COERCE', ('arrest',), '40 protesters', '2020-08-14', 'Minsk')
"""

from __future__ import annotations

import functools

from khronika.errors import InputError
from khronika.model import Article, CodedArticle, Event, Failure, Record, event_line, layers_line
from khronika.pipeline import Pipeline, code_articles
from khronika.read.article import make
from khronika.read.items import Options
from khronika.settings import Settings, load_settings

__all__ = ["annotate", "article", "code", "code_articles", "event_line", "layers_line"]


def code(
    text: str,
    *,
    published: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    url: str | None = None,
    language: str | None = None,
    settings: Settings | None = None,
) -> list[Event]:
    """The events that a text tells, in its order.

    `published` is `YYYY-MM-DD` or an ISO time; without it (and without a day in `url` or dateline) relative dates stay unresolved.
    Raises InputError if the text cannot be coded: it is empty, its language is not supported, a field has a wrong value.
    """
    return list(_coded(article(text, published=published, publisher=publisher, title=title, url=url, language=language), settings).events)


def annotate(
    text: str,
    *,
    published: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    url: str | None = None,
    language: str | None = None,
    settings: Settings | None = None,
) -> Record:
    """The record of a text with all layers: entities, toponyms, times, quantities, attributions and what ties them to events.

    Arguments and errors are those of `code`; `layers_line` gives the output form.
    """
    one = article(text, published=published, publisher=publisher, title=title, url=url, language=language)
    return _coded(one, (settings or load_settings()).unfiltered).record


def article(
    text: str,
    *,
    id: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    author: str | None = None,
    title: str | None = None,
    url: str | None = None,
    language: str | None = None,
) -> Article:
    """An article for `code_articles`, checked and completed as if it had been read from a file. Raises InputError."""
    fields = {"id": id, "text": text, "title": title, "published": published, "publisher": publisher, "author": author, "url": url}
    for content in make(fields | {"language": language}, "text", Options()):
        if isinstance(content, Failure):
            raise _error(content)
        if isinstance(content, Article):
            return content
    raise InputError("gives no article", where="text", advice="give the text of a report")


@functools.lru_cache(maxsize=4)
def _pipeline(settings: Settings) -> Pipeline:
    return Pipeline(settings)


def _coded(one: Article, settings: Settings | None) -> CodedArticle:
    [coded] = _pipeline(settings or load_settings()).code([one])
    if coded.failures:
        raise _error(coded.failures[0])
    return coded


def _error(failure: Failure) -> InputError:
    return InputError(failure.what, where=failure.where, advice=failure.advice)
