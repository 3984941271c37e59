"""Doctors nearby: a search that the server does not store, and the doctors that the
person puts on the sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import (
    Blueprint,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from finder.core.deciding.assess import Assessment
from finder.core.roster.display import RosterLine, line
from finder.core.roster.roster import Fit, Match, for_second_pain
from finder.core.rules.npi import is_npi
from finder.core.sharing.audiences import Audience
from finder.core.sharing.views import View, assessment_for, second_for
from finder.core.summarizing.several_pains import second_of
from finder.core.visiting.progress import Progress
from finder.core.visiting.visit import Visit
from finder.paper.calls import Calls, ToCall
from finder.store.clinicians import all_clinicians
from finder.web.app import last_search, single_buttons, visits
from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.clinician_kinds import (
    SearchWords,
    boards,
    choices,
    kinds_of,
    other_leads,
    words_for,
)
from finder.web.app.doctor_details import Doctor
from finder.web.app.doctor_search import (
    HALF,
    asks,
    fields_of,
    half_typed,
    on_form,
    search_of,
)
from finder.web.app.doctors import DirectorySource, by_key, search, source
from finder.web.app.roster import matches_for
from finder.web.app.state import state
from finder.web.patient.steps import next_step

bp = Blueprint("doctors", __name__)

MOST_PICKED = 5
NO_BREAK = str.maketrans({" ": "\u00a0", "-": "-\u2060"})
"""Holds a telephone number together on one line of paper."""
TICKED = f"{HALF}pick"
"""The key of the ticked doctors in the stored search."""


@bp.route("/doctors", methods=["GET", "POST"])
def near() -> ResponseReturnValue:
    """Ask for a place and list doctors near it. A POST redirects back here, so that a
    reload is safe. The server does not store the search."""
    progress = visits.current_or_new()
    assessment = assessment_for(
        state().ruleset, progress.visit.answers, Audience.PERSON
    )
    if progress.is_open:
        return redirect(next_step(progress))
    if not assessment.leads:
        return redirect(url_for("patient.result"))
    if request.method == "GET":
        return page(progress, assessment, last_search.find(visits.token()))
    if why := single_buttons.why_not():
        return single_buttons.press_again(url_for("doctors.near"), why)
    if is_chosen_here():
        before = last_search.find(visits.token())
        keep_search(half_typed(before, request.form))
        return redirect(url_for("doctors.near"), 303)
    keep_search(fields_of(request.form))
    return redirect(url_for("doctors.near", _anchor="found"), 303)


def keep_search(fields: Mapping[str, str]) -> None:
    """Keep the search in the browser, with the doctors that are ticked but not on the
    sheet yet."""
    ticked = " ".join(ticked_here())
    last_search.keep(visits.token(), {**fields, TICKED: ticked})


def ticked_here() -> list[str]:
    """Return the keys of the doctors that are ticked in the posted form."""
    keys = request.form.getlist("pick")
    return [key for key in keys if is_npi(key.partition("-")[0])]


def page(
    progress: Progress, assessment: Assessment, fields: Mapping[str, str]
) -> ResponseReturnValue:
    """Show the form and the doctors found for its fields."""
    ruleset, answers = state().ruleset, progress.visit.answers
    second = second_for(ruleset, answers, Audience.PERSON)
    wanted = search_of(fields, assessment, second) if asks(fields) else None
    found = search(wanted) if wanted else None
    suggested = (*kinds_of("", assessment), *other_leads(assessment, second))
    kinds = wanted.kinds if wanted else suggested
    shown = render_template(
        "patient/doctors.html",
        found=found,
        wanted=wanted,
        typed=on_form(fields),
        kind=fields.get("kind", ""),
        choices=choices(assessment, second),
        words=words_for(kinds),
        boards=boards(),
        source=source(),
        own=own_doctors(assessment),
        own_second=own_doctors_for_second(assessment, second),
        second_pain=second_of(ruleset, answers) if second else "",
        on_roster=roster_numbers(),
        picked=by_key(progress.visit.picked),
        ticked=fields.get(TICKED, "").split(),
        most=MOST_PICKED,
        notes=get_flashed_messages(),
        back=url_for("patient.result"),
    )
    return shown, 422 if found and found.error else 200


def own_doctors(assessment: Assessment) -> tuple[RosterLine, ...]:
    """Return the clinic's own doctors who fit, with place and phone from the roster or
    else from the register."""
    return reached_all(
        [found for found in matches_for(assessment) if found.fit is not Fit.OTHER]
    )


def own_doctors_for_second(
    assessment: Assessment, second: Assessment | None
) -> tuple[RosterLine, ...]:
    """Return the clinic's own doctors who fit a second pain best and do not fit the
    first."""
    return reached_all(for_second_pain(matches_for(assessment), matches_for(second)))


def reached_all(fitting: Sequence[Match]) -> tuple[RosterLine, ...]:
    """Return these doctors as lines of the page, with place and phone."""
    ruleset = state().ruleset
    npis = [found.clinician.npi for found in fitting]
    listed = {each.npi: each for each in by_key(npis)}
    lines = []
    for found in fitting:
        in_register = listed.get(found.clinician.npi)
        lines.append(reached(line(ruleset, found), in_register))
    return tuple(lines)


def reached(own: RosterLine, listed: Doctor | None) -> RosterLine:
    """Return the line with the register's place and phone if the roster has neither.
    The two are not mixed, because they may belong to different offices."""
    if own.place or own.phone or listed is None or not listed.phone:
        return own
    place = ", ".join(part for part in (listed.street, listed.place) if part)
    return replace(own, place=place, phone=listed.phone, dialed=listed.dial)


def roster_numbers() -> frozenset[str]:
    with state().reading() as transaction:
        return frozenset(each.npi for each in all_clinicians(transaction))


@bp.route("/doctors/pick", methods=["POST"])
def pick() -> ResponseReturnValue:
    """Add the ticked doctors to the sheet, or remove one."""
    here = url_for("doctors.near", _anchor="picked")
    if why := single_buttons.why_not():
        return single_buttons.press_again(here, why)
    ticked = ticked_here()
    off = request.form.get("off", "")
    before = visits.current_or_new().visit.picked
    every = dict.fromkeys([*before, *ticked])
    wanted = tuple(npi for npi in every if npi != off)
    if wanted[MOST_PICKED:]:
        flash(gettext("The sheet has room for five doctors. We took the first five."))
    elif not ticked and not off:
        flash(gettext("Tick a doctor first."))
    visits.change(
        lambda progress: progress.with_visit(
            replace(progress.visit, picked=wanted[:MOST_PICKED])
        )
    )
    untick()
    return redirect(here, 303)


def untick() -> None:
    """Forget which doctors were ticked when the language changed."""
    searched = last_search.find(visits.token())
    if searched.pop(TICKED, ""):
        last_search.keep(visits.token(), searched)


def to_call(visit: Visit) -> Calls | None:
    """Return the table of the doctors that the person put on the sheet, or None if
    there are none."""
    picked = by_key(visit.picked)
    known = source() if picked else None
    if known is None:
        return None
    note = gettext("Made up") if known.made_up else ""
    doctors = []
    for doctor in picked:
        phone = doctor.phone.translate(NO_BREAK)
        parts = filter(None, (doctor.place, phone, note))
        doctors.append(ToCall(doctor.name, ", ".join(parts)))
    return Calls(
        gettext("Doctors to call"),
        gettext("To fill in on the phone:"),
        (
            gettext("Doctor"),
            gettext("Certified in pain medicine?"),
            gettext("New patients?"),
            gettext("Insurance?"),
            gettext("First free day?"),
        ),
        tuple(doctors),
    )


@dataclass(frozen=True, slots=True)
class OnResult:
    """The result's part about doctors nearby. `source` is None if there is no
    directory. `words` are for a search in any other one."""

    source: DirectorySource | None
    words: tuple[SearchWords, ...]
    calls: Calls | None


def doctors_nearby(visit: Visit, seen: View) -> OnResult | None:
    """Return the part about doctors nearby for this audience, or None if the result
    suggests no doctor or the rules have no codes."""
    if not seen.assessment.leads or not state().codes.codes:
        return None
    kinds = kinds_of("", seen.assessment)
    others = other_leads(seen.assessment, seen.second)
    words = words_for((*kinds, *others))
    return OnResult(source(), words, to_call(visit))
