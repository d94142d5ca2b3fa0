"""What the records say of the whole system, for Prometheus. Counts and ages only: nothing of a case or a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST


@dataclass
class Figures:
    """The figures of one moment. Ages are in seconds; what there is none of is left out."""

    open_cases: int = 0
    open_duties: Mapping[tuple[str, str], int] = field(default_factory=dict)
    escalations_of_a_day: Mapping[str, int] = field(default_factory=dict)
    deliveries: Mapping[tuple[str, str], int] = field(default_factory=dict)
    longest_waiting: Mapping[str, float] = field(default_factory=dict)
    waits_for_a_digest: int = 0
    intake_lag: float = 0.0
    quarantine: Mapping[str, int] = field(default_factory=dict)
    facts_longest_waiting: float = 0.0
    proof_age: float | None = None
    proof_differing: int | None = None


def exposition(figures: Figures) -> bytes:
    """The figures in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Shown(figures))
    return generate_latest(registry)


class _Shown(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """Every figure."""
        f = self._figures
        yield _one("throughcare_open_cases", "Cases not closed", f.open_cases)
        yield _by(
            "throughcare_open_duties",
            "Open duties by how late they are, and whether they are grave",
            ("lateness", "grave"),
            f.open_duties,
        )
        yield _by(
            "throughcare_escalations_last_day",
            "Escalations of the last 24 hours by the role they went to",
            ("to_role",),
            {(role,): count for role, count in f.escalations_of_a_day.items()},
        )
        yield _by("throughcare_deliveries", "Messages by channel and state", ("channel", "state"), f.deliveries)
        yield _by(
            "throughcare_delivery_longest_waiting_seconds",
            "How long the message that waits longest has been due",
            ("grave",),
            {(grave,): seconds for grave, seconds in f.longest_waiting.items()},
        )
        yield _one("throughcare_digest_waiting", "Notices that wait for the next digest", f.waits_for_a_digest)
        yield _one("throughcare_intake_lag_seconds", "Age of the oldest message not yet taken in", f.intake_lag)
        yield _by(
            "throughcare_quarantine",
            "Messages in quarantine by why they are there",
            ("reason",),
            {(reason,): count for reason, count in f.quarantine.items()},
        )
        yield _one(
            "throughcare_fact_longest_waiting_seconds",
            "Age of the oldest fact not yet delivered to its case",
            f.facts_longest_waiting,
        )
        if f.proof_age is not None:
            yield _one("throughcare_proof_age_seconds", "Time since the last daily proof", f.proof_age)
        if f.proof_differing is not None:
            words = "Cases the last proof found not as policy says"
            yield _one("throughcare_proof_differing", words, f.proof_differing)


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _by(name: str, words: str, labels: tuple[str, ...], values: Mapping[Any, float]) -> Metric:
    found = GaugeMetricFamily(name, words, labels=labels)
    for key, value in sorted(values.items()):
        found.add_metric(key, value)
    return found
