"""Check every claim over every possible set of answers."""

from collections.abc import Callable, Collection
from dataclasses import replace
from math import comb, log10, prod
from pathlib import Path

from finder.core.loading.promises import Promises
from finder.core.reviewing.logic_fingerprint import logic_fingerprint
from finder.core.reviewing.proofs import Claim, Proofs, Range
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind, Question, questions_of
from finder.core.rules.sentence import Sentence
from finder.workbench import (
    answered,
    caps,
    dangers,
    empty_results,
    leads,
    options,
    promised,
    rows,
    safety,
    ties,
)
from finder.workbench.solve import Bench

SECTIONS: dict[str, dict[str, Callable[[Bench], Claim]]] = {
    "Safety": {
        "red-flags": safety.every_red_flag_is_raised,
        "levels": safety.every_level_is_reached,
        "monotone": safety.more_never_lowers,
        "promises": promised.every_promise_holds,
        "cautions": safety.every_caution_reaches_a_card,
        "dangers": dangers.every_danger_is_caught,
    },
    "The suggestion": {
        "never-empty": empty_results.no_result_is_empty,
        "leads": leads.every_background_can_lead,
        "ties": ties.ties_are_shown,
        "caps": caps.caps_hold,
        "answered": answered.every_reason_has_its_answer,
    },
    "Rows and questions": {
        "fires": rows.every_row_can_fire,
        "swallowed": rows.no_row_is_redundant,
        "reached": options.every_page_can_be_reached,
        "counts": options.every_option_counts,
    },
}
CLAIMS = tuple(claim for claims in SECTIONS.values() for claim in claims)

ShowClaim = Callable[[str], None]


def no_progress(what: str) -> None:
    """Ignore the progress."""


def prove(
    ruleset: Ruleset,
    folder: Path,
    promises: Promises,
    only: Collection[str] = CLAIMS,
    show_progress: ShowClaim = no_progress,
) -> Proofs:
    """Return the proofs of all claims, or of some. `show_progress` receives the claim
    that is next. Raises Undecided."""
    bench = Bench(ruleset, folder, promises)
    claims = []
    for section, tried in SECTIONS.items():
        for name, claim_of in tried.items():
            if name in only:
                show_progress(claim_of.__name__.replace("_", " "))
                claim = replace(claim_of(bench), id=name, section=section)
                claims.append(with_accepted(claim, promises))
    scores: tuple[Range, ...] = ()
    if len(claims) == len(CLAIMS):
        show_progress("what each background can score")
        scores = tuple(leads.ranges(bench))
    return Proofs(logic_fingerprint(ruleset), how_many(ruleset), tuple(claims), scores)


def with_accepted(claim: Claim, promises: Promises) -> Claim:
    """Return the claim, with the reasons of a clinician who accepts some failures."""
    reasons = {
        each.what: each.words for each in promises.accepted if each.claim == claim.id
    }
    failures = []
    for failure in claim.failures:
        reason = reasons.get(failure.what, "")
        failures.append(replace(failure, accepted=reason))
    return replace(claim, failures=tuple(failures))


def how_many(ruleset: Ruleset) -> Sentence:
    """Return in words a lower bound for the number of sets of answers.

    It counts people of one age, place and cause who are asked everything.
    """
    questionnaire = ruleset.questionnaire
    questions = questions_of(questionnaire.pages)
    free = [
        question for question in questions if question.id not in questionnaire.steering
    ]
    many = prod(map(number_of_ways, free))
    digits = int(log10(many))
    return Sentence("more than 10^%(digits)s sets of answers", {"digits": digits})


def number_of_ways(question: Question) -> int:
    """Return the number of ways to answer or skip a question."""
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
            most = question.most or together
            sizes = range(most + 1)
            return alone + sum(comb(together, size) for size in sizes)
