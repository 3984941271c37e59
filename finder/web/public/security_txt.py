"""Where to report a vulnerability of this installation (RFC 9116)."""

from datetime import timedelta

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from finder.web.app.state import state

bp = Blueprint("security_txt", __name__)
HOLDS_FOR = timedelta(days=180)
PATH = "/.well-known/security.txt"


@bp.route(PATH)
def contact() -> ResponseReturnValue:
    """Return the security contact, or 404 if the operator has set none."""
    settings = state().settings
    if not settings.security_contact:
        abort(404)
    expires = (state().now() + HOLDS_FOR).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    fields = {
        "Contact": settings.security_contact,
        "Expires": expires.isoformat().replace("+00:00", "Z"),
        "Preferred-Languages": ", ".join(state().languages),
    }
    if settings.hosts and settings.behind_tls_proxy:
        fields["Canonical"] = f"https://{settings.hosts[0].lstrip('.')}{PATH}"
    lines = [f"{name}: {value}\n" for name, value in fields.items()]
    return "".join(lines), {"Content-Type": "text/plain; charset=utf-8"}
