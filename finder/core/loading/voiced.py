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
    says = SPEAKS.get(language)
    if says is None:
        return
    key = beside(name, language)
    for text in without_form(texts, helper):
        found = says.search(text)
        if found:
            yield f'{name} says “{found[0]}”; write {key} for a helper, or {key} = "{SAME}" where it speaks to both'


def without_form(texts: Sequence[str], helper: Sequence[str]) -> Sequence[str]:
    """Return the texts that have no form for a helper; none where the lists have not the same length."""
    if not helper:
        return texts
    if len(helper) != len(texts):
        return ()
    return [text for text, form in zip(texts, helper, strict=True) if not form]
