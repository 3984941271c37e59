"""The path of the answers through the app: the files that get them as an argument
during a request, in order. `python -m tests.bench.walk` lists them."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from tests.bench.pages import HALF_WAY, HIDDEN, answers_of, app_in, walk
from tests.house.documents import HOME, PACKAGE

ROOT = f"{PACKAGE}/"


def files_entered(request: Callable[[], object]) -> list[str]:
    """Return the files with a function that is called with answers, in the order of the
    first call."""
    found: dict[str, None] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        file = frame.f_code.co_filename
        is_new = event == "call" and file.startswith(ROOT) and file not in found
        # When a function is called, its locals are its arguments.
        if is_new and any(map(are_answers, frame.f_locals.values())):
            found[file] = None

    sys.setprofile(note)
    try:
        request()
    finally:
        sys.setprofile(None)
    return [Path(file).relative_to(HOME).as_posix() for file in found]


def are_answers(value: object) -> bool:
    """Return whether a value maps questions to chosen options."""
    if not isinstance(value, Mapping) or not value:
        return False
    return all(isinstance(chosen, frozenset) for chosen in value.values())


def walks(folder: Path) -> dict[str, list[str]]:
    """Return the files that an answer, the result and the sheet enter. Each request
    runs once before, so that caches are filled."""
    app = app_in(folder)
    client = app.test_client()
    walk(app, client, HALF_WAY)
    form = answers_of(app)[HALF_WAY] | dict(HIDDEN.findall(client.get(HALF_WAY).text))
    whole = app.test_client()
    walk(app, whole)
    requests: dict[str, Callable[[], object]] = {
        "POST of an answer": lambda: client.post(HALF_WAY, data=form),
        "GET of the result": lambda: whole.get("/result"),
        "GET of the sheet as PDF": lambda: whole.get("/result/summary.pdf"),
    }
    found = {}
    for name, request in requests.items():
        request()
        found[name] = files_entered(request)
    return found


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        for name, files in walks(Path(folder)).items():
            print(f"{name}: {len(files)} files", *files, sep="\n  ")
