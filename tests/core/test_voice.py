"""The rules address the person, or a helper."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from finder.core.deciding.assess import assess
from finder.core.loading.helper_texts import SPEAKS, missing_forms, with_helper_texts
from finder.core.loading.load import load, missing_helper_texts
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.voice import Voice, voice_of
from finder.core.summarizing.summarize import summarize
from finder.paths import RULES

QUOTED = re.compile(r"[\"“][^\"”]*[\"”]|I am calling for somebody else\.")
FIRST_PERSON = re.compile(r"\b(?:I|I'd|[Mm]e|[Mm]y|[Mm]yself)\b")
SAID_BY_THE_HELPER = {
    "me", "I am helping someone", "I am, for myself", "I don't know", "I'd rather not say", "Nothing I know of",
    "I will get help now", "Help is called, and I stay with them. Go on",
}  # fmt: skip


@pytest.fixture(scope="module")
def to_helpers() -> Ruleset:
    return load(RULES, voice=Voice.HELPER)


def texts(part: object) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from texts(each)
    elif isinstance(part, dict):
        for each in part.values():
            yield from texts(each)
    elif is_dataclass(part):
        for each in fields(part):
            yield from texts(getattr(part, each.name))


def helped(answers: Answers, who: str = "other") -> Answers:
    return {**answers, "who": frozenset({who})}


def test_every_text_that_speaks_to_the_person_has_its_form_for_a_helper() -> None:
    assert missing_helper_texts(RULES) == []


def test_a_helper_is_never_addressed_as_the_person(to_helpers: Ruleset) -> None:
    """Check that nothing a helper reads says "I" or "my" for the person, with every
    worked patient."""
    said: set[str] = set()
    for vignette in load_vignettes(RULES, to_helpers):
        answers = helped(vignette.answers)
        summary = summarize(to_helpers, answers, assess(to_helpers, answers))
        parts = (
            getattr(summary, part.name)
            for part in fields(summary)
            if part.name != "words"
        )
        said |= {text for part in parts for text in texts(part)}
    said |= set(texts(to_helpers.questionnaire.pages))
    advice = to_helpers.advice
    for part in (
        advice.crisis,
        advice.urgent,
        advice.result,
        advice.first_visit,
        tuple(advice.level.values()),
    ):
        said |= set(texts(part))

    assert {
        text for text in said if FIRST_PERSON.search(QUOTED.sub("", text))
    } <= SAID_BY_THE_HELPER


def test_both_voices_decide_the_same(ruleset: Ruleset, to_helpers: Ruleset) -> None:
    assert to_helpers.version == ruleset.version
    for vignette in load_vignettes(RULES, ruleset)[:20]:
        assert assess(to_helpers, vignette.answers) == assess(ruleset, vignette.answers)


def test_a_helper_calls_for_help_and_says_nothing_of_being_safe(
    to_helpers: Ruleset,
) -> None:
    crisis = to_helpers.advice.crisis

    assert "Stay with them." in crisis.first
    assert crisis.ways[0].startswith("Call or text 988 yourself")
    assert "safe" not in " ".join(texts(crisis))


@pytest.mark.parametrize(
    ("who", "by_phone", "voice"),
    [
        ("me", False, Voice.PERSON),
        ("other", False, Voice.HELPER),
        ("staff", False, Voice.HELPER),
        ("staff", True, Voice.PERSON),
        ("other", True, Voice.HELPER),
    ],
)
def test_the_voice_depends_on_who_answers(
    ruleset: Ruleset, who: str, voice: Voice, *, by_phone: bool
) -> None:
    assert voice_of(ruleset.questionnaire, helped({}, who), by_phone=by_phone) is voice


def test_a_text_without_a_form_for_a_helper_is_the_same_for_both() -> None:
    assert with_helper_texts(["Stay."], []) == ["Stay."]
    assert with_helper_texts(["a", "b"], ["="]) == ["a", "b"]
    assert with_helper_texts(["a", "b"], ["=", "c"]) == ["a", "c"]
    assert with_helper_texts(["a", "b"], ["c"]) == ["c"]


def test_texts_that_cannot_misaddress_a_helper_need_no_second_form() -> None:
    assert list(missing_forms("en", "en", ["Stay."], [])) == []
    assert list(missing_forms("en", "en", ["You told us."], ["="])) == []
    assert (
        list(
            missing_forms(
                "en", "lines_en", ["Your pain", "Your pills"], ["Their pain and pills"]
            )
        )
        == []
    )
    assert list(missing_forms("es", "es", ["Tu dolor"], [])) == []
    assert (
        list(missing_forms("en", "lines_en", ["Your pain", "Your pills"], []))
        == [
            'lines_en says “Your”; write lines_they_en for a helper, or lines_they_en = "=" if it fits both'
        ]
        * 2
    )


def test_words_that_refer_to_the_person_are_recognized() -> None:
    mean_the_person = ["I", "I'd", "my", "your", "You", "yourself"]
    assert all(map(SPEAKS["en"].fullmatch, mean_the_person))
    assert not any(map(SPEAKS["en"].search, ["it", "youth", "mystery", "their"]))


def test_a_helper_reads_the_form_for_helpers(ruleset: Ruleset) -> None:
    to_helper = load(RULES, voice=Voice.HELPER)

    assert ruleset.advice.level[Level.TODAY].heading == "Be seen today"
    assert to_helper.advice.level[Level.TODAY].heading == "They need to be seen today"
