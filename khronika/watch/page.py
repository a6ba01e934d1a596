"""From a page that was fetched to an article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khronika.model import Article, Failure
from khronika.read import Options
from khronika.read.article import make
from khronika.read.dates import given
from khronika.read.items import Notice
from khronika.store.watching import PageState
from khronika.watch.address import plain
from khronika.watch.body import text_of
from khronika.watch.fetch import Answer, FetchError
from khronika.watch.plan import Source

KINDS = ("text/html", "application/xhtml+xml")


def article(answer: Answer, page: PageState, source: Source) -> Article:
    """The article of a page. What the list said of the day counts before what the page says. Raises FetchError if there is none."""
    html = text_of(answer.body, answer.charset)
    if html is None:
        raise FetchError("is no text", "it is left out", again=False)
    found = _extracted(html, answer.url)
    day = given(page.given.get("published") or "") or found.get("published")
    fields = {
        "text": found.get("text"), "title": found.get("title") or page.given.get("title"), "published": given(day or ""),
        "publisher": source.publisher or found.get("publisher") or page.given.get("publisher"), "url": plain(answer.url),
    }  # fmt: skip
    if not (fields["text"] or "").strip():
        raise FetchError("holds no article text", "it is left out; look at it in a browser", again=False)
    for content in make(fields, answer.url, Options(language=source.language), "metadata"):
        if isinstance(content, Article):
            return content
        if isinstance(content, Failure) and not isinstance(content, Notice):
            raise FetchError(content.what, content.advice, again=False)
    raise FetchError("holds no article", "it is left out", again=False)


def _extracted(html: str, url: str) -> Mapping[str, Any]:
    """Text, title, day and publisher of a page."""
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(html, url=url, with_metadata=True, include_comments=False, include_tables=False)
    except (ValueError, TypeError, RecursionError, AttributeError, KeyError, IndexError) as error:
        raise FetchError(f"cannot be read ({type(error).__name__})", "it is left out", again=False) from None
    names = {"text": "text", "title": "title", "published": "date", "publisher": "sitename"}
    return {name: getattr(document, theirs, None) for name, theirs in names.items()}
