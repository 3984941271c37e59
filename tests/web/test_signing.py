"""The text of Flask's session, read back as Flask wrote it."""

import pytest
from flask.json.tag import TaggedJSONSerializer

from finder.web.app.signing import SessionText


@pytest.mark.parametrize(
    "session",
    [
        {"coming": "9f", "csrf_token": "ab"},
        {"_flashes": [("message", "Your answers were deleted.")]},
        {"typed": '{" t":["no", "tuple"]}'},
        {"nested": {"pair": (1, 2)}, "list": [b"bytes", {" t": "no tag"}]},
        {},
    ],
    ids=["texts", "messages", "like a tag", "nested", "empty"],
)
def test_a_session_is_read_as_flask_wrote_it(session: dict[str, object]) -> None:
    written = TaggedJSONSerializer().dumps(session)

    assert SessionText().loads(written) == session
    assert SessionText().dumps(session) == written
