"""Share with the clinic: what is shared, the consent, and the receipt."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from finder.core.sharing.intake_content import IntakeContent, content_to_json
from finder.core.sharing.reference import new_reference, written
from finder.core.summarizing.narrative import answered
from finder.core.summarizing.summarize import taken_back_sentences
from finder.core.visiting.progress import Progress
from finder.core.visiting.visit import Visit
from finder.paper.qr import qr_svg
from finder.store import audit, intake_sharing, references
from finder.store.acts import Act
from finder.store.audit import PATIENT
from finder.store.intake_sharing import Shared
from finder.store.intakes import FilledIn
from finder.store.seal import Tampered
from finder.store.transaction import Transaction
from finder.web.app import form_messages, reloadable_pages, single_buttons, visits
from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.clinic import clinic_contact
from finder.web.app.receipt import shared_as
from finder.web.app.state import state
from finder.web.patient import unsent_consent
from finder.web.patient.call_back import WRONG_NUMBER, mistake_in, typed_number
from finder.web.patient.intake_content import (
    content_to_share,
    differs_from_shared,
    fingerprint,
    mentions_crisis,
    prints,
)
from finder.web.patient.page_messages import set_aside
from finder.web.patient.steps import next_step

bp = Blueprint("sharing", __name__)

KEY_BYTES = 16
OLD_PAGE = lazy_gettext(
    "That page was older than your answers. The clinic has them as they are now."
)
NEW_CODE = lazy_gettext(
    "You have a new code. The clinic can no longer read what you shared under the old one."
)
AGREE = "agree"
FIELDS = ("call_back", AGREE)
"""The parts of the form. An error is flashed under the name of its part."""

log = logging.getLogger("finder.web")


@bp.before_request
def only_with_a_clinic() -> None:
    if not state().settings.clinic:
        abort(404)


@bp.route("/share", methods=["GET", "POST"])
def share() -> ResponseReturnValue:
    """Show exactly what is shared, with whom and for how long, and share it when the
    person ticks the box."""
    progress = visits.current_or_new()
    visit = progress.visit
    if visit.reference and not differs_from_shared(visit):
        if request.method == "POST" and request.form.get("shown") not in prints(visit):
            flash(str(OLD_PAGE))
        return redirect(url_for("sharing.shared"), 303)
    if not progress.is_whole:
        return redirect(next_step(progress), 303)
    if request.method == "GET":
        return share_page(progress)
    number = typed_number()
    errors = form_messages.before() if is_chosen_here() else mistakes(number)
    if errors or is_chosen_here():
        return share_again(errors, number)
    seen = request.form.get("shown", "")
    with state().writing() as transaction:
        changed = partial(share_once, transaction, seen=seen, call_back=number)
        stored = visits.change_in(transaction, changed).visit
    if not stored.reference or differs_from_shared(stored):
        return share_again(
            {"agree": LazyString(lambda: state().ruleset.advice.share.changed)}, number
        )
    flash_new_code(visit, stored)
    return redirect(url_for("sharing.shared"), 303)


def flash_new_code(before: Visit, after: Visit) -> None:
    """Flash that the earlier code no longer works, if there is a new one."""
    if before.reference and before.reference != after.reference:
        flash(str(NEW_CODE))


def mistakes(number: str) -> Mapping[str, object]:
    """Return what is wrong with the posted form, by part."""
    if why := single_buttons.why_not():
        return {"agree": why}
    agree_first = LazyString(lambda: state().ruleset.advice.share.agree_first)
    found = {} if "agree" in request.form else {"agree": agree_first}
    wrong = mistake_in(number)
    return {"call_back": wrong, **found} if wrong else found


def share_again(errors: Mapping[str, object], number: str) -> ResponseReturnValue:
    """Show the page again with its errors and what was entered. A box with an error is
    not ticked again, unless only the language changes."""
    form_messages.flash_each(errors)
    if visits.is_named():
        is_refused = AGREE in errors and not is_chosen_here()
        answer = "" if is_refused else request.form.get(AGREE, "")
        unsent_consent.keep(answer, about=request.form.get("shown", ""))
        visits.change(
            lambda progress: progress.with_visit(
                replace(progress.visit, call_back=number)
            )
        )
    return redirect(url_for("sharing.share"), 303)


def share_page(progress: Progress) -> ResponseReturnValue:
    visit = progress.visit
    content = content_to_share(visit)
    errors = form_messages.flashed(FIELDS)
    page = render_template(
        "patient/share.html",
        content=content,
        crisis=mentions_crisis(content),
        taken_back=list(
            taken_back_sentences(
                state().ruleset, content.taken_back, content.assessment.flags
            )
        ),
        has_private=progress.has_private,
        answers=list(answered(state().ruleset, content.answers, content.own_words)),
        set_aside=list(set_aside(progress)),
        errors=errors,
        contact=clinic_contact(),
        call_back=visit.call_back,
        ticked=bool(unsent_consent.take(content)),
        shown=fingerprint(content),
        again=bool(visit.reference),
        back=url_for("patient.result"),
    )
    return page, 422 if errors else 200


@bp.route("/shared")
def shared() -> ResponseReturnValue:
    """Show the receipt."""
    progress = visits.current_or_new()
    visit = progress.visit
    if not visit.reference:
        return redirect(url_for("sharing.share"))
    if progress.unsettled:
        return redirect(next_step(progress))
    picture = Markup(qr_svg(shared_as(visit.reference).link))  # noqa: S704 - drawn by this app
    wrong = reloadable_pages.find(WRONG_NUMBER) or {
        "number": visit.call_back,
        "error": {},
    }
    error = form_messages.on_this_page({WRONG_NUMBER: wrong["error"]})[WRONG_NUMBER]
    page = render_template(
        "patient/shared.html",
        reference=written(visit.reference),
        picture=picture,
        crisis=content_to_share(visit).crisis,
        parted=differs_from_shared(visit),
        contact=clinic_contact(),
        call_back=visit.call_back,
        typed=wrong["number"],
        error=error,
    )
    return page, 422 if error else 200


def share_once(
    transaction: Transaction,
    progress: Progress,
    *,
    who: str = PATIENT,
    seen: str | None = None,
    call_back: str = "",
) -> Progress:
    """Share the visit as it is in the database, unless it differs from what was `seen`.
    A visit that is already shared keeps its reference, and changed answers replace the
    earlier ones. If the earlier ones cannot be read, the visit gets a new reference."""
    visit = progress.visit
    content = content_to_share(visit)
    if not progress.is_whole or seen not in {None, fingerprint(content)}:
        return progress
    earlier = visit.reference
    if earlier and not differs_from_shared(visit):
        return progress
    lifetime = timedelta(days=state().settings.intake_days)
    changed = replace(content, changed=state().now() if earlier else None)
    whole = to_store(
        visit, changed, earlier or unused_reference(transaction), call_back
    )
    intake = replace_intake(transaction, whole, lifetime) if earlier else None
    act = Act.SHARED_AGAIN if intake else Act.SHARED
    if intake is None and earlier and references.is_used(transaction, earlier):
        # The earlier intake cannot be read, or has expired but is not deleted yet.
        whole = to_store(visit, content, unused_reference(transaction), call_back)
    if intake is None:
        key = intake_sharing.new_key(transaction.now, secrets.token_urlsafe(KEY_BYTES))
        intake = intake_sharing.share(transaction, key, whole, lifetime)
    audit.record(transaction, who, act, intake=intake)
    shared = replace(
        visit,
        reference=whole.reference,
        shared_print=fingerprint(content),
        call_back=call_back,
    )
    return progress.with_visit(shared)


def to_store(
    visit: Visit, content: IntakeContent, reference: str, call_back: str
) -> Shared:
    """Return what the database stores of a shared visit."""
    assessment = content.assessment
    return Shared(
        reference=reference,
        payload=content_to_json(content),
        level=assessment.level,
        crisis=content.crisis,
        language=state().ruleset.language,
        taken=FilledIn(visit.via or FilledIn.HOME),
        rules_version=assessment.rules_version,
        fits=tuple(lead.background for lead in assessment.leads),
        call_back=call_back,
    )


def replace_intake(
    transaction: Transaction, whole: Shared, lifetime: timedelta
) -> bytes | None:
    """Replace the earlier answers, and return the fingerprint of the reference. Return
    None if the intake is gone or cannot be read."""
    try:
        return intake_sharing.share_again(transaction, whole, lifetime)
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - the message is enough
        return None


def unused_reference(transaction: Transaction) -> str:
    """Return a new reference that no intake of any clinic has."""
    while True:
        reference = new_reference(transaction.now.date(), secrets.choice)
        if not references.is_used(transaction, reference):
            return reference
