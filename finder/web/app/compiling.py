"""Compile the templates once for each language, with the translated words as constants. Then no page spends time on
looking up words."""

from collections.abc import MutableMapping
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from flask.sansio.app import App
from flask.templating import Environment
from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer

from finder.web.app.languages import FOLDER, language, words_in

GETTEXT, PGETTEXT, NGETTEXT = {"_", "gettext"}, "pgettext", "ngettext"


class TranslatedEnvironment(Environment):
    """The Jinja environment, which renders each template in the language of the request. `language` is empty here. It
    is set in the environments for each language."""

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
            made = self.overlay()
            made.language, made.translations = language, words_in(Path(self.app.config[FOLDER]), language)
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
        return self.in_language(language()).get_template(name, parent, globals)

    def plural_words(self, one: str, many: str, number: int) -> str:
        """Return the translated words for this number of things."""
        return self.translations.ngettext(one, many, number)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = CompiledWords(self.translations, name).visit(super()._parse(source, name, filename))
        return parsed


class CompiledWords(NodeTransformer):
    """Replaces each gettext call in a template by the translated words. Only plural forms are chosen when the page is
    rendered."""

    def __init__(self, translations: NullTranslations, template: str | None) -> None:
        self.translations, self.template = translations, template

    def visit_Call(self, call: nodes.Call) -> nodes.Expr:  # noqa: N802 - NodeTransformer finds the method by this name
        self.generic_visit(call)
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        if name in GETTEXT:
            return self.words(self.translations.gettext(self.constant(call, 0)), call)
        if name == PGETTEXT:
            return self.words(self.translations.pgettext(self.constant(call, 0), self.constant(call, 1)), call)
        if name == NGETTEXT:
            one, many = self.constant(call, 0), self.constant(call, 1)
            chosen = nodes.Call(
                nodes.EnvironmentAttribute("plural_words"),
                [nodes.Const(one), nodes.Const(many), call.args[2]],
                [],
                None,
                None,
            )
            return formatted(chosen, [nodes.Keyword("num", call.args[2]), *call.kwargs])
        return call

    def words(self, words: str, call: nodes.Call) -> nodes.Expr:
        if not call.kwargs:
            return nodes.MarkSafeIfAutoescape(nodes.Const(words % {}))
        return formatted(nodes.Const(words), call.kwargs)

    def constant(self, call: nodes.Call, place: int) -> str:
        """Return the text that the call translates. Raises TemplateSyntaxError if it is not a constant."""
        words = call.args[place]
        if isinstance(words, nodes.Const) and isinstance(words.value, str):
            return words.value
        raise TemplateSyntaxError("gettext can only find words that are a constant", call.lineno, self.template)


def formatted(words: nodes.Expr, values: list[nodes.Keyword]) -> nodes.Expr:
    """Return an expression that puts the values into the words. In a page, each value is escaped."""
    pairs = [nodes.Pair(nodes.Const(each.key), each.value) for each in values]
    return nodes.Mod(nodes.MarkSafeIfAutoescape(words), nodes.Dict(pairs))
