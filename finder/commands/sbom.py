"""`finder sbom`: a bill of materials with the version and license of every package that
the app uses."""

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TextIO
from uuid import NAMESPACE_URL, uuid5

import click

NAME = "pain-specialist-finder"
OPTIONAL = ("postgres", "workbench")
"""Extras that operators install. Those for tests are not part of the app."""
REQUIREMENT = re.compile(
    r"(?P<name>[\w.-]+)\s*(?:\[(?P<extras>[^\]]*)\])?[^;]*(?:;(?P<marker>.*))?"
)
OF_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")
LONGEST_LICENSE = 60
"""Some packages put the whole license text in the field for its name. Longer text is
ignored."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A package that another package requires, and its extras."""

    name: str
    extras: frozenset[str]


@click.command()
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
def sbom(file: TextIO) -> None:
    """Write a bill of materials with licenses (CycloneDX JSON) to FILE, or to standard
    output."""
    json.dump(bill(), file, indent=2)
    file.write("\n")


def bill() -> dict[str, object]:
    """Return the bill of materials of the installed packages. The same packages give
    the same bill."""
    version, asked = this_app()
    found = installed_for(asked)
    packages = [found[name] for name in sorted(found)]
    components = [component(package) for package in packages]
    needs = {
        reference_of(package): references(requirements_of(package), found)
        for package in packages
    }
    app = {
        "type": "application",
        "bom-ref": reference(NAME, version),
        "name": NAME,
        "version": version,
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps([app, components]))}",
        "version": 1,
        "metadata": {"component": {**app, "licenses": [{"expression": "MIT"}]}},
        "components": components,
        "dependencies": [
            {"ref": app["bom-ref"], "dependsOn": references(asked, found)},
            *({"ref": each, "dependsOn": others} for each, others in needs.items()),
        ],
    }


def this_app() -> tuple[str, list[Needed]]:
    """Return the version and the requirements of the app, from its wheel or from the
    checkout."""
    extras = frozenset(OPTIONAL)
    try:
        installed = distribution(NAME)
    except PackageNotFoundError:
        file = Path(__file__).parents[2] / "pyproject.toml"
        project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
        optional = [
            line
            for extra in OPTIONAL
            for line in project["optional-dependencies"][extra]
        ]
        return project["version"], list(
            parsed([*project["dependencies"], *optional], extras)
        )
    return installed.version, requirements_of(installed, extras)


def installed_for(asked: list[Needed]) -> dict[str, Distribution]:
    """Return the installed packages among these requirements and all that they require
    in turn, by name."""
    found: dict[str, Distribution] = {}
    seen: set[Needed] = set()
    waiting = list(asked)
    while waiting:
        needed = waiting.pop()
        if needed in seen:
            continue
        seen.add(needed)
        with suppress(
            PackageNotFoundError
        ):  # a package for another system, or of an extra that is not installed
            package = found[canonical(needed.name)] = distribution(needed.name)
            waiting += requirements_of(package, needed.extras)
    return found


def references(asked: list[Needed], found: dict[str, Distribution]) -> list[str]:
    """Return the references of the required packages that are installed."""
    names = {canonical(needed.name) for needed in asked}
    return [reference_of(found[name]) for name in sorted(names & found.keys())]


def requirements_of(
    package: Distribution, extras: frozenset[str] = frozenset()
) -> list[Needed]:
    return list(parsed(package.requires or [], extras))


def parsed(lines: list[str], extras: frozenset[str]) -> Iterator[Needed]:
    """Yield the requirements that apply with these extras."""
    for line in lines:
        match = REQUIREMENT.match(line)
        if match is None:
            continue
        extra = OF_EXTRA.search(match["marker"] or "")
        if extra is None or extra[1] in extras:
            yield Needed(
                match["name"],
                frozenset(filter(None, re.split(r"[\s,]+", match["extras"] or ""))),
            )


def component(package: Distribution) -> dict[str, object]:
    """Return one entry of the bill."""
    name = canonical(package.metadata["Name"])
    return {
        "type": "library",
        "bom-ref": reference_of(package),
        "name": name,
        "version": package.version,
        "purl": reference_of(package),
        "licenses": licenses(package),
    }


def licenses(package: Distribution) -> list[dict[str, object]]:
    """Return the licenses in the package's own words: an expression, else names, or
    empty if it names none."""
    metadata = package.metadata
    if "License-Expression" in metadata:
        return [{"expression": metadata["License-Expression"]}]
    classifiers = [
        each
        for each in metadata.get_all("Classifier") or []
        if each.startswith("License ::")
    ]
    names = [each.rpartition("::")[2].strip() for each in classifiers]
    short = [
        each
        for each in metadata.get_all("License") or []
        if len(each) <= LONGEST_LICENSE
    ]
    return [{"license": {"name": name}} for name in names or short]


def reference_of(package: Distribution) -> str:
    return reference(canonical(package.metadata["Name"]), package.version)


def reference(name: str, version: str) -> str:
    """Return the package URL of a package."""
    return f"pkg:pypi/{name}@{version}"


def canonical(name: str) -> str:
    """Return the normalized form of a package name."""
    return re.sub(r"[-_.]+", "-", name).lower()
