"""The reasons under a result: the sentences that argue for each kind of doctor, given
this person's answers."""

from collections.abc import Iterable, Iterator

from finder.core.deciding.assess import Assessment, depends_on_answer
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Rule, Ruleset


def reasons_for(
    ruleset: Ruleset,
    background: str,
    rules: Iterable[str],
) -> tuple[str, ...]:
    """Return what these rules say for a background, each sentence once, without rules
    that hold for everyone."""
    earned = (rule for rule in named(ruleset, rules) if depends_on_answer(rule))
    return without_repeats(ruleset, background, earned)


def sentences_for_everyone(
    ruleset: Ruleset,
    background: str,
    rules: Iterable[str],
) -> tuple[str, ...]:
    """Return what the rules that hold for everyone say for a background."""
    unearned = (rule for rule in named(ruleset, rules) if not depends_on_answer(rule))
    return without_repeats(ruleset, background, unearned)


def other_reasons(
    ruleset: Ruleset,
    assessment: Assessment,
) -> tuple[str, ...]:
    """Return what else argues for the leads, and what argues for no doctor, but nothing
    for another background."""
    shown: list[str] = []
    for lead in assessment.leads:
        shown += reasons_for(ruleset, lead.background, lead.reasons)
    found: list[str] = []
    for rule in named(ruleset, assessment.other_reasons):
        found += sentences_for_leads(ruleset, assessment, rule)
    distinct = dict.fromkeys(found)
    return tuple(sentence for sentence in distinct if sentence not in shown)


def sentences_for_leads(
    ruleset: Ruleset,
    assessment: Assessment,
    rule: Rule,
) -> list[str]:
    """Return what a rule says for each lead, or its one sentence if it gives no
    points."""
    reason = ruleset.reasons[rule.id]
    if not any(rule.points):
        return [reason.words]
    said: list[str] = []
    for lead in assessment.leads:
        said += reasons_for(ruleset, lead.background, [rule.id])
    return said


def reason_of(
    ruleset: Ruleset,
    assessment: Assessment,
    rule: Rule,
) -> str:
    """Return one sentence of a rule that fired, or "" if the rule may not be said now.

    The sentence is for the first lead that gets points from the rule, or else for the
    background that gets the most.
    """
    reason = ruleset.reasons[rule.id]
    is_calm = assessment.level < Level.SOON
    if reason.calm_only and not is_calm:
        return ""
    names = [lead.background for lead in assessment.leads]
    names += most_points_first(ruleset, rule)
    sentences = (
        reason.sentence_for(name) for name in names if gives_points(ruleset, rule, name)
    )
    return next(sentences, reason.words)


def most_points_first(
    ruleset: Ruleset,
    rule: Rule,
) -> list[str]:
    """Return the backgrounds in the order of the points that a rule gives them."""
    names = [background.id for background in ruleset.backgrounds]
    points = dict(zip(names, rule.points, strict=True))
    return sorted(names, key=lambda name: -points[name])


def gives_points(
    ruleset: Ruleset,
    rule: Rule,
    background: str,
) -> bool:
    """Return whether a rule gives points to a background."""
    place = ruleset.places[background]
    return rule.points[place] > 0


def named(
    ruleset: Ruleset,
    rules: Iterable[str],
) -> Iterator[Rule]:
    """Yield the rules of these ids, in the order of the ids."""
    yield from (ruleset.rules[name] for name in rules)


def without_repeats(
    ruleset: Ruleset,
    background: str,
    rules: Iterable[Rule],
) -> tuple[str, ...]:
    """Return the sentences of rules for a background, each once."""
    found: dict[str, None] = {}
    for rule in rules:
        reason = ruleset.reasons[rule.id]
        if gives_points(ruleset, rule, background):
            found[reason.sentence_for(background)] = None
    found.pop("", None)
    return tuple(found)


def may_be_said(
    ruleset: Ruleset,
    assessment: Assessment,
) -> Iterator[Rule]:
    """Yield the rules that fired and whose sentence fits the level of the advice."""
    fired = set(assessment.fired)
    is_calm = assessment.level < Level.SOON
    for rule in ruleset.suggestions.rows:
        if rule.id not in fired:
            continue
        reason = ruleset.reasons[rule.id]
        if is_calm or not reason.calm_only:
            yield rule
