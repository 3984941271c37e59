"""The effect of a change is reported before a patient meets it, and a lost red flag is
an error."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from finder.commands import main
from finder.core.loading.load import load
from finder.core.reviewing.check import load_vignettes
from finder.paths import RULES
from finder.workbench.crowd import LEAD, LEVEL, Pair, simulate
from finder.workbench.differences import differences
from finder.workbench.lost import lost
from tests.edits import Edit, edited

MORE_POINTS = (
    "suggestions.csv",
    "changes:lean_back & where:spine & how_long:chronic,3,",
    "changes:lean_back & where:spine,5,",
)
LOST_FLAG = (
    "red_flags.csv",
    "safety_now:rf_chest,",
    "safety_now:rf_chest & age:older,",
)
LESS_URGENT = (
    "red_flags.csv",
    "safety_now:rf_stroke,call_911",
    "safety_now:rf_stroke,today",
)
NO_CRISIS = ("red_flags.csv", "safety_mood:now,crisis", "safety_mood:now,soon")
HIDDEN_LINE = (
    "questionnaire.toml",
    'id = "rf_fever", en',
    'id = "rf_fever", ask_if = "age:older", en',
)
LESS_PROMISED = (
    "promises.toml",
    'when  = "medicines:ran_out"',
    'when  = "medicines:ran_out & age:a80"',
)


def ran(folder: Path, number: str = "40") -> tuple[int, str]:
    result = CliRunner().invoke(
        main, ["rules", "compare", str(RULES), str(folder), "--patients", number]
    )
    return result.exit_code, result.stdout


def test_the_same_rules_change_nothing_for_anyone(tmp_path: Path) -> None:
    code, out = ran(edited(tmp_path / "rules"))

    assert code == 0
    assert "What changed in the rules: nothing" in out
    assert "Worked patients with another result: none" in out
    assert "Whatever anyone answers, no red flag" in out
    assert "       0 get another lead\n" in out


def test_a_change_is_described_with_the_people_it_affects(tmp_path: Path) -> None:
    code, out = ran(edited(tmp_path / "rules", MORE_POINTS), "300")

    assert code == 0
    assert "~ suggestions.csv: worse-leaning-back: when " in out
    assert "anesthesiology 3 -> 5" in out
    assert (
        "  Chronic LBP axial, facet, PT tried, open to procedures (leads, scores)\n    lead: pm_r, anes"
        in out
    )
    assert "Worse leaning back, twisting or turning" in out.split("Some of them")[1]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            [LOST_FLAG],
            [
                "For someone call 911 becomes less urgent:",
                "For someone the red flag rf_chest is lost:",
            ],
        ),
        (
            [LESS_URGENT, NO_CRISIS, HIDDEN_LINE, LESS_PROMISED],
            [
                "For someone call 911 becomes less urgent:",
                "For someone crisis becomes less urgent:",
                "For someone the red flag rf_fever is lost:",
                "A promise is lost: Who suddenly stopped opioids is told to call today.",
            ],
        ),
    ],
    ids=["a flag", "levels, a hidden line and a promise"],
)
def test_a_change_that_makes_care_less_safe_is_an_error(
    tmp_path: Path, edits: list[Edit], expected: list[str]
) -> None:
    code, out = ran(edited(tmp_path / "rules", *edits))

    assert code == 1
    assert [each for each in expected if f"✗ {each}" not in out] == []


def test_a_red_flag_is_found_lost_though_no_sampled_patient_shows_it(
    tmp_path: Path,
) -> None:
    """Check a rare case: only a person with a fever and belly pain, and none of its
    other reasons, gets weaker advice."""
    rare = (
        "findings.toml",
        '"where:spine|belly|pelvis_groin|all_over"',
        '"where:spine|pelvis_groin|all_over"',
    )
    old, new = load(RULES), load(edited(tmp_path / "rules", rare))

    [found] = lost(old, new)

    assert found.text == "emergency room becomes less urgent"
    assert found.patient.answers["where"] == ["belly"]
    assert not simulate(Pair(old, new), (), 50, silent).changed[LEVEL]


RENAMED: list[Edit] = [
    ("questionnaire.toml", 'id = "rf_gas"', 'id = "rf_air"'),
    (
        "red_flags.csv",
        "bad-air-now,rf_gas,safety_now:rf_gas",
        "bad-air-now,rf_air,safety_now:rf_air",
    ),
    ("reasons.toml", "[rf_gas]", "[rf_air]"),
]
IN_ITS_PLACE: Edit = (
    "replaced.toml",
    "[[replaced]]",
    '[[replaced]]\nid = "safety_now:rf_gas"\nby = ["safety_now:rf_air"]\n\n[[replaced]]',
)


def test_a_sign_that_another_line_asks_for_now_is_not_lost(tmp_path: Path) -> None:
    old = load(RULES)
    renamed, replaced = (
        load(edited(tmp_path / name, *edits))
        for name, edits in (
            ("renamed", RENAMED),
            ("replaced", [*RENAMED, IN_ITS_PLACE]),
        )
    )
    bad_air = {"safety_now": frozenset({"rf_gas"})}

    assert "the red flag rf_gas is lost" in [each.text for each in lost(old, renamed)]
    assert list(lost(old, replaced)) == []
    assert [found.level.name for found in Pair(old, replaced).assessed(bad_air)] == [
        "CALL_911"
    ] * 2
    [gone] = [
        each for each in differences(old, replaced) if each.name == "safety_now:rf_gas"
    ]
    assert gone.text == "now asked as safety_now:rf_air"


SHOCKS = "\nface-shocks,key,feel:face_shock,1,9,,,,nerve_calming|workup"
WORDS = (
    '[shocks-again]\nen = "A."\nsource = ["EO"]\nstrength = "expert"\n\n[everyone]\n'
)
COLD_LINE = next(
    line
    for line in (RULES / "questionnaire.toml").read_text().splitlines()
    if 'id = "cold"' in line
)
COLD = next(
    line
    for line in (RULES / "sheet.toml").read_text().splitlines(keepends=True)
    if line.startswith("cold ")
)
CHANGES: list[tuple[Edit, ...]] = [
    (("suggestions.csv", SHOCKS, f"{SHOCKS}\nshocks-again,feel,feel:shock,1,,,,,workup"),
     ("reasons.toml", "[everyone]\n", WORDS)),
    (("also_see.csv", "see-dentist,where:face_jaw|mouth,feel:face_shock", "see-dentist,where:face_jaw|mouth,"),),
    (("treatments.csv", "health:infection,,caution,needle|implant", "health:infection,,caution,implant"),),
    (("red_flags.csv", "medicines:ran_out,today", "medicines:ran_out,emergency_room"),),
    (("findings.toml", '"base_regions>=6"', '"base_regions>=7"'),),
    (("scoring.toml", "clear_gap = 4", "clear_gap = 5"),),
    (("questionnaire.toml", f"{COLD_LINE}\n", ""),
     ("promises.toml", 'changes     = ["cold"]\n', ""), ("sheet.toml", COLD, "")),
]  # fmt: skip
REPORTED = [
    ("suggestions.csv", "+", "shocks-again", "anesthesiology 1; treatments workup"),
    ("also_see.csv", "~", "see-dentist", " -> nothing"),
    ("treatments.csv", "~", "infection-now", "cards epidural_steroid, nerve_block"),
    ("red_flags.csv", "~", "opioids-stopped", "level today -> emergency_room"),
    (
        "findings.toml",
        "~",
        "widespread",
        "how many parts of the body hurt, left and right counted once: 7 or more",
    ),
    ("scoring.toml", "~", "clear_gap", "4 -> 5"),
    ("questionnaire.toml", "-", "changes:cold", ""),
]


@pytest.mark.parametrize(
    ("edits", "expected"),
    list(zip(CHANGES, REPORTED, strict=True)),
    ids=[expected[0] for expected in REPORTED],
)
def test_each_kind_of_change_is_reported(
    tmp_path: Path, edits: tuple[Edit, ...], expected: tuple[str, str, str, str]
) -> None:
    file, kind, name, text = expected
    old, new = load(RULES), load(edited(tmp_path / "rules", *edits))

    found = [
        each
        for each in differences(old, new)
        if (each.file, each.kind, each.name) == (file, kind, name)
    ]

    assert found
    assert text in found[0].text
    back = {"+": "-", "-": "+", "~": "~"}[kind]
    assert (file, back, name) in {
        (each.file, each.kind, each.name) for each in differences(new, old)
    }


def test_many_patients_are_compared_in_chunks(tmp_path: Path) -> None:
    heard: list[int] = []
    pair = Pair(load(RULES), load(edited(tmp_path / "rules", MORE_POINTS)))

    crowd = simulate(
        pair, load_vignettes(RULES, pair.old), 500, heard.append, chunk=300
    )

    assert crowd.number == 500
    assert heard == [300, 500]
    assert crowd.changed[LEAD] > 0
    assert len(crowd.most_common_changes(10)) <= 10


def test_a_quick_comparison_makes_up_fewer_patients(tmp_path: Path) -> None:
    arguments = [
        "rules",
        "compare",
        str(RULES),
        str(edited(tmp_path / "rules")),
        "--quick",
    ]

    result = CliRunner().invoke(main, arguments)

    assert "Of 10,000 made-up patients" in result.stdout


def silent(done: int) -> None:
    """Ignore the progress."""
