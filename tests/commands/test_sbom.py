"""The bill of materials names every package that the app needs, and its license."""

import json
import re
from pathlib import Path

from click.testing import CliRunner
from packaging.version import Version

from finder.commands import main

HOME = Path(__file__).parents[2]


def test_the_bill_names_what_is_locked_with_its_version_and_license(
    tmp_path: Path,
) -> None:
    file = tmp_path / "bill.json"

    made = CliRunner().invoke(main, ["sbom", str(file)])

    bill = json.loads(file.read_text(encoding="utf-8"))
    locked = re.findall(
        r"^([\w.-]+)==([\w.]+)", (HOME / "requirements.txt").read_text(), re.MULTILINE
    )
    listed = {each["name"]: Version(each["version"]) for each in bill["components"]}
    assert made.exit_code == 0
    assert [
        name for name, version in locked if listed.get(name) != Version(version)
    ] == []
    assert {"psycopg", "psycopg-binary", "z3-solver"} <= listed.keys(), (
        "extras that operators install"
    )
    assert not {"pytest", "playwright", "mypy"} & listed.keys(), (
        "nothing that only tests need"
    )
    assert [each["name"] for each in bill["components"] if not each["licenses"]] == []


def test_the_bill_is_the_same_each_time_and_its_references_lead_somewhere() -> None:
    first, second = (CliRunner().invoke(main, ["sbom"]).output for _ in range(2))

    bill = json.loads(first)
    known = {each["bom-ref"] for each in bill["components"]} | {
        bill["metadata"]["component"]["bom-ref"]
    }
    assert first == second
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert {each["ref"] for each in bill["dependencies"]} == known
    assert {ref for each in bill["dependencies"] for ref in each["dependsOn"]} <= known
    [app] = [
        each
        for each in bill["dependencies"]
        if each["ref"].startswith("pkg:pypi/pain-specialist-finder@")
    ]
    assert any(ref.startswith("pkg:pypi/flask@") for ref in app["dependsOn"])
