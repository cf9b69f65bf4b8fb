"""Step 3: the trained model as OpenVINO graphs with int8 weights, beside its tokenizer, in the package.

Three graphs share one format: `encoder` (pieces to states and tag logits), `anchors` (roles and readings of cues and
triggers) and `dyad` (what a source does to a target).
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import nncf
import openvino as ov
import torch
from torch import Tensor, nn
from transformers import BertConfig

from model import DyadHead, Encoder, ReadingModel


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


def export(weights: Path, encoder: Path, out: Path, *, compress: bool = True) -> None:
    model = ReadingModel(BertConfig.from_pretrained(encoder))
    state = torch.load(weights, map_location="cpu", weights_only=False)
    model.load_state_dict(state.get("model", state))
    model.eval()
    out.mkdir(parents=True, exist_ok=True)
    inputs = sample_inputs()
    for name, (module, ins, outs) in graphs(model).items():
        with torch.no_grad():
            graph = ov.convert_model(module, example_input=inputs[name])
        for port, label in zip(graph.inputs, ins, strict=True):
            port.get_tensor().set_names({label})
        for port, label in zip(graph.outputs, outs, strict=True):
            port.get_tensor().set_names({label})
        if compress:
            graph = nncf.compress_weights(graph, mode=nncf.CompressWeightsMode.INT8_ASYM)
        ov.save_model(graph, out / f"{name}.xml", compress_to_fp16=True)
    shutil.copy(encoder / "tokenizer.json", out / "tokenizer.json")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true", help="keep float16 weights, to measure what int8 costs")
    args = parser.parse_args()
    export(args.weights, args.encoder, args.out, compress=not args.float)
