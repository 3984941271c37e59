"""The time zone in which pages tell times."""

from datetime import UTC, tzinfo

from finder.web.state import state


def here() -> tzinfo:
    return state().now().astimezone().tzinfo or UTC
