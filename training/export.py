"""Step 3: the trained model as OpenVINO graphs in int8, beside its tokenizer, in the package.

The encoder computes in int8, its activations calibrated on training texts; the small heads only keep int8 weights.
Three graphs share one format: `encoder` (pieces to states and tag logits), `anchors` (roles and readings of cues and
triggers) and `dyad` (what a source does to a target).
"""

from __future__ import annotations

import argparse
import random
import shutil
from pathlib import Path

import nncf
import openvino as ov
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig

from corpora import Labelled, read_training
from examples import collate, make_batches, make_example, prepare
from model import DyadHead, Encoder, ReadingModel
from standoff.reading.model import CONTEXT, WINDOW
from standoff.reading.tokens import cut_windows

CALIBRATION_TEXTS = 40
"""Of each corpus."""
CALIBRATION_TOKENS = 1536
CALIBRATION_BATCHES = 120


class DyadGraph(nn.Module):
    def __init__(self, head: DyadHead) -> None:
        super().__init__()
        self.head = head

    def forward(self, states: Tensor, mask: Tensor, pair: Tensor) -> Tensor:
        return self.head(states, mask, pair).softmax(-1)


def sample_inputs() -> dict[str, tuple[Tensor, ...]]:
    b, t, n, h = 2, 12, 3, 384
    mask = torch.ones(b, t)
    states = torch.randn(b, t, h)
    window = torch.tensor([0, 1, 1])
    distances = torch.full((n, t), 32)
    return {
        "encoder": (torch.randint(1000, 2000, (b, t)), torch.zeros(b, t, dtype=torch.long), mask),
        "anchors": (states, mask, window, torch.full((n, t), 1.0 / t), distances),
        "dyad": (states, mask, torch.full((b, 2, t), 1.0 / t)),
    }


def graphs(model: ReadingModel) -> dict[str, tuple[nn.Module, list[str], list[str]]]:
    """Graph -> module, input names, output names."""
    encoder: Encoder = model.encoder
    return {
        "encoder": (encoder, ["ids", "shapes", "mask"], ["states", *encoder.tags]),
        "anchors": (
            model.anchors, ["states", "mask", "window", "weights", "distances"],
            ["roles", "category", "status", "mode", "kind", "factuality"],
        ),
        "dyad": (DyadGraph(model.dyad), ["states", "mask", "pair"], ["acts"]),
    }  # fmt: skip


def calibration(tokenizer: Path, data: Path) -> nncf.Dataset:
    """Batches of windows as the reader makes them, from training texts of every corpus."""
    reads = Tokenizer.from_file(str(tokenizer))
    reads.no_truncation()
    reads.no_padding()
    chance = random.Random(1)
    by_corpus: dict[str, list[Labelled]] = {}
    for text in read_training(data):
        by_corpus.setdefault(text.corpus, []).append(text)
    texts = [t for listed in by_corpus.values() for t in chance.sample(listed, min(len(listed), CALIBRATION_TEXTS))]
    windows = [
        make_example(reads, text, window)
        for text in (prepare(reads, t) for t in texts)
        for window in cut_windows(text.pieces, text.sentences, WINDOW, CONTEXT)
    ]
    batches = make_batches(windows, CALIBRATION_TOKENS, chance)
    chance.shuffle(batches)
    inputs = [
        {"ids": b.ids.numpy(), "shapes": b.shapes.numpy(), "mask": b.mask.numpy()}
        for b in (collate(batch) for batch in batches[:CALIBRATION_BATCHES])
    ]
    return nncf.Dataset(inputs)


def export(weights: Path, encoder: Path, out: Path, data: Path | None) -> None:
    """Writes the graphs to `out`: in int8, calibrated on the texts in `data`, or in float16 without."""
    model = ReadingModel(BertConfig.from_pretrained(encoder))
    state = torch.load(weights, map_location="cpu", weights_only=True)
    model.load_state_dict(state)
    model.eval()
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(encoder / "tokenizer.json", out / "tokenizer.json")
    inputs = sample_inputs()
    for name, (module, ins, outs) in graphs(model).items():
        with torch.no_grad():
            graph = ov.convert_model(module, example_input=inputs[name])
        for port, label in zip(graph.inputs, ins, strict=True):
            port.get_tensor().set_names({label})
        for port, label in zip(graph.outputs, outs, strict=True):
            port.get_tensor().set_names({label})
        if data is not None and name == "encoder":
            graph = nncf.quantize(
                graph, calibration(out / "tokenizer.json", data), model_type=nncf.ModelType.TRANSFORMER,
                preset=nncf.QuantizationPreset.MIXED, subset_size=CALIBRATION_BATCHES, fast_bias_correction=True,
            )  # fmt: skip
        elif data is not None:
            graph = nncf.compress_weights(graph, mode=nncf.CompressWeightsMode.INT8_ASYM)
        ov.save_model(graph, out / f"{name}.xml", compress_to_fp16=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--data", type=Path, help="texts to calibrate int8 on; float16 without, to measure what int8 costs"
    )
    args = parser.parse_args()
    export(args.weights, args.encoder, args.out, args.data)
