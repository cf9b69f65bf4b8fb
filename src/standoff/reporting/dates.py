"""ISO dates as an editor writes them."""

from __future__ import annotations

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def write_day(iso: str) -> str:
    """`7 April 2031`, `April 2031` or `2031`, as exactly as the ISO date goes; what is no ISO date stays as it is."""
    parts = iso[:10].split("-")
    if not all(part.isdecimal() for part in parts) or not 1 <= len(parts) <= 3:
        return iso
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return parts[0]
    if not 1 <= numbers[1] <= 12:
        return iso
    month = f"{MONTHS[numbers[1] - 1]} {parts[0]}"
    return month if len(numbers) == 2 else f"{numbers[2]} {month}"


def write_range(dates: tuple[str, str]) -> str:
    """One day, or `7 April 2031 to 9 April 2031`."""
    since, until = dates
    return write_day(since) if since == until else f"{write_day(since)} to {write_day(until)}"


def write_moment(iso: str | None) -> str:
    """A date, with the time where it is known: `7 April 2031, 08:15`; `undated` for None."""
    if iso is None:
        return "undated"
    time = iso[11:16]
    return f"{write_day(iso)}, {time}" if len(time) == 5 and time[2] == ":" else write_day(iso)
