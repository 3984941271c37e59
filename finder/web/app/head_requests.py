"""Handle a HEAD request as a GET request."""

from wsgiref.types import WSGIEnvironment

from flask import Request

HEAD, GET = "HEAD", "GET"


class FinderRequest(Request):
    """A request whose method is GET if the client sent HEAD, so that no view takes a
    HEAD request for a form. Werkzeug leaves out the body of the response."""

    def __init__(
        self,
        environ: WSGIEnvironment,
        populate_request: bool = True,  # noqa: FBT001, FBT002 - as in werkzeug
        shallow: bool = False,  # noqa: FBT001, FBT002 - as in werkzeug
    ) -> None:
        super().__init__(environ, populate_request, shallow)
        if self.method == HEAD:
            self.method = GET
