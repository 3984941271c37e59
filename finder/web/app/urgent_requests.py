"""Requests that may call for urgent advice. They are answered even if something else is
wrong."""

URGENT = {"patient.urgent", "phone.urgent", "patient.other_help"}
ASKS = {"patient.question", "phone.question", "saved.save"}
"""Routes where a posted form may call for urgent advice."""


def may_be_urgent(endpoint: str | None, method: str) -> bool:
    """Return whether a request may call for urgent advice."""
    return endpoint in URGENT or (endpoint in ASKS and method == "POST")
