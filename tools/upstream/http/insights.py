"""The funnel, refunds and signals of a shop over HTTP: its part of contract.md."""

from __future__ import annotations

from datetime import date

from pydantic import TypeAdapter

from tools.upstream.http.part import HttpPart
from tools.upstream.insights import Funnel, Refunds, Signals

FUNNEL = TypeAdapter(Funnel)
REFUNDS = TypeAdapter(Refunds)
SIGNALS = TypeAdapter(Signals)


class HttpInsights(HttpPart):
    """Implements tools.upstream.insights.InsightSource, as a part of HttpShop."""

    def funnel(self, start: date, end: date) -> Funnel:
        found = self._read("funnel", FUNNEL, start=start, end=end)
        if found.days > (end - start).days + 1:
            raise self._refused("UPSTREAM_GARBLED")
        return found

    def refunds(
        self, start: date, end: date, *, before_start: date, before_end: date, limit: int
    ) -> Refunds:
        return self._read(
            "refunds", REFUNDS, start=start, end=end,
            before_start=before_start, before_end=before_end, limit=limit,
        )  # fmt: skip

    def signals(self, start: date, end: date, *, limit: int) -> Signals:
        return self._read("signals", SIGNALS, start=start, end=end, limit=limit)
