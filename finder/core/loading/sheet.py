"""Load `sheet.toml`: the lines of the printed sheet."""

from collections.abc import Container, Iterator, Mapping

from finder.core.loading.conditions import condition
from finder.core.loading.entry import Entry
from finder.core.loading.ids import check_id
from finder.core.loading.reading import Reading
from finder.core.rules.conditions import Vocabulary, listed
from finder.core.rules.page import Kind, Question, questions_of
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.sheet import (
    Attach,
    ClinicOption,
    ClinicWords,
    Name,
    Sheet,
    SheetLine,
    WarningWords,
)

Questions = Mapping[str, Question]
Phrases = Mapping[str, Mapping[str, Entry]]
"""Question -> option -> its entry with a clinician's words."""


def load_sheet(
    reading: Reading, questionnaire: Questionnaire, vocabulary: Vocabulary
) -> Sheet:
    """Return the lines and the texts of the printed sheet."""
    entry = reading.toml("sheet.toml")
    questions = {
        question.id: question for question in questions_of(questionnaire.pages)
    }
    options = entry.tables("option")
    phrases = {name: each.tables("") for name, each in options.items()}
    named = entry.tables("name")
    names = {name: each.fill(Name) for name, each in named.items()}
    lines = []
    for place in entry.array("line", "line"):
        when = condition(place, "when", vocabulary)
        line = place.fill(SheetLine, when=when)
        check_id(place, "line", line.id)
        for name in line.questions:
            check_question(place, name, questions, phrases)
            check_name(place, line, questions.get(name), names)
        lines.append(line)
    warning = entry.table("warning")
    check_warning(warning, questions)
    clinic = entry.table("clinic")
    attach = load_attach(entry, vocabulary)
    return Sheet(
        clinic=clinic.fill(ClinicWords),
        warning=warning.fill(WarningWords),
        lines=tuple(lines),
        names=names,
        options=clinic_options(phrases),
        attach=tuple(attach),
    )


def clinic_options(phrases: Phrases) -> dict[str, dict[str, ClinicOption]]:
    """Return a clinician's words for each option of each question."""
    found = {}
    for name, entries in phrases.items():
        found[name] = {
            option: each.fill(ClinicOption) for option, each in entries.items()
        }
    return found


def load_attach(entry: Entry, vocabulary: Vocabulary) -> Iterator[Attach]:
    for each in entry.array("attach", "attach"):
        when = condition(each, "when", vocabulary)
        yield each.fill(Attach, when=when)


def check_name(
    place: Entry, line: SheetLine, question: Question | None, names: Container[str]
) -> None:
    """Report a number that shares its line with others and has no short name."""
    shares = len(line.questions) > 1
    if question and shares and needs_name(question) and question.id not in names:
        place.wrong(
            f"{question.id} shares this line with another question; give it a short name under [name]"
        )


def check_question(
    place: Entry, name: str, questions: Questions, options: Phrases
) -> None:
    """Report a line with an unknown question, and options without a clinician's
    words."""
    if name not in questions:
        place.wrong(f"there is no question {name}; use one of {listed(questions)}")
        return
    known = questions[name].option_ids
    phrases = options.get(name, {})
    without_words = known - phrases.keys()
    unknown = phrases.keys() - known
    for option in sorted(without_words):
        place.wrong(
            f"{name}: {option} has no words for the clinic; add it to [option.{name}]"
        )
    for option in sorted(unknown):
        phrases[option].wrong(
            f"{name} has no option {option}; it has {listed(sorted(known))}"
        )


def needs_name(question: Question) -> bool:
    return question.kind is Kind.SCALE


def check_warning(warning: Entry, questions: Questions) -> None:
    """Report warning lines that are not options."""
    known: set[str] = set()
    for question in questions.values():
        known |= question.option_ids
    for name in warning.texts("lines"):
        if name not in known:
            warning.wrong(
                f"there is no option {name} to warn about; name an option of safety_now or safety_area"
            )
