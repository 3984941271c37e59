"""Explain the words of the glossary where each first stands on a page. No script is needed: the word is a button that
opens a popover. Within the label of an option nothing can be pressed, so a fold above the options lists their words."""

import re
from functools import lru_cache
from html import unescape

from flask import g
from markupsafe import Markup, escape

from finder.core.rules.glossary import Glossary, Word
from finder.web.app.forms import Asked
from finder.web.app.state import state

LEFT_ALONE = ("a", "button", "caption", "h1", "h2", "h3", "h4", "summary", "svg", "th")
"""Elements that can be pressed or that name a part: a word in them is explained where it stands next."""
APART = rf'(?:{"|".join(LEFT_ALONE)})\b|\w+\b[^>]*class="(?:told-list|own-words)"'
"""How an element begins that is left alone, or that holds what the person told, which stays as it is."""
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
"""Each text of a part of a page, after the tags before it. Why one pattern: a result has thousands of tags, and a step
of Python for each took a fifth of its time. An element that is left alone may hold others of its name, but those hold
none."""
OPENING, CLOSING = "(“¿¡\"'", ")”.,;:?!\"'"
"""Signs that a line does not part from the word next to them."""
LISTS, FORMS = 1024, 1024
"""How many lists of words, and drawn explanations, are kept. They are made from texts of the rules alone."""

WordLists = tuple[tuple[Word, ...], ...]


def explained(part: str) -> Markup:
    """Return a part of a page in which each word of the glossary is explained where it first stands."""
    glossary, known = state().ruleset.glossary, met_on_page()
    drawn = str(part)
    pieces, at = list[str](), 0
    for found in TEXTS.finditer(drawn):
        text = found["text"]
        with_words = explained_text(text, glossary, known)
        if with_words is not text:
            pieces += [drawn[at : found.start("text")], with_words]
            at = found.end()
    return Markup("".join([*pieces, drawn[at:]]))  # noqa: S704 - drawn by a template, with what is escaped here


def explained_text(escaped: str, glossary: Glossary, known: set[str]) -> str:
    """Return a text of a page with its explanations; `known` are the ids of words that the page has explained."""
    text = unescape(escaped)
    parts, at = list[str](), 0
    for found in glossary.find(text):
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
    """Return a word as a button with its explanation, on one line with the signs around it."""
    pressed = Markup('<button class="word" type="button" popovertarget="word-{0}">{1}</button>').format(word.id, form)
    meaning = Markup('<span class="meaning" popover id="word-{0}"><strong>{1}:</strong> {2}</span>')
    explanation = meaning.format(word.id, word.name, word.words)
    return Markup('<span class="with-word">{}{}{}{}</span>').format(opening, pressed, explanation, closing)


def words_of_questions(asked: tuple[Asked, ...]) -> WordLists:
    """Return the words to explain for each question of a page, each once on the page."""
    glossary, known = state().ruleset.glossary, set[Word]()
    found = []
    for each in asked:
        met = [word for word in words_met(glossary, texts_of(each)) if word not in known]
        known.update(met)
        found.append(tuple(met))
    met_on_page().update(word.id for word in known)
    return tuple(found)


@lru_cache(LISTS)
def words_met(glossary: Glossary, texts: tuple[str, ...]) -> tuple[Word, ...]:
    return glossary.words_in(*texts)


def texts_of(asked: Asked) -> tuple[str, ...]:
    """Return what people read of a question, but for its hint, whose words are explained within it."""
    question = asked.question
    options = [text for option in asked.options for text in (option.words, option.hint)]
    return (question.words, *options)


def met_on_page() -> set[str]:
    """Return the ids of the words that this page has explained so far."""
    found: set[str] = g.setdefault("explained", set())
    return found
