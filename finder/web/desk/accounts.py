"""Staff accounts, managed by admins: add, reset and disable them."""

import os
import secrets
from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from finder.store import audit, memberships, staff
from finder.store.acts import Act
from finder.store.staff import Role, StaffRefused, StartingCredentials
from finder.store.transaction import Transaction
from finder.web.app import form_messages
from finder.web.app.forms import ButtonForm
from finder.web.app.state import state
from finder.web.desk import held_for_staff, sessions
from finder.web.desk.signin import STALE

bp = Blueprint("accounts", __name__, url_prefix="/desk/staff")

AccountChange = Callable[[Transaction, str], Act]

START_SHOWN = timedelta(minutes=15)
NO_ROLE = lazy_gettext("Choose a role.")


@bp.route("/")
def everyone() -> ResponseReturnValue:
    """Show all accounts."""
    with state().reading() as transaction:
        members = staff.members(transaction)
    page = render_template(
        "desk/staff.html",
        members=members,
        roles=list(Role),
        held=held_for_staff.current(),
    )
    return page, held_for_staff.current().status


@bp.route("/add", methods=["POST"])
def add() -> ResponseReturnValue:
    """Add an account, and show its starting password once."""
    start = new_credentials()
    role = request.form.get("role", "")
    errors: dict[str, object] = {}
    if why := staff.why_no_name(typed_name()):
        errors["name"] = form_messages.lazily(why)
    if role not in set(Role):
        errors["role"] = NO_ROLE
    if errors:
        return held_for_staff.refuse(errors)

    def add_account(transaction: Transaction, name: str) -> Act:
        staff.add(transaction, name, Role(role), start)
        return Act.STAFF_ADDED

    return change(add_account, "name", start)


@bp.route("/reset", methods=["POST"])
def reset() -> ResponseReturnValue:
    """Give an account a new starting password, and end its sessions."""
    start = new_credentials()

    def reset_account(transaction: Transaction, name: str) -> Act:
        member = staff.named(transaction, name)
        own_member = memberships.of_this_clinic_alone(transaction, member)
        staff.reset(transaction, own_member, start)
        return Act.STAFF_RESET

    return change(reset_account, "members", start)


@bp.route("/disable", methods=["POST"])
def disable() -> ResponseReturnValue:
    """Disable an account and end its sessions. A member of another clinic loses access
    to this clinic only."""

    def disable_account(transaction: Transaction, name: str) -> Act:
        member = staff.named(transaction, name)
        if memberships.works_elsewhere(transaction, member):
            memberships.leave(transaction, member)
            return Act.STAFF_LEFT
        staff.disable(transaction, member)
        return Act.STAFF_DISABLED

    return change(disable_account, "members")


def change(
    act: AccountChange, part: str, start: StartingCredentials | None = None
) -> ResponseReturnValue:
    """Change the account named in the form, and record it. A new starting password is
    shown for a while. `part` is the part of the page that shows why it is refused."""
    name = typed_name()
    admin = sessions.member()
    if not ButtonForm().validate_on_submit():
        return held_for_staff.refuse({part: STALE})
    try:
        with state().writing() as transaction:
            what = act(transaction, name)
            audit.record(transaction, admin.name, what, name)
    except StaffRefused as refused:
        return held_for_staff.refuse({part: form_messages.lazily(refused.sentence)})
    if start is None:
        return redirect(url_for("accounts.everyone"), 303)
    fields = {"name": name, "password": start.password}
    return held_for_staff.show_once("accounts.start", fields, START_SHOWN)


@bp.route("/start")
def start() -> ResponseReturnValue:
    """Show the starting password that was just created. A reload shows it again for a
    while."""
    made = held_for_staff.current().fields
    if not made:
        return redirect(url_for("accounts.everyone"), 303)
    minutes = START_SHOWN // timedelta(minutes=1)
    return render_template(
        "desk/start.html", name=made["name"], password=made["password"], minutes=minutes
    )


def typed_name() -> str:
    """Return the name in the posted form, as it is stored."""
    return staff.plain_name(request.form.get("name", ""))


def new_credentials() -> StartingCredentials:
    """Return a new starting password and a new secret for codes."""
    return staff.new_start(secrets.choice, os.urandom)
