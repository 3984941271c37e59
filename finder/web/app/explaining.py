"""Explain words of the glossary when they first appear on a page. The word is a button
that opens a popover, so no script is needed. The label of an option cannot hold a
button, so a fold above the options explains those words."""

import re
from functools import lru_cache
from html import unescape

from flask import g
from markupsafe import Markup, escape

from finder.core.rules.glossary import Glossary, Word
from finder.web.app.forms import Asked
from finder.web.app.state import state

LEFT_ALONE = ("a", "button", "caption", "h1", "h2", "h3", "h4", "summary", "svg", "th")
"""Elements that can be pressed or that name a part. A word in one of them is explained
the next time it appears."""
APART = rf'(?:{"|".join(LEFT_ALONE)})\b|\w+\b[^>]*class="(?:told-list|own-words)"'
"""The start of an element to skip, or of an element with the person's own text, which
stays unchanged."""
TEXTS = re.compile(
    rf"""
    (?:
        <(?={APART})(\w+)[^>]*>(?:<\1\b.*?</\1>|[^<]++|<)*?</\1>   # such an element, with all that is in it
        | <(?!{APART})[^>]*>                                        # another tag
        | \s
    )*+
    (?P<text>[^<]+)
    """,
    re.DOTALL | re.VERBOSE,
)
"""Each text in a part of a page, after the tags before it. This is one pattern for
speed: a result has thousands of tags, and a Python step for each took a fifth of the
time. A skipped element may contain elements with its own tag name, but those may not
contain more."""
OPENING, CLOSING = "(“¿¡\"'", ")”.,;:?!\"'"
"""Punctuation that must not be separated from the word next to it by a line break."""
LISTS, FORMS = 1024, 1024
"""The most word lists and rendered explanations to cache. They are made only from texts
of the rules."""

WordLists = tuple[tuple[Word, ...], ...]


def explained(part: str) -> Markup:
    """Return a part of a page in which each glossary word is explained at its first
    appearance."""
    glossary, known = state().ruleset.glossary, met_on_page()
    html = str(part)
    pieces, at = list[str](), 0
    for found in TEXTS.finditer(html):
        text = found["text"]
        with_words = explained_text(text, glossary, known)
        if with_words is not text:
            pieces += [html[at : found.start("text")], with_words]
            at = found.end()
    return Markup("".join([*pieces, html[at:]]))  # noqa: S704 - a template's output, plus parts that are escaped here


def explained_text(escaped: str, glossary: Glossary, known: set[str]) -> str:
    """Return a text with its explanations. `known` holds the ids of words that the page
    has explained already."""
    text = unescape(escaped)
    words = glossary.find(text)
    if not words:
        return escaped
    parts, at = list[str](), 0
    for found in words:
        if found.word.id in known:
            continue
        known.add(found.word.id)
        before = text[at : found.start]
        opening = before[len(before.rstrip(OPENING)) :]
        rest = text[found.end :]
        closing = rest[: len(rest) - len(rest.lstrip(CLOSING))]
        parts += [
            escape(before.removesuffix(opening)),
            together(opening, found.word, text[found.start : found.end], closing),
        ]
        at = found.end + len(closing)
    return "".join([*parts, escape(text[at:])]) if parts else escaped


@lru_cache(FORMS)
def together(opening: str, word: Word, form: str, closing: str) -> Markup:
    """Return a word as a button with its explanation, on one line with the punctuation
    around it."""
    pressed = Markup(
        '<button class="word" type="button" popovertarget="word-{0}">{1}</button>'
    ).format(word.id, form)
    meaning = Markup(
        '<span class="meaning" popover id="word-{0}"><strong>{1}:</strong> {2}</span>'
    )
    explanation = meaning.format(word.id, word.name, word.words)
    return Markup('<span class="with-word">{}{}{}{}</span>').format(
        opening, pressed, explanation, closing
    )


def words_of_questions(asked: tuple[Asked, ...]) -> WordLists:
    """Return the words to explain for each question of a page. Each word appears once
    on the page."""
    glossary, known = state().ruleset.glossary, set[Word]()
    found = []
    for each in asked:
        met = [
            word for word in words_met(glossary, texts_of(each)) if word not in known
        ]
        known.update(met)
        found.append(tuple(met))
    met_on_page().update(word.id for word in known)
    return tuple(found)


@lru_cache(LISTS)
def words_met(glossary: Glossary, texts: tuple[str, ...]) -> tuple[Word, ...]:
    return glossary.words_in(*texts)


def texts_of(asked: Asked) -> tuple[str, ...]:
    """Return the texts of a question. The hint is left out, because its words are
    explained in the hint itself."""
    question = asked.question
    options = [text for option in asked.options for text in (option.words, option.hint)]
    return (question.words, *options)


def met_on_page() -> set[str]:
    """Return the ids of the words that this page has explained so far."""
    found: set[str] = g.setdefault("explained", set())
    return found
