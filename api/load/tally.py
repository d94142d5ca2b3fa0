"""What is said of the load: figures for Prometheus, and a line in the log when requests begin to be refused."""

import time
from collections import Counter

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.load.gate import Gate
from api.load.urgency import Urgency

LOG = structlog.get_logger("throughcare.api")

SAYS_EVERY = 60.0
"""Seconds between two lines about refusals (project default); each refusal of a grave event has its own."""


class Tally(Collector):
    """Counts what was let in and what was refused, by urgency. Nothing of a case or a person."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._let_in: Counter[str] = Counter()
        self._refused: Counter[tuple[str, str]] = Counter()
        self._said_at: float | None = None
        self._since = 0

    def let_in(self, urgency: Urgency) -> None:
        """A request is worked on."""
        self._let_in[_word(urgency)] += 1

    def refused(self, urgency: Urgency, why: str) -> None:
        """A request was refused: a ``rate``, a ``full`` service, or a case that holds too much (``case_full``)."""
        self._refused[(_word(urgency), why)] += 1
        if urgency is Urgency.GRAVE:
            LOG.error("a grave event could not be taken in: the service is full", problem=why)
        self._since += 1
        now = time.monotonic()
        if self._said_at is None or now - self._said_at >= SAYS_EVERY:
            LOG.warning("more is asked than is served: requests are refused", problem=why, count=self._since)
            self._said_at, self._since = now, 0

    def exposition(self) -> bytes:
        """The figures in Prometheus's text format."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> list[Metric]:
        """Every figure."""
        let_in = CounterMetricFamily("throughcare_api_let_in", "Requests worked on, by urgency", labels=("urgency",))
        for word in map(_word, Urgency):
            let_in.add_metric((word,), self._let_in[word])
        words = "Requests refused, by urgency and because of a rate, a full service or a full case"
        refused = CounterMetricFamily("throughcare_api_refused", words, labels=("urgency", "why"))
        for key, count in sorted(self._refused.items()):
            refused.add_metric(key, count)
        inside = GaugeMetricFamily("throughcare_api_in_flight", "Requests being worked on", labels=("urgency",))
        waiting = GaugeMetricFamily("throughcare_api_waiting", "Requests that wait for a place", labels=("urgency",))
        for urgency in Urgency:
            inside.add_metric((_word(urgency),), self._gate.inside[urgency])
            waiting.add_metric((_word(urgency),), self._gate.waiting(urgency))
        return [let_in, refused, inside, waiting]


def _word(urgency: Urgency) -> str:
    return urgency.name.lower()
