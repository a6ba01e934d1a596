"""Who says that an event happened: the sources of the attributions in whose content its trigger stands.

"Police said that rebels killed two."   killed: Police (said)        said, as an act of its own: nobody
"""

from __future__ import annotations

from collections.abc import Iterator

from khronika.attribution.cover import Cover
from khronika.attribution.reading import Reading
from khronika.attribution.who import antecedent, by_head, named
from khronika.model import Analysis, Arguments, Attribution, Entity, EventSource, Record, Token, Trigger

# Acts that a speaker does by saying them: of these, one's own are told by the article itself.
SPOKEN = frozenset({"REQUEST", "ACCUSE", "SUPPORT", "THREATEN"})
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her"})
SPEAKER = frozenset({"i", "we", "me", "us"})
DEPTH = 12


class SourceStage:
    """Reads triggers, arguments, entities and attributions; writes the sources of events, the innermost first."""

    name = "sources"
    version = "1"
    reads = ("analysis", "triggers", "arguments", "entities", "attributions")
    writes = ("sources",)

    def code(self, record: Record) -> Record:
        """The record with the sources of its events."""
        if record.analysis is None:
            return record.adding(sources=())
        linker = _Linker(record, record.analysis)
        return record.adding(sources=tuple(s for trigger in record.triggers or () for s in linker.sources(trigger)))


class _Linker:
    """Finds the sources of the events of one article."""

    def __init__(self, record: Record, analysis: Analysis) -> None:
        self.analysis = analysis
        self.reading = Reading(analysis)
        self.attributions = record.attributions or ()
        self.cover = Cover([a.content for a in self.attributions])
        self.entities = by_head(record.entities or ())
        self.arguments = {a.trigger: a for a in record.arguments or ()}
        self.requests = {t.head for t in record.triggers or () if t.event_type == "REQUEST"}

    def sources(self, trigger: Trigger) -> Iterator[EventSource]:
        """The sources of an event, the innermost first, each once."""
        seen: set[str] = set()
        token = self.analysis.tokens[trigger.head]
        if self._requested(token):
            return
        known = self._known_before(token)
        for number in self.cover.at(trigger.start):
            attribution = self.attributions[number]
            if not attribution.tells and attribution.kind != "judges":
                return  # what is asked for, wanted or announced is not told by whoever reports that
            if known and not self._names(attribution, token) or not self._tells(attribution, trigger, token):
                continue
            source = self._source(trigger, attribution)
            if source.text not in seen:
                seen.add(source.text)
                yield source

    def _tells(self, attribution: Attribution, trigger: Trigger, token: Token) -> bool:
        """Whether a source tells the event: it holds the content to be so, and the event is no act of its own speech."""
        if not attribution.tells or any(s < trigger.end and trigger.start < e for s, e in attribution.cue):
            return False
        if attribution.source_head is None and not self._in_scope(attribution, token):
            return False
        return not (trigger.event_type in SPOKEN and self._own(attribution, trigger))

    def _known_before(self, token: Token) -> bool:
        """Whether a noun takes its act for known ("the protests", "his visit"): then nobody in the article tells it anew."""
        if token.upos not in ("NOUN", "PROPN"):
            return False
        return any(
            d.deprel == "det" and d.text.lower() in DEFINITE and not self.analysis.dependent(token.i, "nummod")
            for d in self.analysis.dependents(token.i, "det")
        )

    def _requested(self, token: Token) -> bool:
        """Whether an act is what a request asks for; whoever tells of the request does not tell of the act."""
        for above in (token, *self.analysis.ancestors(token.i)):
            if above.head in self.requests and above.head != above.i and above.relation in ("ccomp", "xcomp", "acl"):
                return True
            if above.relation not in ("xcomp", "obj", "conj", "ccomp"):
                return False
        return False

    def _names(self, attribution: Attribution, token: Token) -> bool:
        """Whether a noun is itself what the cue governs: "confirmed the arrest of two"."""
        governor = self.analysis.tokens[token.head]
        return any(s <= governor.start < e for s, e in attribution.cue)

    def _in_scope(self, attribution: Attribution, token: Token) -> bool:
        """Whether an act is what an adverb or adjective of hearsay speaks of, and no background inside the same clause."""
        cue = self.analysis.token_at(attribution.cue[0][0])
        if cue is None or cue.relation not in ("advmod", "amod"):
            return True
        here = token
        for _ in range(DEPTH):
            if here.i == cue.head:
                return True
            if here.head == here.i or here.relation in ("nsubj", "acl", "advcl"):
                return False
            here = self.analysis.tokens[here.head]
        return False

    def _own(self, attribution: Attribution, trigger: Trigger) -> bool:
        """Whether the source itself does the act by its words ("We urge …", "Smith said that he opposes …"), not only in future."""
        if any(a.lemma in ("will", "would", "shall") for a in self.analysis.dependents(trigger.head, "aux")):
            return False
        arguments = self.arguments.get(trigger.id)
        return arguments is not None and any(self._same(attribution, e) or e.text.lower() in SPEAKER for e in arguments.actors)

    def _same(self, attribution: Attribution, entity: Entity) -> bool:
        """Whether a source and a mention are one: by token, chain or name."""
        if attribution.source_head is None:
            return False
        source = self._entity(attribution)
        if entity.head == attribution.source_head or source is None:
            return entity.head == attribution.source_head
        chained = source.chain is not None and source.chain == entity.chain
        return chained or named(source) is not None and named(source) == named(entity)

    def _entity(self, attribution: Attribution) -> Entity | None:
        if attribution.source_head is None:
            return None
        return self.entities.get(antecedent(self.analysis, attribution.source_head))

    def _source(self, trigger: Trigger, attribution: Attribution) -> EventSource:
        start, end = self._words(attribution)
        entity = self._entity(attribution)
        return EventSource(
            trigger.id, self.analysis.text[start:end], start, end, named(entity), entity.country if entity else None,
            entity.sector if entity else None, self.analysis.text[attribution.cue[0][0] : attribution.cue[-1][1]], attribution.certainty,
            self._party(attribution, entity, self.arguments.get(trigger.id)), attribution.by,
        )  # fmt: skip

    def _words(self, attribution: Attribution) -> tuple[int, int]:
        """Offsets of the source's noun phrase without relative clauses, or of the cue where nobody is named."""
        if not attribution.source:
            return attribution.cue[0][0], attribution.cue[-1][1]
        start, end = attribution.source[0][0], attribution.source[-1][1]
        entity = self._entity(attribution)
        if entity is not None:
            start, end = entity.start, entity.end
        elif attribution.source_head is not None:
            start, end = self.reading.phrase(antecedent(self.analysis, attribution.source_head), relative=False)
        while end > start + 1 and self.analysis.text[end - 1] in ", ":
            end -= 1
        return start, end

    def _party(self, attribution: Attribution, source: Entity | None, arguments: Arguments | None) -> bool:
        """Whether the source is on the side of the event's actors or recipients: one of them, or of the same country and sector."""
        if arguments is None or attribution.source_head is None:
            return False
        side = (source.country, source.sector) if source is not None and source.country and source.sector else None
        parties = (*arguments.actors, *arguments.recipients)
        return any((entity.country, entity.sector) == side or self._same(attribution, entity) for entity in parties)
