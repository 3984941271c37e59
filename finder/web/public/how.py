"""How a suggestion is made: one page in plain sentences, and the whole rule table for
clinicians."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.scoring import UNCAPPED
from finder.core.reviewing.check import FILE, load_vignettes
from finder.core.reviewing.dangers import FILE as DANGERS
from finder.core.reviewing.dangers import WORDS as DANGER_WORDS
from finder.core.reviewing.dangers import Danger, load_dangers
from finder.core.reviewing.handbook import (
    RuleLine,
    WorkedPatient,
    also_see_lines,
    danger_groups,
    is_overdue,
    red_flag_lines,
    suggestion_lines,
    treatment_lines,
    worked_patients,
)
from finder.core.reviewing.proofs import Proofs, read_proofs
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import questions_of
from finder.core.rules.sheet import day_in_words
from finder.web.app.languages import translated
from finder.web.app.state import state

bp = Blueprint("how", __name__)

GROUPS = {
    "base": lazy_gettext("for everyone"),
    "where": lazy_gettext("where it hurts"),
    "feel": lazy_gettext("how it feels"),
    "key": lazy_gettext("key signs"),
    "tried": lazy_gettext("what was tried"),
    "health": lazy_gettext("other illnesses"),
    "cause": lazy_gettext("how it began"),
    "how_long": lazy_gettext("how long"),
    "impact": lazy_gettext("how strong"),
    "function": lazy_gettext("what is hard to do"),
    "mood": lazy_gettext("mood"),
    "medicines": lazy_gettext("medicines"),
    "goals": lazy_gettext("wishes"),
    "age": lazy_gettext("age"),
    "prefer": lazy_gettext("what is preferred"),
}
"""Names of the rule groups that ship with the app. A clinic's own group is shown by its
id."""


@dataclass(frozen=True, slots=True)
class RulesFilter:
    """Which rules to show: those for a background, those that use a question, or those
    that cite a source. Empty means all."""

    background: str = ""
    question: str = ""
    source: str = ""

    def __bool__(self) -> bool:
        return bool(self.background or self.question or self.source)

    def shows(self, line: RuleLine, backgrounds: Sequence[str]) -> bool:
        points = dict(zip(backgrounds, line.points, strict=False))
        if self.background and not points.get(self.background):
            return False
        if self.question and self.question not in line.questions:
            return False
        return not self.source or self.source in line.sources


@bp.route("/how-it-works")
def how() -> str:
    """Show in plain sentences how a suggestion is made."""
    return render_template("how/plain.html", ruleset=state().ruleset)


@bp.route("/how-it-works/rules")
def rules() -> str:
    """Show every rule in words, or those that fit the filter."""
    ruleset = state().ruleset
    chosen = chosen_filter(ruleset)
    return render_template(
        "how/rules.html",
        ruleset=ruleset,
        chosen=chosen,
        **rows(ruleset, chosen),
        **reliability(ruleset),
    )


@bp.route("/how-it-works/dangers")
def dangers() -> str:
    """Show the dangers that the questions detect, and those that no questionnaire can
    detect."""
    ruleset, folder = state().ruleset, state().settings.rules
    files = [folder / DANGERS, folder / DANGER_WORDS]
    known = known_dangers(
        folder, ruleset.version, ruleset.language, tuple(map(changed, files))
    )
    return render_template(
        "how/dangers.html",
        total=len(known),
        groups=danger_groups(ruleset, known),
        unseen=[danger for danger in known if not danger.lines],
    )


def rows(ruleset: Ruleset, chosen: RulesFilter) -> dict[str, object]:
    """Return the rows of each table on the page."""
    names = [background.id for background in ruleset.backgrounds]
    all_rules = suggestion_lines(ruleset)

    def shown(lines: Sequence[RuleLine]) -> list[RuleLine]:
        return [line for line in lines if chosen.shows(line, names)]

    suggested, signs = shown(all_rules), shown(red_flag_lines(ruleset))
    cards, doctors = shown(treatment_lines(ruleset)), shown(also_see_lines(ruleset))
    return {
        "questions": read_questions(ruleset, all_rules),
        "groups": grouped(ruleset, suggested),
        "group_names": GROUPS,
        "shown": len(suggested),
        "total": len(all_rules),
        "red_flags": signs,
        "treatments": cards,
        "also_see": doctors,
        "cited": cited(ruleset, (*suggested, *signs, *cards, *doctors)),
    }


def reliability(ruleset: Ruleset) -> dict[str, object]:
    """Return how reliable the rules are: reviewed, proved, tried on worked patients."""
    folder, today = state().settings.rules, state().today()
    return {
        "overdue": lambda day: is_overdue(day, today),
        "day": in_words,
        "proved": proofs(folder, ruleset),
        "worked": patients(
            folder, ruleset.version, ruleset.language, changed(folder / FILE)
        ),
    }


def proofs(folder: Path, ruleset: Ruleset) -> Proofs | None:
    """Return what was proved about these rules, or None if that cannot be read."""
    try:
        return read_proofs(folder, ruleset)
    except BrokenRules:
        return None


def chosen_filter(ruleset: Ruleset) -> RulesFilter:
    """Return the filter in the address. Unknown values are ignored."""
    questions = questions_of(ruleset.questionnaire.pages)
    known = {
        "background": {background.id for background in ruleset.backgrounds},
        "question": {question.id for question in questions},
        "source": set(ruleset.sources),
    }
    asked = {name: request.args.get(name, "") for name in known}
    return RulesFilter(
        **{name: value for name, value in asked.items() if value in known[name]}
    )


def read_questions(
    ruleset: Ruleset, lines: Sequence[RuleLine]
) -> list[tuple[str, str]]:
    """Return the questions that any rule uses, with their ids, in the order in which
    they are asked."""
    read = {question for line in lines for question in line.questions}
    asked = (
        question for page in ruleset.questionnaire.pages for question in page.questions
    )
    return [(question.id, question.words) for question in asked if question.id in read]


def grouped(
    ruleset: Ruleset, lines: Sequence[RuleLine]
) -> list[tuple[str, str, list[RuleLine]]]:
    """Return the rules by group, each group with its cap in words."""
    texts, caps = ruleset.advice.how, ruleset.scoring.caps
    order = list(caps)
    ranked = groupby(
        sorted(lines, key=lambda line: order.index(line.group)),
        key=lambda line: line.group,
    )
    limit = {
        name: texts.group_free if cap == UNCAPPED else texts.group.format(cap=cap)
        for name, cap in caps.items()
    }
    return [(name, limit[name], list(rows)) for name, rows in ranked]


def cited(ruleset: Ruleset, lines: Sequence[RuleLine]) -> list[tuple[str, int]]:
    """Return the sources of these rows, each with the number of rows that cite it."""
    counts = {
        name: sum(name in line.sources for line in lines) for name in ruleset.sources
    }
    return [(name, count) for name, count in counts.items() if count]


@lru_cache(maxsize=8)
def patients(
    folder: Path, version: str, language: str, changed: int
) -> tuple[WorkedPatient, ...]:
    """Return the worked patients with their results, or none if they cannot be read.
    They are computed once for each language and version of the rules and of their
    file."""
    ruleset = state().ruleset
    try:
        return worked_patients(ruleset, load_vignettes(folder, ruleset))
    except BrokenRules:
        return ()


@lru_cache(maxsize=8)
def known_dangers(
    folder: Path, version: str, language: str, changed: tuple[int, ...]
) -> tuple[Danger, ...]:
    """Return the dangers, or none if they cannot be read. They are read once for each
    language and version of the rules and of their files."""
    try:
        return load_dangers(folder, state().ruleset)
    except BrokenRules:
        return ()


def changed(file: Path) -> int:
    """Return the modification time of a file in nanoseconds, or 0 if it does not
    exist."""
    return file.stat().st_mtime_ns if file.exists() else 0


def in_words(when: date | None) -> str:
    """Return a date as the page shows it, or "" if there is none."""
    return translated(day_in_words(when, translated)) if when else ""
