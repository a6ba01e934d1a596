"""Pages in three forms: HTML, and the same data as JSON and CSV by the suffix of the address.

A page's function returns a `Page`; `page` registers it under its path, with `.json`, `.csv` and `.html`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from khronika import __version__
from khronika.export import flat
from khronika.web.locale import LANGUAGES, language_of
from khronika.web.session import csrf_token
from khronika.web.site import address_of, may_judge, navigation, site_of, user_of
from khronika.web.telling import kind_name

FORMS = ("json", "csv")
# Columns that a cell of a list is written in, as other exports do.
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `data` is what it says, as JSON; `columns` and `rows` the same as a table; `context` what only the HTML needs.

    The template gets `data` and everything in `context`.
    """

    template: str
    data: Any
    columns: Sequence[str]
    rows: Iterable[Row]
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


def safe_url(address: str | None) -> str | None:
    """An address that may be linked to: http or https; None for any other, whatever an article says."""
    try:
        return address if address and urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def dict_with(query: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """A query with one value more, in place of what the name had."""
    return {**query, name: value}


@functools.cache
def environment() -> Environment:
    """Templates: everything is escaped, and a name that there is not is an error."""
    made = Environment(
        loader=PackageLoader("khronika.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        extensions=["jinja2.ext.loopcontrols"],
    )  # fmt: skip
    made.filters |= {"safe_url": safe_url, "dict_with": dict_with}
    made.globals |= {"address_of": address_of, "kind_name": kind_name, "languages": LANGUAGES, "version": __version__}
    return made


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page of a template.

    Every template has: `_` (words; `_.number`, `_.day`), `url(path, **query)`, `address_of(kind, id)`, `user`, `may_judge`, `site`, `csrf`
    (a token for forms), `path`, `request`.
    """
    site, language = site_of(request), language_of(request)

    def url(path: str, /, **query: Any) -> str:
        return site.link(request.url.path, path, query)

    given = {
        "_": language, "url": url, "user": user_of(request), "may_judge": may_judge(request), "site": site,
        "csrf": functools.partial(csrf_token, request), "path": request.url.path, "request": request,
        "navigation": functools.partial(navigation, request),
    }  # fmt: skip
    return HTMLResponse(environment().get_template(template).render(given | context), status)


def page(router: APIRouter, path: str, *, name: str | None = None) -> Callable[[Callable[..., Page | Response]], Callable[..., Response]]:
    """Register a page's function, whose first argument is `request: Request`, under a path and its forms.

    `name` is the path that suffixes go to, where that is another ("/" has "/situation.json").
    """

    def decorate(function: Callable[..., Page | Response]) -> Callable[..., Response]:
        def made(form: str) -> Callable[..., Response]:
            @functools.wraps(function)
            def endpoint(request: Request, **arguments: Any) -> Response:
                found = function(request, **arguments)
                return found if isinstance(found, Response) else answer(request, found, form)

            return endpoint

        for form in (*FORMS, "html"):
            router.add_api_route(
                f"{name or path}.{form}", made(form), methods=["GET", "HEAD"], include_in_schema=False, response_model=None
            )
        html = made("html")
        router.add_api_route(path, html, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)
        return html

    return decorate


def answer(request: Request, found: Page, form: str) -> Response:
    """A page in one of its forms."""
    if form == "json":
        return Response(encoded(found.data), found.status, media_type="application/json")
    if form == "csv":
        body = flat.header(found.columns) + b"".join(flat.row(_cell(value) for value in row) for row in found.rows)
        return Response(body, found.status, media_type="text/csv; charset=utf-8")
    return render(request, found.template, status=found.status, data=found.data, **found.context)


def encoded(data: Any) -> bytes:
    """JSON; halves of surrogate pairs, which no encoding has, as escapes."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(data, allow_nan=False, separators=(",", ":")).encode()


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return flat.BETWEEN.join(str(_cell(item)) for item in value) or None
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
