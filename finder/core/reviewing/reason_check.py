"""Check that each reason argues for its doctor: each row, for each background to which
it gives points."""

from collections.abc import Iterator, Mapping

from finder.core.loading.file_errors import FileError
from finder.core.rules.knowledge import Background, Reason, Rule, Ruleset

TABLE, REASONS = "suggestions.csv", "reasons.toml"


def reason_mistakes(
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
        for text in rule_mistakes(ruleset, rule):
            yield FileError(TABLE, line, text)
    for name, file in rows_without_words(ruleset):
        line = lines.get(name, 0)
        text = f"{name} has no words; write en under [{name}] in {REASONS}"
        yield FileError(file, line, text)
    for name in reasons_without_points(ruleset):
        mistake = f"[{name}] has sentences for backgrounds but gives no points"
        text = f"{mistake}; write one sentence, en"
        yield FileError(REASONS, 0, text)


def rows_without_words(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """Yield each row outside the suggestions that needs words but has none, with its
    file."""
    for name, file in rows_that_need_words(ruleset):
        if not ruleset.reasons[name].words:
            yield name, file


def rows_that_need_words(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """Yield each row outside the suggestions that needs words, with its file."""
    for row in ruleset.treatment_rows.rows:
        if row.effect.has_sentence:
            yield row.id, "treatments.csv"
    for other in ruleset.also_see.rows:
        yield other.id, "also_see.csv"


def reasons_without_points(ruleset: Ruleset) -> Iterator[str]:
    """Yield each reason that has sentences for backgrounds, but is not that of a
    suggestion."""
    for reason in ruleset.reasons.values():
        if reason.own and reason.id not in ruleset.rules:
            yield reason.id


def rule_mistakes(ruleset: Ruleset, rule: Rule) -> Iterator[str]:
    """Yield what is wrong with the sentences of one row."""
    reason = ruleset.reasons[rule.id]
    backgrounds = list(backgrounds_with_points(ruleset, rule))
    names = {background.id for background in backgrounds}
    if reason.words and reason.own:
        both = "en and sentences for backgrounds"
        yield f"[{rule.id}] of {REASONS} has {both}; keep one of the two"
    for name in sorted(reason.own.keys() - names):
        fix = f"give points, or delete {name}.en"
        yield f"{rule.id} has a sentence for {name} but gives it no points; {fix}"
    is_only_one = len(backgrounds) == 1
    for background in backgrounds:
        mistake = sentence_mistake(reason, background, is_only_one=is_only_one)
        if mistake:
            yield mistake


def backgrounds_with_points(
    ruleset: Ruleset,
    rule: Rule,
) -> Iterator[Background]:
    """Yield the backgrounds to which a rule gives points."""
    for background, points in zip(ruleset.backgrounds, rule.points, strict=True):
        if points:
            yield background


def sentence_mistake(
    reason: Reason,
    background: Background,
    *,
    is_only_one: bool,
) -> str:
    """Return what is wrong with the sentence for a background, or "" if nothing is.

    If the background is the only one with points, the words of the row speak for it.
    """
    name = background.id
    key = f"{name}.en"
    sentence = reason.own.get(name, "")
    if is_only_one:
        key = "en"
        sentence = sentence or reason.words
    if not sentence:
        mistake = f"{reason.id} gives {name} points but has no sentence for it"
        return f"{mistake}; write {key} in {REASONS}"
    if mentions_background(background, sentence):
        return ""
    known = ", ".join(background.known_by)
    mistake = f"{reason.id}: the sentence for {name} names none of {known}"
    return f"{mistake}; say what that doctor does"


def mentions_background(background: Background, sentence: str) -> bool:
    """Return whether a sentence has a word that the background is known by."""
    text = sentence.lower()
    return any(word.lower() in text for word in background.known_by)
