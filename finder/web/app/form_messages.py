"""What a page says about its form, such as errors. Each sentence travels with the form
in all languages, so that it is still there after the reader changes the language."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, g, get_flashed_messages, request
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from finder.web.app.choosing_language import is_chosen_here
from finder.web.app.forms import ButtonForm
from finder.web.app.languages import SOURCE, language, speaking, translated
from finder.web.app.state import state

FIELD = "said"
"""The form field that holds what the page said."""
HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')
LONGEST = 4_000
InEach = dict[str, str]
"""A sentence in each language, by language code."""


def in_each_language(sentence: object) -> InEach:
    """Return a sentence in each language. A text that is not lazy is the same in all.
    An empty text returns {}."""
    if isinstance(sentence, dict):
        return sentence
    found: InEach = {}
    for each in state().languages:
        with speaking(each):
            found[each] = str(sentence)
    return found if any(found.values()) else {}


def each_in_each(sentences: Mapping[str, object]) -> dict[str, InEach]:
    """Return the sentences about each part of a form, in each language."""
    found = {}
    for name, sentence in sentences.items():
        said = in_each_language(sentence)
        if said:
            found[name] = said
    return found


def in_this_language(said: Mapping[str, str] | str) -> str:
    """Return a sentence in the language of this request. An older version of the app
    passes a plain string."""
    if isinstance(said, str):
        return said
    in_english = said.get(SOURCE, "")
    return said.get(language(), in_english)


def on_this_page(parts: Mapping[str, InEach | str]) -> dict[str, str]:
    """Return what this page says about each part of its form. The form repeats it if
    the reader changes the language."""
    g.said = {name: said for name, said in parts.items() if said}
    return {name: in_this_language(said) for name, said in parts.items()}


def flash_each(sentences: Mapping[str, object]) -> None:
    """Flash sentences about parts of a form for the next page."""
    for name, each in each_in_each(sentences).items():
        message = json.dumps(each)
        flash(message, name)


def flashed(names: Iterable[str]) -> dict[str, str]:
    """Return the flashed sentences about these parts of the form."""
    parts = {}
    for name in names:
        messages = get_flashed_messages(category_filter=[name])
        if messages:
            newest = str(messages[-1])
            parts[name] = read(newest)
    return on_this_page(parts)


def read(text: str) -> InEach | str:
    """Return a flashed sentence. An older version of the app flashed plain text."""
    try:
        found: InEach = json.loads(text)
    except ValueError:
        return text
    return found


def together(sentences: Iterable[object]) -> LazyString:
    """Return sentences as one text that is joined when it is shown."""
    parts = tuple(sentences)
    return LazyString(lambda: " ".join(map(str, parts)))


def lazily(sentence: str) -> LazyString:
    """Return a sentence that is translated when it is shown."""
    return LazyString(translated, sentence)


def messages_field() -> Markup:
    """Return the hidden input that holds what the page says about its form, empty if
    nothing."""
    said = g.get("said")
    if not said:
        return Markup()
    value = json.dumps(said)
    return HIDDEN.format(FIELD, value)


def before() -> dict[str, InEach]:
    """Return what the page said before its language button was pressed, or {} if the
    form is not one of ours."""
    posted = request.form.get(FIELD, "")
    if not is_chosen_here() or len(posted) > LONGEST:
        return {}
    if not ButtonForm().validate_on_submit():
        return {}
    found = dict_in(posted)
    return {name: said for name, said in found.items() if is_said(said)}


def dict_in(posted: str) -> dict[str, Any]:
    """Return the dictionary in this JSON, or {} if there is none."""
    try:
        found = json.loads(posted)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def is_said(said: object) -> bool:
    """Return whether an object is a sentence in each language."""
    if not isinstance(said, dict):
        return False
    return all(isinstance(text, str) for text in said.values())
