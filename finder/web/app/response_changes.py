"""Changes to the response of this request, dropped if their transaction is rolled
back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Response, after_this_request, g, has_request_context

ResponseChange = Callable[[Response], Response]


def change_response(change: ResponseChange, *, even_if_undone: bool = False) -> None:
    """Change the response at the end of this request, unless the current transaction is
    rolled back."""
    if "changes" not in g:
        g.changes = []
        after_this_request(changed)
    g.changes.append((change, even_if_undone))


def changed(response: Response) -> Response:
    """Return the response after all changes, in the order they were requested."""
    for change, _ in g.changes:
        response = change(response)
    return response


@contextmanager
def undone_with_transaction() -> Iterator[None]:
    """Drop the response changes that the block asked for if the block fails. Otherwise
    a browser would get a cookie for something that was never stored."""
    before = len(changes_so_far())
    try:
        yield
    except BaseException:
        after = changes_so_far()
        after[before:] = [each for each in after[before:] if each[1]]
        raise


def changes_so_far() -> list[tuple[ResponseChange, bool]]:
    """Return the list of response changes itself (not a copy), or an empty list outside
    a request."""
    found: list[tuple[ResponseChange, bool]] = (
        g.get("changes", []) if has_request_context() else []
    )
    return found
