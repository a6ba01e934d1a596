"""Why: PLOVER contexts, judged from the words of the paragraph, and of the article where the paragraph is silent."""

from __future__ import annotations

import functools
from collections import Counter

from khronika.model import Analysis, EventContexts, Record
from khronika.tables import read_tsv

# A context that the article as a whole is about needs this many of its words, so that one stray word does not colour every event.
ARTICLE_WORDS = 3


@functools.cache
def context_words(language: str) -> dict[str, tuple[str, ...]]:
    """Contexts by lemma."""
    table: dict[str, list[str]] = {}
    for row in read_tsv(f"contexts/{language}.tsv", ("context", "word", "note")):
        table.setdefault(row["word"], []).append(row["context"])
    return {word: tuple(contexts) for word, contexts in table.items()}


class ContextStage:
    """Reads triggers, writes their contexts."""

    name = "contexts"
    version = "1"
    reads = ("analysis", "triggers")
    writes = ("contexts",)

    def code(self, record: Record) -> Record:
        """The record with the contexts of each trigger."""
        analysis = record.analysis
        if analysis is None:
            return record.adding(contexts=())
        words = context_words(analysis.language)
        by_paragraph = _by_paragraph(analysis, words)
        whole: Counter[str] = Counter()
        first: dict[str, str] = {}
        for found in by_paragraph.values():
            for context, evidence in found.items():
                whole[context] += len(evidence)
                first.setdefault(context, evidence[0])
        broad = {context: first[context] for context, n in whole.items() if n >= ARTICLE_WORDS}
        rows = []
        for trigger in record.triggers or ():
            near = by_paragraph.get(analysis.sentence_of(trigger.head).paragraph, {})
            told = (
                {**broad, **{context: evidence[0] for context, evidence in near.items()}}
                if not near
                else {context: evidence[0] for context, evidence in near.items()}
            )
            names = tuple(sorted(told))
            rows.append(EventContexts(trigger.id, names, tuple(told[name] for name in names)))
        return record.adding(contexts=tuple(rows))


def _by_paragraph(analysis: Analysis, words: dict[str, tuple[str, ...]]) -> dict[int, dict[str, list[str]]]:
    """For each paragraph the contexts that its words tell, with the words."""
    table: dict[int, dict[str, list[str]]] = {}
    for sentence in analysis.sentences:
        row = table.setdefault(sentence.paragraph, {})
        for token in analysis.sentence_tokens(sentence):
            for context in words.get(token.lemma.lower(), ()):
                row.setdefault(context, []).append(token.text)
    return table
