"""The words by which an event is found, and how they are asked for in either engine.

An event has words in four fields (actors, recipients, sources, words: its sentence and the article's title) and codes. Words are folded
here, so that both engines see the same: lower case, no accents, letters and digits only. A code is a word that begins with `#` and a letter
for its kind, so that no word of a text is taken for one: `#tcoerce` is the type COERCE. Phrases never reach from one party into the next.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pycountry
from sqlalchemy import Connection, bindparam, text

Field = Literal["actors", "recipients", "sources", "words", "codes"]
FIELDS: tuple[Field, ...] = ("actors", "recipients", "sources", "words", "codes")
COLUMNS = ", ".join(FIELDS)
# PostgreSQL knows four weights; codes need none, since no word begins with #.
WEIGHTS: Mapping[Field, str] = {"actors": "A", "recipients": "B", "sources": "C", "words": "D", "codes": ""}
# Kinds of codes.
TYPE, MODE, CONTEXT, STATUS, COUNTRY, PLACE, PUBLISHER, QUANTITY, MEASURE, STAGE, VERDICT = "tmxslwpqkgh"
ACTOR, RECIPIENT, SOURCE = "aro"
BREAK = "#"
WORD = re.compile(r"[^\W_]+")
LONGEST = 100
# PostgreSQL keeps no position beyond this one.
LAST_POSITION = 16_383

Words = dict[Field, list[str]]


def fold(text: str | None) -> list[str]:
    """The words of a text, folded."""
    if not text:
        return []
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return [word[:LONGEST] for word in WORD.findall(text.casefold())]


def code(kind: str, value: str) -> str:
    """The word that stands for a code."""
    return f"#{kind}{''.join(fold(value))}"


def words_of(line: Mapping[str, Any], sentence: str | None, verdict: str | None) -> Words:
    """The words of an event: its line in the record format, the text of its sentence, what people said of it."""
    found: Words = {name: [] for name in FIELDS}
    codes = found["codes"]
    article = line["article"]
    codes.append(code(TYPE, line["event_type"]))
    codes.append(code(STATUS, line["status"]))
    if verdict:
        codes.append(code(VERDICT, verdict))
    codes += (code(MODE, mode) for mode in line["modes"])
    codes += (code(CONTEXT, context) for context in line["contexts"])
    codes += (f"#{PUBLISHER}{word}" for word in fold(article["publisher"]))
    for name, kind in (("actors", ACTOR), ("recipients", RECIPIENT), ("attributed_to", SOURCE)):
        field: Field = "sources" if name == "attributed_to" else name  # type: ignore[assignment]
        for party in line[name]:
            found[field] += (*_named(party), BREAK)
            codes += (code(kind, value) for value in (party["country"], party["sector"], *party.get("other_sectors", ())) if value)
    codes += _place(line["place"])
    codes += (code(QUANTITY, quantity["role"]) for quantity in line["quantities"] if quantity["role"])
    for measure in line["measures"]:
        codes += (code(kind, value) for kind, value in ((MEASURE, measure["type"]), (STAGE, measure["stage"])) if value)
    found["words"] = [*fold(sentence or line["trigger"]["text"]), BREAK, *fold(article["title"])]
    found["codes"] = list(dict.fromkeys(codes))
    return found


def _named(party: Mapping[str, Any]) -> Iterable[str]:
    texts = dict.fromkeys(party.get(name) for name in ("text", "means", "name"))
    return [word for text in texts if text for word in (*fold(text), BREAK)][:-1]


def _place(place: Mapping[str, Any] | None) -> Iterable[str]:
    if place is None:
        return
    names = [place["text"], place["name"], place["admin1"]]
    if place["country"]:
        yield code(COUNTRY, place["country"])
        names.append(country_name(place["country"]))
    for word in dict.fromkeys(word for name in names for word in fold(name)):
        yield f"#{PLACE}{word}"


@functools.lru_cache(maxsize=512)
def country_name(code: str) -> str | None:
    """The plain English name of a country by its ISO 3166 alpha-3 code."""
    country = pycountry.countries.get(alpha_3=code)
    return getattr(country, "common_name", country.name) if country else None


@functools.lru_cache(maxsize=512)
def country_code(text: str) -> str | None:
    """The alpha-3 code of a country by name or code; None if there is no such country."""
    try:
        found: str = pycountry.countries.lookup(text).alpha_3
    except LookupError:
        return None
    return found


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand one after the other in a field; the last one may be the beginning of a word."""

    field: Field
    words: tuple[str, ...]
    prefix: bool = False


# All groups must be met; of the terms of a group, one.
Groups = tuple[tuple[tuple[Term, ...], ...], ...]


def phrase(field: Field, text: str) -> Term | None:
    """The term for words as a person gives them; a star at the end stands for the rest of a word. None if there is no word in it."""
    words = tuple(fold(text))
    return Term(field, words, text.rstrip().endswith("*")) if words else None


def sqlite_query(groups: Groups, without: Term | None = None) -> str:
    """The expression for MATCH: of each group, one alternative, all of whose terms must be met, and not the term `without`."""
    query = _query(groups, _fts5, " OR ", " AND ")
    return f"({query}) NOT {_fts5(without)}" if without else query


def _fts5(term: Term) -> str:
    quoted = " ".join(term.words)
    return f'{term.field} : "{quoted}"' + (" *" if term.prefix else "")


def postgresql_query(groups: Groups, without: Term | None = None) -> str:
    """The same as text of a tsquery."""
    query = _query(groups, _tsquery, " | ", " & ")
    return f"{query} & !{_tsquery(without)}" if without else query


def _query(groups: Groups, written: Callable[[Term], str], either: str, both: str) -> str:
    def alternative(terms: tuple[Term, ...]) -> str:
        return f"({both.join(written(term) for term in terms)})"

    return both.join(f"({either.join(alternative(terms) for terms in group)})" for group in groups)


def _tsquery(term: Term) -> str:
    last = len(term.words) - 1
    parts = []
    for place, word in enumerate(term.words):
        flags = WEIGHTS[term.field] + ("*" if term.prefix and place == last else "")
        parts.append(f"'{word}'" + (f":{flags}" if flags else ""))
    return f"({' <-> '.join(parts)})"


def postgresql_vector(words: Words) -> str:
    """The words as text of a tsvector: lexemes with position and weight."""
    places: dict[str, list[str]] = {}
    position = 1
    for field in FIELDS[:-1]:
        for word in words[field]:
            position += 1
            if word != BREAK and position <= LAST_POSITION:
                places.setdefault(word, []).append(f"{position}{WEIGHTS[field]}")
        position += 1
    for word in words["codes"]:
        places[word] = []
    return " ".join(f"'{word}'" + (":" + ",".join(found) if found else "") for word, found in places.items())


def kept(words: Words) -> str:
    """The words as they are kept beside an event on SQLite, to be taken out of the index again: JSON, a text for each field."""
    return json.dumps([" ".join(words[field]) for field in FIELDS], ensure_ascii=False)


def index(connection: Connection, found: Sequence[tuple[int, Words]]) -> None:
    """Make events findable, by number."""
    if not found:
        return
    if connection.dialect.name == "postgresql":
        statement = text("INSERT INTO event_search (rowid, search) VALUES (:rowid, CAST(:search AS tsvector))")
        rows: list[dict[str, Any]] = [{"rowid": num, "search": postgresql_vector(words)} for num, words in found]
    else:
        statement = text(f"INSERT INTO event_search (rowid, {COLUMNS}) VALUES (:rowid, {', '.join(f':{field}' for field in FIELDS)})")
        rows = [{"rowid": num} | {field: " ".join(words[field]) for field in FIELDS} for num, words in found]
    connection.execute(statement, rows)


def unindex(connection: Connection, nums: Sequence[int]) -> None:
    """Make events unfindable, before they are taken out. SQLite's index is told again what it holds of them."""
    statement = text("DELETE FROM event_search WHERE rowid IN :nums")
    if connection.dialect.name != "postgresql":
        fields = ", ".join(f"json_extract(words, '$[{place}]')" for place in range(len(FIELDS)))
        statement = text(
            f"INSERT INTO event_search (event_search, rowid, {COLUMNS}) SELECT 'delete', events.num, {fields} "
            "FROM events JOIN event_lines ON event_lines.num = events.line WHERE events.num IN :nums ORDER BY events.num"
        )
    connection.execute(statement.bindparams(bindparam("nums", list(nums), expanding=True)))
