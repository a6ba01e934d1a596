"""Country and sector from a mention's own words: the names in it, demonyms, roles, and what stands with it.

"US Ambassador to Germany Richard Grenell"   country USA (its modifier, not where he is sent), sector GOV (the role)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from khronika.actors.draft import Draft
from khronika.actors.knowledge import Fact, Knowledge, RoleFact
from khronika.actors.lexicon import general_nouns, lemma
from khronika.actors.phrases import Phrases

# How near a word is to its noun, nearest first, by the preposition that leads to it. Others ("to", "against", "on") tell of somebody else.
NEAR = {"of": 1, "in": 2, "from": 2, "at": 2, "within": 2, "across": 2, "throughout": 2, "inside": 2, "for": 3}
MODIFIERS = frozenset({"compound", "amod", "flat", "nmod", "obl:npmod", "nmod:npmod"})
PLACING = frozenset({
    "in", "at", "near", "outside", "around", "inside", "within", "across", "through", "into", "of", "toward", "towards", "over",
    "throughout",
})  # fmt: skip
SUPRANATIONAL = frozenset({"EUR", "UNO", "IGO", "NGO", "ISM", "IMG", "MNC"})
# Bodies whose officials are no government.
UNGOVERNED = frozenset({"IGO", "NGO", "ISM", "IMG", "MNC"})
FORMER = frozenset({"former", "ex", "ousted", "deposed", "late", "onetime", "erstwhile", "toppled", "overthrown"})
OFFICIAL = frozenset({"GOV", "LEG", "MIL", "COP", "JUD", "SPY"})
# Sectors of mere positions, which the organisation that they are in overrules, and sectors that side with somebody.
POSITIONS = frozenset({"MIL", "UAF"})
ARMED = frozenset({"MIL", "REB", "COP", "PRM", "SPY"})
OFFICIALS = frozenset({"official", "functionary", "representative"})
SIDES = frozenset({"OPP", "REB"})
# Whose ally or foe somebody is, is another than he: "Israel's ally in Lebanon".
COUNTERPARTS = frozenset(
    {"ally", "foe", "enemy", "rival", "neighbour", "neighbor", "opponent", "adversary", "critic", "counterpart", "proxy"}
)
DEPTH = 4
# How many mentions inside one another are settled from the outside in; deeper ones only come in garbled text.
NESTING = 60


@dataclass(frozen=True, slots=True)
class Evidence:
    """A country or sector that stands in a mention's words: how near, in which word, by which row."""

    rank: int
    distance: int
    country: str | None
    sector: str | None
    by: str


class Words:
    """Works out country and sector of the drafts of one article from their own words."""

    def __init__(self, phrases: Phrases, drafts: dict[int, Draft], known: Knowledge, date: str | None) -> None:
        self.phrases, self.tokens, self.children = phrases, phrases.tokens, phrases.children
        self.drafts, self.known, self.date = drafts, known, date
        self._done: set[int] = set()
        self._nesting = 0

    def settle_again(self) -> None:
        """Settle what was left open once more, now that the chains of other mentions are known: "Navalny's aides", "his forces"."""
        self._done = {d.head for d in self.drafts.values() if d.pronoun or d.fact or (d.country and d.sector) or d.kind == "country"}
        for draft in self.drafts.values():
            self.settle(draft)
            above = self.tokens[draft.head].head
            if draft.country is None and above in self.drafts and self.phrases.lists(draft.head):
                draft.country, draft.sector = self.drafts[above].country, draft.sector or self.drafts[above].sector
                draft.why.append("member of a list")

    def settle(self, draft: Draft) -> None:
        """Fill in country and sector of a draft as far as its own words tell; those of mentions inside it come first."""
        if draft.head in self._done:
            return
        self._done.add(draft.head)
        if draft.pronoun:
            return
        if draft.fact is not None and draft.fact.kind == "country":
            self._from_fact(draft, draft.fact)
            return
        if draft.core != draft.head and draft.core in self.drafts:
            self._from_core(draft, self.drafts[draft.core])
        # Of two demonyms before a noun the first is the state: "Bosnian Serb leaders".
        found = sorted(self._evidence(draft), key=lambda e: (e.rank, -e.distance if e.rank == 0 else e.distance))
        if draft.fact is not None and draft.fact.kind == "person" and self._promoted(draft, draft.fact, found):
            draft.fact = None
        if draft.fact is not None and draft.fact.kind == "person" and self._to_come(draft.fact):
            # What somebody is before the first office that the tables know, the words beside the name tell.
            draft.country, draft.fact = draft.fact.country, None
        if draft.fact is not None:
            self._from_fact(draft, draft.fact)
        self._minority(draft, found)
        if draft.country is None and not self._state(draft):
            self._country(draft, found)
        if draft.sector is None and draft.fact is None:
            self._sector(draft, found)
        if self._former(draft) and draft.sector in OFFICIAL:
            draft.sector, draft.other_sectors = "ELI", ()
            draft.why.append("former")

    def _from_fact(self, draft: Draft, fact: Fact) -> None:
        draft.country, draft.sector, draft.other_sectors, draft.wikidata = fact.country, fact.sector, fact.other_sectors, fact.wikidata
        draft.why.append(fact.by)
        if fact.kind == "place" and self._located(draft):
            draft.sector = None
            draft.why.append("a place")
        if fact.kind == "person" and fact.over(self.date) and fact.sector in OFFICIAL:
            draft.sector, draft.over = "ELI", True
            draft.why.append(f"out of office since {fact.until}")

    def _from_core(self, draft: Draft, core: Draft) -> None:
        """ "Members of the European Union" are what the European Union is."""
        self.settle(core)
        if core.named is not None:
            draft.role = core.role
            draft.country, draft.sector, draft.other_sectors = core.country, core.sector, core.other_sectors
            draft.fact = core.fact
            draft.why.extend(core.why)

    def _to_come(self, fact: Fact) -> bool:
        return not fact.holds(self.date) and not fact.over(self.date)

    def _promoted(self, draft: Draft, fact: Fact, found: list[Evidence]) -> bool:
        """Whether a title tells of another office than the one that the tables know as past: "NATO Secretary-General Jens Stoltenberg"."""
        return fact.over(self.date) and draft.role is not None and not self._former(draft) and any(e.country and e.rank <= 1 for e in found)

    def _located(self, draft: Draft) -> bool:
        """Whether a capital is only where something is ("in Minsk", "Minsk residents"), and does not stand for its government."""
        token = self.tokens[draft.head]
        cases = self.phrases.cases(draft.head)
        return token.deprel in ("compound", "amod", "appos", "obl:npmod", "nmod:npmod") or (bool(cases) and cases[0] in PLACING)

    def _state(self, draft: Draft) -> bool:
        """Whether a mention only describes a state ("the former Soviet republic"): its adjective is no country's name."""
        if any(self.tokens[c].relation == "nmod" and c > draft.core for c in self.children[draft.core]):
            return False
        return draft.named is None and not draft.plural and "country" in general_nouns().get(lemma(self.tokens[draft.core]), ())

    def _minority(self, draft: Draft, found: list[Evidence]) -> None:
        """A people within another state is coded as that state's: "Bosnian Serbs", "ethnic Turks in Sweden", "Albanians of Serbia"."""
        ethnic = any(self.tokens[i].lemma.lower() == "ethnic" for i in range(draft.first, draft.core))
        if draft.kind == "group" and draft.country and draft.named is None and draft.core == draft.head:
            state = next((e for e in found if e.country and e.country != draft.country and e.rank <= (4 if ethnic else 1)), None)
            if state is not None:
                draft.country, draft.runner_up = state.country, draft.country
                draft.why.append(f"{state.by}, of whom they are a part")
            elif ethnic:
                draft.country, draft.runner_up = None, draft.country
        elif ethnic:
            found[:] = [e for e in found if e.rank > 0 or not e.country]

    def _country(self, draft: Draft, found: list[Evidence]) -> None:
        leading = next((e for e in found if e.country in SUPRANATIONAL and e.rank <= 1), None)
        choice = leading or next((e for e in found if e.country), None)
        if choice is not None:
            draft.country = choice.country
            draft.why.append(choice.by)
            other = next((e.country for e in found if e.country and e.country != choice.country), None)
            if other:
                draft.runner_up = other

    def _sector(self, draft: Draft, found: list[Evidence]) -> None:
        role = draft.role
        inherited = next((e for e in found if e.sector and e.rank <= 3), None)
        if role is not None and role.sector and not (inherited and self._position(role, inherited)):
            draft.sector, draft.other_sectors = role.sector, role.other_sectors
            draft.why.append(role.by)
            if role.sector == "GOV" and draft.country in UNGOVERNED:
                draft.sector = None
            if inherited and inherited.rank == 0 and inherited.sector in SIDES and inherited.sector != role.sector:
                draft.other_sectors = (*role.other_sectors, inherited.sector)
            return
        if inherited is not None and (role is not None or draft.core != draft.head or draft.kind != "country"):
            draft.sector = inherited.sector
            draft.why.append(inherited.by)
        elif role is not None and draft.country and draft.country not in SUPRANATIONAL and self._post(role):
            draft.sector = "GOV"
            draft.why.append(f"{role.by}, of a state")
        elif draft.kind == "organisation" and draft.named and any(e.country and e.rank <= 1 for e in found) and self._state_body(draft):
            draft.sector = "GOV"
            draft.why.append("state_bodies")

    def _post(self, role: RoleFact) -> bool:
        """Whether a role without a sector is a post that a state has: "the Chilean leader", not "Chile's foe"."""
        return role.kind == "person" and role.word not in COUNTERPARTS

    def _state_body(self, draft: Draft) -> bool:
        """Whether a name is that of a state's body: "Federal Aviation Office of Germany"."""
        first, last = draft.named or (0, 0)
        words = {lemma(self.tokens[i]) for i in range(first, last)}
        return draft.country not in SUPRANATIONAL and not words.isdisjoint(self.known.state_bodies)

    def _position(self, role: RoleFact, inherited: Evidence) -> bool:
        """Whether a word only names a position in what stands before it: "rebel commander", "police officer", "court official"."""
        if inherited.rank > 0 or role.kind == "organisation" or inherited.sector == role.sector:
            return False
        if role.sector == "GOV":
            return role.word in OFFICIALS
        return role.sector in POSITIONS and inherited.sector in ARMED

    def _evidence(self, draft: Draft) -> Iterator[Evidence]:
        seen = {draft.head}
        yield from self._around(draft.core, draft, 0, DEPTH, seen)
        if draft.head != draft.core:
            yield from self._around(draft.head, draft, 0, DEPTH, seen)

    def _around(self, i: int, draft: Draft, base: int, depth: int, seen: set[int]) -> Iterator[Evidence]:
        """Evidence in the dependents of a token: modifiers and possessors, then "of", then "in" and "from", then clauses."""
        for c in self.children[i]:
            if c in seen:
                continue
            token = self.tokens[c]
            relation = token.deprel
            cases = self.phrases.cases(c) if relation in ("nmod", "obl") else []
            if relation == "nmod:poss" and lemma(self.tokens[i]) in COUNTERPARTS:
                continue
            if relation == "nmod:poss" or relation in MODIFIERS and not cases and c < i:
                rank = 0
            elif cases and relation in ("nmod", "obl"):
                if cases[0] not in NEAR:
                    continue
                rank = NEAR[cases[0]]
            elif relation == "appos":
                other = self.drafts.get(c)
                if other is not None and other.named and other.kind != draft.kind:
                    continue
                rank = 1
            elif relation in ("acl", "acl:relcl"):
                rank = 4
            else:
                continue
            seen.add(c)
            yield from self._at(c, draft, base + rank, depth, seen)

    def _at(self, c: int, draft: Draft, rank: int, depth: int, seen: set[int]) -> Iterator[Evidence]:
        inner = self.drafts.get(c)
        if inner is not None:
            if self._nesting < NESTING:
                self._nesting += 1
                self.settle(inner)
                self._nesting -= 1
            if inner.country or inner.sector:
                people = inner.named is None and inner.role is None and inner.core == inner.head
                sector = inner.sector if rank < 4 and not people else None
                yield Evidence(rank, abs(c - draft.core), inner.country, sector, inner.why[0] if inner.why else "words")
                if inner.country:
                    return
        if depth:
            yield from self._around(c, draft, rank, depth - 1, seen)

    def _former(self, draft: Draft) -> bool:
        return any(
            self.tokens[i].lemma.lower() in FORMER or self.tokens[i].text.lower() in FORMER for i in range(draft.first, draft.core + 1)
        )
