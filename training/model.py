"""The reading model: MiniLM encoder, tag heads over words, and heads over anchors (a trigger or a cue).

An anchor asks two things of the window: which role each word plays for it (additive and low-rank bilinear scores, after
Dozat & Manning 2017, with a learned distance), and what it is itself (multi-head attention from the anchor over the
window: status, mode, factuality, kind of source). The dyad head reuses the role scorer for a given source and target,
so that turning the pair round turns the evidence round.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from standoff.reading import labels
from standoff.reading.tokens import SHAPE_IDS

HIDDEN = 384
ROLE_SIZE = 192
READ_SIZE = 192
READ_HEADS = 4
DISTANCES = 65
"""Signed distance in pieces, clipped to -32..+32; 0 inside the anchor."""


class Encoder(nn.Module):
    """Pieces to states and tag logits."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.shape = nn.Embedding(SHAPE_IDS, HIDDEN)
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
    """What an anchor is, from itself and from what it attends to in the window."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(HIDDEN, READ_SIZE)
        self.key = nn.Linear(HIDDEN, READ_SIZE)
        self.value = nn.Linear(HIDDEN, READ_SIZE)
        self.bias = nn.Embedding(DISTANCES, READ_HEADS)
        self.mix = nn.Sequential(nn.Linear(HIDDEN + READ_SIZE, 256), nn.GELU(), nn.Dropout(0.1))
        self.category = nn.Linear(256, len(labels.CATEGORIES))
        self.status = nn.Linear(256, len(labels.STATUSES))
        self.mode = nn.Linear(256, len(labels.MODES))
        self.kind = nn.Linear(256, len(labels.SOURCE_KINDS))
        self.factuality = nn.Linear(256, 1)

    def forward(
        self, anchors: Tensor, states: Tensor, window: Tensor, distances: Tensor, mask: Tensor
    ) -> tuple[Tensor, ...]:
        n, t = distances.shape
        size = READ_SIZE // READ_HEADS
        query = self.query(anchors).view(n, READ_HEADS, 1, size)
        key = self.key(states)[window].view(n, t, READ_HEADS, size).transpose(1, 2)
        value = self.value(states)[window].view(n, t, READ_HEADS, size).transpose(1, 2)
        scores = (query * key).sum(-1) / size**0.5 + self.bias(distances).transpose(1, 2)
        scores = scores + (mask[window].unsqueeze(1) - 1.0) * 1e4
        context = (scores.softmax(-1).unsqueeze(-1) * value).sum(2).reshape(n, READ_SIZE)
        mixed = self.mix(torch.cat([anchors, context], -1))
        return (
            self.category(mixed), self.status(mixed), self.mode(mixed), self.kind(mixed),
            self.factuality(mixed).squeeze(-1),
        )  # fmt: skip


class AnchorHeads(nn.Module):
    """Anchors of a batch of windows: roles of the words around them, and what they are themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.roles = RoleScorer()
        self.read = AnchorReader()

    def forward(
        self, states: Tensor, mask: Tensor, window: Tensor, weights: Tensor, distances: Tensor
    ) -> tuple[Tensor, ...]:
        """states [B, T, H], mask [B, T] float, window [N], weights [N, T] (rows sum to 1), distances [N, T]."""
        anchors = (weights.unsqueeze(1) @ states[window]).squeeze(1)
        return self.roles(anchors, states, window, distances), *self.read(anchors, states, window, distances, mask)


class DyadHead(nn.Module):
    """What a given source does to a given target: every word is a candidate trigger."""

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Sequential(nn.Linear(HIDDEN + 2 * ROLE_SIZE, 256), nn.GELU(), nn.Dropout(0.1))
        self.attend = nn.Linear(256, 1)
        self.act = nn.Linear(256, len(labels.CATEGORIES) + 1)

    def forward(
        self, roles: RoleScorer, states: Tensor, mask: Tensor, window: Tensor, pair: Tensor, distances: Tensor
    ) -> Tensor:
        """states [B, T, H], mask [B, T], window [N], pair [N, 2, T] (rows sum to 1), distances [N, 2, T] of source
        and target from each word -> logits [N, 17]."""
        words = states[window]
        ends = pair @ words
        query, left = roles.query(states)[window], roles.left(states)[window]
        seen = [
            nn.functional.gelu(
                query + roles.key(ends[:, i]).unsqueeze(1) + roles.distance(distances[:, i])
                + left * roles.right(ends[:, i]).unsqueeze(1)
            )
            for i in (0, 1)
        ]  # fmt: skip
        mixed = self.mix(torch.cat([words, *seen], -1))
        attention = (self.attend(mixed).squeeze(-1) + (mask[window] - 1.0) * 1e4).softmax(-1)
        return self.act((attention.unsqueeze(-1) * mixed).sum(1))


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
        model.encoder.bert = BertModel.from_pretrained(folder, add_pooling_layer=False)
        return model
