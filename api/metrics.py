"""What the service counts, for Prometheus. Labels are routes, statuses and rule codes: no text, no names."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from api.tasks import Answer

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one service, in a registry of their own."""

    def __init__(self, *, waiting: Callable[[], float], busy: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("blamelint_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry)
        self._seconds = Histogram("blamelint_request_seconds", "Time to answer.", ("route",), registry=self._registry, buckets=_BUCKETS)
        self._findings = Counter("blamelint_findings", "Findings by rule.", ("rule",), registry=self._registry)
        self._words = Counter("blamelint_words", "Words linted.", registry=self._registry)
        self._cut = Counter("blamelint_cut_off", "Requests cut off for taking too long.", registry=self._registry)
        Gauge("blamelint_requests_waiting", "Requests that wait for an engine.", registry=self._registry).set_function(waiting)
        Gauge("blamelint_engines_busy", "Engines at work.", registry=self._registry).set_function(busy)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def linted(self, answer: Answer) -> None:
        """Count what an engine found."""
        self._words.inc(answer.words)
        for rule, count in answer.rules.items():
            self._findings.labels(rule).inc(count)

    def cut_off(self) -> None:
        """Count a request that took too long."""
        self._cut.inc()

    def text(self) -> bytes:
        """In the text format of Prometheus."""
        return generate_latest(self._registry)
