"""Load `questionnaire.toml` and `replaced.toml`."""

from finder.core.loading.conditions import condition
from finder.core.loading.entry import Entry
from finder.core.loading.findings import load_findings, load_groups
from finder.core.loading.helper_texts import helper_key
from finder.core.loading.ids import NUMBER, QUESTION, check_id, variables
from finder.core.loading.reading import Reading
from finder.core.loading.second_pain import load_second_pain
from finder.core.rules.conditions import Condition, Vocabulary
from finder.core.rules.findings import Findings, reads
from finder.core.rules.page import (
    SCALE,
    Choice,
    Kind,
    Option,
    Page,
    Question,
    questions_of,
)
from finder.core.rules.questionnaire import Questionnaire

REPLACED = "replaced.toml"


def load_questionnaire(reading: Reading) -> tuple[Questionnaire, Vocabulary]:
    """Return the questionnaire, and the names that conditions may use."""
    entry = reading.toml("questionnaire.toml")
    findings_entry = reading.toml("findings.toml")
    vocabulary = load_vocabulary(entry, findings_entry)
    findings = load_findings(findings_entry, vocabulary)
    helper = entry.table("helper")
    pages = load_pages(entry, findings, vocabulary)
    helps = condition(helper, "when", vocabulary)
    helper_words = helper.words("words")
    replaced = load_replaced(reading, vocabulary)
    second, second_pages = load_second_pain(entry, pages)
    questionnaire = Questionnaire(
        pages=pages,
        findings=findings,
        helper=helps,
        helper_words=helper_words,
        replaced=replaced,
        second=second,
        second_pages=second_pages,
    )
    return questionnaire, vocabulary


def load_replaced(
    reading: Reading, vocabulary: Vocabulary
) -> dict[Choice, tuple[Choice, ...]]:
    """Return the options that replace each option of older rules, or none if there is
    no such file."""
    if not (reading.folder / REPLACED).exists():
        return {}
    found: dict[Choice, tuple[Choice, ...]] = {}
    for entry in reading.toml(REPLACED).array("replaced", "replaced"):
        old, new = entry.take("id", str), entry.texts("by")
        if is_option(old, vocabulary):
            entry.wrong(
                f"{old} is still in the questionnaire; delete this entry, or change the id of the current option"
            )
        if choice(old) in found:
            entry.wrong(f"{old} is replaced twice; keep one entry")
        if not new:
            entry.wrong(f"{old} has no replacement; name at least one question:option")
        for each in new:
            if not is_option(each, vocabulary):
                entry.wrong(
                    f"by: there is no option {each}; write a question:option of the current questionnaire"
                )
        found[choice(old)] = tuple(map(choice, new))
    return found


def choice(written: str) -> Choice:
    """Return the question and the option of `question:option`."""
    question, _, option = written.partition(":")
    return question, option


def is_option(written: str, vocabulary: Vocabulary) -> bool:
    """Return whether the questionnaire has this `question:option`."""
    question, option = choice(written)
    return option in vocabulary.options.get(question, ())


def page_entries(entry: Entry) -> list[tuple[Entry, list[Entry]]]:
    """Return each page with its questions. The line of a question is found by its id,
    after its page."""
    pages = entry.array("page", "page")
    return [(page, page.array("question", "")) for page in pages]


def load_vocabulary(entry: Entry, findings_entry: Entry) -> Vocabulary:
    """Return the names that conditions may use."""
    vocabulary = Vocabulary()
    variable_of: dict[str, str] = {}
    for _, questions in page_entries(entry):
        for question in questions:
            name = question.take("id", str)
            if name in vocabulary.options:
                question.wrong(f"there are two questions {name}; change the id of one")
            scale = question.take("kind", str) == Kind.SCALE
            check_id(question, "question", name, NUMBER if scale else QUESTION)
            vocabulary.options[name] = list(SCALE) if scale else option_ids(question)
            for variable in variables(name, vocabulary.options[name], scale=scale):
                other = variable_of.setdefault(variable, name)
                if other != name:
                    question.wrong(
                        f"{name} and {other} both get the name {variable} in DMN; change the id of one"
                    )
            if scale:
                vocabulary.numbers.append(name)
    for question_id, groups in findings_entry.tables("group").items():
        vocabulary.groups[question_id] = load_groups(question_id, groups, vocabulary)
    return vocabulary


def option_ids(question: Entry) -> list[str]:
    ids = []
    for option in question.array("options", ""):
        name = option.take("id", str)
        check_id(option, "option", name)
        ids.append(name)
    return ids


def load_pages(
    entry: Entry, findings: Findings, vocabulary: Vocabulary
) -> tuple[Page, ...]:
    """Return the pages in order. Report conditions that read later pages."""
    pages: list[Page] = []
    for page, questions in page_entries(entry):
        earlier = {question.id for question in questions_of(pages)}
        loaded = tuple(load_question(question, vocabulary) for question in questions)
        ask_if = condition(page, "ask_if", vocabulary)
        found = page.fill(Page, questions=loaded, ask_if=ask_if)
        check_id(page, "page", found.id)
        if not loaded:
            page.wrong(f"page {found.id} has no question")
        if any(found.id == each.id for each in pages):
            page.wrong(f"there are two pages {found.id}; change the id of one")
        for place, asked in conditions_of(page, found, questions):
            check_asked_earlier(place, asked, findings, earlier)
        pages.append(found)
    return tuple(pages)


def check_asked_earlier(
    place: Entry, condition: Condition, findings: Findings, earlier: set[str]
) -> None:
    """Report a condition that reads answers other than those to earlier questions."""
    late: set[str] = set()
    for term in condition.terms:
        late |= reads(term, findings) - earlier
    if late:
        place.wrong(
            f"ask_if may use only answers of earlier pages; not asked earlier: {', '.join(sorted(late))}"
        )


def conditions_of(
    entry: Entry, page: Page, questions: list[Entry]
) -> list[tuple[Entry, Condition]]:
    """Return every `ask_if` of a page, its questions and their options, each with its
    entry."""
    found = [(entry, page.ask_if)]
    for each, question in zip(questions, page.questions, strict=True):
        found.append((each, question.ask_if))
        options = each.array("options", "")
        found += [
            (place, option.ask_if)
            for place, option in zip(options, question.options, strict=True)
        ]
    return found


def load_question(entry: Entry, vocabulary: Vocabulary) -> Question:
    """Return a question with its options."""
    kind = entry.take("kind", str)
    if kind not in set(Kind):
        entry.wrong(f"kind {kind} is not known; write one of {', '.join(Kind)}")
    stop = condition(entry, "stop_if", vocabulary) if entry.has("stop_if") else None
    named = load_sections(entry.table("sections")) if entry.has("sections") else {}
    options = tuple(
        load_option(option, set(named), vocabulary)
        for option in entry.array("options", "")
    )
    if bool(options) is not (kind in {Kind.ONE, Kind.MANY}):
        entry.wrong(
            "questions of kind one and many have options; the other kinds have none"
        )
    if len({option.id for option in options}) < len(options):
        entry.wrong("two options have the same id; change one")
    return entry.fill(
        Question,
        kind=Kind(kind) if kind in set(Kind) else Kind.TEXT,
        options=options,
        sections=named,
        stop_if=stop,
        ask_if=condition(entry, "ask_if", vocabulary),
    )


def load_sections(entry: Entry) -> dict[str, str]:
    """Return the headings of the sections of a long list of options."""
    ending = f"_{entry.reading.language}"
    they = helper_key(entry.reading.language, entry.reading.language)
    names = [
        key.removesuffix(ending)
        for key in entry.data
        if key.endswith(ending) and not key.endswith(they)
    ]
    for name in names:
        check_id(entry, "section", name)
    return {name: entry.words(name) for name in names}


def load_option(entry: Entry, sections: set[str], vocabulary: Vocabulary) -> Option:
    option = entry.fill(Option, ask_if=condition(entry, "ask_if", vocabulary))
    if option.section and option.section not in sections:
        entry.wrong(
            f"there is no section {option.section}; the sections are {', '.join(sorted(sections)) or 'none'}"
        )
    return option
