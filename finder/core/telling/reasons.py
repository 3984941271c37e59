"""The reasons under a result: for each kind of doctor the sentences that argue for it, of what this person told."""

from collections.abc import Iterable, Iterator

from finder.core.deciding.assess import Assessment, rests_on_answer
from finder.core.rules.advice import Level
from finder.core.rules.knowledge import Rule, Ruleset


def reasons_for(ruleset: Ruleset, background: str, rules: Iterable[str]) -> tuple[str, ...]:
    """Return what these rules say for a background, once each; only what an answer earned."""
    told = (rule for rule in named(ruleset, rules) if rests_on_answer(rule))
    return spoken(ruleset, background, told)


def anyway(ruleset: Ruleset, background: str, rules: Iterable[str]) -> tuple[str, ...]:
    """Return what the rules that hold for everyone say for a background."""
    untold = (rule for rule in named(ruleset, rules) if not rests_on_answer(rule))
    return spoken(ruleset, background, untold)


def speaking_for(ruleset: Ruleset, assessment: Assessment, background: str) -> tuple[str, ...]:
    """Return the ids of the rules that fired, gave points to a background, and may be said."""
    index = ruleset.backgrounds.index(ruleset.background(background))
    return tuple(rule.id for rule in may_be_said(ruleset, assessment) if rule.points[index])


def other_reasons(ruleset: Ruleset, assessment: Assessment) -> tuple[str, ...]:
    """Return what else speaks for the leads, and what speaks for no doctor; nothing that argues for another one."""
    found: list[str] = []
    for rule in named(ruleset, assessment.other_reasons):
        if not any(rule.points):
            found.append(ruleset.reasons[rule.id].words)
        for lead in assessment.leads if rests_on_answer(rule) else ():
            found += [ruleset.reasons[rule.id].speaks_for(lead.background)] * gives(ruleset, rule, lead.background)
    shown = {said for lead in assessment.leads for said in reasons_for(ruleset, lead.background, lead.reasons)}
    return tuple(said for said in dict.fromkeys(found) if said and said not in shown)


def reason_of(ruleset: Ruleset, assessment: Assessment, rule: Rule) -> str:
    """Return one sentence of a rule that fired: for the first lead that it gives points, else for whom it gives most.
    Empty where it may not be said now."""
    reason = ruleset.reasons[rule.id]
    if reason.calm_only and assessment.level >= Level.SOON:
        return ""
    most = sorted(zip(rule.points, (each.id for each in ruleset.backgrounds), strict=True), key=lambda pair: -pair[0])
    leads = [lead.background for lead in assessment.leads]
    for background in (*leads, *(name for _, name in most)):
        if gives(ruleset, rule, background) and (said := reason.speaks_for(background)):
            return said
    return reason.words


def gives(ruleset: Ruleset, rule: Rule, background: str) -> bool:
    """Return whether a rule gives points to a background."""
    return rule.points[ruleset.backgrounds.index(ruleset.background(background))] > 0


def named(ruleset: Ruleset, rules: Iterable[str]) -> Iterator[Rule]:
    """Yield the rules of these ids, in the order of the ids."""
    by_id = {rule.id: rule for rule in ruleset.suggestions.rows}
    yield from (by_id[name] for name in rules)


def spoken(ruleset: Ruleset, background: str, rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return the sentences of rules for a background, once each."""
    said = (ruleset.reasons[rule.id].speaks_for(background) for rule in rules if gives(ruleset, rule, background))
    return tuple(dict.fromkeys(sentence for sentence in said if sentence))


def may_be_said(ruleset: Ruleset, assessment: Assessment) -> Iterator[Rule]:
    """Yield the rules that fired and whose sentence fits how urgent the advice is."""
    fired = set(assessment.fired)
    calm = assessment.level < Level.SOON
    for rule in ruleset.suggestions.rows:
        if rule.id in fired and (calm or not ruleset.reasons[rule.id].calm_only):
            yield rule
