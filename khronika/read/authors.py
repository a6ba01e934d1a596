"""Who wrote an article, in one line, of the many ways in which formats say it.

>>> authors(["Ann Lee", {"name": "Bob Ray", "email": "bob@pier.example"}])
'Ann Lee; Bob Ray'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from khronika.model.article import BETWEEN_AUTHORS
from khronika.read.decode import clean
from khronika.read.normal import one_line

# Names that are looked at, and characters that are kept of all together; more are a list of something else.
MOST, LONGEST = 50, 500
# A list in one cell, as programs write it: "['Ann Lee', 'Bob Ray']".
LISTED, QUOTED = re.compile(r"\s*\[.*\]\s*", re.S), re.compile(r"'([^']*)'|\"([^\"]*)\"")
# The word that stands before the name and is no part of it.
BY = re.compile(r"by:?\s+", re.I)
# Addresses, with the brackets in which mail and feeds put them or the name: "ann@pier.example (Ann Lee)".
MAIL, PAGE = re.compile(r"[(<]?\S+@[^\s)>]+[)>]?"), re.compile(r"https?://\S*")


def authors(value: Any) -> str | None:
    """The names of a value: a name, a list in words, a list of names or of objects with a `name`; None if it names nobody.

    Each name is told once. Addresses, of mail or of pages, are no names.
    """
    if isinstance(value, str) and len(value) <= LONGEST and LISTED.fullmatch(value):
        value = [single or double for single, double in QUOTED.findall(value)]
    found: dict[str, None] = {}
    for part in value[:MOST] if isinstance(value, list | tuple) else (value,):
        name = _name(part.get("name") if isinstance(part, Mapping) else part)
        if name and len(BETWEEN_AUTHORS.join((*found, name))) <= LONGEST:
            found[name] = None
    return BETWEEN_AUTHORS.join(found) or None


def of_entry(entry: Mapping[str, Any]) -> str | None:
    """The authors of an entry of a feed, as feedparser gives it, which takes names and long addresses apart in wrong places."""
    several = entry.get("authors") or ()
    return authors(list(several) if len(several) > 1 else entry.get("author"))


def _name(value: Any) -> str | None:
    name = one_line(clean(value[: 2 * LONGEST])[0]) if isinstance(value, str) else None
    if name and MAIL.search(name):
        name = MAIL.sub("", name).strip(" ()<>")
    name = BY.sub("", name, count=1) if name and BY.match(name) else name
    return None if not name or PAGE.fullmatch(name) or not any(map(str.isalpha, name)) else name
