"""Where the desk begins."""

from flask import Blueprint, render_template

bp = Blueprint("desk", __name__, url_prefix="/desk")


@bp.route("/")
def home() -> str:
    return render_template("desk/home.html")
