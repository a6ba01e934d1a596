"""Find who says what: direct and reported speech, "according to", "reportedly", claims and reports.

    "“We left,” the mayor said."   source: the mayor   cue: said   content: “We left,”
"""

from __future__ import annotations

from khronika.attribution.draft import Draft, merged
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
        drafts = Verbs(reading).find()
        return record.adding(attributions=tuple(_attribution(reading, d) for d in drafts))


def _attribution(reading: Reading, draft: Draft) -> Attribution:
    text = reading.text
    return Attribution(
        merged(text, draft.source), merged(text, draft.cue), merged(text, draft.content), source_head=draft.source_head,
        certainty=draft.row.certainty, by=draft.row.source, kind=draft.row.kind,
    )  # fmt: skip
