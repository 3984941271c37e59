"""What the clinic says about itself to people who share: its name, phone, hours, and
what happens next."""

from dataclasses import dataclass

from finder.web.app.state import state


@dataclass(frozen=True, slots=True)
class ClinicContact:
    """The clinic's own texts. All but the name may be empty. `asks_call_back` says
    whether the clinic collects call-back numbers."""

    name: str
    phone: str
    hours: str
    next: str
    asks_call_back: bool


def clinic_contact() -> ClinicContact:
    """Return the texts that the operator has set."""
    settings = state().settings
    return ClinicContact(
        settings.clinic,
        settings.clinic_phone,
        settings.clinic_hours,
        settings.clinic_next,
        settings.clinic_call_back,
    )
