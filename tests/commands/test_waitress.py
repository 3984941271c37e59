"""The server with real connections: whom it trusts, what it refuses, and which clients
get in when many hold connections."""

import json
import re
import resource
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path
from threading import Thread
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from finder.config import Settings
from finder.logs import message_of
from finder.web import create_app
from finder.web.server.listening import server_of
from tests.commands.starting import Start, free_port, read, starting

SERVER = (sys.executable, "-m", "finder")
PROXY = {"FINDER_BEHIND_TLS_PROXY": "on", "FINDER_HOSTS": "pain.example.org"}
HTTPS = "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n"
SECRET = "a key for tests, long enough to be taken"
SECURITY = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cache-control",
)


@dataclass
class Answer:
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


def place_of(address: str) -> tuple[str, int]:
    found = re.fullmatch(r"http://(.+):(\d+)/", address)
    assert found
    return found[1], int(found[2])


def answers(address: str, sent: str | bytes) -> list[Answer]:
    """Send this and return every response until the server closes the connection."""
    with socket.create_connection(place_of(address), timeout=60) as line:
        line.sendall(sent if isinstance(sent, bytes) else sent.encode())
        line.shutdown(socket.SHUT_WR)
        found = b"".join(iter(lambda: line.recv(65536), b""))
    return list(parsed(found))


class Replay:
    """Received bytes in the form that http.client reads from."""

    def __init__(self, content: bytes) -> None:
        self.file = BytesIO(content)

    def makefile(self, *_: object) -> object:
        return self.file


def parsed(content: bytes) -> Iterator[Answer]:
    while content:
        replay = Replay(content)
        response = HTTPResponse(replay)  # type: ignore[arg-type]
        response.begin()
        length = int(response.headers["Content-Length"])
        head = content.index(b"\r\n\r\n") + 4
        body, content = content[head : head + length], content[head + length :]
        yield Answer(
            response.status,
            body.decode(),
            {name.lower(): value for name, value in response.headers.items()},
        )


def get(path: str, more: str = "", host: str = "pain.example.org") -> str:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"


def test_a_proxy_that_is_not_named_is_not_believed(start: Start) -> None:
    address = start(*SERVER, **PROXY, FINDER_PROXIES="10.0.0.5")

    [refused] = answers(address, get("/privacy", HTTPS))
    [alive] = answers(address, get("/healthz", host="10.9.8.7:8000"))
    [ready] = answers(address, get("/readyz", host="10.9.8.7:8000"))

    assert refused.status == 421
    assert "Open the address that begins with https:// instead." in refused.body
    assert "Call 911" in refused.body
    assert (alive.status, ready.status) == (200, 200)


@pytest.mark.parametrize(
    "host", ["10.9.8.7", "evil.example", "pain.example.org", "a host"]
)
def test_whoever_is_refused_is_answered_whatever_host_they_name(
    start: Start, host: str
) -> None:
    address = start(*SERVER, **PROXY, FINDER_PROXIES="10.0.0.5")

    [refused] = answers(address, get("/privacy", HTTPS, host=host))

    assert refused.status == 421
    assert "tel:911" in refused.body


def test_a_named_proxy_is_trusted_only_with_https(start: Start) -> None:
    address = start(*SERVER, **PROXY, FINDER_PROXIES="10.0.0.5, 127.0.0.0/8")

    [page] = answers(address, get("/privacy", HTTPS))
    [plain] = answers(address, get("/privacy", "X-Forwarded-Proto: http\r\n"))
    [silent] = answers(address, get("/privacy"))
    [moved] = answers(
        address, get("/kiosk", f"{HTTPS}X-Forwarded-Host: evil.example\r\n")
    )
    [foreign] = answers(address, get("/privacy", HTTPS, host="10.9.8.7"))

    assert (page.status, plain.status, silent.status, foreign.status) == (
        200,
        421,
        421,
        400,
    )
    assert moved.headers["location"] == "https://pain.example.org/kiosk/"


def test_proxy_headers_are_ignored_without_a_proxy(start: Start) -> None:
    address = start(*SERVER)

    [moved] = answers(address, get("/kiosk", HTTPS, host="localhost"))

    assert moved.headers["location"] == "http://localhost/kiosk/"


def test_metrics_are_for_monitoring_and_never_for_who_comes_through_the_proxy(
    start: Start,
) -> None:
    address = start(*SERVER, **PROXY, FINDER_METRICS="127.0.0.1, 10.1.0.0/16")
    by_proxy = "X-Forwarded-Proto: https\r\n"

    [direct] = answers(address, get("/metrics", host="10.9.8.7:8000"))
    [stranger] = answers(address, get("/metrics", HTTPS))
    [unnamed] = answers(address, get("/metrics", by_proxy))
    [monitoring] = answers(
        address, get("/metrics", f"{by_proxy}X-Forwarded-For: 192.0.2.7, 10.1.2.3\r\n")
    )

    assert [each.status for each in (direct, stranger, unnamed, monitoring)] == [
        200,
        404,
        404,
        200,
    ]
    assert "finder_requests_total" in direct.body


def test_metrics_are_not_for_an_unnamed_proxy(start: Start) -> None:
    address = start(*SERVER, FINDER_METRICS="127.0.0.1")

    [direct] = answers(address, get("/metrics", host="localhost"))
    [through] = answers(address, get("/metrics", HTTPS, host="localhost"))

    assert (direct.status, through.status) == (200, 404)


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[str]:
    """Yield the address of a server whose app fails at every request."""
    settings = Settings(
        data=tmp_path,
        database="sqlite://",
        secret_keys=(SECRET,),
        hosts=("pain.example.org",),
    )
    app, port = create_app(settings), free_port()

    def fails(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        raise RuntimeError(environ["PATH_INFO"])

    app.wsgi_app = fails  # type: ignore[method-assign]
    server = server_of(app, settings, "127.0.0.1", port)
    thread = Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{port}/"
    server.trigger.pull_trigger(server.close)
    thread.join()
    server.task_dispatcher.shutdown()


SMUGGLED = get("/healthz")
TWO_LENGTHS = {
    "two lengths": "Content-Length: 4\r\nContent-Length: 60\r\n\r\n",
    "one length twice": "Content-Length: 4\r\nContent-Length: 4\r\n\r\n",
    "a list of lengths": "Content-Length: 4, 4\r\n\r\n",
    "a length and chunks": "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "chunks twice": "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
}


@pytest.fixture(scope="module", params=[{}, PROXY], ids=["any host", "one host"])
def everywhere(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Yield the address of a server for all tests that only read."""
    with starting(tmp_path_factory.mktemp("server")) as start:
        yield start(*SERVER, **request.param)


@pytest.mark.parametrize("version", ["1.1", "1.0"])
@pytest.mark.parametrize("lengths", TWO_LENGTHS.values(), ids=TWO_LENGTHS)
def test_a_request_with_two_lengths_has_one_answer(
    everywhere: str, lengths: str, version: str
) -> None:
    responses = answers(
        everywhere,
        f"POST /questions/who HTTP/{version}\r\nHost: localhost\r\n{lengths}{SMUGGLED}",
    )

    assert len(responses) == 1
    assert responses[0].status in {400, 501}
    assert responses[0].headers["connection"] == "close"


UNREADABLE = {
    "no request": (b"hello\r\n\r\n", 400),
    "a faulty header": (b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n", 400),
    "a bare line feed": (b"GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", 400),
    "a long header": (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
        431,
    ),
    "a long body": (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"
        + b"x" * 2_000_000,
        413,
    ),
    "an unknown coding": (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
        501,
    ),
    "a faulty chunk": (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n\r\n",
        400,
    ),
}


@pytest.mark.parametrize(("sent", "status"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_request_gets_a_page_of_the_app(
    everywhere: str, sent: bytes, status: int
) -> None:
    [response] = answers(everywhere, sent)

    assert response.status == status
    assert set(SECURITY) <= response.headers.keys()
    assert not {"server", "set-cookie"} & response.headers.keys()
    assert "tel:911" in response.body
    assert "tel:988" in response.body
    assert "waitress" not in response.body


@pytest.mark.parametrize(
    ("head", "status"),
    [("Content-Length: 300000", 413), ("Transfer-Encoding: gzip", 501)],
)
def test_a_program_whose_request_is_unreadable_gets_problem_details(
    everywhere: str, head: str, status: int
) -> None:
    [response] = answers(
        everywhere, f"POST /api/v1/assess HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n"
    )

    assert response.status == status
    assert response.headers["content-type"] == "application/problem+json"
    assert set(SECURITY) <= response.headers.keys()
    assert json.loads(response.body)["status"] == status


def test_an_error_page_of_the_server_is_in_the_language_of_the_browser(
    everywhere: str,
) -> None:
    [response] = answers(
        everywhere,
        b"POST / HTTP/1.1\r\nHost: localhost\r\nAccept-Language: es\r\nContent-Length: 9999999\r\n\r\n",
    )

    assert '<html lang="es"' in response.body


@pytest.mark.parametrize(
    "sent", [get("/privacy"), "hello\r\n\r\n"], ids=["a request", "no request"]
)
def test_the_numbers_to_call_are_shown_even_if_every_page_fails(
    broken: str, sent: str
) -> None:
    [response] = answers(broken, sent)

    assert response.status == (500 if "privacy" in sent else 400)
    assert "In an emergency call 911." in response.body
    assert "llame o mande un mensaje de texto al 988" in response.body
    assert set(SECURITY) <= response.headers.keys()
    assert response.headers["connection"] == "close"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_an_error_of_the_server_names_no_address_in_the_log(
    broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    answers(broken, get("/canary"))

    logged = [message_of(record) for record in caplog.records]
    assert any("waitress" in each for each in logged)
    assert not [each for each in logged if "/canary" in each]


IDLE = 1100


def test_a_thousand_idle_connections_keep_nobody_out(start: Start) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < IDLE + 200:
        if hard < IDLE + 200:
            pytest.skip(f"this machine allows {hard} open files")
        resource.setrlimit(resource.RLIMIT_NOFILE, (IDLE + 200, hard))
    address = start(*SERVER)
    with ExitStack() as at_the_end:
        for number in range(IDLE):
            idle = at_the_end.enter_context(
                socket.create_connection(place_of(address), timeout=60)
            )
            if number % 2:
                idle.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")

        assert read(address + "healthz") == "up\n"
        assert "Who is filling this in?" in read(address)
