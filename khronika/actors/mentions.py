"""The mention stage: who an article speaks of, with country, sector and chain of every mention."""

from __future__ import annotations

from khronika.actors.find import Finder
from khronika.actors.knowledge import knowledge
from khronika.actors.phrases import Phrases
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
        phrases = Phrases(analysis)
        drafts = Finder(analysis, phrases, knowledge()).find()
        for draft in drafts.values():
            if draft.fact:
                draft.country, draft.sector, draft.other_sectors = draft.fact.country, draft.fact.sector, draft.fact.other_sectors
                draft.why.append(draft.fact.by)
            elif draft.role:
                draft.sector, draft.other_sectors = draft.role.sector, draft.role.other_sectors
                draft.why.append(draft.role.by)
        return record.adding(entities=tuple(drafts[i].entity(analysis) for i in sorted(drafts)))
