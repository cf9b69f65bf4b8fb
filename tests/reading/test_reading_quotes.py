"""Quotations are found in many marks, over paragraphs, and are credited as a whole."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.reading.quotes import completed, quotations
from standoff.schema import Attribution, QuoteMode, Span


def of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def said(text: str, content: str, cue: str = "said", mode: QuoteMode = "direct") -> Attribution:
    return Attribution(source=[], cue=[of(text, cue)], content=[of(text, content)], mode=mode)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“We left,” he said. “It was over.”", ["“We left,”", "“It was over.”"]),
        ('She said "no" twice.', ['"no"']),
        ("«Мы уходим», сказал он.", ["«Мы уходим»"]),
        ("„Wir gehen“, sagte er.", ["„Wir gehen“"]),
        ("Mr. Hale called it ''a ruse'' on Friday.", ["''a ruse''"]),
        ("The rebels' 6\" guns and the city's walls", []),
        ("“One.\n\n“Two.\n\n“Three,” he said.", ["“One.\n\n“Two.\n\n“Three,”"]),
        ("“One.\n\nNobody spoke.\n\n“Two,” he said.", ["“One.", "“Two,”"]),
        ("“One,” he said.\n\n“Two,” she said.", ["“One,”", "“Two,”"]),
    ],
)
def test_quotations_are_found(text: str, found: list[str]) -> None:
    assert [span.of(text) for span in quotations(text)] == found


def test_half_a_quotation_is_credited_as_a_whole() -> None:
    text = "“The valley is ours. We will hold it to the end of the year,” the colonel said."
    (whole,) = completed(text, [said(text, "We will hold it to the end of the year")])
    assert [s.of(text) for s in whole.content] == ["“The valley is ours. We will hold it to the end of the year,”"]


def test_quoted_phrase_in_indirect_speech_stays_a_part() -> None:
    text = "He said the raid was “a mistake” and that four men had died."
    (kept,) = completed(text, [said(text, "the raid was “a mistake” and that four men had died", mode="mixed")])
    assert [s.of(text) for s in kept.content] == ["the raid was “a mistake” and that four men had died"]


def test_next_quotation_in_the_paragraph_has_the_same_speaker() -> None:
    text = "“We are leaving the valley,” the colonel said. “We will not be coming back to it.”"
    (both,) = completed(text, [said(text, "“We are leaving the valley,”")])
    assert [s.of(text) for s in both.content] == ["“We are leaving the valley,”", "“We will not be coming back to it.”"]


def test_quotation_of_the_next_paragraph_has_not() -> None:
    text = "“We are leaving the valley,” the colonel said.\n\n“Nobody asked the villagers about any of it.”"
    (one,) = completed(text, [said(text, "“We are leaving the valley,”")])
    assert len(one.content) == 1


@given(st.text(alphabet="ab “”\"'«»„\n", max_size=120))
def test_quotations_stand_in_the_text_in_order_and_apart(text: str) -> None:
    found = quotations(text)
    assert all(0 <= s.start < s.end <= len(text) for s in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
