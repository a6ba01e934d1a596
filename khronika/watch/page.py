"""From a page that was fetched to an article."""

from __future__ import annotations

from urllib.parse import urlsplit

from khronika.model import Article, Failure
from khronika.read import Options
from khronika.read.article import converted
from khronika.read.dates import stated
from khronika.read.html import PageError
from khronika.read.html import page as read_page
from khronika.store.watching import PageState
from khronika.watch.address import plain
from khronika.watch.fetch import Answer, FetchError
from khronika.watch.plan import Source

KINDS = ("text/html", "application/xhtml+xml")
# Characters that could not be decoded: a few stray ones are nobody's fault, more than this share is no text.
FEW, BROKEN = 5, 0.02


def article(answer: Answer, page: PageState, source: Source, options: Options) -> Article:
    """The article of a page. Raises FetchError if there is none.

    What the list says of day and publisher counts before what can only be guessed from the page; of the title, before nothing.
    """
    try:
        found = read_page(answer.body, url=answer.url, charset=answer.charset, limits=options.limits)
    except PageError as error:
        raise FetchError(error.what, "it is left out; look at it in a browser", again=False) from None
    if found.text.count("\ufffd") > max(FEW, len(found.text) * BROKEN):
        raise FetchError("is not text in the encoding that it states", "it is left out", again=False)
    listed = page.given
    host = (urlsplit(answer.url).hostname or "").removeprefix("www.")
    publisher = None if found.publisher == host else found.publisher
    published = stated(listed.get("published") or "") or found.published
    fields = {
        "text": found.text, "title": found.title or listed.get("title"), "published": published,
        "publisher": source.publisher or publisher or listed.get("publisher") or found.publisher, "url": plain(answer.url),
        "language": source.language, "author": found.author or listed.get("author"),
    }  # fmt: skip
    for content in converted(fields, answer.url, options):
        if isinstance(content, Article):
            return content
        if isinstance(content, Failure):
            raise FetchError(content.what, "it is left out", again=False)
    raise FetchError("holds no article", "it is left out", again=False)
