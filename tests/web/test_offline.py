"""The app makes no outgoing requests: a whole visit, in a process that cannot reach any
other host."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parents[2]
CLOSED = """
import os, sys

OUT = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "socket.sendmsg", "os.exec",
       "os.system", "os.fork", "os.posix_spawn", "subprocess.Popen", "urllib.Request", "webbrowser.open")

def refuse(event, arguments):
    if event.startswith(OUT):
        print("a way out was tried:", event, arguments, flush=True)
        os._exit(3)

sys.addaudithook(refuse)
"""
VISIT = """
import pathlib
from finder.config import Settings
from finder.store.migrate import migrate
from finder.web import create_app
from finder.web.app.state import NAME
from tests.web.browser import Browser
from tests.web.stories import BACK

data = pathlib.Path(sys.argv[1])
app = create_app(Settings(data=data, clinic="Green Hill Pain Clinic"))
migrate(app.extensions[NAME].engine)
browser = Browser(app).walk(BACK)
for path in ("/result", "/doctors", "/how-it-works", "/other-help", "/privacy"):
    assert browser.open(path).status == 200, path
sheet = browser.client.get("/result/summary.pdf")
paper = browser.client.get("/paper/questionnaire.pdf")
assert [each.data[:5] for each in (sheet, paper)] == [b"%PDF-"] * 2, (sheet.status, paper.status)
browser.open("/share").press("/share", {"agree": "yes"})
assert browser.path == "/shared"
print("seen it all")
"""


def run(script: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", CLOSED + script, str(folder)]
    return subprocess.run(
        command, cwd=HOME, env=os.environ, capture_output=True, text=True, check=False
    )


def test_a_whole_visit_makes_no_outgoing_request(tmp_path: Path) -> None:
    found = run(VISIT, tmp_path)

    assert (found.returncode, found.stdout) == (0, "seen it all\n"), found.stderr


def test_an_outgoing_request_is_noticed(tmp_path: Path) -> None:
    found = run("import socket; socket.create_connection(('127.0.0.1', 9))", tmp_path)

    assert found.returncode == 3
    assert "a way out was tried: socket." in found.stdout
