"""A visit: everything that one person has told, and what was said and shown on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from finder.core.deciding.acknowledged import Acknowledgement, under
from finder.core.deciding.taken_back import FlagKey, TakenBack
from finder.core.rules.conditions import Answers
from finder.core.rules.page import Page
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.up_to_date import as_asked_now
from finder.core.visiting.typed import Typed

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Visit:
    """Answers, own words with the language that was chosen when they were typed (empty where that is not known), what
    was said of urgent advice, the warning lines last shown, and what may be printed.
    `via` is how it was told, where that was on a tablet of the clinic or by phone; `counted` is the number of pages
    that the clinic's counts know of; `reference` is that of what was shared with the clinic, and `shared_print` its
    fingerprint; `call_back` is the phone number that the person left for the clinic; `saved_until` is when its
    resume code ends; `last` is the page answered last, and `fresh` are the red flags to be seen today that it has
    raised; `dropped` are the choices of other pages, as (question, option), that no longer count because of it.
    `again` maps each page that is asked once more to the page whose change asks for that. `raised` tells since when
    each red flag that interrupts is raised, `taken_back` holds those that were raised before. `typed` is what
    stands on pages that are not answered yet. `picked` are the NPIs of the doctors that the person put on the sheet,
    in their order."""

    answers: Answers = field(default_factory=dict)
    own_words: str = ""
    own_words_language: str = ""
    acknowledged: frozenset[Acknowledgement] = frozenset()
    lines: frozenset[str] = frozenset()
    include_private: bool = False
    via: str = ""
    counted: int = -1
    reference: str = ""
    saved_until: str = ""
    last: str = ""
    fresh: frozenset[str] = frozenset()
    dropped: frozenset[tuple[str, str]] = frozenset()
    again: Mapping[str, str] = field(default_factory=dict)
    raised: Mapping[FlagKey, datetime] = field(default_factory=dict)
    taken_back: tuple[TakenBack, ...] = ()
    shared_print: str = ""
    call_back: str = ""
    typed: Mapping[str, Typed] = field(default_factory=dict)
    picked: tuple[str, ...] = ()

    def under(self, questionnaire: Questionnaire) -> "Visit":
        """Return the visit under the ids of the rules that answer it, where those it began with are gone."""
        answers = as_asked_now(questionnaire, self.answers)
        if answers == self.answers:
            return self
        acknowledged = under(questionnaire, self.acknowledged)
        return replace(self, answers=answers, acknowledged=acknowledged)

    def with_typed(self, page: Page, stands: Typed | None) -> "Visit":
        """Return the visit with what stands on this page now; None where nothing waits there."""
        typed = dict(self.typed)
        typed.pop(page.id, None)
        if stands is not None:
            language = self.language_of(page, stands.words, stands.language)
            typed[page.id] = replace(stands, language=language)
        return replace(self, typed=typed)

    def language_of(self, page: Page, words: str, spoken: str) -> str:
        """Return the language that words of this page were typed in: as it is known of the same words, else the one
        that is spoken now."""
        stands = self.typed.get(page.id)
        if stands and stands.words == words:
            return stands.language
        if words == self.own_words:
            return self.own_words_language
        return spoken if words else ""

    def with_said(self, said: frozenset[Acknowledgement]) -> "Visit":
        """Return the visit with these acknowledgements, in the place of earlier ones of the same flags."""
        replaced = {(each.flag, each.level) for each in said}
        others = [each for each in self.acknowledged if (each.flag, each.level) not in replaced]
        return replace(self, acknowledged=said.union(others))

    def is_as_answered(self, page: Page, stands: Typed) -> bool:
        """Tell whether the page stands as it was answered before; where it was not answered, whether it is empty."""
        for question, chosen in stands.chosen.items():
            if chosen != self.answers.get(question, NONE):
                return False
        return not page.asks_for_words or stands.words == self.own_words

    def unanswered_choices(self) -> Answers:
        """Return what is ticked on pages that are not answered yet."""
        found: dict[str, frozenset[str]] = {}
        for typed in self.typed.values():
            found |= typed.chosen
        return found

    def has_code(self, now: datetime) -> bool:
        """Tell whether a resume code leads to the visit now."""
        if not self.saved_until:
            return False
        return datetime.fromisoformat(self.saved_until) > now

    def lifetime(self, now: datetime, least: timedelta) -> timedelta:
        """Return how long to keep it from now on: as long as usual, and while its resume code is good."""
        if not self.saved_until:
            return least
        left = datetime.fromisoformat(self.saved_until) - now
        return max(least, left)
