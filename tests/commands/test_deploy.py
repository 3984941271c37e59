"""The examples in `deploy/`, each started or checked as far as the machine allows."""

import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPSConnection
from pathlib import Path
from time import sleep

import pytest

from tests.bench.client import Client, Seen
from tests.bench.load import SECRET, served
from tests.commands.starting import free_port
from tests.commands.test_waitress import Answer, parsed
from tests.missing import missing
from tests.postgresql import needed, postgresql

HOME = Path(__file__).parents[2]
DEPLOY = HOME / "deploy"
NAME = "pain.example.org"
CANARY = "yellow-canary"
TRIES = 1200
CLAIMS = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: evil.example\r\n"
Proxy = Callable[[Path, dict[str, str], tuple[Path, Path]], tuple[list[str], int, int]]
UNITS = ("finder@.service", "finder-backup.service", "finder-backup.timer")


def program(name: str) -> str:
    """Return the path of a program. Skip the test if it is missing, or fail it in
    CI."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        missing(
            f"{name} is not here; on Debian: apt-get install nginx-light caddy systemd openssl"
        )
    return found


def changed(file: str, changes: dict[str, str]) -> str:
    """Return an example with the ports and files of a test. Each replaced text must
    exist in it."""
    text = (DEPLOY / file).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, f"{file} has no {old}"
        text = text.replace(old, new)
    return text


class Site:
    """The proxy as browsers see it."""

    def __init__(self, port: int, certificate: Path) -> None:
        self.port = port
        self.trusted = ssl.create_default_context(cafile=str(certificate))

    def get(self, path: str, more: str = "") -> Answer:
        [answer] = parsed(self.raw(path, more))
        return answer

    def post(self, path: str, size: int) -> int:
        """Send a body of this size and return the status."""
        line = HTTPSConnection(NAME, self.port, context=self.trusted, timeout=60)
        line.sock = self.trusted.wrap_socket(
            socket.create_connection(("127.0.0.1", self.port), timeout=60),
            server_hostname=NAME,
        )
        with suppress(
            BrokenPipeError, ConnectionResetError
        ):  # the body may be refused before it is sent
            line.request("POST", path, body=b"x" * size)
        status = line.getresponse().status
        line.close()
        return status

    def raw(self, path: str, more: str = "", host: str = NAME) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            safe = self.trusted.wrap_socket(line, server_hostname=NAME)
            safe.sendall(
                f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n".encode()
            )
            found = b"".join(iter(lambda: safe.recv(65536), b""))
            safe.close()
        return found

    def until(self, status: int, path: str) -> Answer:
        """Request the path until the response has this status."""
        for _ in range(TRIES):
            try:
                answer = self.get(path)
            except OSError:
                sleep(0.05)
                continue
            if answer.status == status:
                return answer
            sleep(0.05)
        raise AssertionError(f"{path} is not answered with {status}")


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    return self_signed(tmp_path, NAME)


def self_signed(folder: Path, name: str) -> tuple[Path, Path]:
    """Return a self-signed certificate for this name, and its key."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    request = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={name}",
    ]
    names = [
        "-addext",
        f"subjectAltName=DNS:{name}",
        "-keyout",
        str(key),
        "-out",
        str(made),
    ]
    subprocess.run(
        [program("openssl"), *request, *names], check=True, capture_output=True
    )
    return made, key


@contextmanager
def started(command: list[str], folder: Path) -> Iterator[None]:
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    with (folder / "proxy.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def nginx(
    folder: Path, ports: dict[str, str], certificate: tuple[Path, Path]
) -> tuple[list[str], int, int]:
    """Return the command that starts nginx with the example, and its https and http
    ports."""
    safe, plain = free_port(), free_port()
    files = {
        "/etc/ssl/finder/certificate.pem": str(certificate[0]),
        "/etc/ssl/finder/key.pem": str(certificate[1]),
    }
    listens = {
        "listen 80": f"listen 127.0.0.1:{plain}",
        "listen 443": f"listen 127.0.0.1:{safe}",
    }
    (folder / "finder.conf").write_text(
        changed("nginx.conf", {**ports, **files, **listens}), encoding="utf-8"
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in kinds)
    log = f"pid {folder}/pid; daemon off; error_log {folder}/error.log; "
    around = f"{log} events {{}} http {{ {temporary} include finder.conf; }}"
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    return (
        [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")],
        safe,
        plain,
    )


def caddy(
    folder: Path, ports: dict[str, str], certificate: tuple[Path, Path]
) -> tuple[list[str], int, int]:
    """Return the same for Caddy, with our certificate instead of the one that it would
    request."""
    safe, plain = free_port(), free_port()
    site = {
        f"{NAME} {{": f"https://{NAME}:{safe} {{\n\tbind 127.0.0.1\n\ttls {certificate[0]} {certificate[1]}"
    }
    options = f"admin off\n\thttp_port {plain}\n\thttps_port {safe}\n\tdefault_bind 127.0.0.1\n\tlog default {{"
    text = changed("Caddyfile", {**ports, **site, "log default {": options})
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    return [program("caddy"), "run", "--config", str(folder / "Caddyfile")], safe, plain


@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_two_processes_serve_behind_the_proxy_and_one_continues_alone(
    proxy: Proxy, tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    needed()
    folder = tmp_path
    first, second = free_port(), free_port()
    ports = {
        "127.0.0.1:8001": f"127.0.0.1:{first}",
        "127.0.0.1:8002": f"127.0.0.1:{second}",
    }
    command, safe, plain = proxy(folder, ports, certificate)
    site = Site(safe, certificate[0])
    with ExitStack() as at_the_end:
        environment = {
            "FINDER_DATA": str(folder / "data"),
            "FINDER_DATABASE": at_the_end.enter_context(postgresql()),
            "FINDER_SECRET_KEYS": SECRET,
            "FINDER_HOSTS": NAME,
            "FINDER_BEHIND_TLS_PROXY": "on",
        }
        servers = [
            at_the_end.enter_context(served(port, environment))
            for port in (first, second)
        ]
        for port in (first, second):
            Client([port], Seen()).get("/healthz")
        at_the_end.enter_context(started(command, folder))

        page = site.until(200, "/questions/who")
        moved = site.get("/kiosk", CLAIMS)
        small = site.raw("/questions/who", "Accept-Encoding: gzip\r\n")
        large = site.post("/questions/who", 300_000)
        foreign = site.raw("/questions/who", host="evil.example")
        closed = [site.get(path).status for path in ("/readyz", "/metrics")]
        [http] = asked_plainly(plain)
        servers[0].kill()
        servers[0].wait()
        alone = [site.get("/questions/who").status for _ in range(6)]
        servers[1].kill()
        servers[1].wait()
        away = site.until(503, f"/questions/who?{CANARY}")
        said = [path.read_text(encoding="utf-8") for path in folder.glob("*.log")]

    assert "Who is filling this in?" in page.body
    assert b"content-encoding: gzip" in small.lower()
    assert b"\x1f\x8b" in small, "compressed indeed"
    assert "max-age=" in page.headers["strict-transport-security"]
    assert moved.headers["location"] == f"https://{NAME}/kiosk/", (
        "what a browser claims changes nothing"
    )
    assert (http.status, http.headers["location"].startswith(f"https://{NAME}")) == (
        308,
        True,
    )
    assert alone == [200] * 6
    assert "call 911" in away.body
    assert away.headers["retry-after"] == "10"
    assert closed == [404, 404], "only monitoring may ask, and asks the process itself"
    assert large == 413
    assert b"x-request-id" not in foreign.lower(), "the app never sees a foreign host"
    assert not [log for log in said if CANARY in log or "/questions" in log], (
        "no log holds a request"
    )


def asked_plainly(port: int) -> list[Answer]:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(
            f"GET /privacy HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode()
        )
        found = b"".join(iter(lambda: line.recv(65536), b""))
    return list(parsed(found))


def test_the_units_of_systemd_are_valid(tmp_path: Path) -> None:
    analyze = program("systemd-analyze")
    for unit in UNITS:
        text = (
            (DEPLOY / unit)
            .read_text(encoding="utf-8")
            .replace("/opt/finder/bin/finder", "/bin/true")
        )
        (tmp_path / unit.replace("@", "@8001")).write_text(text, encoding="utf-8")

    files = sorted(str(path) for path in tmp_path.iterdir())
    found = subprocess.run(
        [analyze, "verify", *files], capture_output=True, text=True, check=False
    )

    assert (found.returncode, found.stderr) == (0, "")


def test_the_container_file_names_only_existing_files() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")

    paths = [
        path
        for line in re.findall(r"^COPY (?!--from)(.*)", text, re.MULTILINE)
        for path in line.split()[:-1]
    ]

    assert paths
    assert all((HOME / path).exists() for path in paths)
    assert re.search(r"^USER finder$", text, re.MULTILINE), "not as root"
    assert "SECRET" not in text
