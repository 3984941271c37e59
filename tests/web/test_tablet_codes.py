"""Codes that are typed at several tablets at the same time."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import text

from finder.store import throttle
from finder.store.tables import tablet_session
from finder.web.tablet.session import WRONG, attempt_at_any_tablet, try_code
from tests.web.desk import state_of
from tests.web.test_attempts import PATIENCE, wait_until_waiting

CODE = "123456"


@contextmanager
def sessions_held(app: Flask) -> Iterator[None]:
    """Lock the tablet sessions against changes within a block."""
    with state_of(app).engine.begin() as connection:
        connection.execute(text(f"LOCK TABLE {tablet_session.name} IN SHARE MODE"))
        yield


def test_two_simultaneous_wrong_codes_never_deadlock(on_postgresql: Flask) -> None:
    app = on_postgresql

    def type_code() -> str:
        with app.test_request_context("/kiosk/"):
            return str(try_code(CODE, "token"))

    with ThreadPoolExecutor(2) as threads:
        with sessions_held(app):
            typed: list[Future[str]] = [threads.submit(type_code)]
            wait_until_waiting(app, 1)
            # Meanwhile a first code fails elsewhere, so that the count of all tablets
            # exists for the second one.
            with (
                app.test_request_context("/kiosk/"),
                state_of(app).writing() as transaction,
            ):
                throttle.fail(transaction, attempt_at_any_tablet())
            typed.append(threads.submit(type_code))
            wait_until_waiting(app, 2)
        said = [each.result(PATIENCE) for each in typed]

    assert said == [str(WRONG)] * 2
