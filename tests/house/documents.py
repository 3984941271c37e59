"""The generated parts of `docs/`: tables that are read from the code, so that they are
never out of date.

A generated part is between two marks in a Markdown file. `python3 dev docs` writes all
of them. A test fails if one of them is out of date.
"""

import ast
import inspect
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path

import click
from flask import Flask

from finder.commands import main as finder_command
from finder.config import Settings
from finder.core.loading.load import load
from finder.core.rules.advice import Advice
from finder.core.sharing.audiences import TABLE, Audience, Disclosure, Fact
from finder.paths import RULES
from finder.web.app.access import ACCESS, Open, Policy
from tests.apps import make_app
from tests.defenses.defense import load as load_defenses
from tests.faults.counted import load as load_counts
from tests.faults.counting import Count
from tests.house.reading_grade import (
    ENGLISH,
    GROUPS,
    SPANISH,
    Group,
    hard_lines,
    of_group,
)

HOME = Path(__file__).parents[2]
DOCS = HOME / "docs"
GLOSSARY = DOCS / "glossary.toml"
PACKAGE = HOME / "finder"
PART = re.compile(
    r"(<!-- generated: (?P<name>[a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL
)
TEMPLATES, STATIC = HOME / "templates", HOME / "static"
HEADING = re.compile(
    r"{% block heading %}(?:{{ _\(\")?(.*?)(?:\"\) }})?{% endblock %}", re.DOTALL
)
OPENING_COMMENTS = (
    re.compile(r"{# (.*?) #}", re.DOTALL),
    re.compile(r"/\* (.*?) \*/", re.DOTALL),
    re.compile(r"// (.*(?:\n// .*)*)"),
    re.compile(r"<svg[^>]*>\s*<!-- (.*?) -->", re.DOTALL),
)
"""How a comment is written in a template, a style sheet, a script and an SVG file."""
LONGEST_LIST = 3
WRITTEN_BY = "python3 dev docs"
SECRETS = ("0123456789abcdefghijklmnopqrstuv-for-the-docs",)
"""A key for an app that only lists its routes."""


def documents() -> list[Path]:
    """Return every Markdown file of `docs/`, and the README."""
    return [HOME / "README.md", *sorted(DOCS.rglob("*.md"))]


def filled(text: str) -> str:
    """Return a document with its generated parts updated. Raises KeyError for an
    unknown part."""
    return PART.sub(lambda found: found[1] + PARTS[found["name"]]() + found[3], text)


def write() -> Iterator[Path]:
    """Write the generated parts of all documents, and yield the files that changed."""
    for path in documents():
        text = path.read_text(encoding="utf-8")
        fresh = filled(text)
        if fresh != text:
            path.write_text(fresh, encoding="utf-8")
            yield path


def settings_table() -> str:
    """Return a row for each setting: its name in the environment, its default and its
    meaning."""
    meanings = attribute_docstrings(Settings)
    rows = []
    for part in fields(Settings):
        default = part.default if part.default is not MISSING else ""
        rows.append(
            (
                f"`FINDER_{part.name.upper()}`",
                as_default(part.name, default),
                meanings[part.name],
            )
        )
    return table(("setting", "default", "meaning"), rows)


def as_default(name: str, default: object) -> str:
    """Return a default as an operator would write it."""
    if name in COMPUTED_DEFAULTS:
        return COMPUTED_DEFAULTS[name]
    if isinstance(default, bool):
        return "`on`" if default else "`off`"
    return f"`{default}`" if default not in {"", ()} else "none"


COMPUTED_DEFAULTS = {
    "data": "`~/.local/share/pain-specialist-finder`",
    "database": "SQLite in the data folder",
    "secret_file": "`secret-key` in the data folder",
    "secret_keys": "those in the secret file, which the first start creates",
    "rules": "the `rules/` that ship with the app",
    "translations": "the catalogs that ship with the app",
    "proxies": "this machine",
    "hosts": "any",
    "time_zone": "the zone of the machine",
}
"""Defaults that depend on the machine, in words."""


def attribute_docstrings(documented: type) -> dict[str, str]:
    """Return the docstring below each field of a class, by field name."""
    body = ast.parse(inspect.getsource(documented)).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        is_text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and is_text
        ):
            found[field.target.id] = " ".join(
                str(ast.literal_eval(below.value)).split()  # type: ignore[attr-defined]
            )
    return found


def commands_table() -> str:
    """Return a row for each command of `finder`, with the first sentence of its
    help."""
    rows = [
        (f"`python3 dev {name}`", one_line(command.help or ""))
        for name, command in commands(finder_command)
    ]
    return table(("command", "what it does"), rows)


def commands(
    group: click.Group, before: str = ""
) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            arguments = "".join(
                f" {each.human_readable_name}"
                for each in command.params
                if is_argument(each)
            )
            yield f"{before}{name}{arguments}", command


def is_argument(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Argument)


def routes_table() -> str:
    """Return a row for each route: its address, its methods, who may open it and what
    it does."""
    app = make_app(Settings(database="sqlite://", secret_keys=SECRETS))
    return table(("address", "methods", "open to", "what it does"), sorted(routes(app)))


def routes(app: Flask) -> Iterator[tuple[str, str, str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        view = app.view_functions[rule.endpoint]
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        about = one_line(inspect.getdoc(view) or "")
        where = f"`{inspect.getmodule(view).__name__}.{view.__name__}`"  # type: ignore[union-attr]
        yield (
            f"`{rule.rule}`",
            ", ".join(methods),
            readers(ACCESS[rule.endpoint]),
            f"{about} {where}".strip(),
        )


def readers(policy: Policy) -> str:
    """Return who may open a route, in a word or two."""
    if isinstance(policy, Open):
        return {
            Open.PUBLIC: "anyone",
            Open.PATIENT: "the visit's browser",
            Open.SIGN_IN: "anyone",
        }[policy]
    return ", ".join(sorted(role.value for role in policy))


def tree() -> str:
    """Return every module of `finder` by package, with the first sentence of its
    docstring."""
    lines = []
    for path in sorted(
        PACKAGE.rglob("*.py"), key=lambda each: (each.parent.as_posix(), each.name)
    ):
        if "migrations" in path.parts and path.name != "env.py":
            continue
        room, about = path.relative_to(HOME).parent.as_posix(), first_sentence(path)
        if path.name == "__init__.py":
            lines.append((f"`{room}/`", about))
        else:
            lines.append((f"`{path.relative_to(HOME).as_posix()}`", about))
    return table(("package or module", "what it contains"), lines)


def first_sentence(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return one_line(docstring)


def one_line(text: str) -> str:
    """Return the first sentence of a docstring, on one line."""
    paragraph = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return re.split(r"(?<=[.!?]) (?=[A-Z`\"])", paragraph)[0].replace("|", r"\|")


def pages_table() -> str:
    """Return a row for each template and static file: what it shows, and which modules
    or templates use it."""
    rows = []
    for path in page_files():
        modules, templates = used_by(path)
        rows.append(
            (
                f"`{path.relative_to(HOME).as_posix()}`",
                about_page(path),
                in_short(modules or templates),
            )
        )
    return table(("file", "what it shows", "used by"), rows)


def page_files() -> list[Path]:
    """Return every template, image, style sheet and script of the pages."""
    return [
        path
        for room in (TEMPLATES, STATIC)
        for path in sorted(room.rglob("*"))
        if path.is_file()
    ]


def used_by(path: Path) -> tuple[list[Path], list[Path]]:
    """Return the modules and the templates that name a file of the pages."""
    room = TEMPLATES if path.is_relative_to(TEMPLATES) else STATIC
    quoted = re.compile(f"[\"']{re.escape(path.relative_to(room).as_posix())}[\"']")
    found = [
        [
            each
            for each in sorted(files)
            if each != path and quoted.search(each.read_text(encoding="utf-8"))
        ]
        for files in (
            PACKAGE.rglob("*.py"),
            [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.typ")],
        )
    ]
    return found[0], found[1]


def in_short(paths: list[Path]) -> str:
    """Return the paths, or only their number if there are many."""
    if len(paths) > LONGEST_LIST:
        return f"{len(paths)} files"
    return ", ".join(f"`{each.relative_to(HOME).as_posix()}`" for each in paths)


def about_page(path: Path) -> str:
    """Return the heading of a page, or the first sentence of a file's opening comment,
    or "" if it has neither."""
    text = path.read_text(encoding="utf-8")
    heading = HEADING.search(text)
    if heading and heading[1].strip() and not {"{", "}"} & set(heading[1]):
        return f"the page “{heading[1].strip()}”"
    comments = [found[1] for each in OPENING_COMMENTS if (found := each.match(text))]
    return one_line(comments[0].replace("\n// ", " ")) if comments else ""


def words_table() -> str:
    """Return a row for each word of the glossary: its meaning, its counterpart in a
    standard, and the words it replaces."""
    rows = []
    for word, entry in glossary().items():
        instead = ", ".join(entry.get("instead_of", ()))
        rows.append((f"**{word}**", entry["means"], entry.get("maps_to", ""), instead))
    return table(("word", "meaning", "FHIR, NUCC or DMN", "instead of"), rows)


@cache
def glossary() -> Mapping[str, dict[str, str]]:
    """Return the entries of `docs/glossary.toml` by word."""
    return tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))


def audiences_table() -> str:
    """Return who may see what of a visit: a row for each fact, a column for each
    audience."""
    rows = [
        (capitalized(str(getattr(words().fact, fact))), *cells(fact)) for fact in Fact
    ]
    return table(
        ("", *(str(getattr(words().audience, audience)) for audience in Audience)), rows
    )


def cells(fact: Fact) -> Iterator[str]:
    for audience in Audience:
        may = TABLE[fact][audience]
        yield f"**{CELLS[may]}**" if may is Disclosure.ALWAYS else CELLS[may]


CELLS = {
    Disclosure.ALWAYS: "yes",
    Disclosure.IF_WISHED: "if wished",
    Disclosure.IF_CLINIC_AGREED: "if agreed",
    Disclosure.AS_NUMBER: "as a number",
    Disclosure.NEVER: "no",
}


def defenses_table() -> str:
    rows = (
        (each.goal, f"`{each.file}`", f"`{each.test_file}`") for each in load_defenses()
    )
    return table(
        ("what holds", "where it is defended", "the test that fails without it"), rows
    )


def faults_table() -> str:
    """Return a row for each fault and engine, as counted by `python -m
    tests.faults`."""
    head = (
        "fault", "how often", "engine", "answers and receipts", "lost, doubled", "unreadable",
        "pages that asked to wait", "slowest page", "urgent advice within", "numbers to call alone", "audit trail",
    )  # fmt: skip
    return table(head, map(counts_of, load_counts().values()))


def counts_of(count: Count) -> tuple[str, ...]:
    gone, twice = count.asked_again + count.lost, count.doubled
    seconds = (f"{each} s" if each else "-" for each in (count.slowest, count.urgent))
    general = f"{count.general}" if count.urgent else "-"
    trail = f"{count.trail} wrong" if count.trail else "whole"
    numbers = (
        f"{count.answers:,}, {count.receipts:,}",
        f"{gone}, {twice}",
        f"{count.unreadable}",
        f"{count.away:,}",
    )
    return (
        count.fault,
        f"{count.times}",
        count.engine,
        *numbers,
        *seconds,
        general,
        trail,
    )


@cache
def words() -> Advice:
    return load(RULES).advice


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def grades_table() -> str:
    """Return a row for each group of texts: its grade in English, and its perspicuity
    in Spanish."""
    head = (
        "texts",
        "words",
        "words in a sentence",
        "English grade",
        "at most",
        "Spanish ease",
    )
    return table(head, map(grades_of, GROUPS))


def grades_of(group: Group) -> tuple[str, ...]:
    english, spanish = of_group(ENGLISH, group), of_group(SPANISH, group)
    length = english.words / english.sentences
    figures = (
        f"{english.words:,}",
        f"{length:.0f}",
        f"{english.grade:.1f}",
        str(group.highest),
    )
    return group.name, *figures, f"{spanish.perspicuity:.0f}"


def hard_lines_table() -> str:
    """Return a row for each line above the highest grade: its grade, and the reason."""
    rows = [
        (line.text.words, f"{line.grade:.1f}", line.reason) for line in hard_lines()
    ]
    return table(("line", "grade", "reason"), rows)


PARTS: Mapping[str, Callable[[], str]] = {
    "settings": settings_table,
    "commands": commands_table,
    "routes": routes_table,
    "tree": tree,
    "pages": pages_table,
    "words": words_table,
    "audiences": audiences_table,
    "defenses": defenses_table,
    "faults": faults_table,
    "grades": grades_table,
    "hardlines": hard_lines_table,
}

if __name__ == "__main__":
    for changed in write():
        sys.stdout.write(f"{changed.relative_to(HOME)} was brought up to date\n")
