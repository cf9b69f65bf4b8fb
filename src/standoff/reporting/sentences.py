"""One sentence per incident, composed from its fields: what, by whom, to whom, where, how many."""

from __future__ import annotations

from standoff.reporting.acts import Act, find_act
from standoff.reporting.dates import write_day, write_range
from standoff.reporting.names import Names, join_words, with_article
from standoff.schema import Commitment, Incident, Option, Overall, Status, Toll

BADGES: dict[Overall, str] = {
    "corroborated": "corroborated",
    "single-source": "single source",
    "contested": "contested",
    "denied": "denied",
    "unverified": "unverified",
}

HAPPENED: frozenset[Status] = frozenset({"occurred", "ongoing"})
NOT_YET: tuple[Status, ...] = ("threatened", "planned", "considered", "requested", "conditional", "possible")

_ABOUT: dict[Status, tuple[str, str]] = {
    "occurred": ("was reported", "were reported"),
    "ongoing": ("is under way", "are under way"),
    "planned": ("is planned", "are planned"),
    "threatened": ("is threatened", "are threatened"),
    "considered": ("is being considered", "are being considered"),
    "requested": ("has been asked for", "have been asked for"),
    "possible": ("is described as possible", "are described as possible"),
    "conditional": ("is said to depend on a condition", "are said to depend on a condition"),
    "denied": ("is denied", "are denied"),
}
_INTENT: dict[Status, tuple[str, str]] = {
    "planned": ("plans to", "plan to"),
    "threatened": ("threatens to", "threaten to"),
    "considered": ("is considering whether to", "are considering whether to"),
    "requested": ("has been asked to", "have been asked to"),
}


_PARTICIPLES = {"gave": "given", "took": "taken"}


def write_sentence(incident: Incident, names: Names, *, dated: bool = False) -> str:
    """What the reporting says happened, or has not happened yet, as one sentence; `dated` says the day too."""
    act = find_act(incident.category, incident.mode)
    recipients = names.actors(incident.recipients)
    if incident.verdict.fields.get("actors") == "contested" and len(incident.actors) != 1:
        core = f"{_noun_phrase(act, None, recipients)} {_about(act, incident.status)}"
        core += _where(incident) + _when(incident, dated=dated) + "; who did it is contested"
        core += f" ({names.actors(incident.actors, 'or')})" if incident.actors else ""
    elif _is_laid(incident):
        core = f"{_noun_phrase(act, None, recipients)} {_about(act, incident.status)}"
        core += _where(incident) + _when(incident, dated=dated) + f", attributed to {names.actors(incident.actors)}"
    else:
        core = _clause(act, incident, names, recipients) + _where(incident) + _when(incident, dated=dated)
        core += "; who did it is contested" if incident.verdict.fields.get("actors") == "contested" else ""
    return capital(core) + _tolls(incident) + "."


def _is_laid(incident: Incident) -> bool:
    """Whether the act stands and who did it rests on less: then it is attributed, not stated."""
    who = incident.verdict.fields.get("actors", "corroborated")
    stands = incident.status == "occurred" and incident.verdict.overall == "corroborated"
    return bool(incident.actors) and stands and who not in ("corroborated", "contested")


def _clause(act: Act, incident: Incident, names: Names, recipients: str) -> str:
    subject = names.actors(incident.actors)
    to = f" {act.to} {recipients}" if recipients else ""
    if subject and incident.status == "occurred" and incident.verdict.overall == "corroborated":
        return f"{subject} {act.past} {act.noun}{to}"
    if subject and incident.status == "occurred":
        verb = "are" if names.are_many(incident.actors) else "is"
        return f"{subject} {verb} said to have {_PARTICIPLES.get(act.past, act.past)} {act.noun}{to}"
    if subject and incident.status in _INTENT:
        one, many = _INTENT[incident.status]
        return f"{subject} {many if names.are_many(incident.actors) else one} {act.base} {act.noun}{to}"
    return f"{_noun_phrase(act, subject, recipients)} {_about(act, incident.status)}"


def _about(act: Act, status: Status) -> str:
    one, many = _ABOUT[status]
    return many if act.plural else one


def _noun_phrase(act: Act, subject: str | None, recipients: str) -> str:
    by = f" by {subject}" if subject else ""
    to = f" {act.to} {recipients}" if recipients else ""
    return f"{act.noun}{by}{to}"


def _where(incident: Incident) -> str:
    if incident.place is None:
        return ""
    preposition = "at" if incident.place.precision == "facility" else "in"
    return f" {preposition} {with_article(incident.place.name)}"


def _when(incident: Incident, *, dated: bool) -> str:
    if not dated or incident.date is None:
        return ""
    since, until = incident.date
    return f" on {write_day(since)}" if since == until else f" between {write_day(since)} and {write_day(until)}"


def _tolls(incident: Incident) -> str:
    told = [
        f"{write_toll(toll)} {word}{' (contested)' if incident.verdict.fields.get(word) == 'contested' else ''}"
        for toll, word in ((incident.killed, "killed"), (incident.injured, "injured"))
        if toll is not None
    ]
    return f"; {join_words(told)}" if told else ""


def write_toll(toll: Toll) -> str:
    """`7`, `4 to 7`, `at least 4`, `none`."""
    return write_count(toll.low, toll.high)


def write_count(low: int, high: int | None) -> str:
    """A closed range of people in words; `high` None is "at least"."""
    if high is None:
        return f"at least {low}"
    if low == high:
        return "none" if low == 0 else f"{low:,}"
    return f"{low:,} to {high:,}"


def write_commitment(commitment: Commitment, names: Names) -> str:
    """Who is bound to what by when, and whether it was kept."""
    who = names.actor(commitment.actor) if commitment.actor else "Someone the reporting does not name"
    deadline = f", by {write_day(commitment.deadline)}" if commitment.deadline else ", with no deadline stated"
    kept = {True: "kept", False: "not kept", None: "open"}[commitment.kept]
    return f"{capital(who)}: {_one_line(commitment.act)}{deadline} ({kept})."


def write_option(option: Option, names: Names) -> str:
    """What is being weighed by whom, and what is expected of it by whom."""
    who = names.actor(option.actor) if option.actor else "Someone the reporting does not name"
    target = f" (towards {names.actor(option.target)})" if option.target else ""
    expected = ""
    if option.consequences:
        holders = join_words([names.origin(each) for each in option.expected_by])
        expected = f"; expected{f' by {holders}' if holders else ''}: {'; '.join(map(_one_line, option.consequences))}"
    return f"{capital(who)} is weighing: {_one_line(option.act)}{target}{expected}."


def write_date_field(incident: Incident) -> str:
    """The incident's day or days, or that none is stated."""
    return write_range(incident.date) if incident.date else "day not stated"


def _one_line(words: str) -> str:
    return " ".join(words.split()).rstrip(".")


def capital(sentence: str) -> str:
    """With a capital first letter; the others stay as they are."""
    return sentence[:1].upper() + sentence[1:]
