"""How hard the app is to read: the grade of each group of texts, in English and in
Spanish.

English texts have the Flesch-Kincaid grade, the years of school that a reader needs.
Spanish texts have the Szigriszt-Pazos perspicuity, from 0 to 100; 65 or more is easy.
`python3 dev docs` writes the table.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from finder.core.loading.english_texts import in_language, language_of, tables
from finder.core.loading.placeholders import HELP_LINES
from finder.paths import RULES, TRANSLATIONS
from tests.house.catalogs import messages, read
from tests.house.syllables import in_english, in_spanish

ENGLISH, SPANISH = "en", "es"
SYLLABLES = {ENGLISH: in_english, SPANISH: in_spanish}
SENTENCE_END = re.compile(r"(?<=[.?!])[”\"’)]*\s+|\n+")
WORD = re.compile(r"[^\W_]+(?:['’.@-][^\W_]+)*")
A_LINE = 8
"""The number of words that make a line. Shorter texts are names and labels, for which
the formula is meaningless."""
MOST_WORDS = 20
"""The most words in a sentence."""
HARDEST_LINE = 8
"""The highest grade of a line without a listed reason."""
EASY = 65
"""The lowest perspicuity of a Spanish group."""


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are read together, and the highest grade that they may have in
    English."""

    name: str
    highest: int = 6


GROUPS = (
    URGENT := Group("Urgent advice", highest=5),
    CRISIS := Group("Help in a crisis", highest=5),
    QUESTIONS := Group("Questions, options and hints"),
    RESULT := Group("The result"),
    REASONS := Group("Reasons and cautions"),
    DOCTORS := Group("Kinds of doctor"),
    TREATMENTS := Group("Treatment cards"),
    NEXT := Group("What to do next"),
    SHEET := Group("The sheet"),
    GLOSSARY := Group("The glossary"),
    HELP := Group("Other help"),
    SHARING := Group("Sharing, and the clinic's doctors"),
    OPEN := Group("Privacy, and how it works"),
    PAGES := Group("Buttons, labels and errors"),
    DESK := Group("The front desk"),
)

OF_ADVICE = {
    **dict.fromkeys(("level", "urgent"), URGENT),
    "crisis": CRISIS,
    **dict.fromkeys(("other_help", "stop"), HELP),
    **dict.fromkeys(("roster", "share"), SHARING),
    **dict.fromkeys(
        (
            "privacy",
            "audience",
            "fact",
            "may",
            "how",
            "condition",
            "evidence",
            "effect",
        ),
        OPEN,
    ),
    **dict.fromkeys(("desk", "phone"), DESK),
}
"""The group of each table of `advice.toml`. All other tables belong to the result."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in one language, as people read it."""

    language: str
    group: Group
    words: str

    @property
    def is_line(self) -> bool:
        """Whether the text is long enough for its own grade."""
        return self.words[-1] in ".?!" and len(WORD.findall(self.words)) >= A_LINE


@cache
def texts() -> tuple[Text, ...]:
    """Return every text of the app that people read, in both languages."""
    return tuple(dict.fromkeys([*of_rules(), *of_catalog()]))


def of_rules() -> Iterator[Text]:
    for file, find in GROUP_OF_FILE.items():
        for way, table in tables(
            tomllib.loads((RULES / file).read_text(encoding="utf-8"))
        ):
            yield from of_table(table, partial(find, way))


def of_table(
    table: Mapping[str, Any], find: Callable[[str], Group | None]
) -> Iterator[Text]:
    for key in table:
        if language_of(key, table) != ENGLISH or not (group := find(key)):
            continue
        for language in SYLLABLES:
            value = table.get(in_language(key.rpartition("_")[0], language), "")
            for words in value if isinstance(value, list) else [value]:
                if any(map(str.isalpha, words)):
                    yield Text(language, group, filled(words))


def of_catalog() -> Iterator[Text]:
    for message in messages(
        read(TRANSLATIONS / SPANISH / "LC_MESSAGES" / "messages.po")
    ):
        group = (
            DESK
            if all(FOR_STAFF.match(path) for path, _ in message.locations)
            else PAGES
        )
        for language, found in ((ENGLISH, message.id), (SPANISH, message.string)):
            for words in found if isinstance(found, list | tuple) else [found]:
                if any(map(str.isalpha, str(words))):
                    yield Text(language, group, filled(str(words)))


FOR_STAFF = re.compile(
    r"templates/desk/|finder/web/(?:desk|phone)/|finder/core/(?:loading|roster|counting)/|finder/store/"
)


def filled(words: str) -> str:
    """Return a text as people read it, with the numbers to call, and a plain word for
    each other value."""
    for name, number in HELP_LINES.items():
        words = words.replace("{" + name + "}", number)
    return (
        re.sub(r"%\((\w+)\)[sd]|\{(\w+)\}", lambda found: found[1] or found[2], words)
        .replace("%%", "%")
        .strip()
    )


def of_advice(way: tuple[str, ...], _: str) -> Group:
    return OF_ADVICE.get(way[0] if way else "", RESULT)


def of_reasons(_: tuple[str, ...], key: str) -> Group | None:
    if key.startswith("about"):
        return None  # what a red flag may mean, for clinicians
    return URGENT if key.startswith("extra") else REASONS


def of_catalogue(way: tuple[str, ...], key: str) -> Group | None:
    if way and way[-1] in BACKGROUNDS:
        return None if key.startswith(NAMES_ONLY) else DOCTORS
    return TREATMENTS if way and "taxonomy" not in way[0] else None


BACKGROUNDS = {
    each["id"]
    for each in tomllib.loads((RULES / "catalogue.toml").read_text(encoding="utf-8"))[
        "background"
    ]
}


NAMES_ONLY = ("name", "short", "board", "known_by")
"""Texts of a kind of doctor that are only the name of a specialty or of a board."""


def of_sheet(way: tuple[str, ...], key: str) -> Group | None:
    """Return the group of a text of the sheet, or None for the clinic's half, which
    uses clinical terms."""
    return (
        None
        if way[:1] in {("clinic",), ("option",), ("name",)} or key.startswith("clinic")
        else SHEET
    )


GROUP_OF_FILE: Mapping[str, Callable[[tuple[str, ...], str], Group | None]] = {
    "advice.toml": of_advice,
    "catalogue.toml": of_catalogue,
    "next.toml": lambda *_: NEXT,
    "questionnaire.toml": lambda *_: QUESTIONS,
    "reasons.toml": of_reasons,
    "sheet.toml": of_sheet,
    "words.toml": lambda _, key: GLOSSARY if key == ENGLISH else None,
}


@dataclass(frozen=True, slots=True)
class Count:
    """The number of sentences, words and syllables in texts."""

    language: str
    sentences: int
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade."""
        return (
            0.39 * self.words / self.sentences
            + 11.8 * self.syllables / self.words
            - 15.59
        )

    @property
    def perspicuity(self) -> float:
        """The Szigriszt-Pazos perspicuity."""
        return (
            206.835 - 62.3 * self.syllables / self.words - self.words / self.sentences
        )


def counted(language: str, *words: str) -> Count:
    """Return the counts of these texts. Each text is at least one sentence."""
    parts = [part for text in words for part in sentences(text)]
    found = [word for part in parts for word in WORD.findall(part)]
    return Count(language, len(parts), len(found), sum(map(SYLLABLES[language], found)))


def sentences(text: str) -> list[str]:
    """Return the sentences that contain a word."""
    return [part for part in SENTENCE_END.split(text) if WORD.search(part)]


def of_group(language: str, group: Group) -> Count:
    return counted(
        language,
        *(
            text.words
            for text in texts()
            if (text.language, text.group) == (language, group)
        ),
    )


@dataclass(frozen=True, slots=True)
class HardLine:
    """A line above the highest grade, and the words that cause it."""

    text: Text
    grade: float
    reason: str


def hard_lines() -> list[HardLine]:
    """Return the English lines above the highest grade, hardest first. `reason` is ""
    if none is listed."""
    graded = [
        HardLine(text, grade_of(text), reason_for(text.words)) for text in texts()
    ]
    hard = [line for line in graded if line.grade > HARDEST_LINE]
    return sorted(hard, key=lambda line: (-line.grade, line.text.words))


def grade_of(text: Text) -> float:
    """Return the grade of an English line, or 0 for any other text."""
    return (
        counted(ENGLISH, text.words).grade
        if text.language == ENGLISH and text.is_line
        else 0
    )


def reason_for(words: str) -> str:
    """Return the names that make a line hard, if the line would be easy with short
    words in their place."""
    if words in OTHER_REASONS:
        return OTHER_REASONS[words]
    found, plain = [], words
    for reason, pattern in NAMES.items():
        plain, number = pattern.subn("name", plain)
        found += [reason] if number else []
    return "; ".join(found) if counted(ENGLISH, plain).grade <= HARDEST_LINE else ""


def names(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{'|'.join(words)})\b")


NAMES = {
    "the name of a specialty": names("internal medicine", r"anesthesiolog\w+", "neurology", "psychiatry", "radiology"),
    "the name of a board": names(
        "American Board of Pain Medicine", "rehabilitation", "emergency medicine", "family medicine"
    ),
    "the name of a medicine": names(
        "acetaminophen", "gabapentin", "pregabalin", "naloxone", "ibuprofen", "naproxen", r"opioids?", r"\w*carbazepine"
    ),
    "the name of an illness": names("diabetes", "fibromyalgia", "endometriosis", "thyroid", "apnea", "arthritis"),
    "the name of a therapy": names(r"occupational therapy", "mindfulness", "biofeedback"),
    "what initials stand for": names("cognitive behavioral therapy", "acceptance and commitment therapy"),
    "an address on the web": names(r"\w+(?:\.\w+)*\.(?:org|gov)"),
}  # fmt: skip
"""Names that are necessary, by kind."""
OTHER_REASONS = {
    "CBT: moderate evidence of small benefits for pain, function, and distress. ACT: less sure. UK guideline NG193: "
    "consider.": "what a guideline says, as close to its words as can be",
    "Can questions about pregnancy, birth, or periods apply to you?": "the three things that are asked about",
    "Can questions about pregnancy, birth, or periods apply to them?": "the three things that are asked about",
}
"""Lines that are harder for another reason."""
