"""Find who says what: direct and reported speech, "according to", "reportedly", claims and reports.

"“We left,” the mayor said."   source: the mayor   cue: said   content: “We left,”
"""

from __future__ import annotations

from collections.abc import Mapping

from khronika.attribution.cover import Cover
from khronika.attribution.draft import Draft, merged
from khronika.attribution.nouns import nominal
from khronika.attribution.phrases import phrases
from khronika.attribution.reading import Reading
from khronika.attribution.verbs import Verbs
from khronika.attribution.who import antecedent, by_head, named
from khronika.model import Attribution, Entity, Record


class AttributionStage:
    """Reads the analysis and entities, writes attributions, in order of their cues."""

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
        drafts.sort(key=lambda d: (d.cue[0], d.head))
        entities = by_head(record.entities or ())
        return record.adding(attributions=_attributions(reading, _without_echoes(reading, drafts), entities))


def _without_echoes(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Drafts without thoughts told inside what somebody says ("he said he supports …"), and words of mere pronouns there."""
    cover = Cover([d.content for d in drafts])
    kept = []
    for number, draft in enumerate(drafts):
        inside = any(other != number and drafts[other].row.kind != "asks" for other in cover.at(draft.cue[0][0]))
        nominal_source = draft.source_head is not None and reading.tokens[draft.source_head].upos in ("NOUN", "PROPN")
        hearsay = draft.source_head is None and draft.row.lemma != draft.row.source and "noun" in draft.row.frames
        if not inside or hearsay or draft.row.kind == "says" and nominal_source:
            kept.append(draft)
    return kept


def _attributions(reading: Reading, drafts: list[Draft], entities: Mapping[int, Entity]) -> tuple[Attribution, ...]:
    cover = Cover([d.content for d in drafts])
    found = []
    for number, draft in enumerate(drafts):
        around = [other for other in cover.at(draft.cue[0][0]) if other != number]
        entity = None if draft.source_head is None else entities.get(antecedent(reading.analysis, draft.source_head))
        found.append(
            Attribution(
                merged(reading.text, draft.source), merged(reading.text, draft.cue), merged(reading.text, draft.content), named(entity),
                draft.source_head, draft.row.certainty, around[0] if around else None, draft.row.source, draft.row.kind, draft.tells,
            )
        )  # fmt: skip
    return tuple(found)
