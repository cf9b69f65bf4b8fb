"""Distributions over counts, and the record of those made before."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import TooLittleHistory
from standoff.forecasting import MINIMUM_ORIGINS, forecast
from standoff.forecasting.distributions import crps, dispersion_of, empirical, negative_binomial
from standoff.schema import Forecast

START = date(2024, 1, 1)


def series(counts: list[int]) -> list[tuple[date, int]]:
    return [(START + timedelta(days=number), count) for number, count in enumerate(counts)]


def ahead(counts: list[int], horizon: int = 7) -> Forecast:
    return forecast(series(counts), horizon=horizon, query="usa > kataib", made=START + timedelta(days=len(counts) - 1))


def mean(distribution: list[float]) -> float:
    return float(np.arange(len(distribution)) @ np.array(distribution))


class TestDistributions:
    @given(mean=st.floats(0.01, 50), dispersion=st.floats(0.2, 1e6))
    def test_a_negative_binomial_sums_to_one_and_has_its_mean(self, mean: float, dispersion: float) -> None:
        p = negative_binomial(mean, dispersion, 5000)
        assert p.sum() == pytest.approx(1)
        assert np.arange(5000) @ p == pytest.approx(mean, rel=1e-3)

    def test_it_is_poisson_when_the_counts_vary_no_more_than_that(self) -> None:
        assert dispersion_of(np.array([2, 2, 2, 2]), np.ones(4)) == 1e6
        assert negative_binomial(2.0, 1e6, 40)[0] == pytest.approx(np.exp(-2), rel=1e-4)

    def test_it_is_wider_when_they_vary_more(self) -> None:
        values = np.array([0, 0, 0, 12])
        dispersion = dispersion_of(values, np.ones(4))
        assert dispersion == pytest.approx(9 / (27 - 3))
        assert negative_binomial(3.0, dispersion, 200)[0] > 0.4

    @pytest.mark.parametrize(
        ("p", "value", "score"),
        [
            ([0.0, 0.0, 1.0, 0.0], 2, 0.0),
            ([0.0, 0.0, 1.0, 0.0], 0, 2.0),
            ([1.0, 0.0, 0.0, 0.0], 2, 2.0),
            ([0.5, 0.0, 0.5, 0.0], 1, 0.5),
            ([1.0, 0.0], 5, 5.0),
        ],
    )
    def test_crps_of_a_sure_forecast_is_its_error(self, p: list[float], value: int, score: float) -> None:
        assert crps(np.array(p), value) == pytest.approx(score)

    def test_past_values_are_alike(self) -> None:
        assert list(empirical(np.array([0, 1, 1, 3]), 5)) == [0.25, 0.5, 0, 0.25, 0]

    def test_recent_values_count_more_where_weights_say_so(self) -> None:
        assert list(empirical(np.array([0, 1]), 3, np.array([1.0, 3.0]))) == [0.25, 0.75, 0]


class TestForecast:
    def test_a_steady_rate_is_expected_to_go_on(self) -> None:
        made = ahead([1, 0] * 60)
        assert mean(made.distribution) == pytest.approx(3.5, abs=0.3)
        assert (made.horizon, made.query, made.made) == (7, "usa > kataib", "2024-04-29")
        assert made.window == ("2024-01-01", "2024-04-29")

    def test_a_rate_that_rose_is_followed_and_both_baselines_are_beaten(self) -> None:
        rates = np.repeat([0.2, 2.0], 150)
        made = ahead([int(count) for count in np.random.default_rng(7).poisson(rates)])
        assert 10 < mean(made.distribution) < 16
        assert made.backtest.crps < made.backtest.baseline_crps

    def test_the_record_says_so_when_a_baseline_is_better(self) -> None:
        score = ahead([0] * 120 + [3] * 120).backtest
        assert score.baseline == "last window again"
        assert score.crps > score.baseline_crps

    def test_quiet_is_not_certain_to_last(self) -> None:
        made = ahead([0] * 200)
        assert 0.8 < made.distribution[0] < 1
        assert made.backtest.baseline_crps == 0

    def test_on_independent_days_it_is_no_worse_than_the_past_as_it_was(self) -> None:
        counts = [int(count) for count in np.random.default_rng(7).poisson(0.8, 400)]
        score = ahead(counts).backtest
        assert score.baseline == "all past windows"
        assert score.crps < 1.05 * score.baseline_crps
        assert score.origins == (400 - 28) // 7

    def test_days_after_it_was_made_are_not_looked_at(self) -> None:
        past = [1, 0, 2] * 50
        day = START + timedelta(days=149)
        assert forecast(series(past + [90] * 30), horizon=7, query="usa > kataib", made=day) == ahead(past)

    def test_each_past_forecast_sees_only_the_days_before_it(self) -> None:
        """With a jump in the last window alone, the record suffers only there."""
        calm, jump = ahead([1] * 140), ahead([1] * 133 + [50] * 7)
        assert calm.backtest.crps < 1
        assert jump.backtest.crps == pytest.approx(343 / jump.backtest.origins, rel=0.1)

    def test_too_little_history_says_what_is_needed(self) -> None:
        with pytest.raises(TooLittleHistory, match="83 days of history allow 7 past forecasts of 7 days, 8 are needed"):
            ahead([1] * 83)
        assert ahead([1] * 84).backtest.origins == MINIMUM_ORIGINS

    def test_no_history_is_too_little(self) -> None:
        with pytest.raises(TooLittleHistory):
            forecast([], horizon=7, query="", made=START)

    @pytest.mark.parametrize(
        ("counts", "horizon", "complaint"),
        [
            ([(START, 1), (START + timedelta(days=2), 1)], 7, "2024-01-03 follows 2024-01-01"),
            ([(START, 1), (START, 1)], 7, "2024-01-01 follows 2024-01-01"),
            ([(START, -1)], 7, "negative"),
            ([(START, 1)], 0, "at least 1"),
        ],
    )
    def test_a_series_that_is_none_is_refused(
        self, counts: list[tuple[date, int]], horizon: int, complaint: str
    ) -> None:
        with pytest.raises(ValueError, match=complaint):
            forecast(counts, horizon=horizon, query="", made=START + timedelta(days=9))

    @settings(max_examples=25, deadline=None)
    @given(counts=st.lists(st.integers(0, 30), min_size=60, max_size=120), horizon=st.integers(1, 4))
    def test_every_forecast_is_a_distribution_with_a_record(self, counts: list[int], horizon: int) -> None:
        made = ahead(counts, horizon)
        assert sum(made.distribution) == pytest.approx(1)
        assert all(0 <= p <= 1 for p in made.distribution)
        assert made.distribution[-1] < 1e-3
        assert made.backtest.crps >= 0
        assert made.backtest.origins >= MINIMUM_ORIGINS
