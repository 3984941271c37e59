"""The half page for the clinic: the facts in a clinician's words, and which are missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from finder.core.deciding.acknowledged import Acknowledgements, How, is_said
from finder.core.deciding.assess import Assessment
from finder.core.deciding.taken_back import TakenBack
from finder.core.deciding.triage import CRISIS
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind, Question
from finder.core.rules.sheet import SheetLine
from finder.core.telling.context import PLAIN, Context


@dataclass(frozen=True, slots=True)
class ReferralFact:
    """One line: what it is called, and what was told. Codes are of symptoms; `needed` facts make a referral whole.
    `of_pain`: it is about a pain, so that a second pain has its own."""

    id: str
    label: str
    answers: tuple[str, ...]
    codes: tuple[str, ...] = ()
    needed: bool = False
    of_pain: bool = False


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A red flag as the person ticked it, and how soon it is to be seen, in the words that the person read; no `soon`
    is a crisis."""

    level: str
    words: str
    note: str = ""
    soon: Level | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """What a clinic needs to know before it gives a visit; empty texts and lists are not shown."""

    heading: str
    intro: str
    completeness: str
    facts: tuple[ReferralFact, ...]
    flags_label: str
    flags: tuple[FlagLine, ...]
    flags_note: str
    taken_back_label: str
    taken_back: tuple[str, ...]
    cautions_label: str
    cautions: tuple[str, ...]
    suggested_label: str
    suggested: tuple[str, ...]
    missing_label: str
    missing: tuple[str, ...]
    attach_label: str
    attach: tuple[str, ...]
    own_words_label: str
    own_words: str


def refer(ruleset: Ruleset, answers: Answers, assessment: Assessment, context: Context = PLAIN) -> Referral:
    """Return the half page for the clinic. Where private answers stay out, they are in no argument."""
    words, attach = ruleset.sheet.clinic, ruleset.sheet.attach
    findings = ruleset.questionnaire.findings
    counted = ruleset.questionnaire.up_to_stop(answers)
    known = list(clinic_facts(ruleset, counted))
    missing = tuple(fact.label for fact in known if fact.needed and not fact.answers)
    needed = sum(fact.needed for fact in known) + 1
    asked = all(question in answers for question in flag_questions(ruleset))
    known_count = needed - len(missing) - (not asked)
    return Referral(
        heading=words.heading,
        intro=words.intro,
        completeness=words.complete.format(told=known_count, needed=needed),
        facts=tuple(fact for fact in known if fact.answers),
        flags_label=words.flags,
        flags=tuple(flag_lines(ruleset, assessment, answers, context.acknowledged)),
        flags_note="" if assessment.flags else words.no_flags if asked else words.not_asked,
        taken_back_label=words.taken_back_label,
        taken_back=tuple(taken_back_lines(ruleset, context.taken_back, context.here)),
        cautions_label=words.cautions,
        cautions=tuple(dict.fromkeys(ruleset.reasons[each].words for each in assessment.treatments.cautions)),
        suggested_label=words.suggested,
        suggested=tuple(suggested(ruleset, assessment)),
        missing_label=words.missing,
        missing=missing if asked else (*missing, words.flags),
        attach_label=words.attach,
        attach=tuple(each.words for each in attach if each.when.holds(counted, findings)),
        own_words_label=words.own_words,
        own_words=context.own_words,
    )


def clinic_facts(ruleset: Ruleset, answers: Answers) -> Iterator[ReferralFact]:
    """Every line of the sheet in a clinician's words, also those without an answer."""
    for line in ruleset.sheet.lines:
        answered, codes = [], []
        for question in questions_of(ruleset, line):
            name = ruleset.sheet.names.get(question.id)
            known = ruleset.sheet.options.get(question.id, {})
            chosen = answers.get(question.id, frozenset())
            answered += named(name.clinic if name else "", clinic_words(ruleset, question, chosen))
            codes += [known[option.id].code for option in question.options if option.id in chosen]
        whole, known_codes = (*answered, *mean(ruleset, line, answers)), tuple(filter(None, codes))
        yield ReferralFact(line.id, line.clinic, whole, known_codes, line.needed, is_of_pain(ruleset, line))


def plain_facts(ruleset: Ruleset, answers: Answers) -> Iterator[ReferralFact]:
    """Every line of the sheet that was told, in the words of the questionnaire."""
    for line in ruleset.sheet.lines:
        answered: list[str] = []
        for question in questions_of(ruleset, line):
            name = ruleset.sheet.names.get(question.id)
            chosen = answers.get(question.id, frozenset())
            words = [f"{number} / 10" for number in chosen] if question.kind is Kind.SCALE else []
            words += plain_words(ruleset, question, chosen)
            answered += named(name.words if name else "", words)
        if answered and line.when.holds(answers, ruleset.questionnaire.findings):
            of_pain = is_of_pain(ruleset, line)
            yield ReferralFact(line.id, line.words, tuple(answered), needed=line.needed, of_pain=of_pain)


def is_of_pain(ruleset: Ruleset, line: SheetLine) -> bool:
    """Whether the line says something of a pain; which pain is the main one is said of all of them."""
    second = ruleset.questionnaire.second
    return second is not None and not (second.about_first - {second.which}).isdisjoint(line.questions)


def plain_words(ruleset: Ruleset, question: Question, chosen: frozenset[str]) -> list[str]:
    """Return the chosen options as the plain lines say them."""
    known = ruleset.sheet.options.get(question.id, {})
    chosen_options = [option for option in question.options if option.id in chosen]
    return [(option.id in known and known[option.id].plain) or option.words for option in chosen_options]


def questions_of(ruleset: Ruleset, line: SheetLine) -> Iterator[Question]:
    return (ruleset.questionnaire.question(name) for name in line.questions)


def named(name: str, words: list[str]) -> list[str]:
    return [f"{name}: {', '.join(words)}"] if name and words else words


def clinic_words(ruleset: Ruleset, question: Question, chosen: frozenset[str]) -> list[str]:
    if question.kind is Kind.SCALE:
        return [f"{number}/10" for number in chosen]
    known = ruleset.sheet.options[question.id]
    return [known[option.id].words for option in question.options if option.id in chosen]


def mean(ruleset: Ruleset, line: SheetLine, answers: Answers) -> Iterator[str]:
    """The mean of the scales on the line that holds them, where all were answered."""
    scales = ruleset.advice.impact.questions
    numbers = [int(number) for question in scales for number in answers.get(question, ())]
    if line.questions == scales and len(numbers) == len(scales):
        yield ruleset.sheet.clinic.mean.format(mean=f"{sum(numbers) / len(numbers):.1f}")


def flag_questions(ruleset: Ruleset) -> frozenset[str]:
    """The questions that ask for red flags, but for one that may be left out for a private line."""
    flags = {row.flag for row in ruleset.red_flags.rows}
    every = (question for page in ruleset.questionnaire.pages for question in page.questions)
    asking = (each for each in every if not each.option_ids.isdisjoint(flags))
    return frozenset(each.id for each in asking if not each.private_options)


def flag_lines(
    ruleset: Ruleset, assessment: Assessment, answers: Answers, acknowledged: Acknowledgements
) -> Iterator[FlagLine]:
    ticked = {
        option.id: option.words
        for page in ruleset.questionnaire.pages
        for question in page.questions
        for option in question.options
        if option.id in answers.get(question.id, ())
    }
    for flag in assessment.flags:
        words = ruleset.sheet.clinic
        checked = words.checked if flag.interrupts and is_said(How.CHECKED, flag, acknowledged) else ""
        yield FlagLine(
            level_named(ruleset, flag.key[1]),
            ticked.get(flag.flag) or ruleset.reasons[flag.flag].words,
            checked,
            flag.level,
        )


def taken_back_lines(ruleset: Ruleset, taken_back: Sequence[TakenBack], here: tzinfo) -> Iterator[str]:
    """Each flag that was taken back, with its times as they are `here`."""
    words = ruleset.sheet.clinic
    for each in taken_back:
        ticked, back = each.ticked.astimezone(here), each.back.astimezone(here)
        same_day = ticked.date() == back.date()
        line = words.taken_back.format(
            level=level_named(ruleset, each.level).rstrip("."),
            ticked=f"{ticked:%H:%M}" if same_day else at(ruleset, ticked),
            back=at(ruleset, back),
        )
        mistake = f" ({words.by_mistake})" if each.mistake else ""
        sign = sign_words(ruleset, each.flag)
        yield f"{line}{mistake}: {sign}" if sign else f"{line}{mistake}"


def at(ruleset: Ruleset, moment: datetime) -> str:
    """Return a time with its day."""
    return ruleset.sheet.clinic.at.format(time=f"{moment:%H:%M}", day=f"{moment:%Y-%m-%d}")


def sign_words(ruleset: Ruleset, flag: str) -> str:
    """The line that the flag is ticked on, else its reason; empty where these rules know no such flag."""
    for page in ruleset.questionnaire.pages:
        for question in page.questions:
            if option := question.option(flag):
                return option.words
    return ruleset.reasons[flag].words if flag in ruleset.reasons else ""


def level_named(ruleset: Ruleset, level: str) -> str:
    return ruleset.sheet.clinic.crisis if level == CRISIS else ruleset.advice.level[Level[level.upper()]].heading


def suggested(ruleset: Ruleset, assessment: Assessment) -> Iterator[str]:
    """Each lead with how sure it is, and the taxonomy code of its pain medicine."""
    words = ruleset.advice.word
    placed = [(lead.background, str(getattr(words, assessment.strength))) for lead in assessment.leads]
    placed += [(background, words.also) for background in assessment.also]
    for background_id, word in placed:
        background = ruleset.background(background_id)
        codes = ", ".join(background.taxonomy_pain or background.taxonomy_base)
        yield f"{background.name}, {word} ({codes})"
