"""What spaCy's attribute ruler and lemmatiser say of a word, remembered: the same in a tenth of the time.

The ruler matches some 180 patterns at every word, which takes a seventh of the whole analysis. Its patterns see tag, relation and a few
named words, in one word or two, so that what it says of one word holds for every other that looks the same to them. It is asked once about
each look, in a document of that word (or of the two that a pattern may take together), and its answers are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.lang.en.lemmatizer import EnglishLemmatizer
    from spacy.language import Language
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

RULES, LEMMAS = "remembered_rules", "remembered_lemmas"
# One vowel and one consonant at the end, which is doubled before an ending.
SINGLE = re.compile(r"(?:^|[^aeiou])[aeiou][^aeiouwxy]$")
# A word that no pattern names.
OTHER = "x"
# Parts of a pattern that this module understands; a pattern with another makes it refuse.
KEYS = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
# Tag, word and relation, as the patterns see them; part of speech, features, lemma (0 for none), tag and relation. All are string hashes.
Look = tuple[int, int, int]
Answer = tuple[int, int, int, int, int]


class RememberedRules:
    """A pipeline component in the place of the attribute ruler.

    Raises ValueError if a pattern looks at more than tag, word and relation, or at more than two words.
    """

    def __init__(self, ruler: AttributeRuler) -> None:
        self.ruler, self.vocab = ruler, ruler.vocab
        rules: Any = ruler.patterns
        patterns: list[list[dict[str, Any]]] = [pattern for rule in rules for pattern in rule["patterns"]]
        strange = {key for pattern in patterns for part in pattern for key in part} - KEYS
        if strange or any(len(pattern) > 2 or "LOWER" not in pattern[-1] for pattern in patterns if len(pattern) > 1):
            raise ValueError(f"the attribute ruler looks at more than one word or two, or at {sorted(strange)}")
        self._words = _Named(part["LOWER"] for pattern in patterns for part in pattern if "LOWER" in part)
        self._pairs = [(pattern[0], pattern[1]) for pattern in patterns if len(pattern) == 2]
        self._seconds = _Named(second["LOWER"] for _, second in self._pairs)
        self._named: dict[int, tuple[int, bool]] = {}
        self._said: dict[tuple[Look, ...], tuple[Answer, ...]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The document with parts of speech, features, and the lemmas that the ruler names."""
        said: list[Answer] = []
        before: Look | None = None
        for tag, lower, dep in doc.to_array(["TAG", "LOWER", "DEP"]).tolist():
            word, is_second = self._named.get(lower) or self._name(lower)
            look = (tag, word, dep)
            if is_second and before and self._is_pair(before, look):
                said[-1:] = self._said.get((before, look)) or self._ask((before, look))
                before = None
            else:
                said += self._said.get((look,)) or self._ask((look,))
                before = look
        if said:
            values: Any = np.array(said, np.uint64)
            doc.from_array(["POS", "MORPH", "LEMMA", "TAG", "DEP"], values)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """The documents, one after the other."""
        return (self(doc) for doc in stream)

    def _name(self, lower: int) -> tuple[int, bool]:
        """The word as the patterns see it: itself where one names it; and whether it may be the second of a pair."""
        text = self.vocab.strings[lower]
        spaced = text.isspace()
        found = (lower if spaced or text in self._words else self.vocab.strings.add(OTHER), text in self._seconds)
        self._named[lower] = found
        return found

    def _is_pair(self, first: Look, second: Look) -> bool:
        """Whether these words may fit a pattern of two words."""
        strings = self.vocab.strings
        word, relation, after = strings[first[1]], strings[first[2]], strings[second[1]]
        return any(_fits(a.get("LOWER"), word) and _fits(a.get("DEP"), relation) and _fits(b["LOWER"], after) for a, b in self._pairs)

    def _ask(self, looks: tuple[Look, ...]) -> tuple[Answer, ...]:
        """The ruler's answers about one word alone or two together."""
        from spacy.tokens import Doc

        tags, words, deps = ([self.vocab.strings[number] for number in column] for column in zip(*looks, strict=True))
        doc = self.ruler(Doc(self.vocab, words, tags=tags, heads=[0] * len(looks), deps=deps))
        rows: Any = doc.to_array(["POS", "MORPH", "LEMMA", "TAG", "DEP"]).tolist()
        answers = tuple(tuple(row) for row in rows)
        self._said[looks] = answers
        return answers


class _Named:
    """Words that patterns name: plain, in lists, or by an expression."""

    def __init__(self, conditions: Iterable[Any]) -> None:
        self._conditions = list(conditions)
        self._plain = {c for c in self._conditions if isinstance(c, str)}
        self._others = [c for c in self._conditions if not isinstance(c, str)]

    def __contains__(self, text: str) -> bool:
        return text in self._plain or any(_fits(condition, text) for condition in self._others)


def _fits(condition: Any, text: str) -> bool:
    """Whether a text fits one condition of spaCy's matcher; one that is not known here may always fit."""
    if isinstance(condition, str):
        return text == condition
    if not condition:
        return True
    ways: dict[str, Callable[[Any], bool]] = {
        "IN": lambda value: text in value,
        "NOT_IN": lambda value: text not in value,
        "REGEX": lambda value: bool(re.search(value, text)),
    }
    return all(ways[name](value) for name, value in condition.items() if name in ways)


class RememberedLemmas:
    """A pipeline component in the place of the English lemmatiser, which works out anew what it said of words that are their own lemma.

    It sees a word's letters, part of speech and features alone. One thing is said otherwise: see `_with_e`.
    """

    def __init__(self, lemmatizer: EnglishLemmatizer) -> None:
        self.lemmatizer = lemmatizer
        self._said: dict[tuple[int, int, int], int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The document with a lemma for every word that has none yet."""
        rows: Any = doc.to_array(["LEMMA", "ORTH", "POS", "MORPH"]).tolist()
        lemmas = [
            lemma or self._said.get((orth, pos, morph)) or self._ask(doc, i, (orth, pos, morph))
            for i, (lemma, orth, pos, morph) in enumerate(rows)
        ]
        if lemmas:
            values: Any = np.array(lemmas, np.uint64)
            doc.from_array(["LEMMA"], values)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """The documents, one after the other."""
        return (self(doc) for doc in stream)

    def _ask(self, doc: Doc, i: int, look: tuple[int, int, int]) -> int:
        forms = self.lemmatizer.lemmatize(doc[i])
        self._said[look] = doc.vocab.strings.add(_with_e(doc[i].lower_, forms))
        return self._said[look]


def _with_e(word: str, lemmas: Sequence[str]) -> str:
    """The lemma of a word: of "stag" and "stage" for "staged" the one with e, since the other would double its consonant ("stagged")."""
    first = lemmas[0]
    single = SINGLE.search(first) and any(word == first + ending for ending in ("ed", "ing"))
    return first + "e" if single and first + "e" in lemmas else first


def remember(pipeline: Language) -> Language:
    """The pipeline with the answers of its attribute ruler and of its lemmatiser remembered."""
    from spacy.language import Language as Spacy

    ruler: Any = pipeline.get_pipe("attribute_ruler")
    lemmatizer: Any = pipeline.get_pipe("lemmatizer")

    @Spacy.factory(RULES)
    def rules(nlp: Language, name: str) -> RememberedRules:
        return RememberedRules(ruler)

    @Spacy.factory(LEMMAS)
    def lemmas(nlp: Language, name: str) -> RememberedLemmas:
        return RememberedLemmas(lemmatizer)

    pipeline.replace_pipe("attribute_ruler", RULES)
    pipeline.replace_pipe("lemmatizer", LEMMAS)
    return pipeline
