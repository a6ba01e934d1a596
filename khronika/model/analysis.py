"""One neutral analysis for every language: tokens with Universal Dependencies, names, sentences and paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

NameKind = Literal["person", "organisation", "country", "place", "group", "facility", "other"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word. `i` counts tokens of the article; `head` is the `i` of the governing token, or its own `i` for a root.

    `upos`, `feats` and `deprel` follow Universal Dependencies 2 (https://universaldependencies.org), whatever the parser's own labels.
    """

    i: int
    start: int
    end: int
    text: str
    lemma: str
    upos: str
    feats: Mapping[str, str]
    head: int
    deprel: str
    sentence: int

    @property
    def relation(self) -> str:
        """The dependency relation without its subtype: `nsubj` of `nsubj:pass`."""
        return self.deprel.split(":")[0]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` up to, not including, `last`; offsets in the text; the paragraph's number; whether it is a heading."""

    i: int
    start: int
    end: int
    first: int
    last: int
    paragraph: int
    heading: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A named entity as the language's recogniser marks it, tokens `first` up to, not including, `last`."""

    start: int
    end: int
    text: str
    kind: NameKind
    first: int
    last: int


@dataclass(frozen=True)
class Analysis:
    """What `language/` says of an article's text. Everything after it sees only this."""

    text: str
    language: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    names: tuple[Name, ...] = field(default=())

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each token the indices of its dependents, in order of the text."""
        table: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                table[token.head].append(token.i)
        return tuple(tuple(row) for row in table)

    @cached_property
    def _token_at(self) -> dict[int, int]:
        return {at: token.i for token in self.tokens for at in range(token.start, token.end)}

    def token_at(self, offset: int) -> Token | None:
        """The token that covers a character, or None for white space."""
        i = self._token_at.get(offset)
        return None if i is None else self.tokens[i]

    def sentence_of(self, token: int) -> Sentence:
        """The sentence of a token, by the token's index."""
        return self.sentences[self.tokens[token].sentence]

    def sentence_tokens(self, sentence: Sentence) -> tuple[Token, ...]:
        """The tokens of a sentence."""
        return self.tokens[sentence.first : sentence.last]

    def dependents(self, token: int, *relations: str) -> Iterator[Token]:
        """Dependents of a token; with `relations`, those whose relation (with or without its subtype) is among them."""
        for i in self.children[token]:
            child = self.tokens[i]
            if not relations or child.deprel in relations or child.relation in relations:
                yield child

    def dependent(self, token: int, *relations: str) -> Token | None:
        """The first of `dependents`, or None."""
        return next(self.dependents(token, *relations), None)

    def ancestors(self, token: int) -> Iterator[Token]:
        """Governors of a token, nearest first, up to the root of its sentence."""
        seen = {token}
        here = self.tokens[token].head
        while here not in seen:
            seen.add(here)
            yield self.tokens[here]
            here = self.tokens[here].head

    def subtree(self, token: int, *, without: tuple[str, ...] = ()) -> list[int]:
        """Indices of a token and all below it, in order; branches whose relation is in `without` are left out."""
        found, todo = [], [token]
        while todo:
            here = todo.pop()
            found.append(here)
            for i in self.children[here]:
                child = self.tokens[i]
                if child.deprel not in without and child.relation not in without:
                    todo.append(i)
        return sorted(found)

    def stretch(self, indices: list[int]) -> tuple[int, int]:
        """Start and end offsets of the hull of some tokens, given by their indices."""
        return self.tokens[min(indices)].start, self.tokens[max(indices)].end

    def name_at(self, token: int) -> Name | None:
        """The name that a token belongs to, or None."""
        return self._name_at.get(token)

    @cached_property
    def _name_at(self) -> dict[int, Name]:
        return {i: name for name in self.names for i in range(name.first, name.last)}
