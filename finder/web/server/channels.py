"""Connections of waitress: one answer for each request, room for whoever comes, and error pages of ours."""

import logging
from contextlib import suppress
from socket import SHUT_WR
from time import monotonic
from typing import Any

from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import WSGITask
from werkzeug.test import EnvironBuilder

from finder.web.app.security import HEADERS, NOT_STORED, REFUSED

NO_ROUTE = "/-"
"""The path of a request that could not be read."""
TRANSFER_ENCODING = "TRANSFER_ENCODING"
"""Waitress takes it out of the requests that may have it, those of HTTP 1.1."""
MOST_DROPPED = 4 * 1024 * 1024
"""Bytes that are read and dropped after a request was refused."""
ROOM = 50
"""Connections that stay free below the limit, where waitress would take no more."""

log = logging.getLogger("finder.web")


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Refuses a request whose length two programs could read differently."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head of the request. Raises ParsingError."""
        super().parse_header(header_plus)
        is_chunked_and_long = self.chunked and "CONTENT_LENGTH" in self.headers
        if is_chunked_and_long or TRANSFER_ENCODING in self.headers:
            raise ParsingError("two lengths")


class RefusalTask(WSGITask):  # type: ignore[misc]
    """Answers a request that waitress could not read, or that the app failed at, with an error page of the app. Closes
    the connection.

    Where the app cannot make that page either, it tells the numbers to call: a task that fails here would hold its
    connection forever.
    """

    def get_environment(self) -> dict[str, Any]:
        """Return a request that the app refuses with the code of the error."""
        environ = EnvironBuilder(NO_ROUTE).get_environ()
        language = self.request.headers.get("ACCEPT_LANGUAGE", "")
        return {**environ, "HTTP_ACCEPT_LANGUAGE": language, REFUSED: self.request.error.code}

    def service(self) -> None:
        try:
            super().service()
        except ClientDisconnected:
            raise
        except Exception:
            log.exception("a request was refused without an error page")
            self.close_on_finish = True
            if not self.wrote_header:
                self.answer_plainly()

    def execute(self) -> None:
        self.set_close_on_finish()
        super().execute()

    def answer_plainly(self) -> None:
        """Send what needs no app, with the headers of every page."""
        error, body = self.request.error, self.channel.plain_words.encode()
        headers = {**HEADERS, "Cache-Control": NOT_STORED, "Content-Type": "text/plain; charset=utf-8"}
        self.response_headers = [*headers.items(), ("Connection", "close")]
        self.status, self.content_length = f"{error.code} {error.reason}", len(body)
        self.complete, self.chunked_response = True, False
        self.write(body)


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that gives way to a new one if it waits the longest and there is no room.

    After a request that could not be read, what still comes is dropped until the browser is done: closing at once would
    take the error page from it.
    """

    parser_class = Parser
    error_task_class = RefusalTask

    def __init__(
        self,
        server: Any,
        sock: Any,
        addr: Any,
        adj: Any,
        map: Any = None,  # noqa: A002 - its name there
        *,
        plain_words: str,
    ) -> None:
        self.plain_words = plain_words
        self.waits_since = monotonic()
        self.was_refused = False
        self.left_to_drop = 0
        super().__init__(server, sock, addr, adj, map)
        make_room(server.active_channels.values(), adj.connection_limit - ROOM)

    @property
    def is_idle(self) -> bool:
        """Whether no whole request has come and nothing is left to send."""
        return not self.requests and not self.total_outbufs_len and not self.will_close

    def service(self) -> None:
        """Answer the first request that has come."""
        self.was_refused = self.requests[0].error is not None
        super().service()
        self.waits_since = monotonic()

    def readable(self) -> bool:
        return self.left_to_drop > 0 or bool(super().readable())

    def handle_read(self) -> None:
        if self.left_to_drop <= 0:
            super().handle_read()
            return
        dropped = self.recv(self.adj.recv_bytes)
        self.left_to_drop -= len(dropped)
        if self.left_to_drop <= 0:
            self.handle_close()

    def handle_close(self) -> None:
        """Close the connection; after a refusal, only our half of it at first."""
        if self.was_refused and self.connected:
            self.was_refused, self.will_close = False, False
            self.left_to_drop = MOST_DROPPED
            with suppress(OSError):  # the browser may be gone already
                self.socket.shutdown(SHUT_WR)
            return
        super().handle_close()


def make_room(channels: Any, most: int) -> None:
    """Close the connection that has sent no whole request for the longest time, where there are more than these."""
    if len(channels) > most:
        idle = [channel for channel in channels if channel.is_idle]
        if idle:
            min(idle, key=lambda channel: channel.waits_since).will_close = True
