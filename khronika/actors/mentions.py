"""The mention stage: who an article speaks of, with country, sector and chain of every mention."""

from __future__ import annotations

from khronika.actors.chains import Chains
from khronika.actors.context import Context
from khronika.actors.find import Finder
from khronika.actors.knowledge import knowledge
from khronika.actors.phrases import Phrases
from khronika.actors.words import Words
from khronika.model import Record


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
        drafts = Finder(analysis, phrases, known, date).find()
        words = Words(phrases, drafts, known, date)
        for draft in drafts.values():
            words.settle(draft)
        Chains(analysis, phrases, drafts, known).link()
        Context(analysis, drafts, record.toponyms or ()).fill()
        return record.adding(entities=tuple(drafts[i].entity(analysis) for i in sorted(drafts)))
