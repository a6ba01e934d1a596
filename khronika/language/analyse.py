"""The analysis of articles: detect the language, parse paragraph by paragraph, put together one neutral analysis an article.

>>> from khronika.language.analyse import analyse
>>> [t.deprel for t in analyse("Police arrested him in Minsk.", "en").tokens]
['nsubj', 'root', 'obj', 'case', 'obl', 'punct']
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from khronika.language import english
from khronika.language.paragraphs import Paragraph, paragraphs, unwrap
from khronika.model.analysis import Analysis, Name, Sentence, Token

MODULES = {"en": english}


def analyse(text: str, language: str) -> Analysis:
    """The analysis of one text in a supported language."""
    return next(analyse_many([text], language))


def analyse_many(texts: Iterable[str], language: str, *, piece: int = 50_000, batch: int = 64) -> Iterator[Analysis]:
    """Analyses of texts of one language, in order; paragraphs of different texts go through the parser in one batch.

    `piece` is the longest stretch in characters that is parsed at once, `batch` the number of paragraphs.
    """
    module = MODULES[language]
    ours, theirs = itertools.tee(_divided(text, piece) for text in texts)
    docs = module.parse((unwrapped[p.start : p.end] for _, unwrapped, parts in theirs for p in parts), batch)
    for text, _, parts in ours:
        yield _assemble(text, language, parts, [module_rows(module, next(docs)) for _ in parts])


def _divided(text: str, piece: int) -> tuple[str, str, list[Paragraph]]:
    """The text, the text with broken lines joined, and its paragraphs."""
    unwrapped = unwrap(text)
    return text, unwrapped, paragraphs(unwrapped, piece)


def module_rows(module: object, doc: object) -> tuple[list[tuple], list[tuple]]:  # type: ignore[type-arg]
    """Rows and names of a parsed paragraph, by the language's module."""
    return module.rows(doc), module.names(doc)  # type: ignore[attr-defined]


def _assemble(text: str, language: str, parts: Sequence[Paragraph], parsed: Sequence[tuple[list, list]]) -> Analysis:  # type: ignore[type-arg]
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    found: list[Name] = []
    for number, (part, (rows, names)) in enumerate(zip(parts, parsed, strict=True)):
        base = len(tokens)
        starts = [i for i, row in enumerate(rows) if row[8] or i == 0]
        for first, last in zip(starts, [*starts[1:], len(rows)], strict=True):
            start, end = part.start + rows[first][0], part.start + rows[last - 1][1]
            index = len(sentences)
            sentences.append(Sentence(index, start, end, base + first, base + last, number, part.heading))
            for i in range(first, last):
                s, e, word, lemma, upos, feats, head, relation, _ = rows[i]
                tokens.append(Token(base + i, part.start + s, part.start + e, word, lemma, upos, feats, base + head, relation, index))
        for first, last, kind in names:
            start, end = part.start + rows[first][0], part.start + rows[last - 1][1]
            found.append(Name(start, end, text[start:end], kind, base + first, base + last))
    return Analysis(text, language, tuple(tokens), tuple(sentences), tuple(found))
