"""How far a visit has come under its rules: what is asked next, what is raised, and what an answer changes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from finder.core.deciding.acknowledged import Acknowledgement, How, is_said, still_raised, unacknowledged
from finder.core.deciding.taken_back import page_to_change, raised, with_latest, withdrawn
from finder.core.deciding.triage import RedFlag, Triage, triage
from finder.core.rules.advice import Level
from finder.core.rules.again import asked_again, dropped
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Page
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.up_to_date import prune
from finder.core.rules.way import Way
from finder.core.visiting.typed import Typed
from finder.core.visiting.visit import NONE, Visit


@dataclass(frozen=True)
class Course:
    """What answers lead to under the rules. Each part is worked out once, when it is first asked for."""

    ruleset: Ruleset
    answers: Answers
    lines: frozenset[str]

    @cached_property
    def way(self) -> Way:
        return self.ruleset.questionnaire.way(self.answers, self.lines)

    @cached_property
    def triage(self) -> Triage:
        return triage(self.ruleset, self.answers)

    @cached_property
    def public_flags(self) -> tuple[RedFlag, ...]:
        """The red flags that are raised without the private answers."""
        public = self.ruleset.questionnaire.without_private(self.answers)
        return self.triage.flags if public == self.answers else triage(self.ruleset, public).flags


@dataclass(frozen=True)
class Progress:
    """A visit and the course of its answers. Make one with `Progress.of`."""

    visit: Visit
    course: Course

    @classmethod
    def of(cls, ruleset: Ruleset, visit: Visit) -> "Progress":
        return cls(visit, Course(ruleset, visit.answers, visit.lines))

    @property
    def ruleset(self) -> Ruleset:
        return self.course.ruleset

    @property
    def questionnaire(self) -> Questionnaire:
        return self.ruleset.questionnaire

    @property
    def way(self) -> Way:
        return self.course.way

    @property
    def flags(self) -> tuple[RedFlag, ...]:
        """All red flags of the answers, the most urgent first."""
        return self.course.triage.flags

    @property
    def interrupting(self) -> tuple[RedFlag, ...]:
        """The flags that open a page of their own."""
        return tuple(flag for flag in self.flags if flag.interrupts)

    @property
    def unacknowledged(self) -> tuple[RedFlag, ...]:
        return unacknowledged(self.flags, self.visit.acknowledged)

    @property
    def mistaken(self) -> tuple[RedFlag, ...]:
        """The flags that the person has called a mistake, while their tick still stands."""
        return tuple(flag for flag in self.unacknowledged if is_said(How.MISTAKE, flag, self.visit.acknowledged))

    @property
    def page_of_mistake(self) -> Page | None:
        """The page on which the first of them can be taken back."""
        return page_to_change(self.ruleset, self.visit.answers, self.mistaken) if self.mistaken else None

    @property
    def is_open(self) -> bool:
        """Something comes before the result: a question, or urgent advice."""
        return self.way.next_page is not None or bool(self.unsettled)

    @property
    def is_stopped(self) -> bool:
        """The answers end at a page of their own instead of a suggestion."""
        return self.questionnaire.stops(self.visit.answers)

    @property
    def is_whole(self) -> bool:
        """Every page was answered, and the answers do not end at a stop."""
        return not self.is_open and not self.is_stopped

    @property
    def has_private(self) -> bool:
        """Something was told, if only for a while, that may leave the visit only by the person's wish."""
        holds = self.questionnaire.holds_private(self.visit.answers)
        return holds or any(each.private for each in self.visit.taken_back)

    def with_visit(self, visit: Visit) -> "Progress":
        """Return the progress of a changed visit; its course is the same where its answers are."""
        if visit.answers == self.visit.answers and visit.lines == self.visit.lines:
            return Progress(visit, self.course)
        return Progress.of(self.ruleset, visit)

    def with_typed(self, page: Page, stands: Typed | None, now: datetime) -> "Progress":
        """Return the progress with what stands on this page now; None where nothing waits there."""
        return self.with_visit(self.visit.with_typed(page, stands)).with_trace(self, now)

    def answered(
        self,
        page: Page,
        answers: Answers,
        own_words: str | None,
        now: datetime,
        seen: frozenset[str] | None = None,
        spoken: str = "",
    ) -> "Progress":
        """Return the progress after one page was answered: merged, and pruned of what no longer counts. `seen` are the
        lines that the page showed, where it told them: another tab may have brought more since. `spoken` is the
        language of the page."""
        visit = self.visit
        merged = {**visit.answers, **answers}
        lines = visit.lines
        if any(question.ask_again for question in page.questions):
            shown = self.questionnaire.shown_lines(page, merged)
            here = {option.id for question in page.questions for option in question.options}
            lines = (visit.lines - here) | (shown if seen is None else shown & seen)
        pruned = prune(self.questionnaire, merged, lines)
        typed = visit.with_typed(page, None).typed
        after = self.with_visit(replace(visit, answers=pruned, lines=lines, typed=typed))
        words = visit.own_words if own_words is None else own_words
        changed = replace(
            after.visit,
            own_words=words,
            own_words_language=visit.language_of(page, words, spoken),
            acknowledged=still_raised(visit.acknowledged, after.flags),
            last=page.id,
            fresh=frozenset(flag for flag, _ in for_today(after.flags) - for_today(self.flags)),
            dropped=dropped(merged, pruned, page),
            again=asked_again(self.way, after.way, page, visit.again),
        )
        return after.with_visit(changed).with_trace(self, now)

    def with_trace(self, before: "Progress", now: datetime) -> "Progress":
        """Return the progress with the times of all signs, ticked or taken back, after what it was before."""
        earlier, signs = before.visit, self.signs
        since = raised(earlier.raised, signs, now)
        public = before.public_signs if earlier.raised.keys() - since.keys() else ()
        gone = withdrawn(earlier.raised, signs, public, earlier.acknowledged, now)
        return self.with_visit(replace(self.visit, raised=since, taken_back=with_latest(earlier.taken_back, gone)))

    def new_flags(self, chosen: Answers) -> tuple[RedFlag, ...]:
        """Return the flags that open a page of their own and that these choices would raise. No condition asks that
        something was not chosen, so choices that were made before raise nothing."""
        answers = self.visit.answers
        if all(ids <= answers.get(question, NONE) for question, ids in chosen.items()):
            return ()
        flags = unacknowledged(triage(self.ruleset, {**answers, **chosen}).flags, self.visit.acknowledged)
        return tuple(flag for flag in flags if flag not in self.flags)

    @cached_property
    def waiting(self) -> tuple[RedFlag, ...]:
        """The flags of what stands on pages that could not be kept as answers."""
        return self.new_flags(self.visit.unanswered_choices())

    @property
    def unsettled(self) -> tuple[RedFlag, ...]:
        """The flags that nothing may pass: unacknowledged ones, and those that wait."""
        return (*self.unacknowledged, *self.waiting)

    @property
    def signs(self) -> tuple[RedFlag, ...]:
        """The flags of everything that is ticked, whether or not it could be kept."""
        return (*self.flags, *self.waiting)

    @property
    def public_signs(self) -> tuple[RedFlag, ...]:
        """Those of them that are raised without the private answers."""
        ticked = {**self.visit.answers, **self.visit.unanswered_choices()}
        unanswered_course = Course(self.ruleset, ticked, self.visit.lines)
        return (*self.course.public_flags, *unanswered_course.public_flags)

    @property
    def page_that_waits(self) -> Page | None:
        """The first page on which a waiting flag can be changed; None where no such page is asked any more."""
        return next((page for page in self.way.reachable if self.waits_on(page)), None)

    def waits_on(self, page: Page) -> bool:
        """Tell whether a waiting flag rests on what stands on this page."""
        stands = self.visit.typed.get(page.id)
        if stands is None or not self.waiting:
            return False
        without = self.with_visit(self.visit.with_typed(page, None))
        return bool(self.new_flags(stands.chosen)) or without.waiting != self.waiting

    def without_waiting(self, now: datetime) -> "Progress":
        """Return the progress after the waiting flags of pages that are not asked any more were called a mistake. Words
        that stand on those pages stay."""
        asked = {page.id for page in self.way.reachable}
        typed = {
            page: stands if page in asked else replace(stands, chosen={})
            for page, stands in self.visit.typed.items()
            if page in asked or stands.words
        }
        said = frozenset(Acknowledgement(*flag.key, How.MISTAKE, now) for flag in self.waiting)
        before = self.with_visit(self.visit.with_said(said))
        return self.with_visit(replace(self.visit, typed=typed)).with_trace(before, now)


def for_today(flags: Iterable[RedFlag]) -> frozenset[tuple[str, str]]:
    """Return the keys of the flags that ask to be seen today."""
    return frozenset(flag.key for flag in flags if flag.level is Level.TODAY)
