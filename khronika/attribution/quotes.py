"""All that a person or organisation is quoted with in coded articles, under whatever name each article uses.

An article: "President Ana Horvat …, she said: “We left.”"     quotations(coded, "Horvat") gives “We left.”
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from khronika.attribution.who import antecedent, by_head
from khronika.model import Attribution, CodedArticle, Entity, Record
from khronika.model.attribution import Certainty, CueKind

# What counts as being quoted: words, questions, findings and beliefs, not praise or intentions.
QUOTED: frozenset[CueKind] = frozenset({"says", "asks", "knows", "thinks"})
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """One thing that somebody is quoted with. `source` are the article's words for who says it, `source_name` the name they stand for.

    `content` is what is said as the article prints it, its pieces joined by " … "; `start` and `end` are the offsets of its hull.
    """

    article: str
    published: str | None
    publisher: str | None
    source: str
    source_name: str | None
    cue: str
    certainty: Certainty
    content: str
    start: int
    end: int


def quotations(articles: Iterable[CodedArticle], name: str, *, kinds: Collection[CueKind] = QUOTED) -> Iterator[Quotation]:
    """Quotations of whoever goes by `name`, in order of articles and text; case and accents of the name do not matter.

    A surname is enough, and a full name also finds articles that print the surname only. Pronouns and descriptions ("she", "the minister")
    count where the article's mention chains tie them to the name. A name without any word finds nothing.
    """
    wanted = _words(name)
    if not wanted:
        return
    for coded in articles:
        for attribution in _of(coded.record, wanted):
            if attribution.kind in kinds and attribution.source and attribution.content:
                yield _quotation(coded, attribution)


def _of(record: Record, wanted: tuple[str, ...]) -> Iterator[Attribution]:
    entities = by_head(record.entities or ())
    chains = {e.chain for e in entities.values() if e.chain is not None and _goes_by(e, wanted)}
    for attribution in record.attributions or ():
        entity = _entity(record, attribution, entities)
        if entity is None:
            text = " ".join(record.article.text[s:e] for s, e in attribution.source)
            if _matches(_words(attribution.source_name or text), wanted):
                yield attribution
        elif entity.chain in chains or _goes_by(entity, wanted):
            yield attribution


def _entity(record: Record, attribution: Attribution, entities: dict[int, Entity]) -> Entity | None:
    if attribution.source_head is None or record.analysis is None:
        return None
    return entities.get(antecedent(record.analysis, attribution.source_head))


def _goes_by(entity: Entity, wanted: tuple[str, ...]) -> bool:
    return any(_matches(_words(name), wanted) for name in (entity.name, entity.means) if name)


def _matches(name: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a printed name can be the one that is asked for: it holds all its words, or is its last part."""
    return bool(name) and (set(wanted) <= set(name) or name == wanted[-len(name) :])


def _words(text: str) -> tuple[str, ...]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return tuple(WORD.findall(plain.casefold()))


def _quotation(coded: CodedArticle, attribution: Attribution) -> Quotation:
    article, text = coded.article, coded.record.article.text
    return Quotation(
        article.id, article.published, article.publisher, _joined(text, attribution.source), attribution.source_name,
        _joined(text, attribution.cue), attribution.certainty, _joined(text, attribution.content),
        attribution.content[0][0], attribution.content[-1][1],
    )  # fmt: skip


def _joined(text: str, pieces: Iterable[tuple[int, int]]) -> str:
    return " … ".join(text[start:end] for start, end in pieces)
