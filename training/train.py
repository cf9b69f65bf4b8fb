"""Step 2: fine-tune encoder and heads on all tasks at once. Resumable after every epoch; CPU (bfloat16) or CUDA."""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from corpora import Labelled, read_training
from examples import FAMILY_NAMES, IGNORE, Batch, Example, collate, make_batches, make_examples, prepare
from model import ReadingModel
from progress import development_batches, measure
from standoff.reading import labels

ROLE_WORDS = {"attribution": 25.0, "event": 8.0}
"""Divides the summed role loss of an anchor: about as many words play a role for it."""
OTHER_ROLE_WORDS = 12.0
AVERAGING = 0.998
"""Decay of the running mean of the weights, which is what is kept (Polyak averaging)."""


class Phase(msgspec.Struct, frozen=True):
    """A stretch of training with its own learning rate, from warm-up to zero."""

    epochs: int
    rate: float
    """Of the encoder; the heads learn five times as fast."""
    final_rate: float
    """Part of the rate that is left at the end of the phase."""
    shares: dict[str, float]
    """How often an epoch sees a corpus, 1 where it is not named; `dyads` for the pairs in running text."""


WEIGHTS = {
    "cue": 8.0, "trigger": 8.0, "structure": 4.0, "entity": 4.0, "inner": 1.0, "roles": 4.0, "category": 0.5,
    "status": 1.0, "mode": 0.2, "kind": 0.3, "factuality": 1.0, "dyad": 1.0,
}  # fmt: skip
"""Of each loss. Tag losses are means over words, most of which are O: small beside the means over anchors."""

PHASES = (
    # PLV is for the second phase alone, so that folds of it can be held out without training all again.
    Phase(
        4, 2.5e-4, 0.7,
        {"polnear": 0.6, "uds": 0.6, "authored": 2, "re3d": 2, "crossner": 2, "plv": 0, "gold": 0, "direction": 0,
         "dyads": 0.3},
    ),
    Phase(
        4, 2e-4, 0.5,
        {"polnear": 0.6, "uds": 0.6, "authored": 2, "gold": 2, "re3d": 2, "crossner": 1, "plv": 1.5, "direction": 1.5,
         "dyads": 0.2},
    ),
    Phase(
        3, 1e-4, 0.0,
        {"polnear": 0.6, "uds": 0.6, "authored": 2, "gold": 2, "re3d": 2, "crossner": 1, "plv": 1.5, "dyads": 0.2},
    ),
)  # fmt: skip


def family_masks() -> Tensor:
    """[families, role tags]: 0 where the role belongs to the family, a large negative number elsewhere."""
    masks = torch.full((len(FAMILY_NAMES), len(labels.ROLE_TAGS)), -1e4)
    for row, family in enumerate(FAMILY_NAMES):
        masks[row, 0] = 0.0
        for role in labels.FAMILIES[family]:
            for edge in "BI":
                masks[row, labels.ROLE_TAGS.index(f"{edge}-{role}")] = 0.0
    return masks


def status_weights(texts: list[Labelled]) -> Tensor:
    """Rare statuses count more: frequency to the power -1/3, mean 1."""
    counts = torch.ones(len(labels.STATUSES))
    for text in texts:
        for anchor in text.anchors:
            if anchor.status:
                counts[labels.STATUSES.index(anchor.status)] += 1
    weights = counts ** (-1 / 3)
    return weights / weights.mean()


def marginal(logits: Tensor, allowed: Tensor) -> Tensor:
    """Mean of -log of the probability of all allowed labels together."""
    return -(logits.masked_fill(~allowed, -1e4).logsumexp(-1) - logits.logsumexp(-1)).mean()


def labelled_loss(logits: Tensor, names: list[str | None], index: tuple[str, ...], weight: Tensor | None) -> Tensor:
    rows = [i for i, name in enumerate(names) if name is not None]
    if not rows:
        return logits.sum() * 0.0
    targets = torch.tensor([index.index(names[i]) for i in rows], device=logits.device)
    return nn.functional.cross_entropy(logits[rows], targets, weight=weight)


def losses(model: ReadingModel, batch: Batch, masks: Tensor, weights: Tensor) -> dict[str, Tensor]:
    states, *heads = model.encoder(batch.ids, batch.shapes, batch.mask)
    out: dict[str, Tensor] = {}
    for name, logits in zip(model.encoder.tags, heads, strict=True):
        if name in batch.tags:
            where, target = batch.tags[name]
            flat = logits.float().flatten(0, 1)[where]
            out[name] = marginal(flat, target) if target.dim() == 2 else nn.functional.cross_entropy(flat, target)
    states = states.float()
    if len(batch.window):
        roles, *read = model.anchors(states, batch.mask, batch.window, batch.weights, batch.distances)
        roles = roles.float() + masks[batch.families].unsqueeze(1)
        known = max(1, sum(a is not None for a, _ in batch.anchors))
        words = [ROLE_WORDS.get(a.family, OTHER_ROLE_WORDS) if a else 1.0 for a, _ in batch.anchors]
        wrong = nn.functional.cross_entropy(
            roles.flatten(0, 1), batch.roles.flatten(), ignore_index=IGNORE, reduction="none"
        ).view(batch.roles.shape)
        out["roles"] = (wrong.sum(1) / torch.tensor(words, device=wrong.device)).sum() / known
        category, status, mode, kind, factuality = (r.float() for r in read)
        acts = [a if a is not None and a.family == "event" else None for a, _ in batch.anchors]
        out["category"] = labelled_loss(category, [a and a.label for a in acts], labels.CATEGORIES, None)
        out["status"] = labelled_loss(status, [a and a.status for a in acts], labels.STATUSES, weights)
        modes = [a.mode if a and a.mode in labels.MODES else None for a in acts]
        out["mode"] = labelled_loss(mode, modes, labels.MODES, None)
        out["kind"] = labelled_loss(kind, [a and a.kind for a, _ in batch.anchors], labels.SOURCE_KINDS, None)
        valued = [i for i, (_, value) in enumerate(batch.anchors) if value is not None]
        if valued:
            gold = torch.tensor([batch.anchors[i][1] for i in valued], device=factuality.device)
            out["factuality"] = nn.functional.smooth_l1_loss(factuality[valued], gold)
    if len(batch.dyad_rows):
        rows = batch.dyad_rows
        logits = model.dyad(states[rows], batch.mask[rows], batch.dyad_pairs)
        out["dyad"] = marginal(logits.float(), batch.dyad_allowed)
    return out


def schedule(step: int, total: int, final: float, warmup: int = 50) -> float:
    """Part of the phase's rate: linear up, then linear down to `final`."""
    return min(1.0, step / warmup) * max(0.0, 1.0 - (1.0 - final) * step / total)


def moved(batch: Batch, device: str) -> Batch:
    for name in batch.__struct_fields__:
        value = getattr(batch, name)
        if isinstance(value, Tensor):
            setattr(batch, name, value.to(device))
    batch.tags = {k: (w.to(device), t.to(device)) for k, (w, t) in batch.tags.items()}
    return batch


def train(args: argparse.Namespace) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    chance = random.Random(args.seed)
    tokenizer = Tokenizer.from_file(str(args.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    labelled = read_training(args.data)
    if args.limit:
        labelled = chance.sample(labelled, args.limit)
    texts = [prepare(tokenizer, text) for text in labelled]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = ReadingModel.from_encoder(args.encoder).to(device)
    model.encoder.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    mean = copy.deepcopy(model).requires_grad_(False)
    masks, weights = family_masks().to(device), status_weights(labelled).to(device)
    development = [moved(b, device) for b in development_batches(args.data, tokenizer)]
    checkpoint = args.out / "checkpoint.pt"
    saved = torch.load(checkpoint, map_location=device, weights_only=False) if checkpoint.exists() else None
    if saved is not None:
        model.load_state_dict(saved["model"])
        mean.load_state_dict(saved["mean"])
    steps, record = (saved["steps"], saved["record"]) if saved is not None else (0, [])
    for number, phase in enumerate(PHASES):
        if saved is not None and number < saved["phase"]:
            continue
        optimizer = make_optimizer(model, phase)
        done, step = 0, 0
        if saved is not None and number == saved["phase"]:
            optimizer.load_state_dict(saved["optimizer"])
            done, step = saved["epoch"], saved["step"]
        for epoch in range(done, phase.epochs):
            chance.seed((args.seed * 100 + number) * 1000 + epoch)
            hidden = np.random.default_rng((args.seed, number, epoch))
            chosen = [t for t in texts for _ in range(times(phase, t.labelled.corpus, chance))]
            examples = make_examples(tokenizer, chosen, chance, phase.shares.get("dyads", 1.0))
            batches = make_batches(list(examples), args.tokens, chance)
            total = step + len(batches) * (phase.epochs - epoch)
            name = f"phase {number} epoch {epoch}"
            run_epoch(model, mean, optimizer, phase, batches, masks, weights, step, total, name, hidden)
            step += len(batches)
            steps += len(batches)
            record.append({"phase": number, "epoch": epoch, **measure(mean, development)})
            print(json.dumps(record[-1]), flush=True)
            state = {
                "model": model.state_dict(), "mean": mean.state_dict(), "optimizer": optimizer.state_dict(),
                "phase": number, "epoch": epoch + 1, "step": step, "steps": steps, "record": record,
            }  # fmt: skip
            torch.save(state, checkpoint.with_suffix(".tmp"))
            checkpoint.with_suffix(".tmp").replace(checkpoint)
            if record[-1]["mean"] == max(r["mean"] for r in record):
                torch.save(mean.state_dict(), args.out / "model.pt")
        torch.save(mean.state_dict(), args.out / f"phase-{number}.pt")
    averaged = average([args.out / f"phase-{number}.pt" for number in range(1, len(PHASES))])
    mean.load_state_dict(averaged)
    record.append({"phase": "average of the later phases", **measure(mean, development)})
    print(json.dumps(record[-1]), flush=True)
    if record[-1]["mean"] == max(r["mean"] for r in record):
        torch.save(averaged, args.out / "model.pt")
    made = {
        "phases": [msgspec.to_builtins(p) for p in PHASES], "weights": WEIGHTS, "steps": steps, "seed": args.seed,
        "tokens": args.tokens, "development": record,
    }  # fmt: skip
    (args.out / "training.json").write_text(json.dumps(made, indent=1))


def average(paths: Sequence[Path]) -> dict[str, Tensor]:
    """Mean of weights that lie on one path of training (Izmailov et al. 2018)."""
    states = [torch.load(path, map_location="cpu", weights_only=True) for path in paths]
    first = states[0]
    return {
        name: torch.stack([s[name] for s in states]).mean(0) if value.is_floating_point() else value
        for name, value in first.items()
    }


def times(phase: Phase, corpus: str, chance: random.Random) -> int:
    """How often an epoch sees a text of this corpus: 1.5 is once or twice."""
    share = phase.shares.get(corpus, 1.0)
    return int(share) + (chance.random() < share % 1)


def make_optimizer(model: ReadingModel, phase: Phase) -> torch.optim.AdamW:
    encoder = [p for n, p in model.named_parameters() if n.startswith("encoder.bert") and p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.bert")]
    groups = [{"params": encoder, "lr": phase.rate}, {"params": heads, "lr": 5 * phase.rate}]
    for group in groups:
        group["base"] = group["lr"]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def run_epoch(
    model: ReadingModel, mean: ReadingModel, optimizer: torch.optim.AdamW, phase: Phase, batches: list[list[Example]],
    masks: Tensor, weights: Tensor, step: int, total: int, name: str, hidden: np.random.Generator,
) -> None:  # fmt: skip
    device = masks.device.type
    averaged = [(m, p) for m, p in zip(mean.parameters(), model.parameters(), strict=True) if p.requires_grad]
    kept, learned = [m for m, _ in averaged], [p for _, p in averaged]
    started, seen, sums = time.time(), 0, dict.fromkeys(WEIGHTS, 0.0)
    model.train()
    for number, examples in enumerate(batches):
        batch = moved(collate(examples, hidden), device)
        with torch.autocast(device, dtype=torch.bfloat16):
            parts = losses(model, batch, masks, weights)
        loss = sum((WEIGHTS[k] * v for k, v in parts.items()), torch.zeros((), device=device))
        if not torch.isfinite(loss):
            raise SystemExit(f"{name}, batch {number}: the loss is not finite; lower the phase's rate")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * schedule(step + number + 1, total, phase.final_rate)
        optimizer.step()
        torch._foreach_lerp_(kept, [p.detach() for p in learned], 1.0 - AVERAGING)
        seen += int(batch.mask.sum())
        for k, v in parts.items():
            sums[k] = 0.95 * sums[k] + 0.05 * v.item() if sums[k] else v.item()
        if number % 20 == 0:
            speed = seen / (time.time() - started)
            shown = " ".join(f"{k} {v:.3f}" for k, v in sums.items())
            print(f"{name} {number}/{len(batches)} {speed:.0f} tokens/s {shown}", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True, help="folder with config.json and model.safetensors")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tokens", type=int, default=3072, help="padded positions a batch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=0, help="random texts only, for a trial")
    parser.add_argument("--threads", type=int, default=0)
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    np.random.seed(args.seed)
    return args


if __name__ == "__main__":
    train(arguments())
