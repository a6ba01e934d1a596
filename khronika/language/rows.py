"""What spaCy's networks make of a single word before they look at its neighbours, remembered: the same numbers, worked out once.

Both networks of the pipeline (one for tagger and parser, one for names) begin with a row of 96 numbers for each word, made of its form,
norm, prefix, suffix, shape, the white space after it and its vector: two fifths of their arithmetic, and the same for every occurrence.
A row is worked out when a word is first met, and kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

# Rows that are kept of a network, 19 MB; beyond that all are forgotten and learnt anew.
MOST = 50_000
# What the rows depend on; prefix, suffix, shape and vector follow from the form.
KEY = ("ORTH", "NORM", "SPACY")
Rows = npt.NDArray[np.float32]
Key = tuple[int, ...]


class RememberedRows:
    """The rows of words by form, norm and white space. `embed` is the part of a network that makes them, one word at a time.

    A row is what `embed` says to the last bit: the products of the matrices that spaCy's library multiplies (BLIS) do not depend on
    how many rows are multiplied together (tests/language/test_rows.py).
    """

    def __init__(self, embed: Any, vocab: Vocab) -> None:
        self.embed, self.vocab = embed, vocab
        self._at: dict[Key, int] = {}
        self._rows: Rows = np.zeros((1024, embed.get_dim("nO")), np.float32)

    def __call__(self, docs: Sequence[Doc]) -> list[Rows]:
        """One array a document, one row a word."""
        keys = [[tuple(row) for row in doc.to_array(list(KEY)).tolist()] for doc in docs]
        if len(self._at) > MOST:
            self._at.clear()
        self._learn({key for some in keys for key in some if key not in self._at})
        return [self._rows[[self._at[key] for key in some]] for some in keys]

    def _learn(self, new: set[Key]) -> None:
        """Work out the rows of words that were not met yet."""
        if not new:
            return
        from spacy.tokens import Doc

        ordered = sorted(new)
        strings = self.vocab.strings
        doc = Doc(self.vocab, [strings[orth] for orth, _, _ in ordered], [bool(space) for _, _, space in ordered])
        norms: Any = np.array([norm for _, norm, _ in ordered], np.uint64)
        doc.from_array(["NORM"], norms)
        first = len(self._at)
        self._at.update((key, number) for number, key in enumerate(ordered, first))
        if len(self._at) > len(self._rows):
            self._rows = np.resize(self._rows, (2 * len(self._at), self._rows.shape[1]))
        self._rows[first : len(self._at)] = self.embed.predict([doc])[0]


def remember_rows(pipeline: Language) -> Language:
    """The pipeline with the rows of both networks remembered. It can be used as before, but not trained.

    Raises ValueError if a network of the pipeline is not built as this module expects.
    """
    for name in ("tok2vec", "ner"):
        model: Any = pipeline.get_pipe(name).model  # type: ignore[attr-defined]
        found = list(_embeds(model))
        if len(found) != 1:
            raise ValueError(f"the network {name!r} has {len(found)} parts that make rows of words, not one")
        embed, network = found[0], type(found[0])
        rows = RememberedRows(embed, pipeline.vocab)
        model.replace_node(embed, network("remembered_rows", _forward, attrs={"rows": rows}, dims={"nO": embed.get_dim("nO")}))
    return pipeline


def _embeds(model: Any) -> Iterator[Any]:
    """The parts of a network that go from documents to rows of words, one word at a time: features and vectors, mixed, in lists."""
    for node in model.walk():
        names = [part.name for part in node.layers]
        if len(names) == 3 and names[0].startswith("extract_features") and names[1].startswith("with_array") and names[2] == "ragged2list":
            yield node


def _forward(model: Any, docs: Sequence[Doc], is_train: bool) -> tuple[list[Rows], Any]:
    """The rows; there is nothing to learn from."""
    return model.attrs["rows"](docs), lambda gradients: docs
