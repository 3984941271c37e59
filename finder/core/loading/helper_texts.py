"""The form of a text for a helper.

It comes after the text: `they_en` after `en`, `heading_they_en` after `heading_en`. The
sign `=` means that the text speaks to any reader, so it is the same for a helper.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

SAME = "="
SPEAKS = {
    "en": re.compile(
        r"\b(?:I|I'd|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Yy]ou|[Yy]ours?|[Yy]ourself)\b"
    )
}
"""Words that mean the person, by language."""


@cache
def helper_key(name: str, language: str) -> str:
    """Return the key of the helper's form of a text: `heading_they_en` of `heading_en`,
    `they_en` of `en`."""
    return f"{name.removesuffix(language)}they_{language}"


def with_helper_texts(texts: Sequence[str], helper: Sequence[str]) -> Sequence[str]:
    """Return the texts for a helper, or the texts for the person if a helper has none.

    In lists of the same length, `=` stands for the person's text. A list with only `=`
    is the same throughout.
    """
    if list(helper) in ([], [SAME]):
        return texts
    if len(helper) != len(texts):
        return helper
    said = []
    for text, other in zip(texts, helper, strict=True):
        said.append(text if other == SAME else other)
    return said


def missing_forms(
    language: str, name: str, texts: Sequence[str], helper: Sequence[str]
) -> Iterator[str]:
    """Yield a mistake for each text that a helper reads although it speaks to the
    person."""
    says = SPEAKS.get(language)
    if says is None:
        return
    key = helper_key(name, language)
    for text in without_form(texts, helper):
        found = says.search(text)
        if found:
            yield f'{name} says “{found[0]}”; write {key} for a helper, or {key} = "{SAME}" if it fits both'


def without_form(texts: Sequence[str], helper: Sequence[str]) -> Sequence[str]:
    """Return the texts that have no form for a helper, or none if the lists differ in
    length."""
    if not helper:
        return texts
    if len(helper) != len(texts):
        return ()
    return [text for text, form in zip(texts, helper, strict=True) if not form]
