"""The check reads every file of a rules folder, including files that the app does not
use."""

import json
from pathlib import Path
from typing import Any

import pytest

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load
from finder.core.reviewing.folder import check_folder
from finder.paths import RULES


def mistakes_of(folder: Path) -> list[str]:
    with pytest.raises(BrokenRules) as broken:
        check_folder(folder, load(folder))
    return [str(error) for error in broken.value.errors]


def test_a_valid_folder_yields_its_worked_patients(folder: Path) -> None:
    for name in (
        ".git",
        ".~lock.reasons.toml#",
        "reasons.toml~",
        "#reasons.toml#",
        "reasons.toml.bak",
        "~$x.xlsx",
    ):
        (folder / name).touch()

    assert len(check_folder(folder, load(folder)).vignettes) > 50


def test_every_other_file_is_read_too(folder: Path) -> None:
    (folder / "promises.toml").write_text("not TOML", encoding="utf-8")
    (folder / "vignettes.toml").write_text("vignette = 7", encoding="utf-8")
    (folder / "proofs.json").write_text("{", encoding="utf-8")
    (folder / "sugestions.csv").touch()

    assert [line.partition(";")[0] for line in mistakes_of(folder)] == [
        "promises.toml:1: this is not valid TOML: Expected '=' after a key in a key/value pair (at line 1, column 5)",
        "proofs.json:1: this is not valid JSON: Expecting property name enclosed in double quotes",
        "sugestions.csv: the app does not use this file",
        "vignettes.toml:1: vignette must be a list in [ ]",
    ]


def test_an_unused_key_is_reported_in_every_file(folder: Path) -> None:
    for file, header in (
        ("vignettes.toml", "[[vignette]]"),
        ("promises.toml", "[[promise]]"),
    ):
        text = (
            (folder / file)
            .read_text(encoding="utf-8")
            .replace(header, f"{header}\nwhen_if = 1", 1)
        )
        (folder / file).write_text(text, encoding="utf-8")

    found = mistakes_of(folder)

    assert [
        line.split(" nothing reads ")[1].split()[0].strip(",;") for line in found
    ] == ["when_if", "when_if"]


def test_a_row_that_no_patient_uses_is_reported_with_its_line(folder: Path) -> None:
    path = folder / "also_see.csv"
    text = path.read_text(encoding="utf-8").replace(
        "joint_or_immune", '"\njoint_or_immune\n"'
    )
    path.write_text(
        text
        + "see-nobody,age:a80 & impact>=29 & goals:surgery_plan & where:eye_none,\n",
        encoding="utf-8",
    )
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            " & where:eye_none", " & where:wrist_hand_l & where:head"
        )
    )
    reasons = folder / "reasons.toml"
    words = '\n[see-nobody]\nen = "x"\nsource = ["EO"]\nstrength = "expert"\n'
    reasons.write_text(reasons.read_text(encoding="utf-8") + words, encoding="utf-8")

    [only] = mistakes_of(folder)

    line = (
        path.read_text(encoding="utf-8")
        .splitlines()
        .index(next(iter(text.splitlines()[-1:])))
        + 2
    )
    assert only.startswith(
        f"also_see.csv:{line}: no worked patient meets the condition of see-nobody"
    )


PROOFS: dict[str, Any] = json.loads((RULES / "proofs.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (7, "the file must be of the kind dict"),
        (
            {"logic": "x"},
            "the file must have exactly the keys logic, possible, claims, ranges",
        ),
        (PROOFS | {"claims": 7}, "claims must be of the kind list"),
        (PROOFS | {"claims": [7]}, "claims must be of the kind dict"),
        (PROOFS | {"logic": 7}, "logic must be of the kind str"),
        (
            PROOFS | {"logic": "\u0007"},
            "the file has a character that cannot be stored or printed",
        ),
        (
            PROOFS | {"ranges": [PROOFS["ranges"][0] | {"lowest": True}]},
            "lowest must be of the kind int",
        ),
        (
            PROOFS
            | {
                "ranges": [
                    PROOFS["ranges"][0]
                    | {"leads_for": {"answers": {}, "lines": [["a"]]}}
                ]
            },
            "lines must have 2 entries each",
        ),
    ],
)
def test_malformed_proofs_are_reported(folder: Path, data: object, fault: str) -> None:
    (folder / "proofs.json").write_text(json.dumps(data), encoding="utf-8")

    assert mistakes_of(folder) == [
        f"proofs.json: {fault}; create the file again with `finder rules prove --keep`"
    ]


def test_deeply_nested_proofs_are_reported(folder: Path) -> None:
    (folder / "proofs.json").write_text("[" * 100_000, encoding="utf-8")

    assert mistakes_of(folder) == [
        "proofs.json: lists are nested too deep; create the file again with `finder rules prove --keep`"
    ]


def test_a_text_that_misaddresses_a_helper_is_reported(folder: Path) -> None:
    path = folder / "questionnaire.toml"
    text = path.read_text(encoding="utf-8")
    form = ', they_en = "They took too much of a drug or medicine, by mistake or on purpose"'
    assert form in text
    path.write_text(text.replace(form, ""), encoding="utf-8")
    advice = folder / "advice.toml"
    words = advice.read_text(encoding="utf-8").replace('told_they_en   = "="\n', "", 1)
    advice.write_text(
        words.replace("bring_they_en = [", 'bring_they_en = [\n  "One more thing",', 1),
        encoding="utf-8",
    )

    assert [line.partition(": ")[2] for line in mistakes_of(folder)] == [
        'told_en says “You”; write told_they_en for a helper, or told_they_en = "=" if it fits both',
        'en says “I”; write they_en for a helper, or they_en = "=" if it fits both',
    ]
