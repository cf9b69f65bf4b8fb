"""The reading model: MiniLM encoder, tag heads over words, and heads over anchors (a trigger or a cue).

An anchor asks three things of the window: which role each word plays for it (additive and low-rank bilinear scores,
after Dozat & Manning 2017, with a learned distance), what it is itself, and in what scope it stands (each by multi-head
attention from the anchor over the window). For what a source does to a target the two are marked in the input, so that
the encoder reads the sentence with them in mind and turning the pair round gives it another sentence to read.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from standoff.reading import labels
from standoff.reading.tokens import MARKED_SHAPE_IDS

HIDDEN = 384
ROLE_SIZE = 192
READ_SIZE = 192
READ_HEADS = 4
DISTANCES = 65
"""Signed distance in pieces, clipped to -32..+32; 0 inside the anchor."""


def plain(config: BertConfig) -> BertConfig:
    """Without dropout inside the encoder, which costs more time on a CPU than the rest of a step: words are dropped
    from the input instead."""
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    config._attn_implementation = "eager"
    return config


class Encoder(nn.Module):
    """Pieces to states and tag logits."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(plain(config), add_pooling_layer=False)
        self.shape = nn.Embedding(MARKED_SHAPE_IDS, HIDDEN)
        nn.init.zeros_(self.shape.weight)
        self.dropout = nn.Dropout(0.1)
        self.tags = nn.ModuleDict(
            {
                "cue": nn.Linear(HIDDEN, len(labels.CUE_TAGS)),
                "trigger": nn.Linear(HIDDEN, len(labels.TRIGGER_TAGS)),
                "entity": nn.Linear(HIDDEN, len(labels.ENTITY_TAGS)),
                "inner": nn.Linear(HIDDEN, len(labels.ENTITY_TAGS)),
                "structure": nn.Linear(HIDDEN, len(labels.STRUCTURE_TAGS)),
            }
        )

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        embedded = self.bert.embeddings.word_embeddings(ids) + self.shape(shapes)
        states = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        dropped = self.dropout(states)
        return states, *(head(dropped) for head in self.tags.values())


class RoleScorer(nn.Module):
    """Hidden features of (anchor, word) pairs."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(HIDDEN, ROLE_SIZE)
        self.key = nn.Linear(HIDDEN, ROLE_SIZE)
        self.left = nn.Linear(HIDDEN, ROLE_SIZE)
        self.right = nn.Linear(HIDDEN, ROLE_SIZE)
        self.distance = nn.Embedding(DISTANCES, ROLE_SIZE)
        self.dropout = nn.Dropout(0.1)
        self.out = nn.Linear(ROLE_SIZE, len(labels.ROLE_TAGS))

    def forward(self, anchors: Tensor, states: Tensor, window: Tensor, distances: Tensor) -> Tensor:
        """anchors [N, H], states [B, T, H], window [N], distances [N, T] -> [N, T, role tags]."""
        key, right = self.key(states)[window], self.right(states)[window]
        product = self.left(anchors).unsqueeze(1) * right
        features = nn.functional.gelu(self.query(anchors).unsqueeze(1) + key + self.distance(distances) + product)
        return self.out(self.dropout(features))


class AnchorReader(nn.Module):
    """Features of an anchor: itself, and what it attends to in the window."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(HIDDEN, READ_SIZE)
        self.key = nn.Linear(HIDDEN, READ_SIZE)
        self.value = nn.Linear(HIDDEN, READ_SIZE)
        self.bias = nn.Embedding(DISTANCES, READ_HEADS)
        self.mix = nn.Sequential(nn.Dropout(0.2), nn.Linear(HIDDEN + READ_SIZE, 256), nn.GELU(), nn.Dropout(0.2))

    def forward(self, anchors: Tensor, states: Tensor, window: Tensor, distances: Tensor, mask: Tensor) -> Tensor:
        n, t = distances.shape
        size = READ_SIZE // READ_HEADS
        query = self.query(anchors).view(n, READ_HEADS, 1, size)
        key = self.key(states)[window].view(n, t, READ_HEADS, size).transpose(1, 2)
        value = self.value(states)[window].view(n, t, READ_HEADS, size).transpose(1, 2)
        scores = (query * key).sum(-1) / size**0.5 + self.bias(distances).transpose(1, 2)
        scores = scores + (mask[window].unsqueeze(1) - 1.0) * 1e4
        context = (scores.softmax(-1).unsqueeze(-1) * value).sum(2).reshape(n, READ_SIZE)
        return self.mix(torch.cat([anchors, context], -1))


class AnchorHeads(nn.Module):
    """Anchors of a batch of windows: roles of the words around them, and what they are themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.roles = RoleScorer()
        self.nature, self.scope = AnchorReader(), AnchorReader()
        self.category = nn.Linear(256, len(labels.CATEGORIES))
        self.mode = nn.Linear(256, len(labels.MODES))
        self.kind = nn.Linear(256, len(labels.SOURCE_KINDS))
        self.status = nn.Linear(256, len(labels.STATUSES))
        self.factuality = nn.Linear(256, 1)

    def forward(
        self, states: Tensor, mask: Tensor, window: Tensor, weights: Tensor, distances: Tensor
    ) -> tuple[Tensor, ...]:
        """states [B, T, H], mask [B, T] float, window [N], weights [N, T] (rows sum to 1), distances [N, T]."""
        anchors = (weights.unsqueeze(1) @ states[window]).squeeze(1)
        nature = self.nature(anchors, states, window, distances, mask)
        scope = self.scope(anchors, states, window, distances, mask)
        return (
            self.roles(anchors, states, window, distances), self.category(nature), self.status(scope),
            self.mode(nature), self.kind(nature), self.factuality(scope).squeeze(-1),
        )  # fmt: skip


class DyadHead(nn.Module):
    """What a marked source does to a marked target."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(2 * HIDDEN, READ_SIZE)
        self.key = nn.Linear(HIDDEN, READ_SIZE)
        self.attend = nn.Linear(READ_SIZE, 1)
        self.act = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(3 * HIDDEN, 256), nn.GELU(), nn.Dropout(0.2),
            nn.Linear(256, len(labels.CATEGORIES) + 1),
        )  # fmt: skip

    def forward(self, states: Tensor, mask: Tensor, pair: Tensor) -> Tensor:
        """states [N, T, H] of texts with their pair marked, mask [N, T], pair [N, 2, T] (rows sum to 1) -> logits
        [N, 17]."""
        ends = (pair @ states).flatten(1)
        scores = self.attend(torch.tanh(self.query(ends).unsqueeze(1) + self.key(states))).squeeze(-1)
        attention = (scores + (mask - 1.0) * 1e4).softmax(-1)
        return self.act(torch.cat([(attention.unsqueeze(1) @ states).squeeze(1), ends], -1))


class ReadingModel(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = Encoder(config)
        self.anchors = AnchorHeads()
        self.dyad = DyadHead()

    @classmethod
    def from_encoder(cls, folder: Path) -> ReadingModel:
        """Fresh heads on the pretrained encoder in `folder` (config.json, model.safetensors)."""
        model = cls(BertConfig.from_pretrained(folder))
        model.encoder.bert = BertModel.from_pretrained(
            folder, config=plain(BertConfig.from_pretrained(folder)), add_pooling_layer=False
        )
        return model
