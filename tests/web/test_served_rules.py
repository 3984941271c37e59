"""The rules with the texts of one clinic."""

from finder.config import Settings
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
