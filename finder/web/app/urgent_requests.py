"""Which requests may ask for urgent advice, and so are answered whatever else is wrong."""

URGENT = {"patient.urgent", "phone.urgent", "patient.other_help"}
ASKS = {"patient.question", "phone.question", "saved.save"}
"""What is posted there may ask for urgent advice."""


def may_be_urgent(endpoint: str | None, method: str) -> bool:
    """Return whether a request may ask for urgent advice."""
    return endpoint in URGENT or (endpoint in ASKS and method == "POST")
