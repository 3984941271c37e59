"""The dangers that the questionnaire looks for: how people describe them, and which
warning lines catch them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from finder.core.deciding.answers import BadAnswers, answers_from
from finder.core.deciding.triage import LEVELS, level_id, triage
from finder.core.loading.csv_cells import Cells
from finder.core.loading.entry import Entry
from finder.core.loading.file_errors import FileError
from finder.core.loading.reading import Reading
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, listed
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Kind, questions_of
from finder.core.rules.questionnaire import Questionnaire

T = TypeVar("T")

FILE, WORDS = "dangers.csv", "dangers.toml"
HEADER = (
    "id",
    "group",
    "least",
    "lines",
    "reach",
    "everyone",
    "way",
    "source",
    "patient",
)


class DangerWay(StrEnum):
    """How a danger is caught. A raised one reaches its level only together with another
    answer."""

    EVERYONE = "everyone"
    EVERYONE_RAISED = "everyone, raised"
    PLACE = "place"
    PLACE_RAISED = "place, raised"
    NOT_REACHED = "NOT REACHED"

    @property
    def is_raised(self) -> bool:
        """Whether the level needs another answer."""
        return self in {DangerWay.EVERYONE_RAISED, DangerWay.PLACE_RAISED}


@dataclass(frozen=True, slots=True)
class Danger:
    """A condition that must not be missed. `at` is the line in the file.

    `least` is the level that it needs, None for a crisis. The flags in `lines` can show
    it, those in `reaching` by themselves. Of these, everyone is asked about those in
    `always_asked`. `patient` are the answers of a worked patient.
    """

    id: str
    group: str
    condition: str
    description: str
    least: Level | None
    lines: tuple[str, ...]
    reaching: tuple[str, ...]
    always_asked: tuple[str, ...]
    way: DangerWay
    source: str
    patient: str
    at: int


def load_dangers(folder: Path, ruleset: Ruleset) -> tuple[Danger, ...]:
    """Return all dangers, or none if the folder is too old to have them. Raises
    BrokenRules."""
    if not (folder / FILE).exists():
        return ()
    reading = Reading(folder, ruleset.language)
    words = load_words(reading)
    rows = reading.csv(FILE, HEADER)
    found = tuple(load_danger(row, ruleset, words) for row in rows)
    words.report_unused()
    reading.finish()
    return found


@dataclass(frozen=True, slots=True)
class DangerWords:
    """What groups and dangers are called, and how people describe them, by id.

    `used` are the dangers that were read.
    """

    groups: Mapping[str, str]
    conditions: Mapping[str, str]
    descriptions: Mapping[str, str]
    entries: Mapping[str, Entry]
    used: set[str] = field(default_factory=set)

    def report_missing(self, row: Cells) -> None:
        """Report a danger without words."""
        if row["id"] not in self.entries:
            row.place.wrong(
                f"{WORDS} has no [danger.{row['id']}]; add it, with its words"
            )

    def report_unused(self) -> None:
        """Report words without a danger."""
        for name in sorted(self.entries.keys() - self.used):
            self.entries[name].wrong(
                f"{FILE} has no danger {name}; add it there, or delete these words"
            )


def load_words(reading: Reading) -> DangerWords:
    file = reading.toml(WORDS)
    groups = file.tables("group")
    entries = file.tables("danger")
    return DangerWords(
        groups=texts_of(groups, "words"),
        conditions=texts_of(entries, "words"),
        descriptions=texts_of(entries, "said"),
        entries=entries,
    )


def texts_of(entries: Mapping[str, Entry], key: str) -> dict[str, str]:
    """Return a text of each entry, by the name of the entry."""
    return {name: text_of(entry, key) for name, entry in entries.items()}


def text_of(entry: Entry, key: str) -> str:
    """Return a text for reviewers. Report an empty one."""
    text = entry.words(key, required=False, to_helpers=False)
    if not text:
        language = entry.reading.language
        name = language if key == "words" else f"{key}_{language}"
        entry.wrong(f"{name} is empty; fill it in")
    return text


def load_danger(row: Cells, ruleset: Ruleset, words: DangerWords) -> Danger:
    """Return the danger of a row. Report every mistake in the row."""
    for column in ("id", "source"):
        if not row[column]:
            row.place.wrong(f"{column} is empty; fill it in")
    if row["id"] in words.used:
        row.place.wrong(f"there are two dangers {row['id']}; change the id of one")
    words.used.add(row["id"])
    words.report_missing(row)
    name = row["id"]
    group = known_value(row, "group", words.groups, default="")
    flags = {each.flag for each in ruleset.red_flags.rows}
    lines = known_ids(row, "lines", flags, "flag of red_flags.csv")
    reaching = known_ids(row, "reach", lines, "line of this row")
    always_asked = known_ids(row, "everyone", reaching, "line that reaches the level")
    ways = {way.value: way for way in DangerWay}
    way = known_value(row, "way", ways, default=DangerWay.NOT_REACHED)
    check_way(row, way, lines, always_asked)
    return Danger(
        id=name,
        group=group,
        condition=words.conditions.get(name, ""),
        description=words.descriptions.get(name, ""),
        least=known_value(row, "least", LEVELS, default=Level.CALL_911),
        lines=lines,
        reaching=reaching,
        always_asked=always_asked,
        way=way,
        source=row["source"],
        patient=row["patient"],
        at=row.place.line,
    )


def check_way(
    row: Cells, way: DangerWay, lines: Sequence[str], always_asked: Sequence[str]
) -> None:
    """Report a row whose way does not match its lines."""
    if (way is DangerWay.NOT_REACHED) is bool(lines):
        row.place.wrong(
            f"way is {way}, but there are {len(lines)} lines; a row without lines is {DangerWay.NOT_REACHED}"
        )
    if (way is DangerWay.EVERYONE) is not bool(always_asked):
        row.place.wrong(
            f"way is {way}, but everyone sees {len(always_asked)} lines; correct one of them"
        )
    if (way is DangerWay.NOT_REACHED) is bool(row["patient"]):
        row.place.wrong(
            "every danger needs a worked patient, unless its way is not_reached, such as age:a18_39 & ..."
        )


def known_ids(
    row: Cells, column: str, known: Collection[str], kind: str
) -> tuple[str, ...]:
    """Return the ids in a cell. Report those that are not known."""
    ids = row.ids(column)
    for each in ids:
        if each not in known:
            row.place.wrong(
                f"{column}: there is no {kind} {each}; use one of {listed(sorted(known))}"
            )
    return ids


def known_value(row: Cells, column: str, known: Mapping[str, T], default: T) -> T:
    """Return what a cell names, or the default after reporting an unknown name."""
    if row[column] not in known:
        row.place.wrong(
            f"{column}: there is no {row[column]}; use one of {listed(known)}"
        )
    return known.get(row[column], default)


def danger_mistakes(ruleset: Ruleset, dangers: Sequence[Danger]) -> Iterator[FileError]:
    """Yield a mistake for each danger whose worked patient is invalid, or reaches too
    low a level."""
    for danger in dangers:
        try:
            answers = worked_patient(danger, ruleset.questionnaire)
        except BadAnswers as error:
            for mistake in error.mistakes:
                yield FileError(FILE, danger.at, f"patient: {mistake}")
            continue
        if danger.lines and not is_raised(ruleset, danger, answers):
            least = level_id(danger.least)
            text = f"the worked patient of {danger.id} does not get the level {least}; correct the row"
            yield FileError(FILE, danger.at, text)


def worked_patient(danger: Danger, questionnaire: Questionnaire) -> Answers:
    """Return the answers that a cell such as `age:a40_64 & where:head|neck` names.
    Raises BadAnswers."""
    kinds = {
        question.id: question.kind for question in questions_of(questionnaire.pages)
    }
    data: dict[str, object] = {}
    for term in filter(None, danger.patient.split(" & ")):
        question, _, options = term.partition(":")
        has_several = kinds.get(question) is Kind.MANY
        data[question] = options.split("|") if has_several else options
    if not data:
        return {}
    return answers_from(data, questionnaire).answers


def is_raised(ruleset: Ruleset, danger: Danger, answers: Answers) -> bool:
    """Return whether these answers raise a line of the danger to the level that it
    needs."""
    flags = triage(ruleset, answers).flags
    return any(
        flag.flag in danger.lines and reaches(flag.level, danger.least)
        for flag in flags
    )


def reaches(reached: Level | None, least: Level | None) -> bool:
    """Return whether advice is at least this urgent.

    None is a crisis, which opens its page at once, like an emergency room.
    """
    if reached is None:
        return least is None or least <= Level.EMERGENCY_ROOM
    return least is not None and reached >= least
