"""A wrong row in any file is reported with its file, its line and a fix, and stops the
start."""

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from finder.config import OTHER_LINES
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load, version
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.advice import OtherHelpWords
from finder.core.rules.conditions import AtLeast
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.points import ROOM
from finder.paths import RULES
from tests.edits import edited

Plant = Callable[[str, str, str], list[str]]


@pytest.fixture
def plant(folder: Path) -> Plant:
    """Return a function that replaces the first match of a text in a file, and returns
    the reported errors."""

    def planted(file: str, old: str, new: str) -> list[str]:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(BrokenRules) as broken:
            load(folder)
        return [str(error) for error in broken.value.errors]

    return planted


def line_of(file: str, words: str) -> int:
    text = (RULES / file).read_text(encoding="utf-8")
    return text[: text.index(words)].count("\n") + 1


TWICE = '[[taxonomy]]\ncode = "208VP0000X"\nname_en = "x"\n[[taxonomy]]'

FAULTS = [
    (
        "suggestions.csv",
        "feel:face_shock",
        "feel:face_shok",
        "feel has no option face_shok; it has ",
    ),
    (
        "suggestions.csv",
        "where:spine & how_long:chronic",
        "wher:spine",
        "there is no question wher; use one of ",
    ),
    (
        "suggestions.csv",
        "widespread",
        "wide_spread",
        "there is no finding wide_spread; use one of ",
    ),
    (
        "suggestions.csv",
        "widespread",
        "widespread>>1",
        "is not a term; write question:option",
    ),
    ("suggestions.csv", "widespread", "widespread>=2", "can never apply"),
    (
        "advice.toml",
        "Call {emergency} now",
        "Call {emergenzy} now",
        "there is no placeholder {emergenzy} for this text; use one of clinic, crisis_chat, crisis_line, days, ",
    ),
    (
        "advice.toml",
        'start_line     = "spanish_line"',
        'start_line     = "spanish"',
        "start_line must name the number that start is sent to; use one of crisis_line, ",
    ),
    (
        "advice.toml",
        'start_line     = "spanish_line"',
        'start_line     = "clinic"',
        "start_line must name the number that start is sent to; use one of crisis_line, ",
    ),
    (
        "advice.toml",
        'start_line     = "spanish_line"',
        "",
        "start_line must name the number that start is sent to; use one of crisis_line, ",
    ),
    (
        "advice.toml",
        "Of the five kinds of pain doctor, it fits your answers best.",
        "A clear fit for {background}.",
        "there is no placeholder {background} for this text; use one of ",
    ),
    (
        "advice.toml",
        "Trained in {background}.",
        "Trained in {background}, says {name}.",
        "there is no placeholder {name} for this text; use one of background, clinic, ",
    ),
    (
        "advice.toml",
        "{month} {day}, {year}",
        "{month} {day:02}",
        "there is no placeholder {day:02} for this text",
    ),
    (
        "questionnaire.toml",
        '"pain in {answer}"',
        '"pain in {what}"',
        "there is no placeholder {what} for this text; use one of answer, clinic, ",
    ),
    (
        "sheet.toml",
        "of the {needed} facts",
        "of the {count} facts",
        "there is no placeholder {count} for this text",
    ),
    (
        "reasons.toml",
        "Short shocks",
        "{count} shocks",
        "there is no placeholder {count} for this text",
    ),
    (
        "advice.toml",
        '"November", "December"]',
        '"November"]',
        "months_en has 11 entries; write 12",
    ),
    (
        "advice.toml",
        '["January", ',
        '["Nevermonth", "January", ',
        "months_en has 13 entries; write 12",
    ),
    ("advice.toml", '["Often first", ', "[", "steps_en has 2 entries; write 3"),
    (
        "advice.toml",
        ', "Four", "Five"]',
        "]",
        "counts needs 5 words, one for each number of leads",
    ),
    (
        "advice.toml",
        '["some", ',
        "[",
        "words_en has 2 entries; write 3, one for each of lowest",
    ),
    ("advice.toml", "[0, 4, 7]", '["0", 4, 7]', "lowest must be a list of numbers"),
    (
        "advice.toml",
        '["Warning signs come first", ',
        "[",
        "steps_en has 5 entries; write 4, one for each of heads",
    ),
    (
        "advice.toml",
        '  "One event",\n',
        "",
        "clinic_lines_en has 3 entries; write 2, one for each of hospital_lines",
    ),
    ("suggestions.csv", ",key,", ",kee,", "there is no group kee; use one of base, "),
    (
        "suggestions.csv",
        "epidural_steroid",
        "epidural",
        "there is no treatment epidural; use one of ",
    ),
    (
        "suggestions.csv",
        "face-shocks,key,feel:face_shock,1",
        "face-shocks,key,feel:face_shock,-1",
        "write a whole number",
    ),
    (
        "suggestions.csv",
        "face-shocks",
        "face-shokcs",
        "face-shokcs has no reason; add [face-shokcs] to reasons.toml",
    ),
    (
        "suggestions.csv",
        "face-shocks,key,",
        "face-shocks,key,,",
        "this row has 10 cells, the header has 9",
    ),
    (
        "suggestions.csv",
        "id,group",
        "id,groups",
        "the first line must be id,group,when,anesthesiology",
    ),
    ("suggestions.csv", "feel:face_shock", "", "the condition is empty"),
    (
        "suggestions.csv",
        "always,,,,,1,",
        "always,,,,,,",
        "no row with points has the condition `always`",
    ),
    (
        "scoring.toml",
        "low_under = 6",
        "low_under = -6",
        "low_under is -6; write a whole number from 0 to 10000",
    ),
    (
        "red_flags.csv",
        ",call_911",
        ",call_912",
        "there is no level call_912; use one of ",
    ),
    (
        "treatments.csv",
        ",hide,",
        ",hid,",
        "effect hid is not known; write one of hide, last",
    ),
    (
        "treatments.csv",
        "step_3",
        "step_4",
        "there is no card or card set step_4; use one of ",
    ),
    (
        "treatments.csv",
        ",hide,step_3",
        ",hide,",
        "hide needs the cards that it applies to",
    ),
    (
        "reasons.toml",
        'strength = "strong"',
        'strength = "strange"',
        "there is no strength strange; use one of strong",
    ),
    (
        "reasons.toml",
        'source   = ["',
        'source   = ["NOWHERE", "',
        "there is no source NOWHERE; use one of ",
    ),
    (
        "reasons.toml",
        'strength = "strong"',
        "",
        "everyone needs words and a strength in reasons.toml",
    ),
    (
        "questionnaire.toml",
        'section = "other"',
        'section = "others"',
        "there is no section others; the sections are ",
    ),
    (
        "scoring.toml",
        "low_under = 6",
        'low_under = "six"',
        "low_under must be a whole number",
    ),
    ("scoring.toml", "clear_gap = 4", "", "clear_gap is missing"),
    (
        "scoring.toml",
        '"psychiatry"',
        '"psychiatrist"',
        "there is no background psychiatrist; use one of anesthesiology",
    ),
    (
        "scoring.toml",
        'strength = ["low"]',
        'strength = ["lo"]',
        "strength lo is not known; write one of low, pair",
    ),
    (
        "advice.toml",
        "[level.soon]",
        "[level.sooner]",
        "the table [level.soon] is missing",
    ),
    ("advice.toml", "footer_en", "foot_en", "footer_en is missing"),
    (
        "advice.toml",
        'when         = "heavy_mood"',
        'when = "heavy"',
        "there is no finding heavy; use one of ",
    ),
    ("suggestions.csv", ",widespread,", ",impact>=31,", "can never apply"),
    (
        "suggestions.csv",
        ",widespread,",
        ",age:older & age:a80 & age:a65_79,",
        "can never apply",
    ),
    (
        "catalogue.toml",
        'id          = "workup"',
        'id = "rfa"',
        "there are two cards rfa; change the id of one",
    ),
    (
        "catalogue.toml",
        "needle   = [",
        "needle = [7, ",
        "needle must be a list of texts",
    ),
    (
        "reasons.toml",
        'source   = ["',
        'source = []\nother = ["',
        "source is missing; name at least one source of sources.toml",
    ),
    (
        "catalogue.toml",
        "step        = 3",
        "step = 4",
        "step 4 is not known; write 1, 2 or 3",
    ),
    (
        "questionnaire.toml",
        'kind    = "one"',
        'kind = "won"',
        "kind won is not known; write one of one, many, scale, text",
    ),
    (
        "questionnaire.toml",
        'id = "burning"',
        'id = "tingling_numb"',
        "two options have the same id",
    ),
    (
        "questionnaire.toml",
        'stop_if = "age:under18"',
        'stop_if = "age:under"',
        "age has no option under; it has under18",
    ),
    (
        "questionnaire.toml",
        'id      = "who"',
        'id = "age"',
        "there are two questions age; change the id of one",
    ),
    (
        "questionnaire.toml",
        'id       = "who"',
        'id = "age"',
        "there are two pages age; change the id of one",
    ),
    (
        "questionnaire.toml",
        "[[page]]",
        '[[page]]\nid = "empty"\n[[page]]',
        "page empty has no question",
    ),
    (
        "questionnaire.toml",
        'id       = "who"',
        'id = "who"\nask_if = "age:a80"',
        "only answers of earlier pages; not asked earlier: age",
    ),
    (
        "questionnaire.toml",
        'id       = "who"',
        'id = "who"\nask_if = "impact"',
        "not asked earlier: daily_tasks, enjoyment",
    ),
    (
        "questionnaire.toml",
        "options = [",
        "options = 7\nold = [",
        "options must be a list in [ ]",
    ),
    (
        "questionnaire.toml",
        "options = [",
        "options = [7,",
        "options must be a list of tables",
    ),
    (
        "review.toml",
        "review_by     = 2027-11-22",
        'review_by = "2027"',
        "review_by must be a date such as 2027-11-22",
    ),
    (
        "review.toml",
        "# [sooner]",
        "[sooner]\nface-shocks = 7\n#",
        "face-shocks must be a date such as 2027-11-22",
    ),
    (
        "review.toml",
        "# [sooner]",
        "[sooner]\nface = 2027-03-01\n#",
        "there is no row face; use one of ",
    ),
    (
        "findings.toml",
        "spine_en ",
        "spin_en ",
        "nothing reads spin_en, did you mean spine_en? Known are ",
    ),
    ("findings.toml", "[called.where]", "[called.wher]", "nothing reads shoulder_en"),
    (
        "findings.toml",
        "[group.where]",
        "[group.wher]",
        "there is no question wher; use one of who, ",
    ),
    (
        "findings.toml",
        "shoulder   =",
        "low_back =",
        "group low_back has the same name as an option of where",
    ),
    (
        "findings.toml",
        "sum = [",
        "total = [",
        "finding impact needs exactly one of sum, count, any, all",
    ),
    (
        "findings.toml",
        'sum = ["',
        'sum = ["pain_max", "',
        "sum: there is no number pain_max above; use one of",
    ),
    (
        "findings.toml",
        "feel:burning|",
        "feel:burning|nerve|",
        "count: burning would count twice, in burning and in nerve",
    ),
    (
        "findings.toml",
        "feel:burning|",
        "fell:burning|",
        "count: there is no question fell; use one of who, ",
    ),
    (
        "findings.toml",
        "[finding.impact]",
        "[finding.pain_avg]",
        "there are two numbers named pain_avg",
    ),
    (
        "sheet.toml",
        'questions = ["age"]',
        'questions = ["old"]',
        "there is no question old; use one of who, ",
    ),
    (
        "sheet.toml",
        "burning       =",
        "burnt =",
        "feel: burning has no words for the clinic; add it to [option.feel]",
    ),
    (
        "sheet.toml",
        "burning       =",
        "burnt =",
        "feel has no option burnt; it has all_tired, ",
    ),
    (
        "sheet.toml",
        "pain_avg    =",
        "pain =",
        "pain_avg shares this line with another question; give",
    ),
    (
        "replaced.toml",
        'id = "feel:ache_move"',
        'id = "feel:sharp"',
        "feel:sharp is still in the questionnaire",
    ),
    (
        "replaced.toml",
        '"changes:ache_move"',
        '"changes:ache"',
        "there is no option changes:ache; write a question:option",
    ),
    (
        "replaced.toml",
        'by = ["changes:ache_move"]',
        "by = []",
        "feel:ache_move has no replacement",
    ),
    (
        "replaced.toml",
        '"feel:lean_back"',
        '"feel:ache_move"',
        "feel:ache_move is replaced twice; keep one entry",
    ),
    ("replaced.toml", "by = ", "to = ", "nothing reads to; known are by, id"),
    ("advice.toml", 'id      = "poison"', "id = [1]", "id must be a text in quotes"),
    (
        "reasons.toml",
        "Do not push the lump back. Do",
        "Do not push. It. Back. Do",
        "extra has 4 sentences; write 3 or fewer",
    ),
    (
        "reasons.toml",
        "Do not push the lump back.",
        f"Do not push {'it ' * 20}.",
        "extra has a sentence over 20 words; split it: Do not push it",
    ),
    ("advice.toml", "call_en = ", "ring_en = ", "call_en is missing"),
    ("review.toml", "view_en =", "seen_en =", "view_en is missing"),
    (
        "sheet.toml",
        '"rf_cauda"',
        '"rf_caudal"',
        "there is no option rf_caudal to warn about",
    ),
    (
        "sheet.toml",
        "tried:tests",
        "tried:test",
        "tried has no option test; it has home, ",
    ),
    ("findings.toml", "# Numbers", '[[finding]]\nen = "a"', "finding must be a table"),
    (
        "advice.toml",
        "[level.call_911]",
        "level.loose = 1\n[level.call_911]",
        "[level.loose] must be a table",
    ),
    ("questionnaire.toml", "[helper] ", "[[helper]] ", "helper must be a table"),
    ("scoring.toml", "[lead]", "[[lead]]", "lead must be a table"),
    (
        "questionnaire.toml",
        "options = [",
        "options = [[[[[[[[[[[[[[[[[[[[[[[[[[",
        "this is not valid TOML",
    ),
    (
        "questionnaire.toml",
        'id = "dull_steady"',
        'id = ["dull_steady"]',
        "id must be a text",
    ),
    (
        "scoring.toml",
        "within = 4",
        "within = true",
        "within must be a whole number from 0 to 10000",
    ),
    (
        "scoring.toml",
        "within = 4",
        "within = 2027-01-01",
        "within must be a whole number from 0 to 10000",
    ),
    (
        "scoring.toml",
        "within = 4",
        "within = 10001",
        "within is 10001; write a whole number from 0 to 10000",
    ),
    (
        "scoring.toml",
        "within = 4",
        f"within = 0x{'f' * 5000}",
        "within is far too large; write a whole number",
    ),
    ("scoring.toml", "within = 4", f"within = {'9' * 5000}", "this is not valid TOML"),
    (
        "scoring.toml",
        "share  = 50",
        "share = 101",
        "share is 101 percent of the top score; write 100 or less",
    ),
    ("scoring.toml", "[4, 4, 3]", "[4, 4]", "cards has 2 numbers; write three"),
    (
        "scoring.toml",
        "[4, 4, 3]",
        "[4, 4, true]",
        "cards must be a list of numbers, each a whole number from 0 to 10000",
    ),
    ("advice.toml", "[0, 4, 7]", "[1, 4, 7]", "lowest must start with 0 and increase"),
    ("advice.toml", "[0, 4, 7]", "[0, true, 7]", "lowest must be a list of numbers"),
    ("catalogue.toml", "[[background]]", "[background]", "this is not valid TOML"),
    ("catalogue.toml", "[set] ", "[[set]] ", "set must be a table"),
    (
        "suggestions.csv",
        "feel:face_shock,1,9",
        "feel:face_shock,1,65536",
        "neurology is 65536; write a whole number from 0",
    ),
    (
        "suggestions.csv",
        "feel:face_shock,1,9",
        "feel:face_shock,1,101",
        "neurology is 101; write a whole number from 0 to 100",
    ),
    (
        "suggestions.csv",
        "feel:face_shock,1,9",
        "feel:face_shock,1,٣",
        "neurology is ٣; write a whole number from 0 to 100",
    ),
    (
        "suggestions.csv",
        ",widespread,",
        ",impact>=0,",
        "impact>=0 always holds; write 1 or more",
    ),
    (
        "suggestions.csv",
        ",widespread,",
        f",impact>={'9' * 5000},",
        "is not a term; write question:option",
    ),
    (
        "suggestions.csv",
        ",widespread,",
        f",{'widespread & ' * 20}widespread,",
        "has 21 terms; write 20 or fewer",
    ),
    (
        "findings.toml",
        '["pain_avg", "enjoyment"',
        '["pain_avg", "pain_avg", "enjoyment"',
        "names a number twice",
    ),
    (
        "questionnaire.toml",
        'id       = "how_long"',
        'id = "how/long"',
        "page `how/long` is not a valid id; write lowercase",
    ),
    (
        "questionnaire.toml",
        'id       = "how_long"',
        'id = ".."',
        "page `..` is not a valid id; write lowercase",
    ),
    (
        "questionnaire.toml",
        'id = "burning"',
        'id = "burning-2"',
        "option `burning-2` is not a valid id; write lowercase",
    ),
    (
        "questionnaire.toml",
        'id = "burning"',
        'id = "Burning"',
        "option `Burning` is not a valid id; write lowercase",
    ),
    (
        "questionnaire.toml",
        'id = "burning"',
        'id = "burn\u0456ng"',
        "is not a valid id; write lowercase",
    ),
    (
        "questionnaire.toml",
        'id = "burning"',
        f'id = "{"b" * 61}"',
        "has 61 characters; write an id of 60 or fewer",
    ),
    (
        "questionnaire.toml",
        'id      = "pain_avg"',
        'id = "date"',
        "question date is a reserved word in forms or in DMN",
    ),
    (
        "questionnaire.toml",
        'id      = "who"',
        'id = "data"',
        "question data is a reserved word in forms or in DMN",
    ),
    (
        "questionnaire.toml",
        'id      = "pain_avg"',
        'id = "feel_shock"',
        "both get the name feel_shock in DMN",
    ),
    (
        "suggestions.csv",
        "face-shocks,",
        "face shocks,",
        "id `face shocks` is not a valid id; write lowercase",
    ),
    (
        "suggestions.csv",
        "face-shocks,",
        '"face""shocks",',
        'id `face"shocks` is not a valid id; write lowercase',
    ),
    (
        "suggestions.csv",
        "face-shocks,",
        ",",
        "id `` is not a valid id; write lowercase",
    ),
    (
        "red_flags.csv",
        ",rf_chest,",
        ",Rf_chest,",
        "flag `Rf_chest` is not a valid id; write lowercase",
    ),
    (
        "sources.toml",
        "[NG59]",
        "[ng59]",
        "source `ng59` is not a valid id; write capital letters",
    ),
    (
        "findings.toml",
        "[finding.both_hands]",
        "[finding.always]",
        "finding always is a reserved word in forms or in DMN",
    ),
    ("findings.toml", "older   =", '"old er" =', "group `old er` is not a valid id"),
    ("scoring.toml", "key       =", '"k y" =', "group `k y` is not a valid id"),
    (
        "catalogue.toml",
        "steroid  =",
        '"ster oid" =',
        "set `ster oid` is not a valid id",
    ),
    ("catalogue.toml", "steroid  =", "rfa =", "there is already a card or a set rfa"),
    (
        "catalogue.toml",
        'id            = "neurology"',
        'id = "anesthesiology"',
        "there are two backgrounds anesthesiology",
    ),
    (
        "catalogue.toml",
        'id            = "neurology"',
        'id = "group"',
        "background group is a reserved word",
    ),
    (
        "catalogue.toml",
        'code    = "',
        'code = "x',
        "is not a valid id; write the ten digits and capital letters",
    ),
    (
        "catalogue.toml",
        "[[taxonomy]]",
        TWICE,
        "there are two names of 208VP0000X; delete one",
    ),
    ("sheet.toml", 'id        = "age"', 'id = "a ge"', "line `a ge` is not a valid id"),
    (
        "reasons.toml",
        "Short shocks",
        "\\u0007Short shocks",
        "the character U+0007 cannot be stored or printed",
    ),
    (
        "reasons.toml",
        "Short shocks",
        "\\uFFFEShort shocks",
        "the character U+FFFE cannot be stored or printed",
    ),
    (
        "reasons.toml",
        "Short shocks",
        "\x07Short shocks",
        "the character U+0007 cannot be stored or printed",
    ),
    (
        "suggestions.csv",
        "face-shocks",
        "face-\x00shocks",
        "the character U+0000 cannot be stored or printed",
    ),
    (
        "questionnaire.toml",
        'kind    = "one"',
        'kind = "one"\nprivate_if = "always"',
        "nothing reads private_if",
    ),
    (
        "questionnaire.toml",
        'kind    = "one"',
        'kind = "one"\nmost_is = 3',
        "nothing reads most_is, did you mean most? Known",
    ),
    (
        "questionnaire.toml",
        'kind    = "one"',
        'kind = "one"\nif = "always"',
        "nothing reads if",
    ),
    (
        "questionnaire.toml",
        "[helper] ",
        "[helpers]\n[helper] ",
        "nothing reads helpers, did you mean helper? Known are",
    ),
    (
        "questionnaire.toml",
        'id = "burning", en',
        'id = "burning", lonely = true, en',
        "nothing reads lonely",
    ),
    (
        "scoring.toml",
        "[lead]",
        "[leed]\n[lead]",
        "nothing reads leed, did you mean lead? Known are",
    ),
    (
        "scoring.toml",
        "within = 4",
        "within = 4\nwithout = 5",
        "nothing reads without, did you mean within? Known are",
    ),
    (
        "findings.toml",
        "[group.where]",
        "[groups.where]\n[group.where]",
        "nothing reads groups, did you mean group? Known",
    ),
    (
        "catalogue.toml",
        "[set] ",
        "[sets]\n[set] ",
        "nothing reads sets, did you mean set? Known are",
    ),
    (
        "sheet.toml",
        "[clinic]",
        "[clinics]\n[clinic]",
        "nothing reads clinics, did you mean clinic? Known are",
    ),
    (
        "review.toml",
        "review_by     =",
        "review_buy = 1\nreview_by =",
        "nothing reads review_buy, did you mean review_by?",
    ),
    (
        "suggestions.csv",
        ",feel:face_shock,",
        ',"feel:face_shock,',
        "a quoted cell that begins here never ends",
    ),
    (
        "suggestions.csv",
        ",feel:face_shock,",
        f",{'x' * 140000},",
        "the row that begins here cannot be split",
    ),
    (
        "suggestions.csv",
        "nerve_calming|workup",
        '"nerve_calming\nworkup"',
        "treatments has a line break between two",
    ),
    (
        "suggestions.csv",
        "feel:face_shock,1,9,,,,",
        "feel:face_shock,1,9,,",
        "write a comma for each empty cell",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    FAULTS,
    ids=[f"{file}-{new or old}" for file, old, new, _ in FAULTS],
)
def test_a_planted_fault_is_reported_with_its_place_and_a_fix(
    plant: Plant, file: str, old: str, new: str, expected: str
) -> None:
    errors = plant(file, old, new)

    assert any(expected in error for error in errors), errors
    assert all(error.split(":")[1].isdecimal() for error in errors)


@pytest.mark.parametrize(
    "file", ["suggestions.csv", "red_flags.csv", "treatments.csv", "also_see.csv"]
)
def test_a_fault_in_a_table_is_reported_with_its_exact_line(
    plant: Plant, file: str
) -> None:
    last = (RULES / file).read_text(encoding="utf-8").splitlines()[-1]

    errors = plant(file, last, last + "\n" + last)

    line = line_of(file, last)
    assert errors == [
        f"{file}:{line + 1}: the id {last.split(',')[0]} is already used in {file}:{line}; give this row another id"
    ]


def test_rows_keep_their_line_after_cells_with_line_breaks(plant: Plant) -> None:
    first, _, rest = (
        (RULES / "suggestions.csv").read_text(encoding="utf-8").partition("\n")
    )
    whole = f"{first}\n{rest}"
    broken = whole.replace(",base,always,", ',base,"\nalways\n",').replace(
        "feel:face_shock", "feel:face_shok"
    )

    [error] = plant("suggestions.csv", whole, broken)

    line = line_of("suggestions.csv", "feel:face_shock") + 2
    assert error.startswith(
        f"suggestions.csv:{line}: when: feel has no option face_shok"
    )


def test_cells_with_line_breaks_and_spare_columns_read_the_same(
    folder: Path, ruleset: Ruleset
) -> None:
    path = folder / "also_see.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [f"{line},,," for line in lines if line]
    path.write_text(
        "\n".join([*rows, "", ""]).replace("joint_or_immune", '"\njoint_or_immune\n"'),
        encoding="utf-8",
    )

    assert load(folder).also_see.rows == ruleset.also_see.rows


def test_a_wrong_header_is_reported_without_its_consequences(plant: Plant) -> None:
    [error] = plant("also_see.csv", "id,when", "id;when")

    assert error == "also_see.csv:1: the first line must be id,when,unless"


def test_mistakes_before_a_wrong_header_are_reported_too(plant: Plant) -> None:
    errors = plant(
        "catalogue.toml", 'id            = "neurology"', 'id = "nerve doctor"'
    )

    assert [each.partition(":")[0] for each in errors if "neurology" not in each] == [
        "catalogue.toml",
        "suggestions.csv",
    ]


def test_a_catalogue_without_backgrounds_is_reported(folder: Path) -> None:
    path = folder / "catalogue.toml"
    path.write_text("background = []\n[set]\n", encoding="utf-8")

    with pytest.raises(
        BrokenRules, match=r"catalogue\.toml:1: there is no \[\[background\]\]"
    ):
        load(folder)


def test_a_single_table_instead_of_a_list_is_reported_with_its_header(
    folder: Path,
) -> None:
    path = folder / "catalogue.toml"
    path.write_text("[background]\n[set]\n", encoding="utf-8")

    with pytest.raises(
        BrokenRules,
        match=r"background must be a list of tables; write \[\[background\]\]",
    ):
        load(folder)


def test_the_points_of_all_rows_fit_into_their_field(folder: Path) -> None:
    path, reasons = folder / "suggestions.csv", folder / "reasons.toml"
    rows = [f"more-{number},key,always,,100,,,,\n" for number in range(ROOM // 100 + 1)]
    path.write_text(path.read_text(encoding="utf-8") + "".join(rows), encoding="utf-8")
    words = [
        f'[more-{number}]\nen = "More."\nsource = ["EO"]\nstrength = "expert"\n'
        for number in range(len(rows))
    ]
    reasons.write_text(
        reasons.read_text(encoding="utf-8") + "".join(words), encoding="utf-8"
    )

    with pytest.raises(BrokenRules) as broken:
        load(folder)

    first = broken.value.errors[0]
    assert first.line > 100
    assert "points; all rows together may give at most 65535" in first.text
    assert "neurology" in first.text


def fibonacci(at: int) -> str:
    first = ("impact", "pain_avg", *(f"f{number}" for number in range(at)))
    return f'sum = ["{first[-1]}", "{first[-2]}"]'


def one_on_another(at: int) -> str:
    return f'any = ["{f"f{at - 1}" if at else "both_hands"}"]'


def all_before(at: int) -> str:
    names = ("both_hands", *(f"f{number}" for number in range(at)))
    return "any = [" + ", ".join(f'"{name}"' for name in names) + "]"


@pytest.mark.parametrize(
    ("grow", "expected"),
    [
        (fibonacci, r"f\d+ can add up to \d+; the limit is 65535"),
        (one_on_another, r"f\d+ uses 21 levels of findings; write 20 or fewer"),
        (
            all_before,
            r"f\d+ has \d+ terms, including the findings that it uses; write 2000 or fewer",
        ),
    ],
)
def test_findings_that_grow_without_bounds_are_reported(
    folder: Path, grow: Callable[[int], str], expected: str
) -> None:
    path = folder / "findings.toml"
    grown = "".join(f'\n[finding.f{at}]\nen = "x"\n{grow(at)}\n' for at in range(24))
    path.write_text(path.read_text(encoding="utf-8") + grown, encoding="utf-8")

    with pytest.raises(BrokenRules, match=expected):
        load(folder)


def test_a_condition_that_takes_too_long_to_search_is_accepted(folder: Path) -> None:
    """Check eight terms with many ways each: the app must not hang while it looks for a
    person who can answer so."""
    path = folder / "findings.toml"
    ways = [
        f'"where:{name} & feel:burning"'
        for name in ("head", "neck", "knee", "hip", "leg", "belly", "spine")
    ]
    text = "".join(
        f'\n[finding.way_{number}]\nen = "x"\nany = [{", ".join(ways)}]\n'
        for number in range(19)
    )
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    table = folder / "also_see.csv"
    hard = " & ".join([*(f"way_{number}" for number in range(18)), "impact>=31"])
    table.write_text(
        table.read_text(encoding="utf-8").replace("joint_or_immune", hard),
        encoding="utf-8",
    )

    assert load(folder).also_see.rows[0].when.terms[-1] == AtLeast("impact", 31)


def test_deeply_nested_lists_are_reported_with_their_line(folder: Path) -> None:
    path = folder / "scoring.toml"
    for deep in (
        "deep = " + "[" * 5000 + "]" * 5000,
        "deep = " + "[" * 30 + "]" * 30,
        ".".join(["a"] * 300) + " = 1",
    ):
        path.write_text("# first\n" + deep + "\n", encoding="utf-8")

        with pytest.raises(
            BrokenRules,
            match=r"scoring\.toml:2: more than 20 lists or tables are nested",
        ):
            load(folder)


def test_a_file_of_megabytes_is_reported(folder: Path) -> None:
    (folder / "scoring.toml").write_bytes(b"#" * 4_000_001)

    with pytest.raises(
        BrokenRules, match=r"scoring\.toml: this file has more than 4000000 bytes"
    ):
        load(folder)


def test_a_second_language_is_next_to_the_first(folder: Path) -> None:
    path = folder / "advice.toml"
    text = path.read_text(encoding="utf-8").replace(
        "[urgent]", '[urgent]\nfooter_vi = "x"', 1
    )
    path.write_text(text, encoding="utf-8")

    assert load(folder)


def test_a_mistake_is_reported_on_one_line_and_shortened(plant: Plant) -> None:
    [error, *_] = plant("suggestions.csv", ",widespread,", f',"feel:{"x" * 9000}",')

    assert len(error) < 2000
    assert " ... " in error


def test_a_fault_in_a_text_is_reported_with_the_line_of_its_table(plant: Plant) -> None:
    line = line_of("advice.toml", "[urgent]")

    errors = plant("advice.toml", "footer_en", "foot_en")

    assert f"advice.toml:{line}: footer_en is missing" in errors


def test_an_unused_key_is_reported_with_its_own_line(plant: Plant) -> None:
    line = line_of("advice.toml", "footer_en")

    errors = plant("advice.toml", "footer_en", "foot_en")

    assert any(
        each.startswith(f"advice.toml:{line}: nothing reads foot_en, did you mean ")
        for each in errors
    )


def test_all_mistakes_are_reported_together(folder: Path) -> None:
    for file in ("suggestions.csv", "red_flags.csv", "treatments.csv"):
        path = folder / file
        path.write_text(
            path.read_text(encoding="utf-8").replace("where:", "wehre:"),
            encoding="utf-8",
        )

    with pytest.raises(BrokenRules) as broken:
        load(folder)

    assert {error.file for error in broken.value.errors} >= {
        "suggestions.csv",
        "red_flags.csv",
        "treatments.csv",
    }
    assert len(broken.value.errors) > 15


def test_a_sum_is_never_higher_than_its_parts(folder: Path, plant: Plant) -> None:
    findings = folder / "findings.toml"
    both = '\n[finding.both]\nen = "two facts"\nsum = ["widespread", "spine_or_limb"]\n'
    findings.write_text(findings.read_text(encoding="utf-8") + both, encoding="utf-8")

    [error] = plant("suggestions.csv", ",widespread,", ",both>=3,")

    assert "can never apply" in error


def test_missing_files_are_reported_without_their_consequences(folder: Path) -> None:
    (folder / "also_see.csv").unlink()
    (folder / "findings.toml").unlink()

    with pytest.raises(BrokenRules) as broken:
        load(folder)

    assert [str(error) for error in broken.value.errors] == [
        "also_see.csv: this file is missing; put it back next to the others in rules/",
        "findings.toml: this file is missing; put it back next to the others in rules/",
    ]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        BrokenRules, match="nowhere: there is no such folder of rules; correct the path"
    ):
        load(tmp_path / "nowhere")


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    (folder / "also_see.csv").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(
        BrokenRules, match=r"also_see\.csv: cannot be read .*save it as UTF-8"
    ):
        load(folder)


def test_invalid_toml_is_reported_with_its_line(plant: Plant) -> None:
    line = line_of("scoring.toml", "[lead]")

    assert any(
        error.startswith(f"scoring.toml:{line}: this is not valid TOML")
        for error in plant("scoring.toml", "[lead]", "[lead")
    )


def test_toml_that_ends_too_early_is_reported_at_its_last_line(folder: Path) -> None:
    file = folder / "scoring.toml"
    text = f"{file.read_text(encoding='utf-8')}unfinished = [\n"
    file.write_text(text, encoding="utf-8")
    last = text.count("\n")

    with pytest.raises(BrokenRules) as broken:
        load(folder)

    assert any(
        str(error).startswith(f"scoring.toml:{last}: this is not valid TOML")
        for error in broken.value.errors
    )


def test_a_table_saved_by_a_spreadsheet_reads_the_same(
    folder: Path, ruleset: Ruleset
) -> None:
    path = folder / "also_see.csv"
    text = path.read_text(encoding="utf-8").replace(",", ";").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert load(folder).also_see.rows == ruleset.also_see.rows


def test_an_empty_row_at_the_end_of_a_table_is_ignored(
    folder: Path, ruleset: Ruleset
) -> None:
    path = folder / "also_see.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text + "," * text.partition("\n")[0].count(",") + "\n", encoding="utf-8"
    )

    assert load(folder).also_see.rows == ruleset.also_see.rows


def test_the_version_changes_with_any_word_and_not_with_line_ends(
    folder: Path, ruleset: Ruleset
) -> None:
    path = folder / "advice.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert version(folder) == ruleset.version

    path.write_bytes(path.read_bytes().replace(b"Be seen today", b"Be seen at once"))
    assert version(folder) != ruleset.version


def test_the_numbers_to_call_are_put_into_every_text() -> None:
    elsewhere = load(RULES, numbers={"emergency": "112", "crisis_line": "116 123"})

    assert (
        elsewhere.advice.urgent.footer
        == "In danger? Call 112. Thinking of suicide? Call or text 116 123."
    )


def test_a_text_leaves_out_the_sentence_about_a_missing_help_line() -> None:
    numbers = {
        "emergency": "112",
        "crisis_line": "116 123",
        **dict.fromkeys(OTHER_LINES, ""),
    }
    elsewhere = load(RULES, numbers=numbers)

    assert [line.id for line in elsewhere.advice.other_help.line] == []
    assert elsewhere.advice.crisis.ways == ("Call or text 116 123, day or night.",)
    assert elsewhere.reasons["rf_choked"].extra == "Go even with no mark on the skin."
    assert "Poison" not in elsewhere.reasons["rf_overdose"].extra
    assert "naloxone" in elsewhere.reasons["rf_overdose"].extra


def test_rules_older_than_a_file_or_a_text_can_be_read(folder: Path) -> None:
    """Check this because visits and intakes keep the rules that they began with."""
    (folder / "replaced.toml").unlink()
    for file, pattern in (
        ("scoring.toml", r"never_alone_first_from[^\n]*\n"),
        ("advice.toml", r"together_en    [^\n]*\n"),
        ("advice.toml", r"(?s)\[other_help\].*?(?=\[stop\])"),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(re.sub(pattern, "", text), encoding="utf-8")

    older = load(folder)

    assert older.questionnaire.replaced == {}
    assert older.scoring.never_alone_first_from == 0
    assert older.advice.other_help == OtherHelpWords()
    assert older.advice.urgent.together == ""


def test_the_word_to_text_goes_only_to_its_own_number() -> None:
    def word(language: str, **numbers: str) -> str:
        return load(RULES, language, numbers=numbers).advice.crisis.start

    assert word("es") == "AYUDA"
    assert word("es", crisis_line="741", spanish_line="741") == "AYUDA"
    assert word("es", crisis_line="116 123") == ""
    assert word("es", spanish_line="") == ""
    assert word("en") == ""


def test_older_rules_need_no_word_to_text(folder: Path) -> None:
    path = folder / "advice.toml"
    text = re.sub(r"(?m)^start(_en|_es|_line) .*\n", "", path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")

    assert load(folder).advice.crisis.start == ""


def test_a_missing_language_is_refused() -> None:
    with pytest.raises(BrokenRules, match="heading_vi is missing"):
        load(RULES, language="vi")


def test_a_dead_link_is_reported(folder: Path) -> None:
    (folder / "scoring.toml").unlink()
    (folder / "scoring.toml").symlink_to(folder / "scoring.toml")

    with pytest.raises(
        BrokenRules, match=r"scoring\.toml: cannot be read .*; save it as UTF-8 text"
    ):
        load(folder)


SLIPS = ("", "7", '"', "x", "[]", "{}", "true", "|", "&", ":", ",", "=", "]", "\n")


def test_any_typing_mistake_is_reported_and_never_breaks_the_loader(
    folder: Path,
) -> None:
    """Change a value, a character or a line anywhere: the rules are read, or the
    mistake is reported."""
    random = Random(1)
    files = sorted(
        path for path in folder.iterdir() if path.suffix in {".toml", ".csv"}
    )
    reported = 0
    for _ in range(150):
        path = random.choice(files)
        text = path.read_text(encoding="utf-8")
        piece = random.choice(
            list(re.finditer(r'"[^"\n]*"|\[[^]\n]*\]|[\w-]+|\n|[=,&|]', text))
        )
        path.write_text(
            text[: piece.start()] + random.choice(SLIPS) + text[piece.end() :],
            encoding="utf-8",
        )
        try:
            load_vignettes(folder, load(folder))
        except BrokenRules:
            reported += 1
        path.write_text(text, encoding="utf-8")
    assert reported > 50


def test_a_crisis_line_may_want_no_word_in_any_language(tmp_path: Path) -> None:
    folder = edited(
        tmp_path / "rules",
        ("advice.toml", 'start_es       = "AYUDA"', 'start_es       = ""'),
        ("advice.toml", 'start_line     = "spanish_line"', 'start_line     = ""'),
    )

    assert load(folder, "es").advice.crisis.start == ""
