"""What Temporal's own core shows of itself: its logs through ours, and its metrics for Prometheus."""

import logging
import os

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

BUCKETS = {"throughcare_record_lag_seconds": [0.1, 0.5, 1.0, 5.0, 30.0, 60.0, 300.0, 3600.0]}
"""Where the groups of our own figures end, in seconds."""

METRICS = "THROUGHCARE_METRICS"
"""Where a worker serves the SDK's metrics, as ``127.0.0.1:9464``; without it, it does not."""


def start_runtime() -> None:
    """Make the runtime of this process, before the first client. Raises ValueError when its address is none or taken.

    Warnings of the core come without their fields, which may hold anything.
    """
    address = os.environ.get(METRICS)
    forwarding = LogForwardingConfig(
        logger=logging.getLogger("temporalio.core"), append_log_fields_to_message=False, append_target_to_name=False
    )
    logs = LoggingConfig(filter=TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding=forwarding)
    metrics = (
        PrometheusConfig(bind_address=address, durations_as_seconds=True, histogram_bucket_overrides=BUCKETS)
        if address
        else None
    )
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=logs, metrics=metrics)), error_if_already_set=False)
