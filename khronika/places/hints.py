"""Which countries an article is likely to be about, by what stands outside its text: publisher, address and title."""

from __future__ import annotations

import functools
import re
from urllib.parse import urlsplit

from khronika.model import Article
from khronika.places.build import gazetteer
from khronika.places.gazetteer import Place
from khronika.places.knowledge import coded, knowledge

# Weights in names: a whole name in the text counts one.
PUBLISHER, ADDRESS, TITLE = 1.0, 1.0, 0.7
# Domains of countries that are sold to everybody.
SOLD = frozenset("ac ai cc co fm gg im io is ly me nu sh to tv ws eu su".split())
WORD = re.compile(r"[^\W\d_][\w.'’-]*")
LONGEST, LARGE = 3, 300_000

Hint = tuple[str, float]


def hints(article: Article) -> tuple[Hint, ...]:
    """Countries as ISO 3166 alpha-3, each with a weight; a country may come more than once."""
    found = [(country, PUBLISHER) for country in _named(article.publisher)]
    found += [(country, TITLE) for country in _named(article.title)]
    country = _of_address(article.url)
    return (*found, (country, ADDRESS)) if country else tuple(found)


@functools.lru_cache(maxsize=1024)
def _named(text: str | None) -> tuple[str, ...]:
    """Countries named in a few words, themselves or by an adjective or a large town."""
    words = WORD.findall(text or "")
    found, i = [], 0
    while i < len(words):
        for size in range(min(LONGEST, len(words) - i), 0, -1):
            place = _place(" ".join(words[i : i + size]))
            if place is not None and place.country:
                found.append(place.country)
                i += size - 1
                break
        i += 1
    return tuple(dict.fromkeys(found))


def _place(name: str) -> Place | None:
    if not name[0].isupper() or name.lower() in knowledge().words["ordinary"]:
        return None
    code = knowledge().adjective(name)
    if code:
        return coded(code)
    known = (m.place for m in gazetteer().matches(name)[:3] if m.main)
    return next((p for p in known if p.kind == "country" or p.kind == "city" and p.population >= LARGE), None)


def _of_address(url: str | None) -> str | None:
    """The country of a web address's domain: `BLR` of `https://example.by/news`."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    domain = host.rpartition(".")[2].lower()
    if len(domain) != 2 or domain in SOLD:
        return None
    return _alpha3("gb" if domain == "uk" else domain)


@functools.lru_cache(maxsize=256)
def _alpha3(alpha2: str) -> str | None:
    import pycountry

    known = pycountry.countries.get(alpha_2=alpha2.upper())
    return str(known.alpha_3) if known else None
