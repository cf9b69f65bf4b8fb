"""Publication dates as outlets write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.collecting.dates import DateError, Published, is_future, iso_utc, read_date


@pytest.mark.parametrize(("stated", "date", "precision"), [
    ("2024", "2024", "year"),
    ("2024-01", "2024-01", "month"),
    ("2024-01-28", "2024-01-28", "day"),
    ("2024/1/8", "2024-01-08", "day"),
    ("20240128", "2024-01-28", "day"),
    ("2024-01-28T10:05", "2024-01-28T10:05", "minute"),
    ("2024-01-28 10:05:30", "2024-01-28T10:05:30", "second"),
    ("2024-01-28T10:05:30.123Z", "2024-01-28T10:05:30Z", "second"),
    ("2024-01-28T10:05:30+0330", "2024-01-28T10:05:30+03:30", "second"),
    ("20240128T100530Z", "2024-01-28T10:05:30Z", "second"),
    ("Sun, 28 Jan 2024 10:05:30 GMT", "2024-01-28T10:05:30Z", "second"),
    ("Sun, 28 Jan 2024 10:05:30 -0500", "2024-01-28T10:05:30-05:00", "second"),
    ("28 January 2024", "2024-01-28", "day"),
    ("Sunday, January 28, 2024", "2024-01-28", "day"),
    ("Sept. 3, 2024", "2024-09-03", "day"),
    ("1st May 2024", "2024-05-01", "day"),
    ("January 2024", "2024-01", "month"),
    ("28/01/2024", "2024-01-28", "day"),
    ("01/28/2024", "2024-01-28", "day"),
    ("05.05.2024", "2024-05-05", "day"),
    (1706436330, "2024-01-28T10:05:30Z", "second"),
    (1706436330000, "2024-01-28T10:05:30Z", "second"),
    (20240128, "2024-01-28", "day"),
    (2024, "2024", "year"),
])  # fmt: skip
def test_a_date_is_read_as_exactly_as_it_is_stated(stated: str | int, date: str, precision: str) -> None:
    assert read_date(stated) == Published(date, precision)  # type: ignore[arg-type]


@pytest.mark.parametrize("stated", [None, "", "  ", True])
def test_no_date_is_no_date(stated: str | None) -> None:
    assert read_date(stated) is None


@given(st.text(max_size=40) | st.integers() | st.floats(allow_nan=True))
def test_any_value_gives_a_true_date_or_a_reason(stated: str | int | float) -> None:
    try:
        published = read_date(stated)
    except DateError as error:
        assert str(error)
        return
    if published is not None:
        is_future(published, datetime.now(UTC))
        assert read_date(published.date) == published


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_a_date_in_its_own_form_stays_itself(moment: datetime) -> None:
    written = iso_utc(moment)
    assert read_date(written) == Published(written, "second")


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.integers(-72, 72))
def test_the_future_begins_a_day_after_now(now: datetime, hours: int) -> None:
    now = now.replace(microsecond=0)
    published = Published(iso_utc(now + timedelta(hours=hours)), "second")
    assert is_future(published, now) is (hours > 24)
