"""Find texts for people that do not go through gettext, in templates and in code."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

LETTERS = re.compile(r"[^\W\d_]{2,}|\b[aI]\b")
SENTENCE = re.compile(r"[^\W\d_]+[,;:]? [^\W\d_(]+")
"""Two adjacent words."""
WITH_A_NUMBER = re.compile(r"^[A-Z][a-z]+ \d")
"""A word and a number, as in "Type 1"."""
LABEL = re.compile(r"^[A-Z][a-z]+[.:!?]?$")
MARKUP = re.compile(r"^\s*[\w-]+=\"|[<=/]")
"""Text for browsers: attributes, tags, types."""
PLACE = re.compile("\ue000([0-9]+)\ue001")
READ = {
    "aria-label",
    "aria-description",
    "title",
    "alt",
    "placeholder",
    "label",
    "summary",
}
"""Attributes that people see or hear."""
GETTEXT = {
    "_",
    "gettext",
    "ngettext",
    "lazy_gettext",
    "lazy_ngettext",
    "pgettext",
    "Sentence",
}
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def in_template(source: str) -> Iterator[str]:
    """Yield the untranslated texts of a template: text, attributes that people read,
    and strings that an expression outputs."""
    text, expressions = parts(source)
    page = Page()
    page.feed(text)
    page.close()
    for words in page.words:
        if LETTERS.search(PLACE.sub(" ", words)) and not MARKUP.search(words):
            yield " ".join(PLACE.sub("...", words).split())
        for place in PLACE.findall(words):
            yield from filter(LETTERS.search, outputs(expressions[int(place)]))
    for words in page.data:
        said = PLACE.sub(" ", words)
        if SENTENCE.search(said) or WITH_A_NUMBER.search(said):
            yield PLACE.sub("...", words)
    for words in named(source):
        if (SENTENCE.search(words) or LABEL.search(words)) and not MARKUP.search(words):
            yield words


def parts(source: str) -> tuple[str, list[str]]:
    """Return the HTML of a template with a mark for each expression, and the
    expressions. Statements and the content of `trans` are left out."""
    html: list[str] = []
    expressions: list[str] = []
    inside = ""
    held: list[str] = []
    for _, kind, value in ENVIRONMENT.lex(source):
        if kind == "data":
            html.append("" if inside == "trans" else value)
        elif kind in {"variable_begin", "block_begin"}:
            held = []
        elif kind == "variable_end":
            if inside != "trans":
                html.append(f"\ue000{len(expressions)}\ue001")
                expressions.append("".join(held))
        elif kind == "block_end":
            word = next(filter(None, map(str.strip, held)))
            inside = (
                "trans" if word == "trans" else "" if word == "endtrans" else inside
            )
        else:
            held.append(value)
    return "".join(html), expressions


class Page(HTMLParser):
    """The texts of a page, and the values of its attributes that scripts read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.data: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        typed = dict(attrs).get("type")
        for name, value in attrs:
            if name in READ or (
                name == "value" and typed in {"submit", "button", "reset"}
            ):
                self.words.append(value or "")
            elif name.startswith("data-"):
                self.data.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def outputs(expression: str) -> Iterator[str]:
    """Yield the strings that an expression may output."""
    output = ENVIRONMENT.parse("{{" + expression + "}}").body[0]
    assert isinstance(output, nodes.Output)
    for node in output.nodes:
        yield from strings(node)


def strings(node: nodes.Node) -> Iterator[str]:
    match node:
        case nodes.Const(value=str(words)):
            yield words
        case nodes.CondExpr(expr1=yes, expr2=no):
            yield from strings(yes)
            yield from strings(no) if no else ()
        case nodes.Concat(nodes=several):
            for each in several:
                yield from strings(each)
        case (
            nodes.Add(left=left, right=right)
            | nodes.Or(left=left, right=right)
            | nodes.And(left=left, right=right)
        ):
            yield from strings(left)
            yield from strings(right)
        case nodes.Filter(node=inner) if inner:
            yield from strings(inner)
        case _:
            pass


def named(source: str) -> Iterator[str]:
    """Yield the untranslated strings anywhere in a template's expressions and
    statements."""
    tree = ENVIRONMENT.parse(source)
    translated = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if is_gettext(call)
        for const in call.find_all(nodes.Const)
    }
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str) and id(const) not in translated:
            yield const.value


def is_gettext(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in GETTEXT


FOR_DEVELOPERS = {"debug", "info", "warning", "error", "critical", "exception"}


def in_code(source: str) -> Iterator[str]:
    """Yield the untranslated sentences of a module. Errors, log messages and docstrings
    are for developers and do not count."""
    for words in untranslated(ast.parse(source)):
        if SENTENCE.search(words) and not MARKUP.search(words):
            yield words


def untranslated(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Raise() | ast.Assert():
            return
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Call(func=ast.Name(id=name)) if name in GETTEXT:
            return
        case ast.Call(func=ast.Attribute(attr=name)) if name in FOR_DEVELOPERS:
            return
        case ast.Constant(value=str(words)):
            yield words
        case _:
            for child in ast.iter_child_nodes(node):
                yield from untranslated(child)


STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`')
SCRIPT_COMMENT = re.compile(r"^\s*//.*$|throw new Error\(.*\)", re.MULTILINE)
FILLED = re.compile(r"\$\{[^}]*\}")


def in_script(source: str) -> Iterator[str]:
    """Yield the sentences of a script. They should be in the page, which translates
    them."""
    for found in STRING.findall(SCRIPT_COMMENT.sub("", source)):
        words = FILLED.sub("...", found[1:-1])
        if (found[1:2].isupper() and SENTENCE.search(words)) or re.search(
            "[a-z][.?!]$", words
        ):
            yield words
