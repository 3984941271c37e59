"""How a suggestion is made: the whole rule table as a page, for clinicians and for anyone who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from flask import Blueprint, render_template, request

from finder.core.check import load_vignettes
from finder.core.handbook import (
    Line,
    Worked,
    also_see_lines,
    is_overdue,
    red_flag_lines,
    suggestion_lines,
    treatment_lines,
    worked_patients,
)
from finder.core.knowledge import Ruleset
from finder.core.load import UNCAPPED
from finder.core.problems import BrokenRules
from finder.core.proofs import read_proofs
from finder.web.state import state

bp = Blueprint("how", __name__)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rules to show: those for a background, that read a question, that cite a source; empty is all."""

    background: str = ""
    question: str = ""
    source: str = ""

    def __bool__(self) -> bool:
        return bool(self.background or self.question or self.source)

    def shows(self, line: Line, backgrounds: Sequence[str]) -> bool:
        if self.background and not any(
            given for name, given in zip(backgrounds, line.points, strict=False) if name == self.background
        ):
            return False
        return self.question in {"", *line.questions} and self.source in {"", *line.sources}


@bp.route("/how-it-works")
def how() -> str:
    """Show every rule in words, or those that fit the filter."""
    ruleset, today = state().ruleset, state().now().date()
    lines = suggestion_lines(ruleset)
    tables = {"red_flags": red_flag_lines(ruleset), "treatments": treatment_lines(ruleset)}
    tables["also_see"] = also_see_lines(ruleset)
    chosen = chosen_filter(ruleset, (*lines, *(line for table in tables.values() for line in table)))
    names = [background.id for background in ruleset.backgrounds]
    shown = [line for line in lines if chosen.shows(line, names)]
    rest = {name: [line for line in table if chosen.shows(line, names)] for name, table in tables.items()}
    return render_template(
        "how/page.html",
        ruleset=ruleset,
        chosen=chosen,
        questions=read_questions(ruleset, lines),
        groups=grouped(ruleset, shown),
        shown=len(shown),
        total=len(lines),
        proved=read_proofs(state().settings.rules, ruleset),
        worked=patients(state().settings.rules, ruleset.version),
        overdue=lambda day: is_overdue(day, today),
        day=in_words,
        cited=cited(ruleset, (*shown, *(line for table in rest.values() for line in table))),
        **rest,
    )


def chosen_filter(ruleset: Ruleset, lines: Sequence[Line]) -> Filter:
    """What the address asks for, as far as it exists."""
    known = {
        "background": {background.id for background in ruleset.backgrounds},
        "question": {question for line in lines for question in line.questions},
        "source": set(ruleset.sources),
    }
    asked = {name: request.args.get(name, "") for name in known}
    return Filter(**{name: value for name, value in asked.items() if value in known[name]})


def read_questions(ruleset: Ruleset, lines: Sequence[Line]) -> list[tuple[str, str]]:
    """The questions that any rule reads, by id, in the order in which they are asked."""
    read = {question for line in lines for question in line.questions}
    asked = (question for page in ruleset.questionnaire.pages for question in page.questions)
    return [(question.id, question.words) for question in asked if question.id in read]


def grouped(ruleset: Ruleset, lines: Sequence[Line]) -> list[tuple[str, str, list[Line]]]:
    """The rules by group, each with what the group may give at most."""
    texts, caps = ruleset.advice.how, ruleset.scoring.caps
    order = list(caps)
    ranked = groupby(sorted(lines, key=lambda line: order.index(line.group)), key=lambda line: line.group)
    limit = {name: texts.group_free if cap == UNCAPPED else texts.group.format(cap=cap) for name, cap in caps.items()}
    return [(name, limit[name], list(rows)) for name, rows in ranked]


def cited(ruleset: Ruleset, lines: Sequence[Line]) -> list[tuple[str, int]]:
    """The sources that these rows rest on, with how many do."""
    counts = {name: sum(name in line.sources for line in lines) for name in ruleset.sources}
    return [(name, count) for name, count in counts.items() if count]


@lru_cache(maxsize=2)
def patients(folder: Path, version: str) -> tuple[Worked, ...]:
    """The worked patients, tried once for each version; none where their file cannot be read."""
    ruleset = state().ruleset
    try:
        return worked_patients(ruleset, load_vignettes(folder, ruleset))
    except BrokenRules:
        return ()


def in_words(when: date | None) -> str:
    return f"{when.day} {when:%B %Y}" if when else ""
