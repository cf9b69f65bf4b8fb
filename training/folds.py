"""Cross-validation on PLV: `training/folds.py --run RUN --data DATA --encoder ENCODER`.

The second phase is the first to see PLV, so each fold starts from the weights the first phase left (RUN/phase-0.pt) and
learns pairs alone: the other four fifths of PLV, our sentences about pairs, and the pairs of the event gold. Prints
macro F1 of root, quad class and co-operation over all sentences, each judged by the model that had not seen it.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertConfig

from corpora import read_training
from examples import Text, collate, make_batches, make_examples, prepare
from model import ReadingModel
from standoff.reading import labels
from standoff.reading.codes import QUADS
from train import Phase, family_masks, make_optimizer, run_epoch, status_weights, times

FOLDS = 5
PHASE = Phase(3, 1.2e-4, 0.0, {"plv": 3, "direction": 0.3, "dyads": 0.0})
GROUPS = ["YIELD" if name in ("CONCEDE", "RETREAT") else name for name in labels.CATEGORIES]
"""PLV's roots: concessions and retreats are one."""


def macro_f1(gold: Sequence[str], found: Sequence[str]) -> float:
    """Mean over the gold's classes, in per cent."""
    scores = []
    for name in sorted(set(gold)):
        hits = sum(g == f == name for g, f in zip(gold, found, strict=True))
        scores.append(2 * hits / (gold.count(name) + list(found).count(name)))
    return round(100 * float(np.mean(scores)), 1)


@torch.no_grad()
def judge(model: ReadingModel, tokenizer: Tokenizer, texts: Sequence[Text]) -> dict[str, str]:
    """The root of the first pair of each text, by its id."""
    model.eval()
    out = {}
    for text in texts:
        asked = copy.copy(text)
        asked.labelled = copy.copy(text.labelled)
        asked.labelled.dyads = text.labelled.dyads[:1]
        batch = collate(list(make_examples(tokenizer, [asked], random.Random(0), 1.0)))
        states = model.encoder(batch.ids, batch.shapes, batch.mask)[0]
        chances = model.dyad(states, batch.mask, batch.dyad_pairs)[0, : labels.NO_ACT].softmax(-1)
        sums: dict[str, float] = {}
        for name, p in zip(GROUPS, chances.tolist(), strict=True):
            sums[name] = sums.get(name, 0.0) + p
        out[text.labelled.id] = max(sums, key=lambda name: sums[name])
    return out


def share_name(text: Text) -> str:
    return text.labelled.corpus if text.labelled.corpus in PHASE.shares else "dyads"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--tokens", type=int, default=3072)
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(args.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    labelled = [t for t in read_training(args.data) if t.dyads]
    weights, masks = status_weights(labelled), family_masks()
    for text in labelled:
        text.cues = text.events = False
        text.entity_hints = []
    texts = [prepare(tokenizer, text) for text in labelled]
    plv = [t for t in texts if t.labelled.corpus == "plv"]
    order = random.Random(5).sample(range(len(plv)), len(plv))
    first = torch.load(args.run / "phase-0.pt", map_location="cpu", weights_only=True)
    found: dict[str, str] = {}
    for fold in range(FOLDS):
        held = {plv[i].labelled.id for i in order[fold::FOLDS]}
        model = ReadingModel(BertConfig.from_pretrained(args.encoder))
        model.load_state_dict(first)
        model.encoder.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        mean = copy.deepcopy(model).requires_grad_(False)
        optimizer, step, total = make_optimizer(model, PHASE), 0, 0
        for epoch in range(PHASE.epochs):
            chance = random.Random(fold * 100 + epoch)
            shown = [t for t in texts if t.labelled.id not in held]
            chosen = [t for t in shown for _ in range(times(PHASE, share_name(t), chance))]
            batches = make_batches(list(make_examples(tokenizer, chosen, chance, 1.0)), args.tokens, chance)
            total = total or len(batches) * PHASE.epochs
            name, hidden = f"fold {fold} epoch {epoch}", np.random.default_rng((fold, epoch))
            run_epoch(model, mean, optimizer, PHASE, batches, masks, weights, step, total, name, hidden)
            step += len(batches)
        found |= judge(model, tokenizer, [t for t in plv if t.labelled.id in held])
    gold = {t.labelled.id: GROUPS[labels.CATEGORIES.index(t.labelled.dyads[0][2][0])] for t in plv}
    ids = sorted(gold)
    root, guess = [gold[i] for i in ids], [found[i] for i in ids]
    quad = {**{n: QUADS[n] for n in labels.CATEGORIES}, "YIELD": QUADS["RETREAT"]}
    figures = {
        "sentences": len(ids),
        "root macro F1": macro_f1(root, guess),
        "quad macro F1": macro_f1([quad[n] for n in root], [quad[n] for n in guess]),
        "co-operation macro F1": macro_f1([quad[n].split()[1] for n in root], [quad[n].split()[1] for n in guess]),
    }
    (args.run / "folds.json").write_text(json.dumps({"figures": figures, "found": found}, indent=1))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
