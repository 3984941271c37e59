"""The form of a text that speaks to a helper.

It stands under the text: `they_en` under `en`, `heading_they_en` under `heading_en`. The sign `=` says that the text
speaks to whoever reads, so that it is the same for a helper.
"""

import re
from collections.abc import Iterator, Sequence

SAME = "="
SPEAKS = {"en": re.compile(r"\b(?:I|I'd|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Yy]ou|[Yy]ours?|[Yy]ourself)\b")}
"""Words that mean the person, by language."""


def beside(name: str, language: str) -> str:
    """Return the key of the helper's form of a text: `heading_they_en` of `heading_en`, `they_en` of `en`."""
    return f"{name.removesuffix(language)}they_{language}"


def voiced(texts: Sequence[str], helper: Sequence[str]) -> Sequence[str]:
    """Return the helper's texts; the person's where there are none. Of lists of one length, each text may be the same.
    A list of nothing but the sign is the same throughout."""
    if not helper or list(helper) == [SAME]:
        return texts
    if len(helper) != len(texts):
        return helper
    return [text if other == SAME else other for text, other in zip(texts, helper, strict=True)]


def unsaid(language: str, name: str, texts: Sequence[str], helper: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with each text that speaks to the person where a helper reads it."""
    if not helper:
        forms = [""] * len(texts)
    elif len(helper) == len(texts):
        forms = list(helper)
    else:
        return
    key, says = beside(name, language), SPEAKS.get(language)
    for text, form in zip(texts, forms, strict=True):
        if says and not form and (found := says.search(text)):
            yield f'{name} says “{found[0]}”; write {key} for a helper, or {key} = "{SAME}" where it speaks to both'
