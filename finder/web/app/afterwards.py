"""Changes of the response to this request, and what becomes of them where a transaction is undone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Response, after_this_request, g, has_request_context

ResponseChange = Callable[[Response], Response]


def change_response(change: ResponseChange, *, even_if_undone: bool = False) -> None:
    """Change the response to this request at its end; as a rule not where the transaction under way is undone."""
    if "changes" not in g:
        g.changes = []
        after_this_request(changed)
    g.changes.append((change, even_if_undone))


def changed(response: Response) -> Response:
    """Return the response after all changes, in their order."""
    for change, _ in g.changes:
        response = change(response)
    return response


@contextmanager
def undone_with_transaction() -> Iterator[None]:
    """Forget changes of the response that were asked for inside, where the block fails: no browser may hold the cookie
    of something that was never kept."""
    before = len(changes_so_far())
    try:
        yield
    except BaseException:
        after = changes_so_far()
        after[before:] = [each for each in after[before:] if each[1]]
        raise


def changes_so_far() -> list[tuple[ResponseChange, bool]]:
    """Return the list of changes itself; an empty one outside a request."""
    found: list[tuple[ResponseChange, bool]] = g.get("changes", []) if has_request_context() else []
    return found
