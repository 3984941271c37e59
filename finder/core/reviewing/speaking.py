"""Check that a reason argues for the doctor it stands under: each row, for each background that it gives points."""

from collections.abc import Iterator, Mapping

from finder.core.loading.file_errors import FileError
from finder.core.rules.knowledge import Background, Reason, Rule, Ruleset

TABLE, REASONS = "suggestions.csv", "reasons.toml"


def unspoken(ruleset: Ruleset, lines: Mapping[str, int]) -> Iterator[FileError]:
    """Yield each row that gives points without a sentence, each sentence without points, and each that names no doctor;
    `lines` tell where rows begin."""
    rules = {rule.id: rule for rule in ruleset.suggestions.rows}
    for rule in rules.values():
        for text in faults(ruleset, rule, ruleset.reasons[rule.id]):
            yield FileError(TABLE, lines.get(rule.id, 0), text)
    for reason in ruleset.reasons.values():
        if reason.own and reason.id not in rules:
            text = f"[{reason.id}] has sentences for backgrounds and gives nobody points; write one sentence, en"
            yield FileError(REASONS, 0, text)


def faults(ruleset: Ruleset, rule: Rule, reason: Reason) -> Iterator[str]:
    """Yield what is wrong with the sentences of one row."""
    given = [each for each, points in zip(ruleset.backgrounds, rule.points, strict=True) if points]
    names = {each.id for each in given}
    if reason.words and reason.own:
        yield f"[{rule.id}] of {REASONS} has en and sentences for backgrounds; keep one of the two"
    for name in sorted(reason.own.keys() - names):
        cure = f"give points, or delete {name}.en"
        yield f"{rule.id} has a sentence for {name} and gives it no points; {cure}"
    for background in given:
        said = reason.own.get(background.id) or (reason.words if len(given) == 1 else "")
        if not said:
            key = "en" if len(given) == 1 else f"{background.id}.en"
            yield f"{rule.id} gives {background.id} points and has no sentence for it; write {key} in {REASONS}"
        elif not argues(background, said):
            known = ", ".join(background.known_by)
            yield f"{rule.id}: the sentence for {background.id} names none of {known}; say what that doctor does"


def argues(background: Background, sentence: str) -> bool:
    """Return whether a sentence names what a background is known by."""
    return any(word.lower() in sentence.lower() for word in background.known_by)
