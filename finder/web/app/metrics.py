"""What this process counts for the operator: requests by clinic and part of the app,
and their duration. A part is a blueprint, which is coarser than the log. No count
reveals that a person read urgent advice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
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


RequestKind = tuple[Part, str, int]
"""The part of the app, the method and the status of requests."""


class Metrics:
    """The counts of one process since it started."""

    def __init__(self) -> None:
        self._requests = Counter[RequestKind]()
        self._seconds = defaultdict[Part, float](float)
        self._lock = Lock()

    def count(self, part: Part, method: str, status: int, seconds: float) -> None:
        """Count a finished request."""
        known = method if method in METHODS else OTHER
        with self._lock:
            self._requests[part, known, status] += 1
            self._seconds[part] += seconds

    def lines(self, gauges: tuple[Gauge, ...]) -> Iterator[str]:
        """Yield all numbers in the Prometheus text format."""
        with self._lock:
            requests = sorted(self._requests.items())
            seconds = sorted(self._seconds.items())
        yield from request_lines(requests)
        yield from duration_lines(seconds)
        for gauge in gauges:
            yield from header(gauge.name, "gauge", gauge.about)
            yield line(gauge.name, {}, gauge.number)


def request_lines(requests: Iterable[tuple[RequestKind, int]]) -> Iterator[str]:
    """Yield the number of requests of each part, by method and status."""
    name = "finder_requests_total"
    about = "Requests, by clinic and part of the app."
    yield from header(name, "counter", about)
    for (part, method, status), many in requests:
        labels = {**part.labels, "method": method, "status": str(status)}
        yield line(name, labels, many)


def duration_lines(seconds: Iterable[tuple[Part, float]]) -> Iterator[str]:
    """Yield the seconds that the requests of each part took."""
    name = "finder_request_seconds_total"
    about = "Seconds that requests took, by clinic and part of the app."
    yield from header(name, "counter", about)
    for part, took in seconds:
        yield line(name, part.labels, round(took, 6))


def header(name: str, kind: str, about: str) -> Iterator[str]:
    yield f"# HELP {name} {about}\n"
    yield f"# TYPE {name} {kind}\n"


def line(name: str, labels: Mapping[str, str], number: float) -> str:
    """Return the line of one number. Labels come from code or are slugs, so they need
    no escaping."""
    if not labels:
        return f"{name} {number}\n"
    pairs = [f'{label}="{text}"' for label, text in labels.items()]
    in_braces = ",".join(pairs)
    return f"{name}{{{in_braces}}} {number}\n"


def seconds_since_1970(moment: datetime) -> float:
    return round(moment.timestamp(), 3)
