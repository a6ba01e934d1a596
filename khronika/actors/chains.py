"""Mention chains without a model: names and their parts, acronyms, roles, general nouns, appositions; pronouns are in `pronouns`.

"Carrie Lam, the chief executive of Hong Kong, … Lam … the chief executive … she"   one chain
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from khronika.actors.draft import Draft
from khronika.actors.lexicon import general_nouns
from khronika.actors.phrases import Phrases
from khronika.model import Token
from khronika.model.entity import EntityKind

DEFINITE = frozenset({"the", "this", "that", "these", "those", "both", "said"})
PEOPLE = frozenset({"person", "unknown"})
# How many chains back a description may point to.
REACH = 40
# Firms and media are called firms and papers, not "the movement" or "the group".
SOLD = frozenset({"BUS", "JRN"})
# How many tokens nearer a subject counts when "the country" looks for the country it stands for.
SUBJECT_BONUS = 25


@dataclass(slots=True, eq=False)
class Chain:
    """Mentions of one entity. `nouns` are the lemmas that described it; `last` is the token of the latest mention."""

    number: int
    drafts: list[Draft] = field(default_factory=list)
    nouns: set[str] = field(default_factory=set)
    kind: EntityKind = "unknown"
    plural: bool = False
    gender: str | None = None
    named: bool = False

    @property
    def last(self) -> int:
        """Token of the latest mention."""
        return self.drafts[-1].head

    def by_name(self, tokens: Sequence[Token], bonus: int) -> int:
        """Token of the latest mention that is no adjective or compound, -1 if there is none; a subject counts as `bonus` tokens nearer."""
        found = next((tokens[d.head] for d in reversed(self.drafts) if tokens[d.head].deprel not in ("amod", "compound")), None)
        if found is None:
            return -1
        return found.i + (bonus if found.deprel in ("nsubj", "nsubj:pass") else 0)

    @property
    def country(self) -> str | None:
        """The country that the mentions so far tell."""
        return next((d.country for d in self.drafts if d.country), None)

    def add(self, draft: Draft, nouns: Iterable[str]) -> None:
        """Take a mention in."""
        self.drafts.append(draft)
        self.nouns.update(nouns)
        draft.chain = self.number
        if draft.kind != "unknown" and (self.kind == "unknown" or (draft.named and not self.named) or _surely_person(draft)):
            self.kind = draft.kind
        self.named = self.named or draft.named is not None
        self.gender = self.gender or draft.gender
        if not draft.pronoun:
            self.plural = draft.plural


def _surely_person(draft: Draft) -> bool:
    return draft.kind == "person" and draft.named is not None and (draft.fact or draft.role) is not None


class Linker:
    """Links the mentions of one article as they come; `by_key` holds the latest chain for each name, acronym or description."""

    def __init__(self, phrases: Phrases, drafts: dict[int, Draft], dominant: str | None = None) -> None:
        self.phrases, self.tokens, self.drafts = phrases, phrases.tokens, drafts
        self.dominant = dominant
        self.chains: list[Chain] = []
        self._order: dict[int, Chain] = {}
        self.by_key: dict[str, Chain] = {}

    def place(self, draft: Draft) -> Chain:
        """The chain of a mention that is no pronoun, a new one if nothing before it is the same."""
        nouns = list(self._nouns(draft))
        chain = self._governing(draft) or self._named(draft) or self._described(draft)
        if chain is None:
            chain = Chain(len(self.chains))
            self.chains.append(chain)
        self.join(chain, draft, nouns)
        return chain

    def join(self, chain: Chain, draft: Draft, nouns: Iterable[str] = ()) -> None:
        """Add a mention to a chain and move that chain to the front."""
        chain.add(draft, nouns)
        self._order.pop(chain.number, None)
        self._order[chain.number] = chain
        for key in self._keys(draft):
            self.by_key[key] = chain

    def latest(self, count: int) -> list[Chain]:
        """The chains mentioned last, the latest first."""
        return list(itertools.islice(reversed(self._order.values()), count))

    def _keys(self, draft: Draft) -> Iterator[str]:
        """What later mentions can be found by: full name, surname, first part of an organisation's name, acronym, row, plural noun."""
        if draft.kind == "country" and draft.country:
            yield f"country {draft.country}"
        if draft.fact is not None and draft.fact.kind != "country":
            yield f"fact {draft.fact.name}"
        if draft.named is None:
            if draft.plural:
                yield f"plural {self.tokens[draft.core].lemma.lower()}"
            return
        words = self._name_words(draft)
        if words:
            yield f"name {' '.join(words)}"
            yield f"part {words[-1] if draft.kind in PEOPLE else words[0]}"
            yield f"first {words[0]}"
            if draft.kind in PEOPLE and len(words) > 2:
                # "Ricardo Rosselló Nevares" is called "Rosselló"
                yield from (f"part {word}" for word in words[1:-1] if len(word) > 3)
            if len(words) > 2 and draft.kind == "organisation":
                yield f"acronym {''.join(w[0] for w in words if w not in ('of', 'and', 'for', 'in', 'de'))}"

    def _name_words(self, draft: Draft) -> list[str]:
        first, last = draft.named or (draft.first, draft.last)
        return [
            self.tokens[i].text.lower()
            for i in range(first, last)
            if self.tokens[i].text[:1].isalnum() and self.tokens[i].upos not in ("DET", "PART")
        ]

    def _nouns(self, draft: Draft) -> Iterator[str]:
        """Lemmas that describe a mention: its core, titles before its name, words of an organisation's name, its appositions."""
        if draft.named is None:
            yield self.tokens[draft.core].lemma.lower()
            return
        first, last = draft.named
        for i in range(draft.first, last if draft.kind in ("organisation", "place") else first):
            if self.tokens[i].upos in ("NOUN", "PROPN"):
                yield self.tokens[i].lemma.lower()
        for c in self.phrases.children[draft.head]:
            if self.tokens[c].deprel == "appos" and self.tokens[c].upos == "NOUN":
                yield self.tokens[c].lemma.lower()

    def _governing(self, draft: Draft) -> Chain | None:
        """The chain of the noun that a mention is in apposition to, or is said to be ("X is the president")."""
        token = self.tokens[draft.head]
        if draft.title is not None and (title := self.drafts[draft.title]).chain is not None:
            chain = self.chains[title.chain]
            return None if chain.named else chain
        if token.deprel == "appos":
            other = self.drafts.get(token.head)
            if other is not None and other.chain is not None and self._same_sort(draft, other):
                return self.chains[other.chain]
        if draft.named is None and any(self.tokens[c].deprel == "cop" for c in self.phrases.children[draft.head]):
            subject = next((c for c in self.phrases.children[draft.head] if self.tokens[c].deprel == "nsubj"), None)
            other = self.drafts.get(subject) if subject is not None else None
            if other is not None and other.named and other.chain is not None and draft.plural == other.plural:
                return self.chains[other.chain]
        return None

    def _same_sort(self, draft: Draft, other: Draft) -> bool:
        """Whether an apposition can be the same as its noun: not a person and a place, nor two places ("Minsk, Belarus")."""
        if draft.plural != other.plural and "organisation" in (draft.kind, other.kind):
            return False
        if draft.kind == other.kind == "person" and draft.named and other.named:
            return False
        places = (draft.kind in ("place", "country"), other.kind in ("place", "country"))
        if any(places) and ("person" in (draft.kind, other.kind) or (draft.named and other.named)):
            return False
        return not all(places)

    def _named(self, draft: Draft) -> Chain | None:
        if draft.kind == "country" and draft.country:
            return self.by_key.get(f"country {draft.country}")
        if draft.fact is not None and draft.fact.kind != "country":
            found = self.by_key.get(f"fact {draft.fact.name}")
            if found is not None:
                return found
        if draft.named is None:
            return None
        words = self._name_words(draft)
        if not words:
            return None
        found = self.by_key.get(f"name {' '.join(words)}")
        if found is None and len(words) == 1:
            keys = (f"part {words[0]}", f"first {words[0]}", *((f"acronym {words[0]}",) if draft.kind != "person" else ()))
            found = next((self.by_key[key] for key in keys if key in self.by_key), None)
        if found is None and draft.kind in PEOPLE and len(words) > 1:
            found = self.by_key.get(f"part {words[-1]}")
            if found is not None and not self._same_person(words, found):
                return None
        return found if found is not None and self._compatible(draft, found) else None

    def _same_person(self, words: list[str], chain: Chain) -> bool:
        """Whether a longer name can be the person of a chain: it was named by surname only, or with the same first name or initial."""
        for other in chain.drafts:
            if other.named is not None:
                known = self._name_words(other)
                if len(known) > 1 and known[0][0] != words[0][0]:
                    return False
        return True

    def _compatible(self, draft: Draft, chain: Chain) -> bool:
        if draft.country and chain.country and draft.country != chain.country and draft.kind != "person":
            return False
        if chain.kind == "unknown" or draft.kind == "unknown" or (chain.kind == "person") == (draft.kind == "person"):
            return True
        # Recognisers often take the short name of an organisation for a person's: "Mahan" for "Mahan Air".
        return draft.fact is None and all(d.fact is None or d.kind != "country" for d in chain.drafts)

    def _described(self, draft: Draft) -> Chain | None:
        """The chain that a description points back to: "the protesters", "the president", "the airline", "the former Soviet state"."""
        if draft.named is not None:
            return None
        lemma = self.tokens[draft.core].lemma.lower()
        if draft.plural:
            found = self.by_key.get(f"plural {lemma}")
            return found if found is not None and self._agrees(draft, found) else None
        determiner = next((self.tokens[c].text.lower() for c in self.phrases.children[draft.head] if self.tokens[c].deprel == "det"), None)
        possessed = any(self.tokens[c].deprel == "nmod:poss" for c in self.phrases.children[draft.head])
        counted = any(self.tokens[c].deprel == "nummod" for c in self.phrases.children[draft.head])
        if possessed or (counted and determiner is None) or (determiner not in DEFINITE and determiner is not None):
            return None
        # A noun with its own complement ("the president of Armenia") speaks of somebody in particular.
        kinds = None if any(self.tokens[c].relation == "nmod" for c in self.phrases.children[draft.core]) else general_nouns().get(lemma)
        candidates = [
            chain for chain in self.latest(REACH)
            if not chain.plural and self._agrees(draft, chain) and (draft.country or not self._foreign(draft, chain))
        ]  # fmt: skip
        if kinds and "country" in kinds:
            return self._state(draft, candidates) if determiner else None
        found = next((chain for chain in candidates if lemma in chain.nouns), None)
        if found is None and kinds and determiner:
            found = next((chain for chain in candidates if chain.named and chain.kind in kinds and self._suits(draft, chain)), None)
        return found

    def _state(self, draft: Draft, candidates: Sequence[Chain]) -> Chain | None:
        """The country that "the country" means; "the former Soviet republic" is rather the article's than the last one."""
        states = [chain for chain in candidates if chain.kind == "country"]
        verb = self.tokens[draft.head].head
        described = [self.tokens[c].text.lower() for c in self.phrases.children[draft.head] if self.tokens[c].deprel == "amod"]
        bonus = 0 if described else SUBJECT_BONUS
        states.sort(key=lambda chain: -chain.by_name(self.tokens, bonus))
        if "former" in described:
            states.sort(key=lambda chain: chain.country != self.dominant)
        states.sort(key=lambda chain: any(self.tokens[d.head].head == verb for d in chain.drafts[-3:]))
        return states[0] if states else None

    def _foreign(self, draft: Draft, chain: Chain) -> bool:
        """Whether a bare "the government" is unlikely to be that of a chain: another country's than the article's, not just spoken of."""
        if draft.kind != "organisation" or chain.named or self.dominant is None or chain.country in (None, self.dominant):
            return False
        return self.tokens[draft.head].sentence != self.tokens[chain.last].sentence

    def _agrees(self, draft: Draft, chain: Chain) -> bool:
        if not draft.country or draft.country == chain.country:
            return True
        # A bare "the government" before "the Chinese government" is that of the article's country.
        return chain.country is None and (draft.kind != "organisation" or draft.country == self.dominant)

    def _suits(self, draft: Draft, chain: Chain) -> bool:
        """Whether a general noun can stand for a chain: the sectors do not contradict each other."""
        sector = next((d.sector for d in chain.drafts if d.sector), None)
        if draft.country and draft.country != chain.country:
            return False
        if sector in SOLD or (draft.kind == "person" and draft.sector):
            return draft.sector == sector
        return not (draft.sector and sector and draft.sector != sector)
