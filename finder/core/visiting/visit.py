"""A visit: everything that one person answered, and what was said and shown on the
way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from finder.core.deciding.acknowledged import Acknowledgement, under
from finder.core.deciding.taken_back import FlagKey, TakenBack
from finder.core.rules.conditions import NO_IDS, Answers, Ids
from finder.core.rules.page import Choice, Page
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.up_to_date import translate_replaced
from finder.core.visiting.drafts import Draft


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's answers, and what was said and shown on the way."""

    answers: Answers = field(default_factory=dict)
    own_words: str = ""
    own_words_language: str = ""
    """The language that was chosen when the own words were typed, "" if unknown."""
    acknowledged: frozenset[Acknowledgement] = frozenset()
    """What the person answered to urgent advice."""
    lines: Ids = NO_IDS
    """The warning lines last shown."""
    include_private: bool = False
    """Whether the person wants to print and share the private answers."""
    via: str = ""
    """The channel: a tablet of the clinic or the phone, "" at home."""
    counted: int = -1
    """How many pages the clinic has counted, -1 if none."""
    reference: str = ""
    """The reference of the intake, "" if nothing was shared."""
    saved_until: str = ""
    """When the resume code ends, "" if there is none."""
    last: str = ""
    """The page answered last."""
    fresh: Ids = NO_IDS
    """The red flags to be seen today that the last page raised."""
    dropped: frozenset[Choice] = frozenset()
    """Choices on other pages, as (question, option), that no longer count because of
    the last page."""
    again: Mapping[str, str] = field(default_factory=dict)
    """Page that is asked again -> page whose change opened it."""
    raised: Mapping[FlagKey, datetime] = field(default_factory=dict)
    """Red flag that interrupts -> since when it is raised."""
    taken_back: tuple[TakenBack, ...] = ()
    """Red flags that were raised before."""
    shared_print: str = ""
    """The fingerprint of what was shared."""
    call_back: str = ""
    """The phone number that the person left for the clinic."""
    typed: Mapping[str, Draft] = field(default_factory=dict)
    """Unfinished entries of pages that are not answered yet."""
    picked: tuple[str, ...] = ()
    """The NPIs of the doctors that the person put on the sheet, in order."""

    def under(self, questionnaire: Questionnaire) -> "Visit":
        """Return the visit under the rules that are used now, with each replaced option
        translated."""
        answers = translate_replaced(questionnaire, self.answers)
        if answers == self.answers:
            return self
        acknowledged = under(questionnaire, self.acknowledged)
        return replace(self, answers=answers, acknowledged=acknowledged)

    def with_typed(self, page: Page, draft: Draft | None) -> "Visit":
        """Return the visit with these unfinished entries of the page, or without any if
        `draft` is None."""
        typed = self.typed_elsewhere(page)
        if draft is not None:
            language = self.language_of(page, draft.words, draft.language)
            typed[page.id] = replace(draft, language=language)
        return replace(self, typed=typed)

    def typed_elsewhere(self, page: Page) -> dict[str, Draft]:
        """Return the unfinished entries of all other pages."""
        typed = dict(self.typed)
        typed.pop(page.id, None)
        return typed

    def language_of(self, page: Page, words: str, spoken: str) -> str:
        """Return the language in which words of this page were typed.

        Words that did not change keep their language. Other words are in the language
        `spoken` now.
        """
        draft = self.typed.get(page.id)
        if draft and draft.words == words:
            return draft.language
        if words == self.own_words:
            return self.own_words_language
        return spoken if words else ""

    def with_said(self, said: frozenset[Acknowledgement]) -> "Visit":
        """Return the visit with these acknowledgements, which replace earlier ones of
        the same flags."""
        replaced = {each.key for each in said}
        others = [each for each in self.acknowledged if each.key not in replaced]
        return replace(self, acknowledged=said.union(others))

    def is_as_answered(self, page: Page, draft: Draft) -> bool:
        """Return whether the page is as it was answered before, or empty if it was not
        answered."""
        for question, chosen in draft.chosen.items():
            before = self.answers.get(question, NO_IDS)
            if chosen != before:
                return False
        return not page.asks_for_words or draft.words == self.own_words

    def unanswered_choices(self) -> Answers:
        """Return the choices on pages that are not answered yet."""
        found: dict[str, Ids] = {}
        for typed in self.typed.values():
            found |= typed.chosen
        return found

    def has_code(self, now: datetime) -> bool:
        """Return whether a resume code opens the visit now."""
        if not self.saved_until:
            return False
        until = datetime.fromisoformat(self.saved_until)
        return until > now

    def lifetime(self, now: datetime, least: timedelta) -> timedelta:
        """Return how long to store the visit from now on: `least`, or longer if its
        resume code is still valid."""
        if not self.saved_until:
            return least
        until = datetime.fromisoformat(self.saved_until)
        return max(least, until - now)
