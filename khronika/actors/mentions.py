"""The mention stage: who an article speaks of, with country, sector and chain of every mention."""

from __future__ import annotations

from khronika.actors.chains import Linker
from khronika.actors.context import Context
from khronika.actors.draft import Draft
from khronika.actors.find import Finder
from khronika.actors.knowledge import knowledge
from khronika.actors.located import Located
from khronika.actors.phrases import Phrases
from khronika.actors.pronouns import FIRST_PERSON, Pronouns
from khronika.actors.spread import spread
from khronika.actors.words import Words
from khronika.model import Analysis, Record


class MentionStage:
    """Finds people, groups, organisations and states and works out who they are."""

    name = "mentions"
    version = "1"
    reads = ("analysis", "triggers", "toponyms", "quantities")
    writes = ("entities",)

    def code(self, record: Record) -> Record:
        """The record with its entities, in order of the text."""
        analysis = record.analysis
        if analysis is None:
            return record.adding(entities=())
        known, phrases, date = knowledge(), Phrases(analysis), (record.article.published or "")[:10] or None
        located = Located(analysis, record.toponyms or ())
        drafts = Finder(analysis, phrases, known, date, located).find()
        words = Words(phrases, drafts, known, date)
        for draft in drafts.values():
            words.settle(draft)
        context = Context(analysis, drafts, record.toponyms or ())

        def text_of(draft: Draft) -> str:
            return analysis.text[analysis.tokens[draft.first].start : analysis.tokens[draft.last - 1].end]

        linker = _link(analysis, phrases, drafts, context.dominant)
        spread(linker.chains, text_of)
        words.settle_again()
        spread(linker.chains, text_of)
        context.fill(linker.chains)
        entities = (drafts[i] for i in sorted(drafts) if drafts[i].pronoun is None or drafts[i].chain is not None)
        return record.adding(entities=tuple(draft.entity(analysis) for draft in entities))


def _link(analysis: Analysis, phrases: Phrases, drafts: dict[int, Draft], dominant: str | None) -> Linker:
    linker = Linker(phrases, drafts, dominant)
    pronouns = Pronouns(analysis, linker, drafts)
    for i in sorted(drafts):
        draft = drafts[i]
        if draft.pronoun is None:
            linker.place(draft)
        elif draft.pronoun not in FIRST_PERSON:
            chain = pronouns.resolve(draft)
            if chain is not None:
                linker.join(chain, draft)
    pronouns.first_persons()
    return linker
