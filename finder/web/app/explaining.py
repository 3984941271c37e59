"""Explain the words of the glossary where each first stands on a page. No script is needed: the word is a button that
opens a popover. Within the label of an option nothing can be pressed, so a fold above the options lists their words."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from flask import g
from markupsafe import Markup, escape

from finder.core.rules.glossary import Glossary, Word
from finder.web.app.forms import Asked
from finder.web.app.state import state

TAG = re.compile(r"<(/?)(\w+)[^>]*>")
LEFT_ALONE = frozenset({"a", "button", "caption", "h1", "h2", "h3", "h4", "summary", "svg", "th"})
"""Elements that can be pressed or that name a part: a word in them is explained where it stands next."""
OWN_WORDS = re.compile(r'class="(?:told-list|own-words)"')
"""What the person told stays as it is."""
OPENING, CLOSING = "(“¿¡\"'", ")”.,;:?!\"'"
"""Signs that a line does not part from the word next to them."""
LISTS = 1024

WordLists = tuple[tuple[Word, ...], ...]


def explained(part: str) -> Markup:
    """Return a part of a page in which each word of the glossary is explained where it first stands."""
    return Markup("".join(with_explanations(str(part))))  # noqa: S704 - drawn by a template, with what is escaped here


def with_explanations(part: str) -> Iterator[str]:
    """Yield the tags as they are, and the texts with explanations."""
    glossary, known = state().ruleset.glossary, met_on_page()
    at, within, depth = 0, "", 0
    for tag in TAG.finditer(part):
        text = part[at : tag.start()]
        yield text if depth or text.isspace() else explained_text(text, glossary, known)
        yield tag[0]
        at, (closes, name) = tag.end(), tag.groups()
        if not depth and (name in LEFT_ALONE or OWN_WORDS.search(tag[0])):
            within = name
        if name == within:
            depth += -1 if closes else 1
        within = within if depth else ""
    yield explained_text(part[at:], glossary, known)


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
