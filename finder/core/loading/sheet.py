"""Load `sheet.toml`: the lines of the printed sheet."""

from finder.core.loading.entry import Entry
from finder.core.loading.ids import check_id
from finder.core.loading.questionnaire import condition
from finder.core.loading.reading import Reading
from finder.core.rules.conditions import Vocabulary, listed
from finder.core.rules.page import Kind, Question
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.sheet import Attach, ClinicOption, ClinicWords, Name, Sheet, SheetLine, WarningWords


def load_sheet(reading: Reading, questionnaire: Questionnaire, vocabulary: Vocabulary) -> Sheet:
    entry = reading.toml("sheet.toml")
    questions = {question.id: question for page in questionnaire.pages for question in page.questions}
    options = {name: each.tables("") for name, each in entry.tables("option").items()}
    names = {name: each.fill(Name) for name, each in entry.tables("name").items()}
    lines = entry.array("line", "line")
    found = tuple(line.fill(SheetLine, when=condition(line, "when", vocabulary)) for line in lines)
    for place, line in zip(lines, found, strict=True):
        check_id(place, "line", line.id)
        for name in line.questions:
            check_question(place, name, questions, options)
            if len(line.questions) > 1 and questions.get(name) and needs_name(questions[name]) and name not in names:
                place.wrong(f"{name} shares this line; give it a short name under [name]")
    warning = entry.table("warning")
    check_warning(warning, questions)
    return Sheet(
        clinic=entry.table("clinic").fill(ClinicWords),
        warning=warning.fill(WarningWords),
        lines=found,
        names=names,
        options={
            name: {option: each.fill(ClinicOption) for option, each in of.items()} for name, of in options.items()
        },
        attach=tuple(
            each.fill(Attach, when=condition(each, "when", vocabulary)) for each in entry.array("attach", "attach")
        ),
    )


def check_question(
    place: Entry, name: str, questions: dict[str, Question], options: dict[str, dict[str, Entry]]
) -> None:
    """A line asks only for questions that exist, and every option of theirs has a clinician's words."""
    if name not in questions:
        place.wrong(f"there is no question {name}; there are {listed(questions)}")
        return
    known = {option.id for option in questions[name].options}
    phrases = options.get(name, {})
    for option in sorted(known - phrases.keys()):
        place.wrong(f"{name}: {option} has no words for the clinic; add it to [option.{name}]")
    for option in sorted(phrases.keys() - known):
        phrases[option].wrong(f"{name} has no option {option}; it has {listed(sorted(known))}")


def needs_name(question: Question) -> bool:
    return question.kind is Kind.SCALE


def check_warning(warning: Entry, questions: dict[str, Question]) -> None:
    known = [option.id for question in questions.values() for option in question.options]
    for name in warning.texts("lines"):
        if name not in known:
            warning.wrong(f"there is no option {name} to warn of; name one of safety_now or safety_area")
