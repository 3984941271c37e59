"""Explain words of the glossary when they first appear on a page. The word is a button
that opens a popover, so no script is needed. The label of an option cannot hold a
button, so a fold above the options explains those words."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from flask import g
from markupsafe import Markup, escape

from finder.core.rules.glossary import Glossary, Occurrence, Word
from finder.web.app.forms import Asked
from finder.web.app.state import state

LEFT_ALONE = ("a", "button", "caption", "h1", "h2", "h3", "h4", "summary", "svg", "th")
"""Elements that can be pressed or that name a part. A word in one of them is explained
the next time it appears."""
APART = rf'(?:{"|".join(LEFT_ALONE)})\b|(?:dd|dl|span)\b[^>]*class="(?:told-list|own-words)"'
"""The start of an element to skip, or of an element with the person's own text, which
stays unchanged."""
TEXTS = re.compile(
    rf"""
    (?:
        </[^>]*>                                                    # the end of an element
        | \s++
        | <(?!{APART})[^>]*+>                                       # another tag
        | <(?={APART})(\w+)[^>]*>(?:<\1\b.*?</\1>|[^<]++|<)*?</\1> # an element to skip, with all that is in it
    )*+
    (?P<text>[^<]+|\Z)    # without text at the end, no tag is taken for one
    """,
    re.DOTALL | re.VERBOSE,
)
"""Each text in a part of a page, after the tags before it. This is one pattern for
speed: a result has thousands of tags, and a Python step for each took a fifth of the
time. A skipped element may contain elements with its own tag name, but those may not
contain more."""
CARD = '<details class="card">'
CARD_END = "</details>"
"""The tags around the card of a treatment. Cards are half of a result and look the same
for everyone, so their texts are cached."""
OPENING = "(“¿¡\"'"
CLOSING = ")”.,;:?!\"'"
"""Punctuation that must not be separated from the word next to it by a line break."""
LISTS = 1024
FORMS = 1024
PIECES = 1024
SENTENCES = 4096
"""The most word lists, rendered explanations, cards and sentences to cache. They are
only texts of the rules. Any other sentence may say what a person answered, so it is
never cached."""

WordLists = tuple[tuple[Word, ...], ...]


def explained(part: str) -> Markup:
    """Return a part of a page in which each glossary word is explained at its first
    appearance."""
    glossary = state().ruleset.glossary
    known = met_on_page()
    before, *cards = str(part).split(CARD)
    pieces = [explained_piece(before, spotted(glossary, before), known)]
    for each in cards:
        card, end, after = each.partition(CARD_END)
        pieces += [
            CARD,
            explained_piece(card, texts_of_card(glossary, card), known),
            end,
            explained_piece(after, spotted(glossary, after), known),
        ]
    return Markup("".join(pieces))  # noqa: S704 - a template's output, plus parts that are escaped here


class Spotted(NamedTuple):
    """A text of a page, without escapes, where it is, and the words of the glossary in
    it."""

    start: int
    end: int
    text: str
    words: tuple[Occurrence, ...]


def spotted(glossary: Glossary, piece: str) -> tuple[Spotted, ...]:
    """Return the texts that have words of the glossary."""
    sentences = state().sentences
    found = []
    for each in TEXTS.finditer(piece):
        text = unescape(each["text"])
        find = words_of_sentence if text in sentences else Glossary.find
        words = find(glossary, text)
        if words:
            start, end = each.span("text")
            found.append(Spotted(start, end, text, words))
    return tuple(found)


words_of_sentence = lru_cache(SENTENCES)(Glossary.find)
"""Return the words in a sentence of the rules, from a cache."""
texts_of_card = lru_cache(PIECES)(spotted)
"""Return the same, from a cache."""


def explained_piece(piece: str, texts: Iterable[Spotted], known: set[str]) -> str:
    """Return a piece of a page with its explanations. `known` holds the ids of words
    that the page has explained already."""
    parts: list[str] = []
    at = 0
    for each in texts:
        with_words = explained_text(each.text, each.words, known)
        if with_words:
            before = piece[at : each.start]
            parts += [before, with_words]
            at = each.end
    rest = piece[at:]
    return "".join([*parts, rest])


def explained_text(text: str, words: Iterable[Occurrence], known: set[str]) -> str:
    """Return a text with the explanations of its words, or "" if all are known."""
    parts: list[str] = []
    at = 0
    for found in words:
        if found.word.id in known:
            continue
        known.add(found.word.id)
        before = text[at : found.start]
        form = text[found.start : found.end]
        after = text[found.end :]
        plain = before.rstrip(OPENING)
        opening = before.removeprefix(plain)
        closing = after.removesuffix(after.lstrip(CLOSING))
        with_word = together(opening, found.word, form, closing)
        parts += [escape(plain), with_word]
        at = found.end + len(closing)
    if not parts:
        return ""
    rest = escape(text[at:])
    return "".join([*parts, rest])


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
    glossary = state().ruleset.glossary
    known: set[Word] = set()
    found = []
    for each in asked:
        words = words_met(glossary, texts_of(each))
        met = [word for word in words if word not in known]
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
    texts = [question.words]
    for option in asked.options:
        texts += [option.words, option.hint]
    return tuple(texts)


def met_on_page() -> set[str]:
    """Return the ids of the words that this page has explained so far."""
    found: set[str] = g.setdefault("explained", set())
    return found
