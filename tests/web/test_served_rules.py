"""The rules with the texts of one clinic."""

from finder.config import Settings
from finder.core.rules.voice import Voice
from finder.web.app.rules_in_use import RulesInUse
from finder.web.app.served_rules import MOST_VERSIONS, ClinicTexts


def test_the_rules_in_use_stay_filled_while_many_older_ones_are_read(
    settings: Settings,
) -> None:
    in_use, texts = RulesInUse(settings).voices, ClinicTexts(settings)
    own = texts.into(in_use)

    for _ in range(MOST_VERSIONS + 1):
        texts.into(dict(in_use))
        assert texts.into(in_use) is own


def test_a_clinic_gets_each_language_and_voice_once(settings: Settings) -> None:
    own = ClinicTexts(settings).into(RulesInUse(settings).voices)
    helping = own[Voice.HELPER]
    spanish = helping.in_language("es")

    assert list(own) == list(Voice)
    assert list(helping.others) == ["es"]
    assert len(helping.others) == 1
    assert spanish.ruleset.language == "es"
    assert spanish.ruleset.voice is Voice.HELPER
    assert "\ue0c1" not in repr(spanish.ruleset.advice)
    assert helping.in_language("es") is spanish
    assert helping.in_language("en") is helping
    assert helping.in_language("fr") is helping
