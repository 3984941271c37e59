"""The wizard of django-formtools as a separate server, and visits to it, for comparison
with ours.

`python -m tests.bench.peer PORT ADDRESS` serves it with waitress and as many threads as
the app has.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory

from sqlalchemy import make_url
from waitress import serve

from finder.web.server.listening import LIMITS
from tests.bench import wizard
from tests.bench.client import Client, Forms, NoReply
from tests.bench.pages import answers_of, app_in
from tests.house.documents import HOME
from tests.web.desk import state_of

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def posted_of(answers: Forms) -> dict[str, dict[str, str | list[str]]]:
    """Return what is sent to each page, by page id."""
    return {
        address.rpartition("/")[2]: form for address, form in answers.items() if form
    }


class PeerClient(Client):
    """A browser that uses the wizard."""

    good = frozenset({200, 302})

    def journey(self, answers: Forms) -> None:
        """Answer every page, and read the result."""
        posted = posted_of(answers)
        first, *_ = posted
        path, answered = f"/{first}/", set[str]()
        while path != "/done/":
            page = path.strip("/")
            if page in answered:
                self.seen.wrong[f"{path} asked again"] += 1
                return
            answered.add(page)
            token = TOKEN.search(self.get(path))
            if not token:
                raise NoReply(path)
            path = self.post(
                path, wizard.form_sent(page, posted) | {"csrfmiddlewaretoken": token[1]}
            )
        self.get(path)
        self.seen.journeys += 1


@contextmanager
def peer_served(port: int, address: str) -> Iterator["Popen[bytes]"]:
    """Yield a process of the wizard on this port."""
    process = Popen(
        [sys.executable, "-m", "tests.bench.peer", str(port), address],
        cwd=HOME,
        stdout=DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def database_of(address: str) -> dict[str, str]:
    """Return a database address in Django's form."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(url.database)}
    place = {
        "NAME": str(url.database),
        "USER": str(url.username),
        "HOST": str(url.query["host"]),
    }
    return {"ENGINE": "django.db.backends.postgresql", **place}


def main(port: str, address: str) -> None:
    wizard.set_up(database_of(address))
    with TemporaryDirectory() as folder:
        app = app_in(Path(folder))
        wizard.serve_wizard(
            state_of(app).ruleset.questionnaire, posted_of(answers_of(app))
        )
    from django.core.wsgi import get_wsgi_application

    serve(
        get_wsgi_application(),
        host="127.0.0.1",
        port=int(port),
        threads=LIMITS["threads"],
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
