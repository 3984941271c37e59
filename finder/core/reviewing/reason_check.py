"""Check that each reason argues for its doctor: each row, for each background to which
it gives points."""

from collections.abc import Iterator, Mapping

from finder.core.loading.file_errors import FileError
from finder.core.rules.knowledge import Background, Rule, Ruleset

TABLE, REASONS = "suggestions.csv", "reasons.toml"


def unspoken(
    ruleset: Ruleset,
    lines: Mapping[str, int],
) -> Iterator[FileError]:
    """Yield a mistake for each row that lacks a sentence, and for each sentence that
    does not belong.

    A row needs a sentence for each background to which it gives points. Such a sentence
    must name the doctor, and needs points. A note, a caution and a row of also_see.csv
    need words. `lines` maps the id of a row to its line in the file.
    """
    for rule in ruleset.suggestions.rows:
        line = lines.get(rule.id, 0)
        for text in faults(ruleset, rule):
            yield FileError(TABLE, line, text)
    for name, file in said_rows(ruleset):
        if not ruleset.reasons[name].words:
            line = lines.get(name, 0)
            text = f"{name} has no words; write en under [{name}] in {REASONS}"
            yield FileError(file, line, text)
    for text in without_points(ruleset):
        yield FileError(REASONS, 0, text)


def said_rows(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """Yield each row outside the suggestions that has a sentence, with its file."""
    for row in ruleset.treatment_rows.rows:
        if row.effect.is_said:
            yield row.id, "treatments.csv"
    for other in ruleset.also_see.rows:
        yield other.id, "also_see.csv"


def without_points(ruleset: Ruleset) -> Iterator[str]:
    """Yield a mistake for each reason that has sentences for backgrounds, but is not
    that of a suggestion."""
    rules = {rule.id for rule in ruleset.suggestions.rows}
    for reason in ruleset.reasons.values():
        if reason.own and reason.id not in rules:
            yield f"[{reason.id}] has sentences for backgrounds but gives no points; write one sentence, en"


def faults(ruleset: Ruleset, rule: Rule) -> Iterator[str]:
    """Yield what is wrong with the sentences of one row."""
    reason = ruleset.reasons[rule.id]
    backgrounds = list(with_points(ruleset, rule))
    if reason.words and reason.own:
        yield f"[{rule.id}] of {REASONS} has en and sentences for backgrounds; keep one of the two"
    names = {background.id for background in backgrounds}
    for name in sorted(reason.own.keys() - names):
        fix = f"give points, or delete {name}.en"
        yield f"{rule.id} has a sentence for {name} but gives it no points; {fix}"
    is_only_one = len(backgrounds) == 1
    for background in backgrounds:
        name = background.id
        key = "en" if is_only_one else f"{name}.en"
        general = reason.words if is_only_one else ""
        sentence = reason.own.get(name) or general
        if not sentence:
            yield f"{rule.id} gives {name} points but has no sentence for it; write {key} in {REASONS}"
        elif not mentions_background(background, sentence):
            known = ", ".join(background.known_by)
            yield f"{rule.id}: the sentence for {name} names none of {known}; say what that doctor does"


def with_points(
    ruleset: Ruleset,
    rule: Rule,
) -> Iterator[Background]:
    """Yield the backgrounds to which a rule gives points."""
    for background, points in zip(ruleset.backgrounds, rule.points, strict=True):
        if points:
            yield background


def mentions_background(background: Background, sentence: str) -> bool:
    """Return whether a sentence has a word that the background is known by."""
    text = sentence.lower()
    return any(word.lower() in text for word in background.known_by)
