"""forecasting: daily counts in, a distribution over the next days and the record of such forecasts out."""

from standoff.forecasting.histories import daily_counts
from standoff.forecasting.predictions import MINIMUM_ORIGINS, forecast

__all__ = ["MINIMUM_ORIGINS", "daily_counts", "forecast"]
