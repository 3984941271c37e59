"""The embedded server, started as users start it, and the wheel, installed
elsewhere."""

import gc
import os
import re
import shutil
import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from time import sleep
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from finder.config import Settings
from finder.core.deciding.answers import PatientAnswers
from finder.setting_values import BadSetting
from finder.web.serve import serve
from finder.web.server.listening import is_loopback
from finder.without_collections import without_collections
from tests.commands.starting import Start, free_port, read, stop

HOME = Path(__file__).parents[2]


def test_the_app_is_served_on_a_database_made_at_the_start(
    start: Start, tmp_path: Path
) -> None:
    address = start(sys.executable, "-m", "finder")

    assert read(address + "healthz") == "up\n"
    assert read(address + "readyz").startswith("ready, rules version ")
    assert "Who is filling this in?" in read(address)
    assert {"finder.db", "secret-key"} <= {
        path.name for path in (tmp_path / "data").iterdir()
    }


def test_a_language_that_the_app_does_not_have_is_reported(tmp_path: Path) -> None:
    known = {
        **os.environ,
        "FINDER_DATA": str(tmp_path),
        "FINDER_CLINIC_LANGUAGE": "fr",
    }
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "-m", "finder", "run", "--port", port],
            env=known,
            capture_output=True,
            text=True,
            check=False,
        )

    assert "FINDER_CLINIC_LANGUAGE is 'fr', which is not complete here" in ended.stderr
    assert "the app has en, es" in ended.stderr
    assert "cannot be used (Address already in use); choose another" in ended.stderr


def test_an_unknown_address_gets_a_page(start: Start) -> None:
    with pytest.raises(HTTPError) as refused:
        read(start(sys.executable, "-m", "finder") + "nowhere")

    with refused.value as page:
        assert page.code == 404
        assert "This page does not exist" in page.read().decode()


def test_a_wheel_installed_elsewhere_serves_the_same_app(
    start: Start, tmp_path: Path
) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    site = tmp_path / "site"
    wheels = [
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        str(HOME),
    ]
    subprocess.run([*pip, *wheels], check=True)
    [wheel] = tmp_path.glob("*.whl")
    subprocess.run(
        [*pip, "install", "--no-deps", "--target", str(site), str(wheel)], check=True
    )

    installed = start(str(site / "bin" / "finder"), PYTHONPATH=str(site))
    checkout = start(
        sys.executable, "-m", "finder", FINDER_DATA=str(tmp_path / "checkout")
    )

    script = "import finder.paths; print(finder.paths.RULES)"
    where = subprocess.check_output(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(site)},
        cwd=site,
    )
    assert where.decode().strip() == str(site / "finder" / "rules")
    for path in ("readyz", "static/finder.css", "privacy"):
        assert read(installed + path) == read(checkout + path)


def test_a_start_is_not_held_up_by_the_garbage_collector() -> None:
    with pytest.raises(BadSetting), without_collections():
        assert not gc.isenabled()
        raise BadSetting

    assert gc.isenabled(), "a start that fails leaves the collector on"
    assert gc.get_freeze_count() > 0
    gc.unfreeze()


def settings(folder: Path) -> Settings:
    return Settings(
        data=folder, secret_keys=("the only secret of these tests, quite long",)
    )


def test_a_taken_port_is_reported_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(
            BadSetting,
            match=rf"port {port} on 127\.0\.0\.1 cannot be used .* choose another with --port",
        ):
            serve(settings(tmp_path), "127.0.0.1", port, behind_tls_proxy=False)


def test_answers_never_cross_a_network_without_https(tmp_path: Path) -> None:
    with pytest.raises(
        BadSetting, match="put a proxy with https in front and add --behind-tls-proxy"
    ):
        serve(settings(tmp_path), "0.0.0.0", free_port(), behind_tls_proxy=False)  # noqa: S104


def test_behind_a_proxy_the_hosts_to_answer_to_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        BadSetting,
        match="FINDER_HOSTS is not set; behind a proxy, list the host names to answer to",
    ):
        serve(settings(tmp_path), "127.0.0.1", free_port(), behind_tls_proxy=True)


def test_beyond_this_machine_the_proxy_is_named(tmp_path: Path) -> None:
    known = replace(settings(tmp_path), hosts=("pain.example.org",))

    with pytest.raises(
        BadSetting, match=r"FINDER_PROXIES is not set, and 0\.0\.0\.0 can be reached"
    ):
        serve(known, "0.0.0.0", free_port(), behind_tls_proxy=True)  # noqa: S104


def test_a_made_up_patient_is_loaded_for_one_visit(tmp_path: Path) -> None:
    file = tmp_path / "patient.json"
    file.write_text(
        '{"age": "a35_49", "where": ["knee_l"], "own_words": "It hurts on stairs."}'
    )
    words = [
        sys.executable,
        "-m",
        "finder",
        "run",
        "--port",
        str(free_port()),
        "--answers",
        str(file),
    ]
    known = {**os.environ, "FINDER_DATA": str(tmp_path / "data")}
    server = subprocess.Popen(
        words, env=known, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    server.stdout.readline()
    said = server.stdout.readline()

    shown = build_opener(HTTPCookieProcessor()).open(said.split()[-1], timeout=60)

    with shown:
        assert said.startswith("The answers open once at http://127.0.0.1:")
        assert shown.url.endswith("/check")
        assert "It hurts on stairs." in shown.read().decode()
    stop(server)


@pytest.mark.parametrize(("host", "behind"), [("127.0.0.1", True), ("0.0.0.0", True)])  # noqa: S104
def test_made_up_patients_are_only_for_this_machine(
    tmp_path: Path, host: str, *, behind: bool
) -> None:
    patient = PatientAnswers({}, "")

    with pytest.raises(
        BadSetting, match="--answers is only for trying the rules on this machine"
    ):
        serve(
            settings(tmp_path),
            host,
            free_port(),
            behind_tls_proxy=behind,
            patient=patient,
        )


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104
        ("clinic.example", False),
    ],
)
def test_what_counts_as_this_machine(host: str, *, here: bool) -> None:
    assert is_loopback(host) is here


def test_the_running_app_loads_new_rules_and_never_broken_ones(
    start: Start, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(HOME / "rules", tmp_path / "rules"))
    environment = {"FINDER_RULES": str(folder), "FINDER_DATA": str(tmp_path / "data")}
    address = start(sys.executable, "-m", "finder", **environment)
    before = read(address + "readyz")

    def reloaded(old: str, new: str) -> "subprocess.CompletedProcess[str]":
        table = folder / "suggestions.csv"
        table.write_text(
            table.read_text(encoding="utf-8").replace(old, new), encoding="utf-8"
        )
        command = [sys.executable, "-m", "finder", "rules", "reload"]
        return subprocess.run(
            command,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    broken = reloaded("feel:face_shock,1,9", "feel:face_shok,1,9")
    while_broken = read_until(address + "readyz", "were not loaded")
    good = reloaded("feel:face_shok,1,9", "feel:face_shock,1,8")
    taken = re.search(r"loads rules version (\w+)", good.stdout)

    assert broken.returncode == 1
    assert "suggestions.csv:27: when: feel has no option face_shok" in broken.stderr
    assert while_broken.startswith(before)
    assert taken
    assert (
        read_until(address + "readyz", taken[1]) == f"ready, rules version {taken[1]}\n"
    )


def read_until(address: str, words: str) -> str:
    """Return the response once it contains these words. Fail after a minute."""
    for _ in range(600):
        if words in (said := read(address)):
            return said
        sleep(0.1)
    raise AssertionError(said)


def test_without_a_running_app_a_reload_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "finder", "rules", "reload"]
    environment = {**os.environ, "FINDER_DATA": str(tmp_path)}
    (tmp_path / "server").write_text("1", encoding="utf-8")

    found = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False
    )

    assert found.returncode == 1
    assert (
        f"no server process uses {tmp_path}; the app loads the rules whenever it starts"
        in found.stderr
    )


def test_behind_a_proxy_addresses_are_as_the_person_typed_them(start: Start) -> None:
    address = start(
        sys.executable,
        "-m",
        "finder",
        FINDER_BEHIND_TLS_PROXY="on",
        FINDER_HOSTS="127.0.0.1",
    )
    asked = HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=60)
    asked.request(
        "GET",
        "/kiosk",
        headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"},
    )
    answer = asked.getresponse()

    assert answer.status == 308
    assert str(answer.headers["Location"]).startswith("https://")
    asked.close()


def test_many_slow_browsers_do_not_delay_others(start: Start) -> None:
    address = start(sys.executable, "-m", "finder")
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    with ExitStack() as at_the_end:
        for _ in range(200):
            slow = at_the_end.enter_context(socket.create_connection((host, int(port))))
            slow.sendall(
                b"POST /questions/who HTTP/1.1\r\nHost: slow\r\nContent-Length: 100\r\n\r\nw"
            )

        assert read(address + "healthz") == "up\n"
