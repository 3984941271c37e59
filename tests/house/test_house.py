"""The structure of the project: which package may import which, where texts belong, and
what is at the top level."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
PACKAGE = HOME / "finder"

STANDARD = set(sys.stdlib_module_names)
WALLS = {
    "core": set(),
    "core/rules": {"finder.core.rules"},
    "core/deciding": {"finder.core.rules", "finder.core.deciding"},
    "core/loading": {
        "finder.core.rules",
        "finder.core.deciding",
        "finder.core.loading",
    },
    "core/summarizing": {
        "finder.core.rules",
        "finder.core.deciding",
        "finder.core.summarizing",
    },
    "core/sharing": {
        f"finder.core.{room}" for room in ("rules", "deciding", "sharing")
    },
    "core/counting": {
        f"finder.core.{room}"
        for room in ("rules", "deciding", "sharing", "visiting", "counting")
    },
    "core/roster": {
        f"finder.core.{room}" for room in ("rules", "deciding", "loading", "roster")
    },
    "core/directory": {
        f"finder.core.{room}" for room in ("rules", "deciding", "loading", "directory")
    },
    "core/exchange": {
        f"finder.core.{room}"
        for room in ("rules", "deciding", "summarizing", "sharing", "exchange")
    },
    "core/reviewing": {"finder.core"},
    "core/visiting": {
        "finder.core.rules",
        "finder.core.deciding",
        "finder.core.visiting",
    },
    "store": {
        "finder.core",
        "finder.store",
        "sqlalchemy",
        "cryptography",
        "argon2",
        "zxcvbn",
    },
    "store/unresponsive_server.py": {"psycopg"},
    "store/migrations": {"finder.store", "sqlalchemy", "alembic"},
    "store/migrate.py": {"finder.store", "sqlalchemy", "alembic"},
    "paper": {
        "finder.core",
        "finder.paper",
        "finder.paths",
        "typst",
        "segno",
        "fontpkg_atkinson_hyperlegible",
    },
    "web": {
        "finder",
        "babel",
        "flask",
        "flask_babel",
        "flask_wtf",
        "itsdangerous",
        "wtforms",
        "werkzeug",
        "jinja2",
        "markupsafe",
        "waitress",
        "sqlalchemy",
    },
    "commands": {
        "finder.commands",
        "finder.config",
        "finder.core",
        "finder.local_time",
        "finder.logs",
        "finder.paper",
        "finder.secret_keys",
        "finder.server_process",
        "finder.setting_values",
        "finder.store",
        "finder.web.serve",
        "finder.without_collections",
        "finder.workbench",
        "finder.zip_codes",
        "click",
        "z3",
        "sqlalchemy",
    },
    "commands/page_words.py": {"finder.core", "babel"},
    "workbench": {"finder.core", "finder.workbench", "openpyxl", "z3"},
    "config.py": {"finder.local_time", "finder.paths", "finder.setting_values"},
    "secret_keys.py": {"finder.config", "finder.setting_values"},
    "setting_values.py": set(),
    "local_time.py": set(),
    "logs.py": set(),
    "paths.py": set(),
    "server_process.py": set(),
    "zip_codes.py": {"finder.core", "zipcodes"},
    "__main__.py": {"finder.commands", "finder.without_collections"},
    "without_collections.py": set(),
    "__init__.py": set(),
}
ROOMS_OF_WEB = {
    "app": {"app"},
    "public": {"app", "public"},
    "patient": {"app", "patient"},
    "desk": {"app", "desk"},
    "tablet": {"app", "patient", "tablet"},
    "phone": {"app", "patient", "desk", "phone"},
    "__init__.py": {"app", "public", "patient", "desk", "tablet", "phone"},
    "server": {"app", "server"},
    "serve.py": {"app", "patient", "server"},
}
"""The packages that each package of the web may import. The desk and the patient's
pages do not import each other."""
ROOMS = sorted({path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")})


def imports(path: Path) -> set[str]:
    """Return every module that a file imports, anywhere in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room: str) -> None:
    wall = max(
        (wall for wall in WALLS if room == wall or room.startswith(f"{wall}/")), key=len
    )
    for module in imports(PACKAGE / room):
        inside = any(
            module == name or module.startswith(f"{name}.") for name in WALLS[wall]
        )
        assert inside or module.split(".")[0] in STANDARD, (
            f"{room} may not import {module}"
        )


WEB = PACKAGE / "web"


@pytest.mark.parametrize(
    "path", sorted(WEB.rglob("*.py")), ids=lambda path: path.relative_to(WEB).as_posix()
)
def test_packages_of_the_web_import_one_way(path: Path) -> None:
    room = path.relative_to(WEB).parts[0]
    for module in imports(path):
        if module.startswith("finder.web."):
            inside = module.split(".")[2]
            assert inside in ROOMS_OF_WEB[room], f"{room} may not import {module}"
    makes_the_app = {"serve.py", "__init__.py"}
    assert "finder.web" not in imports(path) or room in makes_the_app, (
        f"{room} may not import finder.web itself"
    )


def test_packages_of_the_web_form_no_cycle() -> None:
    for room, known in ROOMS_OF_WEB.items():
        for other in known - {room}:
            assert room not in ROOMS_OF_WEB[other], (
                f"{room} and {other} know each other"
            )


def test_one_file_sets_and_takes_cookies() -> None:
    for path in WEB.rglob("*.py"):
        found = re.findall(
            r"set_cookie|delete_cookie|request\.cookies|__Host-",
            path.read_text(encoding="utf-8"),
        )
        assert not found or path == WEB / "app/cookies.py", path


def texts(path: Path) -> list[str]:
    """Return every text in a file that is no docstring."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    constants = [
        node
        for node in nodes
        if isinstance(node, ast.Constant) and id(node) not in docstrings
    ]
    return [node.value for node in constants if isinstance(node.value, str)]


def test_one_file_knows_where_the_addresses_of_a_clinic_begin() -> None:
    found = {
        path
        for path in PACKAGE.rglob("*.py")
        if any("/c/" in text for text in texts(path))
    }

    assert found == {PACKAGE / "store/clinics.py"}


PLACES = {"where", "main_pain"}
"""Questions whose options are parts of the body, which the body picture names too."""


def clinical_words() -> set[str]:
    """Return the ids of options and cards of the rules that are not everyday words."""
    questionnaire = tomllib.loads(
        (HOME / "rules/questionnaire.toml").read_text(encoding="utf-8")
    )
    catalogue = tomllib.loads(
        (HOME / "rules/catalogue.toml").read_text(encoding="utf-8")
    )
    asked = [
        question for page in questionnaire["page"] for question in page["question"]
    ]
    options = {
        option["id"]
        for question in asked
        if question["id"] not in PLACES
        for option in question.get("options", [])
    }
    cards = {card["id"] for card in catalogue["treatment"]} | {
        each["id"] for each in catalogue["background"]
    }
    everyday = {
        "none",
        "me",
        "other",
        "staff",
        "no",
        "past",
        "now",
        "skip",
        "never",
        "some",
        "most",
        "every",
        "home",
    }
    everyday |= {
        "tests",
        "work",
        "same",
        "better",
        "worse",
        "exercise",
        "social",
        "sleep",
        "hands",
        "falls",
        "sit",
    }
    everyday |= {
        "sharp",
        "movement",
        "talking",
        "nothing",
        "medicine",
        "medicines",
        "implant",
        "unsure",
        "under18",
    }
    everyday |= {"changed", "stroke", "loss"}
    known = {
        "burning",
        "sciatica",
        "migraine",
        "opioid",
        "neuropathy",
        "injection",
        "steroid",
        "diabetes",
        "suicide",
    }
    return (options | cards | known) - everyday


@pytest.mark.parametrize("folder", ["finder", "templates", "static"])
def test_nothing_clinical_is_written_outside_the_rules(folder: str) -> None:
    words = clinical_words()
    for path in (HOME / folder).rglob("*"):
        if path.suffix in {".py", ".html", ".js", ".typ"}:
            found = words & set(
                re.findall(r"[a-z0-9_]+", path.read_text(encoding="utf-8").lower())
            )
            assert not found, f"{path.relative_to(HOME)} says {sorted(found)}"


def test_the_top_level_is_as_agreed() -> None:
    expected = {
        "finder",
        "templates",
        "static",
        "rules",
        "tests",
        "pyproject.toml",
        "README.md",
        "dev",
        "LICENSE",
    }
    expected |= {"requirements.txt", "requirements-test.txt", "docs", "deploy"}

    assert {path.name for path in HOME.iterdir() if not path.name.startswith(".")} - {
        "dist"
    } == expected


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_a_lock_file_holds_hashes_and_no_address_or_path(name: str) -> None:
    text = (HOME / name).read_text(encoding="utf-8")

    assert text.count("==") <= text.count("--hash=sha256:")
    assert not re.search(r"://|file:|@ |-e ", text)


def test_no_file_is_a_miscellaneous_drawer() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert path.stem not in {"utils", "helpers", "common", "constants", "misc"}
