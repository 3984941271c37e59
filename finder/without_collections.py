"""Start without garbage collection."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collections() -> Iterator[None]:
    """Start without garbage collection, and exclude what was made from later
    collections. Modules, rules and templates live as long as the process, and scanning
    them repeatedly took a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
