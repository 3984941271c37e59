"""`finder doctor` and the proxy in front: it requests the public address like a
browser."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from time import sleep

import pytest

from finder.commands.doctor_output import Remark, Verdict
from finder.commands.examining_proxy import check_address
from finder.commands.public_address import trouble_of
from tests.commands.starting import Start, free_port
from tests.commands.test_deploy import NAME, nginx, self_signed, started
from tests.commands.test_waitress import place_of

SERVER = (sys.executable, "-m", "finder")
BEHIND = {"FINDER_BEHIND_TLS_PROXY": "on", "FINDER_HOSTS": "localhost"}
CLOSED = "location ~ ^/(readyz|metrics)$"
TRIES = 1200
Site = Callable[..., str]


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return a self-signed certificate for this machine, which started programs trust,
    and its key."""
    made, key = self_signed(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made, key


@pytest.fixture
def site(tmp_path: Path, certificate: tuple[Path, Path]) -> Iterator[Site]:
    """Yield a function that starts nginx with our example in front of the app on this
    port, and returns the host to request."""
    with ExitStack() as at_the_end:

        def begin(port: int, changes: dict[str, str] | None = None) -> str:
            ports = {
                f"127.0.0.1:{number}": f"127.0.0.1:{port}" for number in (8001, 8002)
            }
            command, safe, _ = nginx(tmp_path, ports, certificate)
            file = tmp_path / "finder.conf"
            text = file.read_text(encoding="utf-8").replace(NAME, "localhost")
            for old, new in (changes or {}).items():
                assert old in text
                text = text.replace(old, new)
            file.write_text(text, encoding="utf-8")
            at_the_end.enter_context(started(command, tmp_path))
            wait_for(safe)
            return f"localhost:{safe}"

        yield begin


def wait_for(port: int) -> None:
    for _ in range(TRIES):
        with closing(socket.socket()) as line:
            line.settimeout(0.1)
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")


def wrong(host: str) -> Remark:
    [found] = check_address(host)
    assert found.verdict is Verdict.WRONG
    return found


def test_a_correct_proxy(start: Start, site: Site) -> None:
    [found] = check_address(site(place_of(start(*SERVER, **BEHIND))[1]))

    assert found.verdict is Verdict.OK
    assert found.text.endswith(" answers, and the proxy sends what the app needs")


def test_a_proxy_that_the_app_does_not_trust(start: Start, site: Site) -> None:
    address = start(*SERVER, **BEHIND, FINDER_PROXIES="10.0.0.5")

    found = wrong(site(place_of(address)[1]))

    assert found.text.endswith(" is refused by the app (421)")
    assert "add its address to FINDER_PROXIES" in found.fix


def test_a_proxy_that_does_not_pass_the_host_on(start: Start, site: Site) -> None:
    address = start(*SERVER, **BEHIND)

    found = wrong(site(place_of(address)[1], {"Host $host": "Host evil.example"}))

    assert "pass on the browser's Host header" in found.fix


def test_a_proxy_whose_app_is_away(site: Site) -> None:
    found = wrong(site(free_port()))

    assert found.text.endswith(" answers with status 503, and not from this app")
    assert found.fix.startswith("start the app")


def test_a_proxy_that_hides_a_header_and_opens_what_is_for_monitoring(
    start: Start, site: Site
) -> None:
    address = start(*SERVER, **BEHIND)
    hidden = "proxy_hide_header Strict-Transport-Security; proxy_pass http://finder;"

    host = site(
        place_of(address)[1],
        {"proxy_pass http://finder;": hidden, CLOSED: "location ~ ^/nothing$"},
    )
    found = list(check_address(host))

    assert [each.verdict for each in found] == [Verdict.WRONG, Verdict.NOTE]
    assert "Strict-Transport-Security" in found[0].text
    assert "/readyz is open to the public" in found[1].text


def test_a_certificate_that_nobody_trusts(
    start: Start, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = site(place_of(start(*SERVER, **BEHIND))[1])
    monkeypatch.delenv("SSL_CERT_FILE")

    assert "certificate" in wrong(host).text


def test_no_process_listens() -> None:
    assert wrong(f"localhost:{free_port()}").fix == "start the proxy"


def test_a_machine_that_cannot_reach_its_public_address_is_no_error() -> None:
    assert not trouble_of(TimeoutError()).is_wrong
