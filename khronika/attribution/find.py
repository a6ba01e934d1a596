"""Find who says what: direct and reported speech, "according to", "reportedly", claims and reports.

    "“We left,” the mayor said."   source: the mayor   cue: said   content: “We left,”
"""

from __future__ import annotations

from khronika.attribution.draft import Draft, merged
from khronika.attribution.nouns import nominal
from khronika.attribution.phrases import phrases
from khronika.attribution.reading import Reading
from khronika.attribution.verbs import Verbs
from khronika.model import Attribution, Record


class AttributionStage:
    """Reads the analysis and entities, writes attributions, in order of the text."""

    name = "attributions"
    version = "1"
    reads = ("analysis", "entities")
    writes = ("attributions",)

    def code(self, record: Record) -> Record:
        """The record with its attributions."""
        if record.analysis is None:
            return record.adding(attributions=())
        reading = Reading(record.analysis)
        nouns = list(nominal(reading))
        drafts = [*Verbs(reading).find({d.also for d in nouns}), *nouns, *phrases(reading)]
        drafts.sort(key=lambda d: d.cue[0])
        drafts = _without_echoes(reading, drafts)
        return record.adding(attributions=tuple(_attribution(reading, d) for d in drafts))


def _without_echoes(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Drafts without thoughts told inside what somebody says ("he said he supports …"), and words of mere pronouns there."""
    kept = []
    for draft in drafts:
        at = draft.cue[0][0]
        inside = any(d is not draft and any(s <= at < e for s, e in d.content) for d in drafts)
        named = draft.source_head is not None and reading.tokens[draft.source_head].upos in ("NOUN", "PROPN")
        if not inside or draft.row.kind == "says" and named:
            kept.append(draft)
    return kept


def _attribution(reading: Reading, draft: Draft) -> Attribution:
    text = reading.text
    return Attribution(
        merged(text, draft.source), merged(text, draft.cue), merged(text, draft.content), source_head=draft.source_head,
        certainty=draft.row.certainty, by=draft.row.source, kind=draft.row.kind,
    )  # fmt: skip
