"""Run every claim over every possible set of answers."""

from collections.abc import Callable, Collection
from dataclasses import replace
from math import comb, log10, prod
from pathlib import Path

from finder.core.loading.promises import Promises
from finder.core.reviewing.proofs import Claim, Proofs, logic
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind, Question
from finder.core.rules.sentence import Sentence
from finder.workbench import answered, dangers, leads, options, rows, safety
from finder.workbench.solve import Bench

SECTIONS: dict[str, dict[str, Callable[[Bench], Claim]]] = {
    "Safety": {
        "red-flags": safety.every_red_flag_is_raised,
        "levels": safety.every_level_is_reached,
        "monotone": safety.more_never_lowers,
        "promises": safety.every_promise_holds,
        "cautions": safety.every_caution_reaches_a_card,
        "dangers": dangers.every_danger_is_caught,
    },
    "The suggestion": {
        "never-empty": leads.no_result_is_empty,
        "leads": leads.every_background_has_its_people,
        "ties": leads.ties_are_shown,
        "caps": leads.caps_hold,
        "answered": answered.whatever_is_said_has_its_answer,
    },
    "Rows and questions": {
        "fires": rows.every_row_can_fire,
        "swallowed": rows.no_row_is_swallowed,
        "reached": options.every_page_can_be_reached,
        "counts": options.every_option_counts,
    },
}
CLAIMS = tuple(claim for claims in SECTIONS.values() for claim in claims)

TellClaim = Callable[[str], None]


def silent(what: str) -> None:
    """Tell nobody."""


def prove(
    ruleset: Ruleset, folder: Path, promises: Promises, only: Collection[str] = CLAIMS, tell: TellClaim = silent
) -> Proofs:
    """Try every claim, or only some; `tell` hears what is tried next. Raises Undecided."""
    bench = Bench(ruleset, folder, promises)
    claims = []
    for section, tried in SECTIONS.items():
        for name in [name for name in tried if name in only]:
            tell(tried[name].__name__.replace("_", " "))
            claims.append(with_accepted(replace(tried[name](bench), id=name, section=section), promises))
    whole = len(claims) == len(CLAIMS)
    if whole:
        tell("what each background can score")
    scores = tuple(leads.ranges(bench)) if whole else ()
    return Proofs(logic(ruleset), how_many(ruleset), tuple(claims), scores)


def with_accepted(claim: Claim, promises: Promises) -> Claim:
    """The reasons of a clinician who accepts what was found."""
    reasons = {each.what: each.words for each in promises.accepted if each.claim == claim.id}
    failures = tuple(replace(failure, accepted=reasons.get(failure.what, "")) for failure in claim.failures)
    return replace(claim, failures=failures)


def how_many(ruleset: Ruleset) -> Sentence:
    """How many sets of answers there are at least: those of one age, place and cause that are asked everything."""
    questions = [question for page in ruleset.questionnaire.pages for question in page.questions]
    free = [question for question in questions if question.id not in ruleset.questionnaire.steering]
    digits = int(log10(prod(ways(question) for question in free)))
    return Sentence("more than 10^%(digits)s sets of answers", {"digits": digits})


def ways(question: Question) -> int:
    """In how many ways a question can be answered or skipped."""
    alone = sum(option.alone for option in question.options)
    together = len(question.options) - alone
    match question.kind:
        case Kind.TEXT:
            return 1
        case Kind.SCALE:
            return 12
        case Kind.ONE:
            return 1 + together
        case Kind.MANY:
            return alone + sum(comb(together, size) for size in range((question.most or together) + 1))
