"""Cue stances and PLOVER codes."""

from __future__ import annotations

import pytest

from standoff.reading.codes import QUADS, plover_code
from standoff.reading.labels import CATEGORIES, MODES, MODES_OF, STATUSES
from standoff.reading.lexicon import find_cues
from standoff.reading.stances import read_stance
from standoff.schema import Category, Status


@pytest.mark.parametrize(
    ("cue", "stance"),
    [
        ("said", "says"), ("told", "says"), ("denied", "denies"), ("rejected", "denies"), ("confirmed", "confirms"),
        ("claimed", "claims"), ("alleged", "alleges"), ("admitted", "admits"), ("warned", "warns"),
        ("according to", "reports"), ("vowed", "warns"), ("urged", "asks"), ("believes", "believes"),
        ("corrected", "corrects"), ("retracted", "retracts"), ("wrote", "says"),
    ],
)  # fmt: skip
def test_stance_follows_the_cue(cue: str, stance: str) -> None:
    assert read_stance(cue) == stance


@pytest.mark.parametrize(
    ("category", "status", "code"),
    [
        ("ASSAULT", "occurred", "ASSAULT"),
        ("ASSAULT", "threatened", "THREATEN"),
        ("ASSAULT", "considered", "THREATEN"),
        ("ASSAULT", "denied", "ASSAULT"),
        ("RETREAT", "planned", "CONCEDE"),
        ("RETREAT", "requested", "REQUEST"),
        ("AID", "planned", "AGREE"),
        ("CONSULT", "planned", "AGREE"),
        ("ACCUSE", "planned", "ACCUSE"),
    ],
)
def test_plover_code_of_a_not_yet_act(category: Category, status: Status, code: Category) -> None:
    assert plover_code(category, status) == code


def test_every_category_and_status_has_a_code_and_a_quad() -> None:
    assert {plover_code(c, s) for c in CATEGORIES for s in STATUSES} <= set(QUADS) == set(CATEGORIES)


def test_modes_of_categories_are_outputs_of_the_model() -> None:
    assert {mode for modes in MODES_OF.values() for mode in modes} | {"none"} == set(MODES)


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("The toll could not be independently verified.", ["could not be independently verified"]),
        ("There was no independent confirmation of the claim.", ["no independent confirmation"]),
        ("Washington designated the group in 2009.", ["designated"]),
        ("An Iran-backed militia claimed it.", ["Iran-backed"]),
        ("He verified the seal of the undesignated box.", []),
        ("", []),
    ],
)
def test_cues_of_rare_structures(text: str, cues: list[str]) -> None:
    assert [span.of(text) for span, _ in find_cues(text)] == cues
