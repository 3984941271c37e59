"""Servers that are started as users start them."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

Start = Callable[..., str]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def starting(folder: Path) -> Iterator[Start]:
    """Yield a function that starts servers in a folder. Stop them at the end."""
    with ExitStack() as at_the_end:

        def started(*command: str, **environment: str) -> str:
            words = [*command, "run", "--port", str(free_port())]
            known = {**os.environ, "FINDER_DATA": str(folder / "data"), **environment}
            server = subprocess.Popen(
                words, env=known, cwd=folder, stdout=subprocess.PIPE, text=True
            )
            at_the_end.callback(stop, server)
            assert server.stdout
            said = server.stdout.readline()
            found = re.search(
                r"is at (http://\S+/) \(rules version [0-9a-f]{12}\)", said
            )
            assert found, said
            return found[1]

        yield started


def stop(server: "subprocess.Popen[str]") -> None:
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=60) == 0
    assert server.stdout
    server.stdout.close()


def read(address: str) -> str:
    with urlopen(address, timeout=60) as response:  # noqa: S310
        return str(response.read(), "utf-8")
