"""What a page says of its form, such as what is wrong with it. It is parts in each language, so that it stays when the
reader changes the language of the page."""

import json
from collections.abc import Iterable, Mapping

from flask import flash, g, get_flashed_messages, request
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.forms import ButtonForm
from finder.web.app.languages import SOURCE, language, speaking, translated
from finder.web.app.state import state

FIELD = "said"
"""The field of a form that tells what its page said."""
HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')
LONGEST = 4_000
InEach = dict[str, str]
"""A sentence by its language."""


def in_each(sentence: object) -> InEach:
    """Return a sentence in each language; one that is no lazy text is the same in all. An empty one is nothing."""
    if isinstance(sentence, dict):
        return sentence
    found: InEach = {}
    for each in state().languages:
        with speaking(each):
            found[each] = str(sentence)
    return found if any(found.values()) else {}


def each_in_each(sentences: Mapping[str, object]) -> dict[str, InEach]:
    """Return the sentences about each part of a form in each language."""
    found = {name: in_each(sentence) for name, sentence in sentences.items()}
    return {name: said for name, said in found.items() if said}


def here(said: Mapping[str, str] | str) -> str:
    """Return a sentence in the language of this request. An older version parts it in one language."""
    if isinstance(said, str):
        return said
    return said.get(language(), said.get(SOURCE, ""))


def on_this_page(parts: Mapping[str, InEach | str]) -> dict[str, str]:
    """Return what this page says about each part of its form, and let the form tell it if its language is changed."""
    g.said = {name: said for name, said in parts.items() if said}
    return {name: here(said) for name, said in parts.items()}


def flash_each(sentences: Mapping[str, object]) -> None:
    """Let the next page say these sentences about the parts of its form."""
    for name, each in each_in_each(sentences).items():
        flash(json.dumps(each), name)


def flashed(names: Iterable[str]) -> dict[str, str]:
    """Return what was flashed for this page about these parts of its form."""
    parts = {}
    for name in names:
        messages = get_flashed_messages(category_filter=[name])
        if messages:
            parts[name] = read(str(messages[-1]))
    return on_this_page(parts)


def read(text: str) -> InEach | str:
    """Return a sentence as it was flashed. An older version flashed the words themselves."""
    try:
        found: InEach = json.loads(text)
    except ValueError:
        return text
    return found


def together(sentences: Iterable[object]) -> LazyString:
    """Return sentences as one text that is put together where it is shown."""
    parts = tuple(sentences)
    return LazyString(lambda: " ".join(map(str, parts)))


def lazily(sentence: str) -> LazyString:
    """Return a sentence that is translated where it is shown."""
    return LazyString(translated, sentence)


def said_field() -> Markup:
    """Return the hidden input that tells what the page says of its form."""
    said = g.get("said")
    if not said:
        return Markup()
    return HIDDEN.format(FIELD, json.dumps(said))


def before() -> dict[str, InEach]:
    """Return what the page said whose button changed the language; nothing where the form is not one of ours."""
    posted = request.form.get(FIELD, "")
    if not is_chosen_here() or len(posted) > LONGEST or not ButtonForm().validate_on_submit():
        return {}
    try:
        found = json.loads(posted or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: said for name, said in found.items() if is_said(said)}


def is_said(said: object) -> bool:
    """Return whether this is a sentence by its language."""
    return isinstance(said, dict) and all(isinstance(text, str) for text in said.values())
