"""The cautions of a result, under the headings that group them."""

from collections.abc import Iterable

from finder.core.deciding.assess import Assessment
from finder.core.rules.knowledge import Effect, Ruleset


def ask_today(ruleset: Ruleset, assessment: Assessment) -> tuple[str, ...]:
    """Return what to ask a doctor or pharmacist on the same day."""
    return cautions_of(ruleset, assessment, {Effect.ASK_TODAY})


def be_careful(ruleset: Ruleset, assessment: Assessment) -> tuple[str, ...]:
    """Return what to be careful with: medicines and treatments that the person takes or
    may ask about."""
    return cautions_of(ruleset, assessment, {Effect.CAUTION, Effect.CAREFUL})


def tell_doctors(ruleset: Ruleset, assessment: Assessment) -> tuple[str, ...]:
    """Return what every doctor should know."""
    return cautions_of(ruleset, assessment, {Effect.TELL})


def cautions_of(
    ruleset: Ruleset, assessment: Assessment, effects: Iterable[Effect]
) -> tuple[str, ...]:
    """Return the sentences of the cautions with one of these effects, each once."""
    holding, wanted = set(assessment.treatments.cautions), set(effects)
    rows = [
        row
        for row in ruleset.treatment_rows.rows
        if row.id in holding and row.effect in wanted
    ]
    return tuple(dict.fromkeys(ruleset.reasons[row.id].words for row in rows))
