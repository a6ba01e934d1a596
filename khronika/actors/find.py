"""Find mentions: names, people and groups by their nouns, pronouns, and bare numbers that stand for people."""

from __future__ import annotations

import calendar

from khronika.actors.dateline import dateline_end
from khronika.actors.draft import Draft
from khronika.actors.folding import folded
from khronika.actors.joined import join_country, split_adjectives, split_nouns, tie_titles
from khronika.actors.knowledge import Fact, Knowledge, RoleFact
from khronika.actors.lexicon import LONGEST, lemma, phrase_at, pick, role_of, words_of
from khronika.actors.located import Located
from khronika.actors.names import Names
from khronika.actors.phrases import HYPHENS, Phrases, partitives
from khronika.actors.spelling import LONG, likely_country
from khronika.actors.surnames import PARTICLES, by_surname, holders
from khronika.model import Analysis, Token
from khronika.model.entity import EntityKind

GENDERS = {
    "he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f",
    "it": "n", "its": "n", "itself": "n", "i": None, "me": None, "my": None, "we": None, "us": None, "our": None,
    "they": None, "them": None, "their": None, "themselves": None,
}  # fmt: skip
PLURAL = frozenset({"we", "us", "our", "they", "them", "their", "themselves"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "obj", "obl:agent"})
ARGUMENTS = SUBJECTS | {"iobj", "conj", "nmod:poss", "appos", "nmod", "obl"}
COUNTED = frozenset({"those", "these", "others", "many", "several", "some", "all", "everyone", "few", "most", "dozens", "hundreds"})
INNER = frozenset({"compound", "amod", "flat"})
HYPHENED = frozenset({"obl:npmod", "nmod:npmod"})
UNITS = frozenset({"%", "percent", "cent", "per", "$", "€", "£", "¥", "dollars", "euros", "pounds"})
TIMES = frozenset(name for name in (*calendar.day_name, *calendar.month_name) if name)


class Finder:
    """Finds the drafts of one article, published on an ISO date or on an unknown one; `located` knows its toponyms."""

    def __init__(self, analysis: Analysis, phrases: Phrases, known: Knowledge, date: str | None, located: Located) -> None:
        self.analysis, self.phrases, self.known, self.date, self.located = analysis, phrases, known, date, located
        self.tokens = analysis.tokens
        self.drafts: dict[int, Draft] = {}
        self.names = Names(analysis, known).find()
        self.countries = self._countries()
        self.surnames = {
            self.tokens[i].text for first, last, kind, _ in self.names.values() if kind == "person" for i in range(first + 1, last)
        }

    def find(self) -> dict[int, Draft]:
        """Drafts by head token."""
        begins = dateline_end(self.analysis.text)
        for token in self.tokens:
            upos = token.upos
            if token.end <= begins:
                continue
            if token.i in self.names:
                self._add_named(token)
            elif upos == "PRON":
                self._add_pronoun(token)
            elif upos in ("NOUN", "PROPN", "ADJ", "NUM", "DET"):
                self._add_noun(token)
        split_adjectives(self.drafts, self.phrases)
        split_nouns(self.drafts, self.phrases)
        tie_titles(self.drafts, self.tokens)
        return self.drafts

    def _countries(self) -> set[str]:
        """The countries that the article names outright."""
        found = {facts[0].country for _, _, _, facts in self.names.values() if facts and facts[0].kind in ("country", "group", "place")}
        demonyms = (self.known.demonyms.get(t.text.lower()) for t in self.tokens if t.text[:1].isupper())
        return {country for country in (*found, *demonyms, *self.located.countries()) if country}

    def _add_named(self, token: Token) -> None:
        first, last, kind, facts = self.names[token.i]
        if facts and self.located.namesake(first, facts[0]):
            kind, facts = "place", ()
        inner = token.deprel in INNER or (token.deprel == "nmod" and not self.phrases.cases(token.i))
        country = self._demonym(first, token.i, facts)
        if country:
            self._add_demonym(token, country, self._adjective(token), first)
            return
        left, right = (first, last) if inner else self.phrases.span(token.i)
        draft = Draft(token.i, token.i, min(left, first), max(right, last), kind, named=(first, last))
        draft.name = self.analysis.text[self.tokens[first].start : self.tokens[last - 1].end]
        if not facts and kind in ("person", "unknown"):
            facts = self._holder(token, first, last)
        if facts:
            draft.fact, second = pick(facts, self.date)
            draft.name = draft.fact.name if draft.fact.kind != "place" else draft.name
            draft.runner_up = f"{second.name} {second.country} {second.sector}" if second else None
        elif kind in ("place", "organisation", "unknown") and (place := self._place(first, last)):
            draft.country = place
            draft.why.append("toponym")
        elif last - first == 1 and (kind != "person" or len(token.text) >= LONG) and (guessed := likely_country(token.text)):
            draft.kind, draft.country, draft.name = "country", guessed, self.known.countries.get(guessed)
            draft.why.append(f"spelling:{token.text}")
            draft.confidence = 0.8
        draft.stateless = inner and (draft.name or "").lower() in self.known.demonyms
        self._describe(draft, first, last, kind)
        draft.plural = token.feats.get("Number") == "Plur" and kind != "country"
        if draft.kind == "person":
            # The given name, or a title before it ("King", "Mrs")
            draft.gender = (
                self.known.genders.get(self.tokens[first].text) or (first and self.known.genders.get(self.tokens[first - 1].text)) or None
            )
        self.drafts[token.i] = draft

    def _demonym(self, first: int, last: int, facts: tuple[Fact, ...]) -> str | None:
        """The country of a demonym that a name is; a whole phrase decides over its last word ("Latin American" is nobody's)."""
        if facts:
            return facts[0].country if facts[0].kind == "group" else None
        whole = " ".join(t.text for t in self.tokens[first : last + 1]).lower()
        known = self.known.demonyms
        return known[whole] if whole in known else known.get(self.tokens[last].text.lower())

    def _holder(self, token: Token, first: int, last: int) -> tuple[Fact, ...]:
        """The office holder whom a bare surname means, unless somebody in the article bears it in full."""
        bare = last - first == 1 or (last - first <= 3 and self.tokens[first].text.lower() in PARTICLES)
        if not bare or token.text in self.surnames:
            return ()
        found = by_surname(holders().get(folded(token.text).lower(), ()), self.date, self.countries)
        return (found,) if found else ()

    def _describe(self, draft: Draft, first: int, last: int, kind: EntityKind) -> None:
        """The role that stands before a person's name, or that the words of another name contain."""
        if kind not in ("country", "place"):
            end = first if kind in ("person", "unknown") else last
            draft.role = role_of(words_of(self.tokens, draft.first, end), self.known.roles)
        elif kind == "place" and draft.fact is None and last - first > 1:
            draft.role = phrase_at(words_of(self.tokens, first, last), self.known.roles)  # "Jolo Cathedral"
        common = first > draft.first and self.tokens[first - 1].text.islower()
        if kind == "person" and draft.fact is None and common and draft.role is not None and draft.role.kind == "organisation":
            draft.kind = "organisation"  # "the airline Mahan Air", taken for somebody's name
        if kind in ("place", "organisation") and draft.fact is None and draft.role is None and first > draft.first:
            # "President Vučić": a title before it makes a name a person's, whatever the recogniser says
            title = role_of(words_of(self.tokens, draft.first, first), self.known.roles)
            if title is not None and title.kind == "person":
                draft.role, draft.kind = title, "person"

    def _add_pronoun(self, token: Token) -> None:
        word = token.text.lower()
        if word in GENDERS:
            if token.deprel != "expl":
                draft = Draft(token.i, token.i, token.i, token.i + 1, pronoun=word, plural=word in PLURAL)
                draft.gender = GENDERS[word]
                self.drafts[token.i] = draft
        elif word in COUNTED:
            self._add_counted(token)

    def _add_noun(self, token: Token) -> None:
        if token.text[:1].isupper():
            country = self.known.demonyms.get(token.text.lower())
            if country:
                self._add_demonym(token, country, self._adjective(token), token.i)
                return
        if token.upos in ("NUM", "DET") or token.lemma == "other":
            self._add_counted(token)
            return
        inner = (
            token.deprel in INNER
            or self._hyphened(token)
            or (token.deprel == "nmod" and token.head > token.i and not self.phrases.cases(token.i))
        )
        if inner and self._in_title(token):
            return
        if token.text in TIMES:
            return  # "last March" is no march
        core = self.phrases.core(token.i)
        left, right = (token.i, token.i + 1) if inner else self.phrases.span(token.i)
        role = self._role(left if core == token.i else core, core)
        plural = token.feats.get("Number") == "Plur"
        if role is not None and role.vague and not any(self.tokens[i].upos == "PROPN" for i in range(left, right)):
            return
        if role is not None and (token.upos != "ADJ" or token.deprel in SUBJECTS or self.phrases.anti(token.i)):
            self.drafts[token.i] = Draft(token.i, core, left, right, role.kind, role=role, plural=plural)
            if inner:
                join_country(self.drafts, self.phrases, self.drafts[token.i])
        elif self._people(token, core, plural):
            self.drafts[token.i] = Draft(token.i, core, left, right, "group", plural=True)
        elif token.upos == "PROPN" and token.deprel in SUBJECTS and self._nameable(token):
            self._add_unknown(token, core, left, right)
        elif token.upos == "ADJ":
            self._add_counted(token)

    def _no_entity(self, core: int, words: list[str]) -> bool:
        """Whether a noun only looks like somebody: "a state of emergency", "left office"."""
        after = words_of(self.tokens, core + 1, min(core + 3, len(self.tokens)))
        for phrase in (words[-1], " ".join(words[-2:]), " ".join([words[-1], *after]), " ".join([words[-1], *after[:1]])):
            bare = self.known.not_entities.get(phrase)
            if bare is not None and not (bare and (len(words) > 1 or self.phrases.modified(core))):
                return True
        return False

    def _in_title(self, token: Token) -> bool:
        """Whether a noun is part of the title before a person's name: "Secretary" in "Secretary-General Jens Stoltenberg"."""
        here = token
        for _ in range(4):
            if here.head in self.names:
                return self.names[here.head][2] == "person" and self.names[here.head][0] > token.i
            here = self.tokens[here.head]
            if here.deprel not in INNER:
                return False
        return False

    def _people(self, token: Token, core: int, plural: bool) -> bool:
        """Whether a measuring word speaks of people though no table knows the noun after it: "dozens of paragliders", "thousands"."""
        if core == token.i:
            return token.deprel in SUBJECTS and plural and partitives().get(token.lemma, "forces") != "forces"
        if token.deprel not in ARGUMENTS:
            return False
        known = core in self.names or self.tokens[core].upos == "PRON" or self.tokens[core].text.lower() in self.known.demonyms
        return known or partitives().get(token.lemma.lower(), "things") == ""

    def _role(self, first: int, core: int) -> RoleFact | None:
        """What the tables say of a noun with the words before it, or with "of" and the words after it: "chief of staff"."""
        words = words_of(self.tokens, first, core + 1)
        if self._no_entity(core, words):
            return None
        if core + 1 < len(self.tokens) and self.tokens[core + 1].head == core and self.tokens[core + 1].upos in ("ADJ", "PROPN"):
            found = phrase_at([*words, lemma(self.tokens[core + 1])], self.known.roles)  # "attorney general"
            if found is not None:
                return found
        if core + 1 < len(self.tokens) and self.tokens[core + 1].lemma == "of":
            after = [lemma(t) for t in self.tokens[core + 1 : core + 1 + LONGEST] if t.upos != "DET"]
            for size in range(len(after), 1, -1):
                found = self.known.roles.get(" ".join([words[-1], *after[:size]]))
                if found is not None:
                    return found
        return phrase_at(words, self.known.roles)

    def _nameable(self, token: Token) -> bool:
        """Whether a capitalised noun can be a name that the recogniser missed: no weekday, code, title of a law or product."""
        return token.text not in TIMES and token.text.isalpha() and self.analysis.name_at(token.i) is None

    def _place(self, first: int, last: int) -> str | None:
        """The country of the toponym that begins in a stretch; none for a name that somebody in the article bears."""
        if last - first == 1 and self.tokens[first].text in self.surnames:
            return None
        return self.located.country(first, last)

    def _add_unknown(self, token: Token, core: int, left: int, right: int) -> None:
        """A capitalised noun that neither the recogniser nor a table knows."""
        draft = Draft(token.i, core, left, right, named=(left, right))
        draft.name = self.analysis.text[self.tokens[left].start : self.tokens[right - 1].end]
        country = likely_country(token.text)
        if country:
            draft.kind, draft.country, draft.name = "country", country, self.known.countries.get(country)
            draft.why.append(f"spelling:{token.text}")
            draft.confidence = 0.8
        self.drafts[token.i] = draft

    def _hyphened(self, token: Token) -> bool:
        """Whether a word is the first of a compound: "rebel" in "rebel-held", "British" in "British-led"."""
        after = token.i + 1
        return token.deprel in HYPHENED and token.head > after and self.tokens[after].text in HYPHENS

    def _adjective(self, token: Token) -> bool:
        """Whether a demonym describes a noun ("Russian negotiators"), and is not a people itself ("the Russians", "a Russian")."""
        here = self.tokens[token.head] if token.deprel == "conj" else token
        return (
            here.deprel in INNER
            or self._hyphened(here)
            or (here.deprel == "nmod" and here.head > here.i and not self.phrases.cases(here.i))
            or (token.upos == "ADJ" and token.deprel not in SUBJECTS)
        )

    def _add_demonym(self, token: Token, country: str, inner: bool, first: int) -> None:
        left, right = (first, token.i + 1) if inner else self.phrases.span(token.i)
        draft = Draft(token.i, token.i, left, right, "country" if inner else "group", country=country)
        if inner:
            draft.means = self.known.countries.get(country)
        elif not any(self.tokens[c].text.lower() == "the" for c in self.phrases.children[token.i]):
            # "Serbians protested" are people, "the British" may be the state
            draft.sector = "CVL"
        draft.plural = token.feats.get("Number") == "Plur"
        draft.why.append(f"demonyms:{' '.join(t.text for t in self.tokens[first : token.i + 1])}")
        self.drafts[token.i] = draft

    def _money(self, token: Token) -> bool:
        """Whether a number counts money or per cent."""
        around = [*self.phrases.children[token.i], token.i + 1]
        return any(i < len(self.tokens) and (self.tokens[i].upos == "SYM" or self.tokens[i].text in UNITS) for i in around)

    def _add_counted(self, token: Token) -> None:
        """A number or "many" that stands alone where somebody is spoken of: "at least 20 were killed"."""
        if self._money(token):
            return
        if token.deprel in SUBJECTS or (token.deprel == "conj" and token.head in self.drafts):
            left, right = self.phrases.span(token.i)
            self.drafts[token.i] = Draft(token.i, self.phrases.core(token.i), left, right, "group", plural=True)
