"""Acts done by saying what will or must happen.

"The ministry said it will release the prisoners."      AGREE (beside RETREAT, planned)
"The union said it will not end the strike."            REJECT
"The council said both sides must withdraw."            REQUEST
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from khronika.events.policing import POLICING
from khronika.events.site import PERSONAL, Site, in_class, word_classes
from khronika.model import Analysis, Token, Trigger
from khronika.model.ids import event_id

GIVEN = frozenset({"RETREAT", "CONCEDE", "AID", "COOPERATE"})
# What is agreed to if it is to come; a concession that is only words is one at once.
MATERIAL = GIVEN - {"CONCEDE"}
HARMFUL = frozenset({"COERCE", "SANCTION", "ASSAULT", "MOBILIZE"})
# Refusals of relations: who says that he will boycott talks threatens to.
BREAKING = frozenset({"REJECT"})
# Whom a promise or threat is made to: "will begin an operation against …", "will free them".
GIVEN_TO = "ccomp.obj.obl:against|ccomp.obj.obl:on|ccomp.obj|ccomp.obl:to|ccomp.obl:with"
BY = "speech: {} with {!r}"


def speech_acts(analysis: Analysis, triggers: list[Trigger], article: str) -> Iterator[Trigger]:
    """Promises, refusals, demands and threats that a verb of saying and a modal verb make together.

    Nothing is added where the verb of saying is an event of its own ("promised that it would").
    """
    types = {t.head: t.event_type for t in triggers}
    says = word_classes()["say"]
    yield from _plain(analysis, triggers, article)
    for token in analysis.tokens:
        if token.upos != "VERB" or token.lemma not in says or types.get(token.i):
            continue
        site = Site(analysis, token.i)
        for clause in site.complements.get("ccomp", [])[:1]:
            found = _act(analysis, site, clause, types)
            if found is not None:
                event_type, modal = found
                start, end = modal.start, clause.end
                yield Trigger(
                    event_id(article, start, end, event_type), start, end, analysis.text[start:end], token.i, event_type,
                    (), "subj", "ccomp.subj" if event_type == "REQUEST" else GIVEN_TO,
                    BY.format(event_type, f"{token.text} {modal.text}"), 0.6,
                )  # fmt: skip


def statements(analysis: Analysis, taken: set[int], article: str) -> Iterator[Trigger]:
    """Public statements of authorities: a verb of saying with a government, police, army, court, parliament or body as its subject.

    "Police said on Monday that the road was closed."  said: x-statement
    "According to the mayor, the road was closed."     According to: x-statement
    "She added that two lanes were open."              added: x-statement, if "she" turns out to be of the police
    Every word of a politician would be too many: only police speak as pronouns and bare names, and by what they "fear" or "believe".
    Nothing is added where the verb is among the tokens `taken`: those of other events.
    """
    for token in analysis.tokens:
        if token.upos != "VERB" or token.i in taken:
            continue
        reference = token.lemma == "accord" and token.deprel == "case"
        speakers = [analysis.tokens[token.head]] if reference else _speakers(analysis, token)
        if speakers:
            # What somebody holds is a statement of police alone; others "think" in every second sentence.
            known = reference or token.lemma not in word_classes()["hold"]
            known = known and any(in_class(analysis, speaker, "authority") for speaker in speakers)
            end = analysis.tokens[token.i + 1] if reference else token
            yield Trigger(
                event_id(article, token.start, end.end, "x-statement"), token.start, end.end, analysis.text[token.start : end.end], token.i,
                "x-statement", (), "head" if reference else "subj", "-" if reference else "obl:to|iobj",
                "speech: statement of an authority", 0.7, needs=frozenset() if known else POLICING,
            )  # fmt: skip


def _speakers(analysis: Analysis, token: Token) -> list[Token]:
    """Who says something by a verb of saying, or holds what a clause after a verb like "fear" says; empty for other verbs."""
    classes = word_classes()
    saying = token.lemma in classes["say"] or token.lemma in classes["tell"]
    if not saying and token.lemma not in classes["hold"]:
        return []
    site = Site(analysis, token.i)
    return site.subjects if not site.passive and (saying or "ccomp" in site.complements) else []


def _plain(analysis: Analysis, triggers: list[Trigger], article: str) -> Iterator[Trigger]:
    """Help or a concession to come, told in plain words: promised if it will be, refused if it will not.

    "France will not lift the ban."    REJECT
    "France will lift the ban."        AGREE (beside CONCEDE, planned)
    """
    for trigger in triggers:
        token = analysis.tokens[trigger.head]
        if trigger.event_type not in GIVEN or token.upos != "VERB" or token.relation not in ("root", "conj", "ccomp"):
            continue
        auxiliary = next((a for a in analysis.dependents(token.i, "aux") if a.lemma in ("will", "would", "shall")), None)
        site = Site(analysis, token.i)
        if auxiliary is None or not any(in_class(analysis, s, "actor") for s in site.subjects):
            continue
        told = token.relation == "ccomp" and analysis.tokens[token.head].lemma in word_classes()["say"]
        if _negated(analysis, token):
            event_type, words = ("REJECT", f"{auxiliary.text} not") if not told else (None, "")
        else:
            other = not told or not _same_speaker(analysis, Site(analysis, token.head), token)
            promised = trigger.event_type in MATERIAL and "resign" not in trigger.modes and auxiliary.lemma != "would"
            event_type, words = ("AGREE", auxiliary.text) if other and promised else (None, "")
        if event_type is not None:  # the verb of saying makes the others
            start, end = auxiliary.start, token.end
            yield Trigger(
                event_id(article, start, end, event_type), start, end, analysis.text[start:end], token.i, event_type, (), trigger.actor,
                trigger.recipient, BY.format(event_type, words), 0.8 if event_type == "REJECT" else 0.6,
            )  # fmt: skip


def _negated(analysis: Analysis, verb: Token) -> bool:
    return any(d.feats.get("Polarity") == "Neg" for d in analysis.dependents(verb.i, "advmod"))


def _act(analysis: Analysis, site: Site, clause: Token, types: dict[int, str]) -> tuple[str, Token] | None:
    classes = word_classes()
    modal = next((a for a in analysis.dependents(clause.i, "aux") if a.lemma in classes["obliging"] | classes["intending"]), None)
    if modal is None or modal.i > clause.i:
        return None
    negated = _negated(analysis, clause)
    if modal.lemma in classes["obliging"]:
        return ("REQUEST", modal) if analysis.dependent(clause.i, "nsubj", "nsubj:pass") is not None else None
    if not _same_speaker(analysis, site, clause):
        return None
    event_type = types.get(clause.i) or next((types[o.i] for o in Site(analysis, clause.i).objects if o.i in types), None)
    if event_type in BREAKING and clause.lemma not in classes["shun"]:
        return None
    if negated:
        return ("REJECT", modal) if event_type or clause.lemma in classes["accepting"] else None
    if event_type in HARMFUL | BREAKING or (event_type in GIVEN and _unless(analysis, clause)):
        return "THREATEN", modal
    return ("AGREE", modal) if event_type in GIVEN else None


def _unless(analysis: Analysis, clause: Token) -> bool:
    """Whether something is announced to be done unless something else happens: "will withdraw its troops unless …"."""
    conditions = [*analysis.dependents(clause.i, "advcl"), *analysis.dependents(clause.head, "advcl")]
    return any(m.lemma == "unless" for c in conditions for m in analysis.dependents(c.i, "mark"))


def threats(analysis: Analysis, triggers: list[Trigger], article: str) -> list[Trigger]:
    """The triggers, with readiness to do harm told as the threat that it is: "is prepared to impose martial law"."""
    types = {t.head: t.event_type for t in triggers}
    found: list[Trigger] = []
    for trigger in triggers:
        lemma = analysis.tokens[trigger.head].lemma
        if trigger.event_type == "AGREE" and lemma in word_classes()["ready"]:
            clauses = Site(analysis, trigger.head).complements.get("xcomp", [])
            below = {types.get(t.i) for c in clauses for t in (c, *Site(analysis, c.i).objects)}
            if below & (HARMFUL - {"MOBILIZE"}) and not below & GIVEN:
                found.append(replace(trigger, event_type="THREATEN", id=event_id(article, trigger.start, trigger.end, "THREATEN")))
                continue
        found.append(trigger)
    return found


def _same_speaker(analysis: Analysis, site: Site, clause: Token) -> bool:
    """Whether the clause is about what the speaker will do: its subject is a pronoun, or shares a word with the speaker."""
    subject = analysis.dependent(clause.i, "nsubj")
    if subject is None:
        return False
    if subject.lemma in PERSONAL or subject.lemma == "it":
        return True
    return any(subject.lemma == s.lemma for s in site.subjects)
