"""An app on a real port of this machine."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server


def closing_files(app: Flask) -> WSGIApplication:
    """Return the app without the server's own way of sending files, which leaves a file
    open if the browser disconnects."""

    def answer(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        environ.pop("wsgi.file_wrapper", None)
        return app(environ, start_response)

    return answer


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Yield the app's address while it is served. The thread that uses its sockets also
    closes them."""
    server = create_server(closing_files(app), host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
    thread.join(5)
    server.task_dispatcher.shutdown()
