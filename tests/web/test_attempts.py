"""Two sign-ins with one name at the same time, as by a double click."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

from flask import Flask
from sqlalchemy import text

from finder.store import throttle
from finder.store.engine import reading
from finder.web.desk import attempts
from tests.web.desk import state_of

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
PATIENCE = 60


def wait_until_waiting(app: Flask, many: int) -> None:
    """Wait until this many connections wait for a lock."""
    end = monotonic() + PATIENCE
    with reading(state_of(app).engine) as connection:
        while connection.execute(WAITING).scalar_one() < many:
            assert monotonic() < end, f"fewer than {many} wait for a lock"
            sleep(0.01)


def test_two_simultaneous_sign_ins_never_wait_for_each_other(
    on_postgresql: Flask,
) -> None:
    app, state = on_postgresql, state_of(on_postgresql)

    def work() -> None:
        with app.test_request_context("/desk/sign-in"), state.writing() as transaction:
            attempts.sign_in_worked(transaction, "zoe", transaction.now)

    with app.test_request_context("/desk/sign-in"), ThreadPoolExecutor(1) as threads:
        with state.writing() as transaction:
            attempts.count_sign_in(transaction, "zoe")
        attempts.sign_in_failed(None)
        with state.writing() as transaction:
            throttle.seconds_left(
                transaction, attempts.from_here(), throttle.FOR_ADDRESS
            )
            worked = threads.submit(work)
            wait_until_waiting(app, 1)
            assert attempts.count_sign_in(transaction, "zoe") == 0
        worked.result(PATIENCE)


def test_sign_ins_that_begin_and_end_at_once_cause_no_deadlock(
    on_postgresql: Flask,
) -> None:
    app, state = on_postgresql, state_of(on_postgresql)

    def begin_and_end(number: int) -> None:
        name = f"name{number}"
        with app.test_request_context("/desk/sign-in"):
            with state.writing() as transaction:
                counted = transaction.now
                attempts.count_sign_in(transaction, name)
            with state.writing() as transaction:
                attempts.sign_in_worked(transaction, name, counted)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(begin_and_end, range(150)))

    with app.test_request_context("/desk/sign-in"), state.writing() as transaction:
        assert not attempts.count_sign_in(transaction, "zoe")
