"""One module a group of pages; each has a `router`. `ROUTERS` lists the modules, in the order in which paths are tried."""

from __future__ import annotations

ROUTERS: tuple[str, ...] = (
    "situation", "incidents", "articles", "actors", "ledgers", "meta", "api", "api_judging", "feed", "exports", "audit", "review",
    "disputes",
)  # fmt: skip
