"""What is counted while the site runs, in the words of Prometheus; several processes share a folder."""

import hmac
import time
from collections.abc import Iterable, Iterator

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

OURS = CollectorRegistry()
NEAR = frozenset({"127.0.0.1", "::1"})
REFUSALS = frozenset({409, 429, 503})
SIGN_IN = frozenset({"accounts.sign_in", "accounts.give_code"})

REQUESTS = Counter("guildhall_requests", "Requests by route and class of answer.", ["route", "status"], registry=OURS)
SECONDS = Histogram(
    "guildhall_request_seconds",
    "How long an answer took.",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=OURS,
)
REFUSED = Counter("guildhall_refusals", "Answers 409, 429 and 503.", ["status"], registry=OURS)
DENIED = Counter("guildhall_sign_in_denials", "Sign-ins that were not let in.", ["status"], registry=OURS)
BUSY = Counter("guildhall_database_busy", "Requests that the database was too busy for.", ["engine"], registry=OURS)


def init_app(app: Flask) -> None:
    """Count every answer."""
    app.after_request(_count)


def _count(response: Response) -> Response:
    route, status = request.endpoint or "none", response.status_code
    REQUESTS.labels(route, f"{status // 100}xx").inc()
    SECONDS.labels(route).observe(time.perf_counter() - g.get("began", time.perf_counter()))
    if status in REFUSALS:
        REFUSED.labels(str(status)).inc()
    if route in SIGN_IN and status >= 400:  # noqa: PLR2004
        DENIED.labels(str(status)).inc()
    return response


def may_read() -> bool:
    """Whether this request may read the figures: with the token, or without one from this machine in development."""
    token = current_app.config["METRICS_TOKEN"]
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return current_app.config["ENVIRONMENT"] in {"development", "testing"} and request.remote_addr in NEAR


class Now(Collector):
    """Figures that are true at this moment, such as how much waits."""

    def __init__(self, figures: Iterable[tuple[str, str, float]]) -> None:
        self.figures = list(figures)

    def collect(self) -> Iterator[Metric]:
        """One gauge a figure."""
        for name, said, value in self.figures:
            yield GaugeMetricFamily(name, said, value=value)


def page(figures: Iterable[tuple[str, str, float]]) -> bytes:
    """All figures of all processes, and these beside them (name, what it says, value)."""
    registry = OURS
    if current_app.config["METRICS_FOLDER"]:
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=current_app.config["METRICS_FOLDER"])  # type: ignore[no-untyped-call]  # its __init__ has no annotations
    momentary = CollectorRegistry()
    momentary.register(Now(figures))
    return bytes(generate_latest(registry) + generate_latest(momentary))
