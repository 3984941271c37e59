"""Load `rules/` into a ruleset, or report every mistake at once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from finder.core.loading.crisis_word import with_word_of_line
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
from finder.core.loading.ids import BACKGROUND, CODE, SOURCE, check_id
from finder.core.loading.languages import missing
from finder.core.loading.names import EVIDENCE, Names
from finder.core.loading.next_steps import FILE as NEXT
from finder.core.loading.next_steps import load_next
from finder.core.loading.placeholders import HELP_LINES, sentences
from finder.core.loading.questionnaire import REPLACED, load_questionnaire
from finder.core.loading.reading import Reading
from finder.core.loading.sheet import load_sheet
from finder.core.rules.advice import Advice, HelpLine, Level, LevelWords, OtherHelpWords
from finder.core.rules.knowledge import (
    Background,
    OpenQuestion,
    Reason,
    Review,
    Ruleset,
    Source,
    Treatment,
)
from finder.core.rules.voice import Voice

DECIDING = (
    "questionnaire.toml", "findings.toml", "scoring.toml", "red_flags.csv", "suggestions.csv", "treatments.csv",
    "also_see.csv", "reasons.toml", "catalogue.toml", "advice.toml", "sources.toml", "sheet.toml", NEXT, REPLACED,
    GLOSSARY,
)  # fmt: skip
ADDED_LATER = {NEXT, REPLACED, GLOSSARY}
"""Files that older rules lack. Without them, the rules keep the version under which
they were stored."""
BOM = b"\xef\xbb\xbf"
"""The mark that some editors write at the beginning of a file."""
STEPS = (1, 2, 3)
APART = {"level", "other_help"}
"""Parts of advice.toml that are loaded separately."""
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


def unsaid_to_helpers(folder: Path, language: str = "en") -> list[FileError]:
    """Return a mistake for each text that a helper reads although it speaks to the
    person."""
    unsaid: list[FileError] = []
    reading = Reading(folder, language, unsaid=unsaid)
    load_ruleset(reading)
    each_once = dict.fromkeys(unsaid)
    return list(each_once)


def version(folder: Path) -> str:
    """Return the first 12 hex digits of a hash of all that decides what a patient
    reads."""
    digest = hashlib.sha256()
    for name in DECIDING:
        file = folder / name
        if name in ADDED_LATER and not file.exists():
            continue
        content = file.read_bytes() if file.is_file() else b""
        content = content.removeprefix(BOM).replace(b"\r\n", b"\n")
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
    deciding = (
        deciding_of(like)
        if like
        else load_deciding(reading, questionnaire, names, version(reading.folder))
    )
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


def load_taxonomy(catalogue: Entry) -> dict[str, str]:
    """Return the name of each NUCC code."""
    found: dict[str, str] = {}
    for entry in catalogue.array("taxonomy", "taxonomy"):
        code = entry.take("code", str)
        check_id(entry, "code", code, CODE)
        if code in found:
            entry.wrong(f"there are two names of {code}; delete one")
        found[code] = entry.words("name")
    return found


def load_treatments(catalogue: Entry, names: Names) -> dict[str, Treatment]:
    """Return the cards by id, and add the cards and card sets to `names`."""
    found: dict[str, Treatment] = {}
    for entry in catalogue.array("treatment", "treatment"):
        card = entry.fill(Treatment)
        check_id(entry, "card", card.id)
        names.cited(entry, card.source)
        if card.id in found:
            entry.wrong(f"there are two cards {card.id}; change the id of one")
        if card.step not in STEPS:
            entry.wrong(f"step {card.step} is not known; write 1, 2 or 3")
        found[card.id] = card
    names.cards = {name: (name,) for name in found}
    for step in STEPS:
        of_step = [card.id for card in found.values() if card.step == step]
        names.cards[f"step_{step}"] = tuple(of_step)
    names.cards["all"] = tuple(found)
    sets = catalogue.table("set")
    for name in sets.names():
        check_id(sets, "set", name)
        if name in names.cards:
            sets.wrong(
                f"there is already a card or a set {name}; give this set another name"
            )
        names.cards[name] = names.known(sets, "card", sets.texts(name), found)
    return found


def load_backgrounds(catalogue: Entry, names: Names) -> tuple[Background, ...]:
    """Return the backgrounds, and add them to `names`."""
    entries = catalogue.array("background", "background")
    found = tuple(entry.fill(Background) for entry in entries)
    names.backgrounds = [background.id for background in found]
    if not found:
        catalogue.reading.unreadable(
            catalogue.file,
            1,
            "there is no [[background]]; write one for each kind of doctor",
        )
    for entry, background in zip(entries, found, strict=True):
        check_id(entry, "background", background.id, BACKGROUND)
        if names.backgrounds.count(background.id) > 1:
            entry.wrong(
                f"there are two backgrounds {background.id}; change the id of one"
            )
        names.cited(entry, background.source)
        names.known(entry, "card", background.offers, names.cards)
    for entry in catalogue.array("treatment", "treatment"):
        names.known(entry, "background", entry.texts("by"), names.backgrounds)
    return found


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


def load_other_help(advice: Entry, names: Names) -> OtherHelpWords:
    """Return the page of other help. Older rules have none, and a line without a number
    is left out."""
    if not advice.has("other_help"):
        return OtherHelpWords()
    entry = advice.table("other_help")
    lines = [each.fill(HelpLine) for each in entry.array("line", "other_help.line")]
    with_number = [line for line in lines if line.call]
    found = entry.fill(OtherHelpWords, line=tuple(with_number))
    names.cited(entry, found.source)
    return found


def load_advice(reading: Reading, names: Names) -> Advice:
    """Return the fixed texts of advice.toml."""
    entry = reading.toml("advice.toml")
    levels = entry.tables("level")
    named = {level.id: level for level in Level if level}
    known = names.known(entry, "level", levels, named)
    for name in named.keys() - levels.keys():
        entry.wrong(f"the table [level.{name}] is missing")
    kinds: dict[str, type[Any]] = {
        part.name: part.type  # type: ignore[misc]
        for part in fields(Advice)
        if part.name not in APART
    }
    parts = {}
    for name, kind in kinds.items():
        table = entry.table(name)
        parts[name] = table.fill(kind)
    crisis = entry.table("crisis")
    parts["crisis"] = with_word_of_line(crisis, parts["crisis"])
    for name, part in parts.items():
        for source in ("source", "team_source"):
            if hasattr(part, source):
                names.cited(entry.table(name), getattr(part, source))
    many = len(names.backgrounds)
    if len(parts["headline"].counts) < many:
        entry.table("headline").wrong(
            f"counts needs {many} words, one for each number of leads"
        )
    lowest = list(parts["impact"].lowest)
    starts_with_0 = lowest[:1] == [0]
    increases = lowest == sorted(set(lowest))
    if not starts_with_0 or not increases:
        entry.table("impact").wrong(
            "lowest must start with 0 and increase, so that every mean has words"
        )
    by_level = {named[name]: levels[name].fill(LevelWords) for name in known}
    mood = entry.table("mood")
    when = mood.take("when", str)
    names.known(mood, "finding", [when], names.vocabulary.numbers)
    other_help = load_other_help(entry, names)
    return Advice(level=by_level, other_help=other_help, **parts)
