"""`finder rules language` and `finder rules show --language`: from an empty language to
a complete one."""

import re
import shutil
from pathlib import Path

import pytest

from finder.commands.page_words import page_pairs
from finder.core.loading.languages import begun, count
from finder.paths import RULES
from tests.commands.test_cli import finder
from tests.made_up import MADE_UP, write_rules

VIETNAMESE = "vi"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a copy of the rules."""
    folder = Path(shutil.copytree(RULES, tmp_path / "rules"))
    monkeypatch.setenv("FINDER_RULES", str(folder))
    return folder


def change(path: Path, pattern: str, instead: str) -> None:
    text, number = re.subn(pattern, instead, path.read_text(encoding="utf-8"), count=1)
    assert number == 1
    path.write_text(text, encoding="utf-8")


def test_an_incomplete_language_is_off_and_its_texts_are_counted(folder: Path) -> None:
    started = finder("rules", "language", "start", VIETNAMESE)
    status, checked = finder("rules", "language", "status"), finder("rules", "check")

    total = count(folder)
    assert f"vi: {total} texts to write" in started.output
    assert f"vi: off, {total} of {total} texts are missing or wrong\n" in status.output
    assert (
        "advice.toml:5: level > call_911 > heading_vi is empty; write the translation of heading_en"
        in status.output
    )
    assert f"es: complete, {total} texts\n" in status.output
    assert checked.exit_code == 0
    assert f"vi: off, {total} of {total}" in checked.output


def test_a_missing_text_turns_a_language_off_and_is_named(folder: Path) -> None:
    change(folder / "words.toml", r'forms_es = "opioide, opioides"\n', "")

    status = finder("rules", "language", "status")

    assert f"es: off, 1 of {count(folder)} texts are missing or wrong" in status.output
    assert (
        "opioid > forms_es is missing; write the translation of forms_en"
        in status.output
    )
    assert re.search(r"words\.toml:\d+: ", status.output)


def test_an_invalid_text_turns_a_language_off(folder: Path) -> None:
    change(folder / "words.toml", r'forms_es = "naloxona"', 'forms_es = "opioide"')

    status = finder("rules", "language", "status")

    assert "es: off, because these texts cannot be used" in status.output
    assert "opioide is already a form of opioid; delete one" in status.output


@pytest.mark.parametrize("language", ["en", "vie", "is"])
def test_an_unknown_language_is_refused(folder: Path, language: str) -> None:
    result = finder("rules", "language", "start", language)

    assert result.exit_code == 1
    assert f"{language} is not a language code" in result.output
    assert begun(folder) == ("es",)


def test_characters_that_the_sheet_cannot_print_are_named(folder: Path) -> None:
    write_rules(folder, MADE_UP, lambda text: text)
    assert "typeface" not in finder("rules", "language", "status").output
    change(
        folder / "advice.toml",
        r'heading_eo = "Call \{emergency\} now"',
        'heading_eo = "Gọi {emergency} ngay 痛"',
    )

    expected = "    The typeface of the sheet has no ọ 痛: sheets in this language print [?] in their place.\n"
    assert (
        f"eo: complete, {count(folder)} texts\n{expected}"
        in finder("rules", "language", "status").output
    )
    assert expected in finder("rules", "check").output


SPOKEN = {
    "zh": ("疼痛在哪里？请立即拨打 {n}。", "哪"),
    "ko": ("어디가 아프세요? 지금 {n}에 전화하세요.", "어"),
    "vi": ("Quý vị đau ở đâu? Hãy gọi {n} ngay.", "ị"),
    "tl": ("Saan masakit? Tumawag sa {n} ngayon. Mga doktor ng pananakit.", ""),
}
"""Text in a language with a character that the typeface of the sheet lacks."""


@pytest.mark.parametrize("language", SPOKEN)
def test_a_language_says_whether_the_sheet_can_print_it(
    folder: Path, language: str
) -> None:
    words, lacking = SPOKEN[language]
    said = words.replace("{n}", "911")

    def write(quoted: re.Match[str]) -> str:
        names = re.findall(r"{\w+}", quoted[0])
        return f'"{" ".join([said, *names])}"'

    write_rules(
        folder, language, lambda text: re.sub(r'"(?:[^"\\]|\\.)*"', write, text)
    )

    for output in (
        finder("rules", "language", "status").output,
        finder("rules", "check").output,
    ):
        assert f"{language}: " in output
        [*lines] = [
            line
            for line in output.splitlines()
            if line.startswith("    The typeface of the sheet has no ")
        ]
        assert len(lines) == bool(lacking), output
        assert not lines or lacking in lines[0].split(":")[0]
        assert not lines or lines[0].endswith(
            "sheets in this language print [?] in their place."
        )


def test_the_words_of_the_pages_are_checked_for_the_sheet_too(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rules(folder, "vi", lambda text: text)
    catalog = tmp_path / "words" / "vi" / "LC_MESSAGES" / "messages.po"
    catalog.parent.mkdir(parents=True)
    monkeypatch.setenv("FINDER_TRANSLATIONS", str(tmp_path / "words"))
    assert "typeface" not in finder("rules", "language", "status").output

    catalog.write_text(
        'msgid "Doctors to call"\nmsgstr "Bác sĩ để gọi"\n', encoding="utf-8"
    )

    assert (
        "The typeface of the sheet has no ĩ ể ọ: "
        in finder("rules", "language", "status").output
    )


@pytest.mark.parametrize("columns", ["40", "80", "160"])
def test_two_languages_are_shown_side_by_side(
    monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    lines = finder("rules", "show", "--language", "es", "--wide").output.splitlines()

    texts = lines[lines.index("crisis > heading_en") + 1]
    english, spanish = re.split(r" {2,}", texts, maxsplit=1)
    assert "You are not alone. Help is".startswith(english[:20])
    assert spanish.startswith("No está solo ni sola.")
    ids = [
        line for line in lines if " > " in line or line.startswith(("== ", "also in "))
    ]
    assert {
        "== advice.toml",
        "== words.toml",
        "opioid > en",
        "== templates/desk/staff.html",
    } <= set(ids)
    assert max(len(line) for line in lines if line not in ids) <= max(int(columns), 60)


def test_two_languages_are_shown_below_each_other(folder: Path) -> None:
    change(folder / "advice.toml", r'heading_es = "Llame al \{emergency\} ahora"\n', "")

    lines = finder("rules", "show", "--language", "es").output.splitlines()

    at = lines.index("level > call_911 > heading_en")
    assert lines[at + 1 : at + 3] == ["    Call {emergency} now", "    (missing)"]
    at = lines.index("level > today > heading_en")
    assert lines[at + 1 : at + 3] == [
        "    Be seen today",
        "    Consiga que le atiendan hoy",
    ]


def test_the_words_of_the_pages_come_after_those_of_the_rules() -> None:
    lines = finder("rules", "show", "--language", "es").output.splitlines()

    assert lines.index("== words.toml") < lines.index("== finder/web/app/doctors.py")
    at = lines.index("    Add a staff member")
    assert lines[at + 1] == "    Agregar a alguien del personal"
    at = lines.index("    %(num)d doctor is on the roster now.")
    assert lines[at + 1 : at + 4] == [
        "    %(num)d médico está ahora en la lista.",
        "    %(num)d doctors are on the roster now.",
        "    %(num)d médicos están ahora en la lista.",
    ]
    assert any(line.startswith("also in ") and line.endswith(" more") for line in lines)
    assert "    (missing)" not in lines


def test_forms_of_numbers_and_missing_words_of_a_catalog_are_shown(
    tmp_path: Path,
) -> None:
    catalog = tmp_path / "vi" / "LC_MESSAGES" / "messages.po"
    catalog.parent.mkdir(parents=True)
    many = 'msgid "1 pain"\nmsgid_plural "%(n)s pains"\nmsgstr[0] "a"\nmsgstr[1] "b"\nmsgstr[2] "c"\n\n'
    header = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=3; plural=n;\\n"\n\n'
    catalog.write_text(f'{header}{many}msgid "Go on"\nmsgstr ""\n', encoding="utf-8")

    found = [
        (pair.file, pair.english, pair.other) for pair in page_pairs(tmp_path, "vi")
    ]

    assert found == [
        ("(no file)", "1 pain", "a"),
        ("(no file)", "%(n)s pains", "b"),
        ("(no file)", "(another form)", "c"),
        ("(no file)", "Go on", ""),
    ]
    assert list(page_pairs(tmp_path, "ko")) == []


def test_a_language_that_nobody_has_begun_cannot_be_shown() -> None:
    result = finder("rules", "show", "--language", VIETNAMESE)

    assert result.exit_code == 1
    assert (
        "vi has not been started; `finder rules language start vi` starts it"
        in result.output
    )
