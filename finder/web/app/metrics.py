"""What this process counts for the operator: requests by clinic and part of the app,
and their duration. A part is a blueprint, which is coarser than the log. No count
reveals that a person read urgent advice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import NamedTuple

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number with its current value."""

    name: str
    about: str
    number: float


class Part(NamedTuple):
    """A part of the app at one clinic. `clinic` is the clinic's slug, or "" if the
    requests belong to no clinic."""

    clinic: str
    name: str

    @property
    def labels(self) -> dict[str, str]:
        """The labels of its numbers. An empty label is left out, which means the
        same."""
        labels = {"clinic": self.clinic, "part": self.name}
        return {label: text for label, text in labels.items() if text}


class Metrics:
    """The counts of one process since it started."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[Part, str, int]] = Counter()
        self._seconds: Counter[Part] = Counter()
        self._lock = Lock()

    def count(self, part: Part, method: str, status: int, seconds: float) -> None:
        """Count a finished request."""
        known = method if method in METHODS else OTHER
        with self._lock:
            self._requests[part, known, status] += 1
            self._seconds[part] += seconds  # type: ignore[assignment]

    def lines(self, gauges: tuple[Gauge, ...]) -> Iterator[str]:
        """Yield all numbers in the Prometheus text format."""
        with self._lock:
            requests, seconds = dict(self._requests), dict(self._seconds)
        yield from header(
            "finder_requests_total",
            "counter",
            "Requests, by clinic and part of the app.",
        )
        for (part, method, status), many in sorted(requests.items()):
            labels = {**part.labels, "method": method, "status": f"{status}"}
            yield line("finder_requests_total", labels, many)
        about = "Seconds that requests took, by clinic and part of the app."
        yield from header("finder_request_seconds_total", "counter", about)
        for part, took in sorted(seconds.items()):
            yield line("finder_request_seconds_total", part.labels, round(took, 6))
        for gauge in gauges:
            yield from header(gauge.name, "gauge", gauge.about)
            yield line(gauge.name, {}, gauge.number)


def header(name: str, kind: str, about: str) -> Iterator[str]:
    yield f"# HELP {name} {about}\n"
    yield f"# TYPE {name} {kind}\n"


def line(name: str, labels: Mapping[str, str], number: float) -> str:
    """Return the line of one number. Labels come from code or are slugs, so they need
    no escaping."""
    pairs = ",".join(f'{label}="{text}"' for label, text in labels.items())
    return f"{name}{{{pairs}}} {number}\n" if pairs else f"{name} {number}\n"


def seconds_since_1970(moment: datetime) -> float:
    return round(moment.timestamp(), 3)
