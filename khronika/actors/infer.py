"""Arguments that a clause leaves to be understood: from the act that demands or reports it, and from earlier mentions of the act.

"Protesters demanded the release of prisoners by the government."   demanded → the government (who is to release)
"They asked the embassy to waive immunity."                         waive: the embassy (whom they ask)
"Turkey invaded Syria … The invasion was condemned by France."      invasion: Turkey;  condemned → Turkey
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from khronika.actors.phrases import Phrases
from khronika.actors.syntax import VERBAL
from khronika.model import Trigger

# Relations on the way from an act to the act that asks for it, threatens it or reports it.
EMBEDDING = frozenset({"obj", "xcomp", "ccomp", "obl", "obl:agent", "nmod", "acl", "conj", "nsubj:pass", "advcl", "appos", "nmod:poss"})
# Acts whose addressee does what they are about, and acts whose own doer does it.
ADDRESSED = frozenset({"REQUEST"})
OWN = frozenset({"AGREE", "THREATEN", "REJECT"})
ANSWERS = frozenset({"REJECT", "AGREE", "CONCEDE"})
PROTESTING = frozenset({"PROTEST"})
# Slots that tell where a protest is: whom it asks is rather whom it is directed at.
SITES = frozenset({"obl:at", "obl:outside", "authority that it speaks of"})
ORDERING = frozenset({"order", "authorise", "authorize"})
VIOLENT = "ASSAULT"
RESULTS = frozenset({"kill", "die", "injure", "wound", "hurt", "death", "succumb"})
BLAMING = frozenset({"ACCUSE"})
# "jailed them on allegations of treason": who punishes somebody for something also accuses him of it.
PUNISHING = frozenset({"COERCE", "SANCTION"})
GROUNDS = frozenset({"on", "over", "under", "amid", "for", "following"})
# Who is ordered to do what curbs only himself is whom it befalls, and who gives the order does it.
CURBING = "COERCE"
# The slot of a last resort: who does what is demanded is rather whom it is demanded of.
GUESSED = "within"
COMPELLING = frozenset({"order", "instruct", "compel", "tell", "direct"})
READYING = "MOBILIZE"
VAGUE = frozenset({"clash", "disturbance", "riot", "rioting", "unrest", "violence"})
POINTING = frozenset({"the", "this", "that", "these", "those", "such", "its", "their"})
CONTENT = frozenset({"of", "for", "over", "with"})
CLIMB = 6
# Likeness from which the latest of equally alike mentions counts; below it the first, the news of the article.
ALIKE = 2.0
# How many acts of a type are looked at in a long text: the first, which the article is about, and the nearest.
FIRST, NEAREST = 10, 40


@dataclass(slots=True)
class Frame:
    """A trigger with the entity heads found for it so far and how they were found."""

    trigger: Trigger
    actors: list[int] = field(default_factory=list)
    recipients: list[int] = field(default_factory=list)
    actors_by: str | None = None
    recipients_by: str | None = None

    def act(self, found: Sequence[int], by: str) -> None:
        """Take over actors if there are none yet."""
        others = [i for i in found if i not in self.recipients]
        if not self.actors and others:
            self.actors, self.actors_by = others, by

    def befall(self, found: Sequence[int], by: str) -> None:
        """Take over recipients if there are none yet."""
        others = [i for i in found if i not in self.actors]
        if not self.recipients and others:
            self.recipients, self.recipients_by = others, by


class Inference:
    """Completes the frames of one article, which stand in order of the text.

    `chain` gives the chain of an entity head, `official` says whether it is of a state: government, forces, courts,
    `asked` finds the state or body of one that the words of a demand or protest name.
    """

    def __init__(
        self, phrases: Phrases, frames: Sequence[Frame], chain: Callable[[int], int | None], official: Callable[[int], bool],
        asked: Callable[[Frame], list[int]],
    ) -> None:  # fmt: skip
        self.phrases, self.tokens, self.frames, self.chain = phrases, phrases.tokens, frames, chain
        self.official, self.asked = official, asked
        # Statements and the like have no content of their own that is demanded, threatened or refused.
        self.by_head = {frame.trigger.head: frame for frame in frames if not frame.trigger.event_type.startswith("x-")}

    def complete(self) -> None:
        """Fill what can be understood."""
        for frame in self.frames:
            governor = self._governor(frame)
            if governor is not None:
                self._embedded(frame, governor)
        for frame in self.frames:
            if not frame.recipients and frame.trigger.event_type in ADDRESSED | PROTESTING:
                frame.befall(self.asked(frame), "authority that it speaks of")
        self._result()
        self._mentioned_again()
        for frame in self.frames:
            governor = self._governor(frame)
            if governor is not None and governor.trigger.event_type in BLAMING and governor is not frame:
                governor.befall(frame.actors, "actor of the act that it condemns")
            elif governor is not None and governor.trigger.event_type in PROTESTING and governor is not frame:
                asked = frame.trigger.event_type in ADDRESSED | BLAMING
                if governor.recipients_by in SITES and (frame.recipients if asked else frame.actors):
                    governor.recipients = []
                governor.befall(frame.recipients if asked else frame.actors, "whom the protest asks")
            elif governor is not None and governor.trigger.event_type in ANSWERS and frame.trigger.event_type in ADDRESSED:
                governor.befall(frame.actors, "who asked for it")

    def _governor(self, frame: Frame) -> Frame | None:
        """The frame whose act the act of a frame is the content of, if there is one."""
        here = frame.trigger.head
        beside = False
        for _ in range(CLIMB):
            token = self.tokens[here]
            if token.head == here or (token.deprel not in EMBEDDING and not self._infinitive(here)):
                return None
            beside = beside or (token.deprel == "advcl" and not self._content(here))
            here = token.head
            found = self.by_head.get(here)
            if found is None and token.deprel in ("advcl", "xcomp"):
                # "staged a strike to demand the release of …"
                found = next((self.by_head[c] for c in self.phrases.children[here] if c in self.by_head and self._protest(c)), None)
            if found is None and token.relation == "obj":
                # "their demands include the release of …"
                found = next((self.by_head[c] for c in self.phrases.children[here] if c in self.by_head and self._demand(c)), None)
            if token.relation == "ccomp" and (demand := self._demanded(here)) is not None:
                found = demand
            if found is not None and found is not frame and token.deprel != "conj":
                return found if not beside or found.trigger.event_type in PROTESTING else None
        return None

    def _infinitive(self, i: int) -> bool:
        """Whether a purpose was taken for a relative clause: "blocked a road to demand …"."""
        return self.tokens[i].deprel == "acl:relcl" and any(
            self.tokens[c].deprel == "mark" and self.tokens[c].lemma == "to" for c in self.phrases.children[i]
        )

    def _content(self, i: int) -> bool:
        """Whether an adverbial clause says what an act is about: "accused of killing", not "condemned it, calling …"."""
        return any(self.tokens[c].deprel == "mark" and self.tokens[c].text.lower() in CONTENT for c in self.phrases.children[i])

    def _protest(self, i: int) -> bool:
        return self.tokens[i].deprel == "obj" and self.by_head[i].trigger.event_type in PROTESTING

    def _demand(self, i: int) -> bool:
        return self.tokens[i].deprel == "nsubj" and self.by_head[i].trigger.event_type in ADDRESSED

    def _demanded(self, verb: int) -> Frame | None:
        """The demand that a verb has for its object, whose content the clause beside it is: "reiterated its call that they leave"."""
        found = (self.by_head[c] for c in self.phrases.children[verb] if c in self.by_head and self.tokens[c].deprel == "obj")
        return next((frame for frame in found if frame.trigger.event_type in ADDRESSED), None)

    def _embedded(self, frame: Frame, governor: Frame) -> None:
        kind = governor.trigger.event_type
        if frame.trigger.event_type in ADDRESSED and kind in ANSWERS:
            frame.befall(governor.actors, f"actor of the {kind} that answers it")
        elif kind == frame.trigger.event_type and self.tokens[frame.trigger.head].upos not in VERBAL:
            frame.act(governor.actors, "actor of the act that it is part of")
        elif kind in ADDRESSED:
            if governor.recipients_by == GUESSED and self._own_doer(frame, governor):
                governor.recipients = []
            infinitive = self.tokens[frame.trigger.head].deprel in ("xcomp", "ccomp", "acl", "advcl", "conj")
            if governor.recipients and infinitive and frame.actors == governor.actors:
                frame.actors = []
            frame.act(governor.recipients, "addressee of the demand")
            if self._ordered(frame, governor):
                frame.act(governor.actors, "who ordered it")
            if self._curbed(frame, governor):
                frame.actors, frame.recipients = list(governor.actors), list(governor.recipients)
                frame.actors_by = frame.recipients_by = "ordered to curb itself"
            if frame.actors != governor.actors:
                governor.befall(frame.actors, "actor of what is demanded")
        elif kind in OWN:
            frame.act(governor.actors, f"actor of the governing {kind}")
            governor.befall([i for i in frame.recipients if i not in governor.actors], f"recipient of what the {kind} is about")
        elif kind in BLAMING:
            frame.act(governor.recipients, "the accused")
        elif kind == READYING and frame.trigger.event_type == VIOLENT and self.tokens[frame.trigger.head].relation == "xcomp":
            governor.befall(frame.recipients, "whom it prepares to attack")
        elif kind in PUNISHING and frame.trigger.event_type in BLAMING and not GROUNDS.isdisjoint(self.phrases.cases(frame.trigger.head)):
            frame.act(governor.actors, "who punishes it")
            frame.befall(governor.recipients, "who is punished for it")

    def _own_doer(self, frame: Frame, governor: Frame) -> bool:
        """Whether an act that completes a demand says who is to do it."""
        act = self.tokens[frame.trigger.head]
        if act.head != governor.trigger.head or act.relation not in ("obj", "xcomp", "ccomp"):
            return False
        return bool(frame.actors) and not self._chains(frame.actors) & self._chains(governor.actors)

    def _ordered(self, frame: Frame, governor: Frame) -> bool:
        """Whether an act is a noun or gerund that somebody in power orders, which is to have it done: "ordered firing at the mob"."""
        act, order = self.tokens[frame.trigger.head], governor.trigger.head
        if self.tokens[order].lemma not in ORDERING:
            return False
        participle = act.feats.get("Voice") == "Pass"
        if act.deprel == "acl" and participle:  # "ordered three men freed"
            return self.tokens[act.head].deprel == "obj" and self.tokens[act.head].head == order
        form = participle or act.text.lower().endswith("ing")
        return act.head == order and (act.deprel == "obj" or (act.relation in ("xcomp", "ccomp") and form))

    def _curbed(self, frame: Frame, governor: Frame) -> bool:
        """Whether somebody who is no official is ordered to do what curbs himself: "ordered the paper to suspend publication"."""
        if frame.trigger.event_type != CURBING or frame.recipients or not governor.actors or frame.actors != governor.recipients:
            return False
        compelled = self.tokens[governor.trigger.head].lemma in COMPELLING
        return compelled and bool(frame.actors) and not any(self.official(i) for i in frame.actors)

    def _result(self) -> None:
        """Who attacked is who killed: "two people were killed in police firing", "… when soldiers opened fire"."""
        attacks = [f for f in self.frames if f.trigger.event_type == VIOLENT and f.actors]
        for frame in self.frames:
            head = frame.trigger.head
            if frame.actors or frame.trigger.event_type != VIOLENT or self.tokens[head].lemma not in RESULTS:
                continue
            causes = [f for f in attacks if self.tokens[f.trigger.head].sentence == self.tokens[head].sentence and self._causes(f, head)]
            if len(causes) == 1 and not set(causes[0].actors) & set(frame.recipients):
                frame.act(causes[0].actors, "actor of the attack that it comes from")

    def _causes(self, attack: Frame, result: int) -> bool:
        """Whether an attack stands in a phrase or clause under its result, or the result under the attack."""
        for low, high in ((attack.trigger.head, result), (result, attack.trigger.head)):
            here, crossed = low, False
            for _ in range(CLIMB):
                token = self.tokens[here]
                if here == high:
                    return crossed
                if token.head == here or token.relation not in ("obl", "advcl", "acl", "nmod", "obj", "conj", "compound", "nsubj"):
                    break
                # "an air raid killed two": the subject of a result is its cause
                crossed = crossed or token.relation in ("obl", "advcl", "acl", "nmod", "conj", "nsubj")
                here = token.head
        return False

    def _mentioned_again(self) -> None:
        """A definite noun takes over what an earlier mention of the same act has and it lacks."""
        before: dict[str, list[Frame]] = {}
        for frame in self.frames:
            same = before.setdefault(frame.trigger.event_type, [])
            same.append(frame)
            if (frame.actors and frame.recipients) or not self._definite(frame.trigger.head):
                continue
            earlier = self._earlier(frame, same[:-1] if len(same) <= NEAREST else [*same[:FIRST], *same[-NEAREST:-1]])
            if earlier is not None:
                had_none = not frame.actors and not frame.recipients
                frame.act(earlier.actors, "earlier mention of the act")
                if had_none:
                    frame.befall(earlier.recipients, "earlier mention of the act")

    def _definite(self, head: int) -> bool:
        token = self.tokens[head]
        if token.upos in VERBAL:
            return False
        return any(self.tokens[c].text.lower() in POINTING for c in self.phrases.children[head] if self.tokens[c].deprel == "det")

    def _earlier(self, frame: Frame, before: Sequence[Frame]) -> Frame | None:
        """The frame before a frame that it most likely mentions again: by noun, recipients and mode; of those less alike, the first."""
        # "The violence" is all that goes on, not the act of somebody who was named before for anything else.
        least = 1.0 if self.tokens[frame.trigger.head].lemma in VAGUE else 0.0
        best: tuple[float, Frame] | None = None
        for other in before:
            if other.actors if not frame.actors else other.recipients:
                score = self._likeness(frame, other)
                if score is not None and score >= least and (best is None or score > best[0] or (score == best[0] and score >= ALIKE)):
                    best = score, other
        return best[1] if best is not None else None

    def _likeness(self, frame: Frame, other: Frame) -> float | None:
        """How alike two mentions of acts are; None if they befall different people."""
        mine, theirs = self._chains(frame.recipients), self._chains(other.recipients)
        if mine and theirs and not mine & theirs:
            return None
        tokens = self.tokens
        score = 2.0 * (tokens[frame.trigger.head].lemma == tokens[other.trigger.head].lemma)
        return score + 2.0 * bool(mine & theirs) + 1.0 * bool(set(frame.trigger.modes) & set(other.trigger.modes))

    def _chains(self, heads: Sequence[int]) -> set[int | None]:
        return {self.chain(i) for i in heads}
