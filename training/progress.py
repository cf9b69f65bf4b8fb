"""How a training is doing: a few figures on the development data, read off the logits. The released model's figures
come from bench/reader.py; these only choose an epoch."""

from __future__ import annotations

import random
from pathlib import Path

import torch
from tokenizers import Tokenizer

from corpora import Labelled, Pair, pairs, read_gold, read_polnear, read_uds, rows
from examples import Batch, collate, make_batches, make_examples, prepare
from model import ReadingModel
from standoff.reading import labels

BATCH_TOKENS = 8192


def development_texts(data: Path) -> list[Labelled]:
    direction = [
        Labelled(
            id=row["id"], corpus="direction", text=row["text"],
            dyads=[(pairs(row["source"]), pairs(row["target"]), [row["category"]])],
        )
        for row in rows(data / "events/direction-dev.jsonl")
    ]  # fmt: skip
    return [
        *read_gold(data / "events/standoff-dev.jsonl.gz"), *read_gold(data / "events/authored-dev.jsonl"),
        *read_polnear(data / "attribution/polnear-dev.jsonl.gz"), *read_uds(data / "factuality/uds-dev.jsonl.gz"),
        *direction,
    ]  # fmt: skip


def development_batches(data: Path, tokenizer: Tokenizer) -> list[Batch]:
    chance = random.Random(0)
    texts = [prepare(tokenizer, text) for text in development_texts(data)]
    examples = list(make_examples(tokenizer, texts, chance, dyad_share=0.0))
    return [collate(b) for b in make_batches(examples, BATCH_TOKENS, chance)]


def spans(tags: list[int]) -> set[Pair]:
    """Stretches of B I I..., any type."""
    out, start = set(), None
    for i, value in enumerate([*tags, 0]):
        if start is not None and (value == 0 or value % 2 == 1):
            out.add((start, i))
            start = None
        if value % 2 == 1 or (value and start is None):
            start = i
    return out


def f1(hits: int, gold: int, found: int) -> float:
    return 200 * hits / max(1, gold + found)


@torch.no_grad()
def measure(model: ReadingModel, batches: list[Batch]) -> dict[str, float]:
    """F1 of cues and triggers, accuracy of category and status given the trigger, r of factuality, accuracy of pairs,
    and their mean."""
    model.eval()
    counts = {name: [0, 0, 0] for name in ("cue", "trigger")}
    right = {name: [0, 0] for name in ("category", "status", "dyad")}
    values: list[tuple[float, float]] = []
    for batch in batches:
        with torch.autocast(batch.ids.device.type, dtype=torch.bfloat16):
            states, *heads = model.encoder(batch.ids, batch.shapes, batch.mask)
        states = states.float()
        for name, logits in zip(model.encoder.tags, heads, strict=True):
            if name in counts and name in batch.tags:
                where, target = batch.tags[name]
                gold, found = spans(target.tolist()), spans(logits.flatten(0, 1)[where].argmax(-1).tolist())
                seen = (len(gold & found), len(gold), len(found))
                counts[name] = [a + b for a, b in zip(counts[name], seen, strict=True)]
        if len(batch.window):
            read = model.anchors(states, batch.mask, batch.window, batch.weights, batch.distances)
            categories, statuses, valued = read[1].argmax(-1).tolist(), read[2].argmax(-1).tolist(), read[5].tolist()
            for i, (anchor, value) in enumerate(batch.anchors):
                if value is not None:
                    values.append((value, valued[i]))
                elif anchor is not None and anchor.family == "event":
                    right["category"][0] += labels.CATEGORIES[categories[i]] == anchor.label
                    right["status"][0] += labels.STATUSES[statuses[i]] == anchor.status
                    right["category"][1] += 1
                    right["status"][1] += 1
        if len(batch.dyad_rows):
            logits = model.dyad(states[batch.dyad_rows], batch.mask[batch.dyad_rows], batch.dyad_pairs)
            chosen = logits[:, : labels.NO_ACT].argmax(-1)
            right["dyad"][0] += int(batch.dyad_allowed[torch.arange(len(chosen)), chosen].sum())
            right["dyad"][1] += len(chosen)
    out = {name: f1(*c) for name, c in counts.items()} | {n: 100 * a / max(1, b) for n, (a, b) in right.items()}
    out["factuality"] = 100 * float(torch.corrcoef(torch.tensor(values).T)[0, 1])
    return {**{k: round(v, 1) for k, v in out.items()}, "mean": round(sum(out.values()) / len(out), 2)}
