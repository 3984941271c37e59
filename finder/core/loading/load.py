"""Load `rules/` into a ruleset, or report every mistake at once."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from finder.core.loading.advice import load_advice
from finder.core.loading.catalogue import (
    load_backgrounds,
    load_taxonomy,
    load_treatments,
)
from finder.core.loading.deciding import (
    check_for_everyone,
    check_possible,
    deciding_of,
    load_deciding,
)
from finder.core.loading.decision_tables import check_words
from finder.core.loading.english_texts import ENGLISH
from finder.core.loading.entry import Entry
from finder.core.loading.file_errors import BrokenRules, FileError
from finder.core.loading.glossary import FILE as GLOSSARY
from finder.core.loading.glossary import load_glossary
from finder.core.loading.ids import SOURCE, check_id
from finder.core.loading.languages import missing
from finder.core.loading.names import EVIDENCE, Names
from finder.core.loading.next_steps import FILE as NEXT
from finder.core.loading.next_steps import load_next
from finder.core.loading.placeholders import HELP_LINES, sentences
from finder.core.loading.questionnaire import REPLACED, load_questionnaire
from finder.core.loading.reading import Reading
from finder.core.loading.sheet import load_sheet
from finder.core.rules.knowledge import (
    OpenQuestion,
    Reason,
    Review,
    Ruleset,
    Source,
)
from finder.core.rules.voice import Voice

DECIDING = (
    "questionnaire.toml",
    "findings.toml",
    "scoring.toml",
    "red_flags.csv",
    "suggestions.csv",
    "treatments.csv",
    "also_see.csv",
    "reasons.toml",
    "catalogue.toml",
    "advice.toml",
    "sources.toml",
    "sheet.toml",
    NEXT,
    REPLACED,
    GLOSSARY,
)
"""Files that decide what a patient reads."""
ADDED_LATER = {NEXT, REPLACED, GLOSSARY}
"""Files that older rules lack. Without them, the rules keep the version under which
they were stored."""
BOM = b"\xef\xbb\xbf"
"""The mark that some editors write at the beginning of a file."""
MOST_SENTENCES, LONGEST_SENTENCE = 3, 20


def load(
    folder: Path,
    language: str = "en",
    numbers: Mapping[str, str] = HELP_LINES,
    newer: Path | None = None,
    voice: Voice = Voice.PERSON,
    like: Ruleset | None = None,
) -> Ruleset:
    """Return the ruleset of a folder in one language and voice. Raises BrokenRules with
    every mistake.

    Fixed texts that an older folder lacks come from a `newer` one. `like` are the rules
    of the same folder in another language or voice. They share what holds no words,
    unless the files have changed since.
    """
    if not folder.is_dir():
        text = "there is no such folder of rules; correct the path"
        raise BrokenRules([FileError(str(folder), 0, text)])
    all_numbers = {**HELP_LINES, **numbers}
    reading = Reading(folder, language, all_numbers, newer=newer, voice=voice)
    if language != ENGLISH:
        errors = list(missing(Reading(folder, language, newer=newer)))
        if errors:
            raise BrokenRules(errors)
    is_same = like and like.version == version(folder)
    ruleset = load_ruleset(reading, like if is_same else None)
    reading.finish()
    return ruleset


def missing_helper_texts(folder: Path, language: str = "en") -> list[FileError]:
    """Return a mistake for each text that a helper reads although it speaks to the
    person."""
    found: list[FileError] = []
    reading = Reading(folder, language, missing_forms=found)
    load_ruleset(reading)
    each_once = dict.fromkeys(found)
    return list(each_once)


def version(folder: Path) -> str:
    """Return the version of the rules in a folder: 12 hex digits of a hash of the files
    that decide what a patient reads."""
    digest = hashlib.sha256()
    for name in DECIDING:
        file = folder / name
        if name in ADDED_LATER and not file.exists():
            continue
        written = file.read_bytes() if file.is_file() else b""
        content = written.removeprefix(BOM).replace(b"\r\n", b"\n")
        head = f"{name} {len(content)}\n"
        digest.update(head.encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def check_one_version(folder: Path, rulesets: Iterable[Ruleset]) -> None:
    """Raise BrokenRules if the files changed while these rules were read from them."""
    versions = {ruleset.version for ruleset in rulesets}
    if len(versions) > 1:
        text = "the files changed while they were loaded; load the rules again"
        raise BrokenRules([FileError(str(folder), 0, text)])


def load_ruleset(reading: Reading, like: Ruleset | None = None) -> Ruleset:
    """Return the ruleset as far as it can be read. Mistakes are added to `reading`.
    What decides is read once, and comes from rules that are `like` these."""
    questionnaire, vocabulary = load_questionnaire(reading)
    names = Names(vocabulary, load_sources(reading))
    catalogue = reading.toml("catalogue.toml")
    treatments = load_treatments(catalogue, names)
    backgrounds = load_backgrounds(catalogue, names)
    reasons = reading.toml("reasons.toml").tables("")
    load_reasons(reasons, names)
    if like:
        deciding = deciding_of(like)
    else:
        of_folder = version(reading.folder)
        deciding = load_deciding(reading, questionnaire, names, of_folder)
    row_ids = {row.id for row in deciding.rows}
    ruleset = Ruleset(
        version=deciding.version,
        language=reading.language,
        voice=reading.voice,
        questionnaire=questionnaire,
        red_flags=deciding.red_flags,
        suggestions=deciding.suggestions,
        treatment_rows=deciding.treatment_rows,
        also_see=deciding.also_see,
        scoring=deciding.scoring,
        reasons=names.reasons,
        backgrounds=backgrounds,
        treatments=treatments,
        taxonomy=load_taxonomy(catalogue),
        sources=names.sources,
        advice=load_advice(reading, names),
        sheet=load_sheet(reading, questionnaire, vocabulary),
        after_result=load_next(reading, questionnaire, names),
        glossary=load_glossary(reading, names),
        review=load_review(reading, names, row_ids),
    )
    if like:
        check_words(deciding.suggestions.rows, reasons, names)
    else:
        names.check_reasons(reasons)
        check_possible(deciding, questionnaire, names)
        check_for_everyone(deciding, reading)
    return ruleset


def load_review(reading: Reading, names: Names, rows: Iterable[str]) -> Review:
    """Return the sign-off and the open questions of review.toml. `rows` are the ids of
    all rows."""
    entry = reading.toml("review.toml")
    dates = {}
    if entry.has("sooner"):
        sooner = entry.table("sooner")
        dates = days_in(sooner)
        names.known(sooner, "row", dates, rows)
    asked = [each.fill(OpenQuestion) for each in entry.array("open", "open")]
    return entry.fill(Review, sooner=dates, open=tuple(asked))


def days_in(entry: Entry) -> dict[str, date]:
    """Return the days of a table, by name. Report any other value."""
    found = {}
    for name in entry.names():
        day = entry.day(name)
        if day:
            found[name] = day
    return found


def load_sources(reading: Reading) -> dict[str, Source]:
    """Return the sources by id."""
    entries = reading.toml("sources.toml").tables("")
    for name, entry in entries.items():
        check_id(entry, "source", name, SOURCE)
    return {name: entry.fill(Source, id=name) for name, entry in entries.items()}


def load_reasons(entries: Mapping[str, Entry], names: Names) -> None:
    """Add the reasons to `names`."""
    for name, entry in entries.items():
        own = own_sentences(entry, names)
        reason = entry.fill(Reason, id=name, own=own)
        names.reasons[name] = reason
        names.cited(entry, reason.source)
        check_extra(entry, reason.extra)
        if reason.strength:
            names.known(entry, "strength", [reason.strength], EVIDENCE)


def own_sentences(entry: Entry, names: Names) -> dict[str, str]:
    """Return the sentence for each background that has its own in this entry."""
    return {
        name: entry.table(name).words("words")
        for name in names.backgrounds
        if entry.has(name)
    }


def check_extra(entry: Entry, extra: str) -> None:
    """Report a line's own advice if it is long. It is read in an emergency."""
    found = sentences(extra) if extra else []
    if len(found) > MOST_SENTENCES:
        entry.wrong(
            f"extra has {len(found)} sentences; write {MOST_SENTENCES} or fewer"
        )
    for sentence in found:
        words = sentence.split()
        if len(words) > LONGEST_SENTENCE:
            entry.wrong(
                f"extra has a sentence over {LONGEST_SENTENCE} words; split it: {sentence}"
            )
