"""The log: one line for each event, as text or as JSON, without the text of any error.

Error texts may contain what people typed or what is stored, because PostgreSQL adds the
failing row and Python the value. So the log gives the type of an error, its code, and
where it happened.
"""

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from traceback import extract_tb
from types import TracebackType
from typing import Any, TextIO

OURS = "finder"
TEXT, JSON = "text", "json"
CODES = ("sqlstate", "sqlite_errorname", "errno")
"""Attributes of errors that say what happened and contain no stored data."""
OF_REQUEST = ("request_id", "clinic")
"""The fields that every record of a request has: its id, and the slug of its clinic."""
FACTS = (*OF_REQUEST, "method", "route", "status", "milliseconds")
"""The fields of a request that a record may contain."""
RequestFacts = Mapping[str, str]
ENDED = "an unexpected error stopped a part of the app"

log = logging.getLogger(OURS)


class WithoutErrorTexts(logging.Formatter):
    """Formats the message of a record, and the errors below it without their texts."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name in `logging`
        error = ei[1] if isinstance(ei, tuple) else None
        if not isinstance(error, BaseException):
            return ""
        return "\n".join(trace_of(error))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name in `logging`
        time = self.formatTime(record)
        facts = [getattr(record, name) for name in OF_REQUEST if hasattr(record, name)]
        return " ".join([time, message_of(record), *facts])


class AsJson(WithoutErrorTexts):
    """Formats a record as one line of JSON, with its time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        created = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "time": created.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        for name in FACTS:
            value = getattr(record, name, None)
            if value is not None:
                line[name] = value
        line["message"] = message_of(record)
        if record.exc_info:
            _, error, _ = record.exc_info
            line["trace"] = list(trace_of(error))
        return json.dumps(line)


def message_of(record: logging.LogRecord) -> str:
    """Return the message of a record.

    For a library, return only the message template from its code, without values. If
    the message may contain values, return only its place in the code.
    """
    package, _, _ = record.name.partition(".")
    if package == OURS:
        return record.getMessage()
    place = f"see {record.funcName} in {record.filename}:{record.lineno}"
    message = record.msg if record.args else place
    return f"{record.name}: {message}"


def trace_of(error: BaseException | None) -> Iterator[str]:
    """Yield the type and code of an error and of the errors that led to it, and where
    each was raised."""
    if error is None:
        return
    cause = error.__cause__
    if cause is None and not error.__suppress_context__:
        cause = error.__context__
    yield from trace_of(cause)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from trace_of(each)
    for frame in extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
    yield " ".join([kind_of(error), *codes_of(error)])


def kind_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def codes_of(error: BaseException) -> Iterator[str]:
    """Yield the codes of an error, or of the driver's error inside it."""
    for each in (error, getattr(error, "orig", None)):
        for name in CODES:
            if code := getattr(each, name, None):
                yield f"{name}={code}"


def start_logging(
    kind: str, of_request: Callable[[], RequestFacts], stream: TextIO | None = None
) -> None:
    """Write the log to a stream, by default to standard error, as text or JSON.

    `of_request` returns the fields of the current request.
    """
    formatter = AsJson() if kind == JSON else WithoutErrorTexts()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(lambda record: with_request(record, of_request()))
    logging.basicConfig(handlers=[handler])
    log.setLevel(logging.INFO)
    sys.excepthook = ended
    sys.unraisablehook = ended_somewhere
    threading.excepthook = ended_somewhere


def with_request(record: logging.LogRecord, of_request: RequestFacts) -> bool:
    """Add the fields of the request to the record. Return True, so that the record is
    logged."""
    for name, value in of_request.items():
        if value:
            setattr(record, name, value)
    return True


def ended_somewhere(args: Any) -> None:
    """Log an uncaught error of a thread or of an object's deletion."""
    ended(args.exc_type, args.exc_value, args.exc_traceback)


def ended(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    """Log an uncaught error."""
    if error is not None and not isinstance(error, KeyboardInterrupt):
        log.critical(ENDED, exc_info=(kind, error, trace))
