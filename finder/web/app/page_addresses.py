"""The addresses of pages. Building one takes Flask longer than most of our functions,
so those that belong to no person are built once."""

from functools import lru_cache
from typing import Any

from flask import url_for

from finder.web.app.request_globals import current_request

ADDRESSES = 4096
"""The most addresses to cache."""
NOT_OF_A_PERSON = frozenset({"page_id", "change", "filename"})
"""Parts of addresses that come from the rules or the app. Others, such as the key of an
intake, are not cached."""


def address(endpoint: str, **values: Any) -> str:
    """Return the address of a page below the root of this request, which is the
    clinic's part of all addresses."""
    if values.keys() <= NOT_OF_A_PERSON:
        return built(current_request().script_root, endpoint, **values)
    return url_for(endpoint, **values)


@lru_cache(ADDRESSES)
def built(root: str, endpoint: str, **values: Any) -> str:
    """Return the address. `root` is part of the cache key, and Flask takes it from the
    request."""
    return url_for(endpoint, **values)
