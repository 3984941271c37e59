"""Doctors nearby for the clinic's own pages. The ZIP code is in the query, which the
app does not log."""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from finder.core.directory.codes import PAIN
from finder.core.directory.distance import typed_zip
from finder.core.directory.order import Wanted, counted_of, parse_cursor, tiers_of
from finder.store import nearby, zip_centers
from finder.store.directory import Edition, current
from finder.store.nearby import Near
from finder.store.transaction import Transaction
from finder.web.app.problem_details import problem_details
from finder.web.app.state import state

bp = Blueprint("directory_api", __name__, url_prefix="/api/v1")


@bp.route("/directory")
def directory() -> ResponseReturnValue:
    """Return clinicians near a ZIP code, those who fit first, then by distance, ten at
    a time."""
    code = typed_zip(request.args.get("zip", ""))
    background = request.args.get("background", PAIN)
    known = [
        PAIN,
        *(each.id for each in state().ruleset.backgrounds),
        *state().codes.kinds,
    ]
    if not code:
        return problem_details(422, "zip must be the five digits of a ZIP code")
    if background not in known:
        return problem_details(
            422, f"there is no such background; use one of {', '.join(known)}"
        )
    with state().reading() as transaction:
        edition = current(transaction)
        if edition is None:
            return problem_details(404, "no directory has been imported here")
        return found(transaction, edition, code, background)


def found(
    transaction: Transaction, edition: Edition, code: str, background: str
) -> Response:
    """Return the requested page of clinicians."""
    start = zip_centers.spot_of_zip(transaction, code)
    if start is None:
        return problem_details(422, "this ZIP code is not known")
    backgrounds = [each.id for each in state().ruleset.backgrounds]
    wanted = Wanted((background,), pain_only="pain" in request.args)
    tiers, counted = tiers_of(wanted, backgrounds), counted_of(wanted, backgrounds)
    lists = nearby.Lists(transaction, edition.id, (*tiers, counted))
    around = nearby.search_area(lists, start, counted)
    after = parse_cursor(request.args.get("after", ""))
    page = nearby.page(lists, tiers, around.areas, after)
    return jsonify(
        as_of=edition.as_of.isoformat() if edition.as_of else None,
        made_up=edition.sample,
        miles=around.radius,
        clinicians=[
            data(line) | {"direction": start.direction_to(line.spot).value}
            for line in page.lines
        ],
        after=str(page.after) if page.after else None,
    )


def data(line: Near) -> dict[str, object]:
    """Return one clinician as JSON data. The data is self-reported to the register and
    not verified."""
    listing = line.listing
    return {
        "npi": listing.npi,
        "name": listing.name,
        "credential": listing.credential,
        "codes": list(listing.codes),
        "says": list(listing.kinds),
        "lists_pain_medicine": listing.pain,
        "miles": round(line.miles),
        "street": listing.at.street,
        "city": listing.at.city,
        "state": listing.at.state,
        "zip": listing.at.zip_code,
        "phone": listing.at.phone,
        "since": listing.since.isoformat() if listing.since else None,
    }
