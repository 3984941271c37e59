"""What a person reads of an assessment, as plain data for other programs."""

from finder.core.deciding.assess import Assessment
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import AdviceBlock, BackgroundLine


def texts(
    ruleset: Ruleset, answers: Answers, assessment: Assessment
) -> dict[str, object]:
    """Return the words of an assessment in the language of the rules. Empty texts
    around the headline are left out."""
    summary = summarize(ruleset, answers, assessment)
    crisis = summary.words.crisis
    around = {
        "text": summary.text,
        "regular_doctor": summary.regular_doctor,
        "after_check": summary.after_check,
    }
    in_crisis = [crisis.heading, crisis.first, *crisis.ways, crisis.danger]
    return {
        **{key: words for key, words in around.items() if words},
        "headline": summary.headline,
        "sure": summary.sure,
        "advice": [advice(block) for block in summary.advice],
        "crisis": in_crisis if summary.crisis else [],
        "leads": [lead(line) for line in summary.leads],
        "also": [line.background.name for line in summary.also],
        "treatments": [
            [card.treatment.name for card in step.cards] for step in summary.steps
        ],
        "cautions": [*summary.ask_today, *summary.be_careful, *summary.tell_doctors],
        "also_see": list(summary.also_see),
        "not_a_diagnosis": summary.words.result.not_a_diagnosis,
        "reviewed": summary.reviewed,
    }


def advice(block: AdviceBlock) -> dict[str, object]:
    return {
        "level": block.level.id,
        "heading": block.heading,
        "text": block.text,
        "ticked": list(block.ticked),
        "sentences": list(block.sentences),
    }


def lead(line: BackgroundLine) -> dict[str, object]:
    return {
        "background": line.background.id,
        "name": line.background.name,
        "reasons": list(line.reasons or line.anyway),
    }
