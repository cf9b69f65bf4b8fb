"""English is told from other languages, and from too little to tell."""

from __future__ import annotations

import subprocess
import sys

import pytest

from standoff.collecting import Languages


@pytest.mark.parametrize(("text", "language"), [
    ("Four border guards were killed when gunmen attacked their post, the ministry said.", "en"),
    ("Kataib Hezbollah and Harakat al-Nujaba said it was not for them to answer.", "en"),
    ("THE MINISTRY SAID ON MONDAY THAT THE ATTACKERS HAD WITHDRAWN TOWARDS THE RIVER.", "en"),
    ("La ministra de Defensa dijo el lunes que cuatro guardias murieron en un ataque.", "es"),
    ("Министерство обороны сообщило о четырёх погибших.", "ru"),
    ("国防部周一表示，四名边防警卫在一次袭击中丧生，袭击者已经撤退。", "zh"),
    ("Drone strike hits", None),
    ("١٢٣ 456 --- !!!", None),
    ("", None),
])  # fmt: skip
def test_a_language_is_told_or_left_open(text: str, language: str | None) -> None:
    assert Languages().identify(text) == language


def test_names_in_english_sentences_do_not_make_them_foreign() -> None:
    names = ["Hadi al-Amiri", "Qais al-Khazali", "Abu Fadak al-Muhammadawi", "Esmail Qaani", "Izz ad-Din al-Haddad"]
    sentences = [f"{name}, the commander, met {other} in Najaf on Tuesday." for name in names for other in names]
    assert {Languages().identify(sentence) for sentence in sentences} <= {"en", None}


def test_importing_the_room_loads_no_model() -> None:
    code = "import standoff.collecting, sys; print('py3langid' in sys.modules, 'trafilatura' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
