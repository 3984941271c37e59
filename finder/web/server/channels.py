"""Waitress connections: one response for each request, room for new clients, and our
own error pages."""

import logging
from contextlib import suppress
from socket import SHUT_WR
from time import monotonic
from typing import Any

from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import WSGITask
from werkzeug.test import EnvironBuilder

from finder.web.app.clinics import path_in_clinic
from finder.web.app.problem_details import ROOT
from finder.web.app.security import HEADERS, NOT_STORED, REFUSED

NO_ROUTE = "-"
"""The path of a request that could not be read, under `/` or under that of the API."""
TRANSFER_ENCODING = "TRANSFER_ENCODING"
"""Waitress removes this header from HTTP/1.1 requests, where it is allowed."""
MOST_DROPPED = 4 * 1024 * 1024
"""The most bytes to read and drop after refusing a request."""
ROOM = 50
"""Connections that stay free below the limit at which waitress accepts no more."""

log = logging.getLogger("finder.web")


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """A parser that refuses a request whose length two programs could read
    differently."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head of the request. Raises ParsingError."""
        super().parse_header(header_plus)
        is_chunked_and_long = self.chunked and "CONTENT_LENGTH" in self.headers
        if is_chunked_and_long or TRANSFER_ENCODING in self.headers:
            raise ParsingError("two lengths")


class RefusalTask(WSGITask):  # type: ignore[misc]
    """Responds with an error page of the app to a request that waitress could not read
    or at which the app failed, then closes the connection.

    If the app cannot make that page either, the response is plain text with the
    emergency numbers. A task that failed here would keep its connection open forever.
    """

    def get_environment(self) -> dict[str, Any]:
        """Return the environment of a request that the app refuses with the code of the
        error."""
        # The path is not read yet if the head of the request has errors.
        path = path_in_clinic(getattr(self.request, "path", ""))
        root = ROOT if path.startswith(ROOT) else "/"
        environ = EnvironBuilder(f"{root}{NO_ROUTE}").get_environ()
        language = self.request.headers.get("ACCEPT_LANGUAGE", "")
        return {
            **environ,
            "HTTP_ACCEPT_LANGUAGE": language,
            REFUSED: self.request.error.code,
        }

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
        """Send a plain text that does not need the app, with the headers of every
        page."""
        error, body = self.request.error, self.channel.plain_words.encode()
        headers = {
            **HEADERS,
            "Cache-Control": NOT_STORED,
            "Content-Type": "text/plain; charset=utf-8",
        }
        self.response_headers = [*headers.items(), ("Connection", "close")]
        self.status, self.content_length = f"{error.code} {error.reason}", len(body)
        self.complete, self.chunked_response = True, False
        self.write(body)


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that is closed for a new one if it has been idle the longest and
    there is no room.

    After a request that could not be read, further data is dropped until the browser is
    done. Closing at once would keep the browser from reading the error page.
    """

    parser_class = Parser
    error_task_class = RefusalTask

    def __init__(
        self,
        server: Any,
        sock: Any,
        addr: Any,
        adj: Any,
        map: Any = None,  # noqa: A002 - waitress's own name
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
        """Whether no complete request has arrived and nothing is left to send."""
        return not self.requests and not self.total_outbufs_len and not self.will_close

    def service(self) -> None:
        """Answer the first waiting request."""
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
        """Close the connection. After a refusal, close only our half at first."""
        if self.was_refused and self.connected:
            self.was_refused, self.will_close = False, False
            self.left_to_drop = MOST_DROPPED
            with suppress(OSError):  # the browser may have closed it already
                self.socket.shutdown(SHUT_WR)
            return
        super().handle_close()


def make_room(channels: Any, most: int) -> None:
    """Close the connection that has been idle for the longest time, if there are more
    than `most`."""
    if len(channels) > most:
        idle = [channel for channel in channels if channel.is_idle]
        if idle:
            min(idle, key=lambda channel: channel.waits_since).will_close = True
