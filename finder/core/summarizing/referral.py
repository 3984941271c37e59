"""The half page for the clinic: the facts in a clinician's words, and which facts are
missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from finder.core.deciding.acknowledged import Acknowledgements, How, was_answered_with
from finder.core.deciding.assess import Assessment
from finder.core.deciding.taken_back import TakenBack
from finder.core.deciding.triage import LEVELS
from finder.core.rules.advice import Level
from finder.core.rules.conditions import NO_IDS, Answers, Ids
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind, Option, Question, questions_of
from finder.core.rules.sheet import SheetLine
from finder.core.summarizing.context import PLAIN, Context


@dataclass(frozen=True, slots=True)
class ReferralFact:
    """One line of facts: its label, and the answers.

    `codes` are codes of symptoms. A referral is complete if it has all `needed` facts.
    `of_pain` marks a fact about a pain, which a second pain has, too.
    """

    id: str
    label: str
    answers: tuple[str, ...]
    codes: tuple[str, ...] = ()
    needed: bool = False
    of_pain: bool = False


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A red flag as the person ticked it, with the words of its level. `soon` is None
    for a crisis."""

    level: str
    words: str
    note: str = ""
    soon: Level | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """What a clinic needs to know before it gives an appointment. Empty texts and lists
    are not shown."""

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


def referral_for(
    ruleset: Ruleset, answers: Answers, assessment: Assessment, context: Context = PLAIN
) -> Referral:
    """Return the half page for the clinic. Private answers are left out if the
    arguments do not include them."""
    words = ruleset.sheet.clinic
    counted = ruleset.questionnaire.up_to_stop(answers)
    facts = list(clinic_facts(ruleset, counted))
    needed = [fact for fact in facts if fact.needed]
    missing = [fact.label for fact in needed if not fact.answers]
    asked = answers.keys() >= flag_questions(ruleset)
    if not asked:
        missing.append(words.flags)
    no_flags = words.no_flags if asked else words.not_asked
    flags = flag_lines(ruleset, assessment, answers, context.acknowledged)
    taken_back = taken_back_lines(ruleset, context.taken_back, context.here)
    # The red flags are needed too.
    many = len(needed) + 1
    return Referral(
        heading=words.heading,
        intro=words.intro,
        completeness=words.complete.format(told=many - len(missing), needed=many),
        facts=tuple(fact for fact in facts if fact.answers),
        flags_label=words.flags,
        flags=tuple(flags),
        flags_note="" if assessment.flags else no_flags,
        taken_back_label=words.taken_back_label,
        taken_back=tuple(taken_back),
        cautions_label=words.cautions,
        cautions=tuple(caution_words(ruleset, assessment)),
        suggested_label=words.suggested,
        suggested=tuple(suggested(ruleset, assessment)),
        missing_label=words.missing,
        missing=tuple(missing),
        attach_label=words.attach,
        attach=tuple(attachments(ruleset, counted)),
        own_words_label=words.own_words,
        own_words=context.own_words,
    )


def caution_words(ruleset: Ruleset, assessment: Assessment) -> list[str]:
    """Return the words of the cautions, each once."""
    cautions = assessment.treatments.cautions
    words = (ruleset.reasons[name].words for name in cautions)
    each_once = dict.fromkeys(words)
    return list(each_once)


def attachments(ruleset: Ruleset, answers: Answers) -> Iterator[str]:
    """Yield what to attach to the referral."""
    findings = ruleset.questionnaire.findings
    for each in ruleset.sheet.attach:
        if each.when.holds(answers, findings):
            yield each.words


def clinic_facts(ruleset: Ruleset, answers: Answers) -> Iterator[ReferralFact]:
    """Yield every line of the sheet in a clinician's words, including lines without an
    answer."""
    for line in ruleset.sheet.lines:
        answered: list[str] = []
        codes: list[str] = []
        for question, chosen in chosen_on(ruleset, line, answers):
            name = ruleset.sheet.names.get(question.id)
            known = ruleset.sheet.options.get(question.id, {})
            words = clinic_words(ruleset, question, chosen)
            answered += named(name.clinic if name else "", words)
            codes += [known[option.id].code for option in chosen_of(question, chosen)]
        answered += mean(ruleset, line, answers)
        yield ReferralFact(
            line.id,
            line.clinic,
            tuple(answered),
            tuple(filter(None, codes)),
            line.needed,
            is_of_pain(ruleset, line),
        )


def chosen_of(question: Question, chosen: Ids) -> list[Option]:
    return [option for option in question.options if option.id in chosen]


def plain_facts(ruleset: Ruleset, answers: Answers) -> Iterator[ReferralFact]:
    """Yield every line of the sheet that has an answer, in the words of the
    questionnaire."""
    findings = ruleset.questionnaire.findings
    for line in ruleset.sheet.lines:
        answered: list[str] = []
        for question, chosen in chosen_on(ruleset, line, answers):
            name = ruleset.sheet.names.get(question.id)
            words = plain_words(ruleset, question, chosen)
            answered += named(name.words if name else "", words)
        if answered and line.when.holds(answers, findings):
            of_pain = is_of_pain(ruleset, line)
            yield ReferralFact(
                line.id,
                line.words,
                tuple(answered),
                needed=line.needed,
                of_pain=of_pain,
            )


def is_of_pain(ruleset: Ruleset, line: SheetLine) -> bool:
    """Return whether the line is about one pain. Which pain is the main one is about
    all of them."""
    second = ruleset.questionnaire.second
    about_pain = second.about_first - {second.which} if second else NO_IDS
    return not about_pain.isdisjoint(line.questions)


def plain_words(ruleset: Ruleset, question: Question, chosen: Ids) -> list[str]:
    """Return the chosen number or options in the words of the plain lines."""
    if question.kind is Kind.SCALE:
        return [f"{number} / 10" for number in chosen]
    known = ruleset.sheet.options.get(question.id, {})
    found = []
    for option in chosen_of(question, chosen):
        plain = known[option.id].plain if option.id in known else ""
        found.append(plain or option.words)
    return found


def chosen_on(
    ruleset: Ruleset, line: SheetLine, answers: Answers
) -> Iterator[tuple[Question, Ids]]:
    """Yield each question of the line that has an answer, with the answer.

    "None of these" is said once, and only if no other question of the line has another
    answer.
    """
    found = [
        (ruleset.questionnaire.question(name), chosen)
        for name in line.questions
        if (chosen := answers.get(name))
    ]
    some = [each for each in found if not is_none(*each)]
    yield from some or found[:1]


def is_none(question: Question, chosen: Ids) -> bool:
    """Return whether the answer is an option that stands alone, such as "None of
    these"."""
    return any(option.alone for option in chosen_of(question, chosen))


def named(name: str, words: list[str]) -> list[str]:
    if not name or not words:
        return words
    listed = ", ".join(words)
    return [f"{name}: {listed}"]


def clinic_words(ruleset: Ruleset, question: Question, chosen: Ids) -> list[str]:
    """Return the chosen options in a clinician's words."""
    if question.kind is Kind.SCALE:
        return [f"{number}/10" for number in chosen]
    known = ruleset.sheet.options[question.id]
    return [known[option.id].words for option in chosen_of(question, chosen)]


def mean(ruleset: Ruleset, line: SheetLine, answers: Answers) -> Iterator[str]:
    """Yield the mean of the scales if the line holds them and all were answered."""
    scales = ruleset.advice.impact.questions
    if line.questions != scales:
        return
    numbers: list[int] = []
    for question in scales:
        numbers += map(int, answers.get(question, ()))
    if len(numbers) == len(scales):
        average = sum(numbers) / len(numbers)
        yield ruleset.sheet.clinic.mean.format(mean=f"{average:.1f}")


def flag_questions(ruleset: Ruleset) -> set[str]:
    """Return the questions about red flags, without one that has a private line and may
    be left out."""
    flags = {row.flag for row in ruleset.red_flags.rows}
    found = set()
    for question in questions_of(ruleset.questionnaire.pages):
        asks = not question.option_ids.isdisjoint(flags)
        if asks and not question.private_options:
            found.add(question.id)
    return found


def flag_lines(
    ruleset: Ruleset,
    assessment: Assessment,
    answers: Answers,
    acknowledged: Acknowledgements,
) -> Iterator[FlagLine]:
    """Yield the red flags of an assessment."""
    ticked = ticked_words(ruleset, answers) if assessment.flags else {}
    for flag in assessment.flags:
        _, level = flag.key
        is_checked = flag.interrupts and was_answered_with(
            How.CHECKED, flag, acknowledged
        )
        yield FlagLine(
            level_named(ruleset, level),
            ticked.get(flag.flag) or ruleset.reasons[flag.flag].words,
            ruleset.sheet.clinic.checked if is_checked else "",
            flag.level,
        )


def ticked_words(ruleset: Ruleset, answers: Answers) -> dict[str, str]:
    """Return the words of each option that was chosen."""
    found: dict[str, str] = {}
    for question in questions_of(ruleset.questionnaire.pages):
        chosen = answers.get(question.id, NO_IDS)
        found |= {option.id: option.words for option in chosen_of(question, chosen)}
    return found


def taken_back_lines(
    ruleset: Ruleset, taken_back: Sequence[TakenBack], here: tzinfo
) -> Iterator[str]:
    """Yield a line for each flag that was taken back. Times are in the time zone
    `here`."""
    words = ruleset.sheet.clinic
    for each in taken_back:
        ticked = each.ticked.astimezone(here)
        back = each.back.astimezone(here)
        same_day = ticked.date() == back.date()
        line = words.taken_back.format(
            level=level_named(ruleset, each.level).rstrip("."),
            ticked=f"{ticked:%H:%M}" if same_day else time_in_words(ruleset, ticked),
            back=time_in_words(ruleset, back),
        )
        mistake = f" ({words.by_mistake})" if each.mistake else ""
        sign = sign_words(ruleset, each.flag)
        yield f"{line}{mistake}: {sign}" if sign else f"{line}{mistake}"


def time_in_words(ruleset: Ruleset, moment: datetime) -> str:
    """Return a time with its day."""
    return ruleset.sheet.clinic.at.format(
        time=f"{moment:%H:%M}", day=f"{moment:%Y-%m-%d}"
    )


def sign_words(ruleset: Ruleset, flag: str) -> str:
    """Return the line or else the reason of a flag, or "" if these rules do not have
    the flag."""
    for page in ruleset.questionnaire.pages:
        for question in page.questions:
            if option := question.option(flag):
                return option.words
    return ruleset.reasons[flag].words if flag in ruleset.reasons else ""


def level_named(ruleset: Ruleset, level: str) -> str:
    """Return the words for a level or for a crisis."""
    known = LEVELS[level]
    if known is None:
        return ruleset.sheet.clinic.crisis
    return ruleset.advice.level[known].heading


def suggested(ruleset: Ruleset, assessment: Assessment) -> Iterator[str]:
    """Yield each background that leads or also fits, with how well it fits and its
    taxonomy codes."""
    words = ruleset.advice.word
    how_sure = str(getattr(words, assessment.strength))
    placed = [(lead.background, how_sure) for lead in assessment.leads]
    placed += [(background, words.also) for background in assessment.also]
    for background_id, word in placed:
        background = ruleset.background(background_id)
        codes = ", ".join(background.taxonomy_pain or background.taxonomy_base)
        yield f"{background.name}, {word} ({codes})"
