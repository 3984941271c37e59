"""Compile the templates once for each language, with the translated words as constants.
Then no page spends time on looking up words."""

from collections.abc import MutableMapping
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from flask.sansio.app import App
from flask.templating import Environment
from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer

from finder.web.app.languages import FOLDER, language, words_in

GETTEXT = {"_", "gettext"}
PGETTEXT = "pgettext"
NGETTEXT = "ngettext"


class TranslatedEnvironment(Environment):
    """The Jinja environment, which renders each template in the language of the
    request. `language` is empty here. It is set in the environments for each
    language."""

    language = ""
    translations = NullTranslations()

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self.add_extension("jinja2.ext.i18n")
        self.newstyle_gettext = True
        self.policies["ext.i18n.trimmed"] = True
        self.made: dict[str, TranslatedEnvironment] = {}

    def in_language(self, language: str) -> "TranslatedEnvironment":
        """Return the environment for one language, made on first use."""
        if language not in self.made:
            folder = Path(self.app.config[FOLDER])
            made = self.overlay()
            made.language = language
            made.translations = words_in(folder, language)
            self.made[language] = made
        return self.made[language]

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - part of Jinja's signature
    ) -> Template:
        if self.language:
            return super().get_template(name, parent, globals)
        translated = self.in_language(language())
        return translated.get_template(name, parent, globals)

    def make_globals(
        self, d: MutableMapping[str, Any] | None
    ) -> MutableMapping[str, Any]:
        """Return the globals of a template. Without any of its own, they are a plain
        dictionary, which templates read faster than Jinja's chain of two."""
        return super().make_globals(d) if d else self.globals

    def plural_words(self, one: str, many: str, number: int) -> str:
        """Return the translated words for this number of things."""
        return self.translations.ngettext(one, many, number)

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        template = super()._parse(source, name, filename)
        words = CompiledWords(self.translations, name)
        parsed: nodes.Template = words.visit(template)
        return parsed


class CompiledWords(NodeTransformer):
    """Replaces each gettext call in a template by the translated words. Only plural
    forms are chosen when the page is rendered."""

    def __init__(self, translations: NullTranslations, template: str | None) -> None:
        self.translations = translations
        self.template = template

    def visit_Call(self, call: nodes.Call) -> nodes.Expr:  # noqa: N802 - NodeTransformer finds the method by this name
        self.generic_visit(call)
        name = name_of(call)
        if name in GETTEXT:
            source = self.constant(call, 0)
            words = self.translations.gettext(source)
            return self.words(words, call)
        if name == PGETTEXT:
            context = self.constant(call, 0)
            source = self.constant(call, 1)
            words = self.translations.pgettext(context, source)
            return self.words(words, call)
        if name == NGETTEXT:
            return self.plural(call)
        return call

    def plural(self, call: nodes.Call) -> nodes.Expr:
        """Return an expression that chooses the plural form when the page is
        rendered."""
        one = self.constant(call, 0)
        many = self.constant(call, 1)
        number = call.args[2]
        plural_words = nodes.EnvironmentAttribute("plural_words")
        arguments = [nodes.Const(one), nodes.Const(many), number]
        chosen = nodes.Call(plural_words, arguments, [], None, None)
        num = nodes.Keyword("num", number)
        return formatted(chosen, [num, *call.kwargs])

    def words(self, words: str, call: nodes.Call) -> nodes.Expr:
        """Return an expression for translated words, with the values of the call."""
        if call.kwargs:
            return formatted(nodes.Const(words), call.kwargs)
        text = nodes.Const(words % {})
        return nodes.MarkSafeIfAutoescape(text)

    def constant(self, call: nodes.Call, place: int) -> str:
        """Return the text that the call translates. Raises TemplateSyntaxError if it is
        not a constant."""
        words = call.args[place]
        if isinstance(words, nodes.Const) and isinstance(words.value, str):
            return words.value
        raise TemplateSyntaxError(
            "gettext can only find words that are a constant",
            call.lineno,
            self.template,
        )


def name_of(call: nodes.Call) -> str:
    """Return the name of the called function, or "" if it has none."""
    function = call.node
    return function.name if isinstance(function, nodes.Name) else ""


def formatted(words: nodes.Expr, values: list[nodes.Keyword]) -> nodes.Expr:
    """Return an expression that puts the values into the words. In a page, each value
    is escaped."""
    pairs = []
    for each in values:
        name = nodes.Const(each.key)
        pair = nodes.Pair(name, each.value)
        pairs.append(pair)
    safe = nodes.MarkSafeIfAutoescape(words)
    return nodes.Mod(safe, nodes.Dict(pairs))
