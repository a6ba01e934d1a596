"""Find mentions: names, people and groups by their nouns, pronouns, and bare numbers that stand for people."""

from __future__ import annotations

from khronika.actors.draft import Draft
from khronika.actors.knowledge import FIRST_WORD, Fact, Knowledge, RoleFact
from khronika.actors.phrases import Phrases
from khronika.model import Analysis, Token
from khronika.model.entity import EntityKind

NAME_KINDS: dict[str, EntityKind] = {
    "person": "person", "organisation": "organisation", "country": "country", "place": "place", "group": "group", "facility": "place",
}  # fmt: skip
PERSONAL = frozenset(
    "i me my mine we us our ours he him his she her hers it its they them their theirs".split()
)
ARGUMENT = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "conj", "obl:agent"})
ROLE_WORDS = 5


class Finder:
    """Finds the drafts of one article."""

    def __init__(self, analysis: Analysis, phrases: Phrases, known: Knowledge) -> None:
        self.analysis, self.phrases, self.known = analysis, phrases, known
        self.tokens = analysis.tokens
        self.drafts: dict[int, Draft] = {}

    def find(self) -> dict[int, Draft]:
        """Drafts by head token."""
        named = self._named()
        for token in self.tokens:
            upos = token.upos
            if token.i in named:
                self._add_named(token, *named[token.i])
            elif upos == "PRON":
                self._add_pronoun(token)
            elif upos in ("NOUN", "PROPN", "ADJ", "NUM", "DET"):
                self._add_noun(token)
        return self.drafts

    def _named(self) -> dict[int, tuple[int, int, EntityKind, Fact | None]]:
        """Names by head token: those of the recogniser, and over them those that the tables know."""
        found: dict[int, tuple[int, int, EntityKind, Fact | None]] = {}
        for name in self.analysis.names:
            if name.kind in NAME_KINDS:
                first = name.first
                while first < name.last - 1 and self.tokens[first].upos in ("DET", "PUNCT", "PART"):
                    first += 1
                found[self._head(first, name.last)] = (first, name.last, NAME_KINDS[name.kind], None)
        for first, last, facts in self._table_names():
            head = self._head(first, last)
            old = found.get(head)
            if old is not None and old[0] <= first and last <= old[1] and (old[1] - old[0]) > (last - first) and old[2] != "group":
                if old[2] == "person" or facts[0].kind not in ("organisation", "person"):
                    continue
                first, last = old[0], old[1]
            found[head] = (first, last, facts[0].kind, facts[0])
        return found

    def _head(self, first: int, last: int) -> int:
        """The token of a stretch whose governor is outside it."""
        for i in range(last - 1, first - 1, -1):
            head = self.tokens[i].head
            if not first <= head < last or head == i:
                return i
        return last - 1

    def _table_names(self) -> list[tuple[int, int, tuple[Fact, ...]]]:
        """Names of the tables in the text, longest first, not overlapping."""
        text, starts, names = self.analysis.text, self.known.starts, self.known.names
        lowered = text.lower() if len(text.lower()) == len(text) else text
        found = []
        free = 0
        for token in self.tokens:
            if token.i < free or not token.text[:1].isupper():
                continue
            match = FIRST_WORD.match(lowered, token.start)
            for key in starts.get(match.group(), ()) if match else ():
                end = token.start + len(key)
                if not lowered.startswith(key, token.start) or text[end : end + 1].isalnum():
                    continue
                label = self.known.spelled[key]
                if label.isupper() and text[token.start : end] != label:
                    continue
                last = token.i + 1
                while last < len(self.tokens) and self.tokens[last].start < end:
                    last += 1
                found.append((token.i, last, names[key]))
                free = last
                break
        return found

    def _add_named(self, token: Token, first: int, last: int, kind: EntityKind, fact: Fact | None) -> None:
        left, right = self.phrases.span(token.i)
        if token.deprel in ("compound", "amod", "flat") or (token.deprel == "nmod" and not self.phrases.cases(token.i)):
            left, right = first, last
        draft = Draft(token.i, token.i, min(left, first), max(right, last), kind, named=(first, last), fact=fact)
        word = self.analysis.text[self.tokens[first].start : self.tokens[last - 1].end]
        draft.name = fact.name if fact and fact.kind != "place" else word
        draft.role = self.role(draft.first, first)
        draft.plural = token.feats.get("Number") == "Plur"
        self.drafts[token.i] = draft

    def _add_pronoun(self, token: Token) -> None:
        word = token.text.lower()
        if word in PERSONAL and token.deprel not in ("expl",):
            draft = Draft(token.i, token.i, token.i, token.i + 1, pronoun=word)
            draft.plural = word in ("we", "us", "our", "ours", "they", "them", "their", "theirs")
            draft.gender = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f", "it": "n", "its": "n"}.get(word)
            self.drafts[token.i] = draft
        elif word in ("those", "these", "others", "many", "several", "some", "all", "everyone") and token.relation in ARGUMENT:
            self._add_counted(token)

    def _add_noun(self, token: Token) -> None:
        if token.upos == "ADJ":
            country = self.known.demonyms.get(token.text.lower())
            if country and token.text[:1].isupper():
                self._add_demonym(token, country)
                return
        core = self.phrases.core(token.i)
        role = self.role(self.phrases.span(token.i)[0], core + 1) if core == token.i else self.role(core, core + 1)
        if role is not None and token.upos in ("NOUN", "PROPN", "ADJ"):
            left, right = self.phrases.span(token.i)
            self.drafts[token.i] = Draft(token.i, core, left, right, role.kind, role=role, plural=token.feats.get("Number") == "Plur")
        elif core != token.i:
            left, right = self.phrases.span(token.i)
            self.drafts[token.i] = Draft(token.i, core, left, right, "group", plural=True)
        elif token.upos == "PROPN" and token.relation in ARGUMENT:
            left, right = self.phrases.span(token.i)
            self.drafts[token.i] = Draft(token.i, core, left, right, named=(left, right), name=self.analysis.text[self.tokens[left].start : self.tokens[right - 1].end])
        elif token.upos in ("NUM", "ADJ", "DET"):
            self._add_counted(token)

    def _add_demonym(self, token: Token, country: str) -> None:
        draft = Draft(token.i, token.i, token.i, token.i + 1, "country", country=country, name=self.known.countries.get(country))
        draft.why.append(f"demonyms:{token.text}")
        self.drafts[token.i] = draft

    def _add_counted(self, token: Token) -> None:
        if token.deprel in ("nsubj", "nsubj:pass", "obj", "obl:agent") or (token.deprel == "conj" and token.head in self.drafts):
            left, right = self.phrases.span(token.i)
            self.drafts[token.i] = Draft(token.i, self.phrases.core(token.i), left, right, "group", plural=True)

    def role(self, first: int, last: int) -> RoleFact | None:
        """What the tables say of the describing words in a stretch: the rightmost, and of those the longest."""
        words = [self.tokens[i].lemma.lower() for i in range(first, last)]
        for end in range(len(words), 0, -1):
            for size in range(min(ROLE_WORDS, end), 0, -1):
                found = self.known.roles.get(" ".join(words[end - size : end]))
                if found is not None:
                    return found
        return None
