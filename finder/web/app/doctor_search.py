"""The search for doctors nearby, as its form sends it."""

from collections.abc import Mapping
from dataclasses import dataclass

from finder.core.deciding.assess import Assessment
from finder.web.app.clinician_kinds import kinds_of

Fields = Mapping[str, str]
"""The fields of a form, by name."""
MOST_TYPED = 80
FIELDS = ("near", "city", "kind", "pain", "after")
ON_FORM = ("near", "kind", "pain")
HALF = "half_typed."
"""The prefix of a form field that was typed but not searched for yet."""


@dataclass(frozen=True, slots=True)
class DoctorSearch:
    """A search: the place as typed, the kinds of doctors, and where the page before
    ended."""

    near: str
    kinds: tuple[str, ...]
    pain_only: bool = False
    after: str = ""


def fields_of(form: Fields) -> dict[str, str]:
    """Return the search fields that a form sent, each cut to the length that the form
    allows."""
    found = {}
    for name in FIELDS:
        if name in form:
            typed = form[name]
            found[name] = typed[:MOST_TYPED]
    return found


def half_typed(before: Fields, form: Fields) -> dict[str, str]:
    """Return the fields of the last search, plus the typed text that was not searched
    for yet."""
    fields = {name: text for name, text in before.items() if not is_half(name)}
    for name, text in fields_of(form).items():
        fields[HALF + name] = text
    return fields


def on_form(fields: Fields) -> dict[str, str]:
    """Return the values of the form's fields: the last typed text, whether it was
    searched for or not."""
    shown = {}
    for name, text in fields.items():
        if is_half(name):
            shown_name = name.removeprefix(HALF)
            shown[shown_name] = text
    if "near" not in shown:
        shown = {**fields, "near": place_of(fields)}
    return {name: shown.get(name, "") for name in ON_FORM}


def is_half(name: str) -> bool:
    """Return whether the field was typed but not searched for yet."""
    return name.startswith(HALF)


def place_of(fields: Fields) -> str:
    """Return the place to search near: the chosen city, otherwise what was typed."""
    return fields.get("city") or fields.get("near", "")


def asks(fields: Fields) -> bool:
    """Return whether anything was searched for."""
    return not all(map(is_half, fields))


def search_of(
    fields: Fields,
    assessment: Assessment | None = None,
    second: Assessment | None = None,
) -> DoctorSearch:
    """Return the search for these form fields. If no kind is chosen, search for the
    kinds that fit the assessment."""
    place = place_of(fields)
    chosen_kind = fields.get("kind", "")
    return DoctorSearch(
        near=place[:MOST_TYPED],
        kinds=kinds_of(chosen_kind, assessment, second),
        pain_only="pain" in fields,
        after=fields.get("after", ""),
    )
