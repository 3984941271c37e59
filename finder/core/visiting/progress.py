"""How far a visit has come under its rules: what is asked next, which red flags are
raised, what an answer changes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from finder.core.deciding.acknowledged import (
    Acknowledgement,
    How,
    still_raised,
    unacknowledged,
    was_answered_with,
)
from finder.core.deciding.taken_back import (
    newly_taken_back,
    page_to_change,
    raised,
    with_latest,
)
from finder.core.deciding.triage import RedFlag, Triage, triage
from finder.core.rules.advice import Level
from finder.core.rules.changed_answers import asked_again, dropped
from finder.core.rules.conditions import NO_IDS, Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Page
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.up_to_date import prune
from finder.core.rules.way import PagePath
from finder.core.visiting.drafts import Draft
from finder.core.visiting.visit import Visit


@dataclass(frozen=True)
class DerivedState:
    """What answers lead to under the rules. Each part is computed once, when it is
    first needed."""

    ruleset: Ruleset
    answers: Answers
    lines: frozenset[str]

    @cached_property
    def way(self) -> PagePath:
        """The way of the answers through the pages."""
        return self.ruleset.questionnaire.way(self.answers, self.lines)

    @cached_property
    def triage(self) -> Triage:
        """The red flags of the answers."""
        return triage(self.ruleset, self.answers)

    @cached_property
    def public_flags(self) -> tuple[RedFlag, ...]:
        """The red flags that are raised without the private answers."""
        public = self.ruleset.questionnaire.without_private(self.answers)
        if public == self.answers:
            return self.triage.flags
        return triage(self.ruleset, public).flags


@dataclass(frozen=True)
class Progress:
    """A visit and the course of its answers. Create one with `Progress.of`."""

    visit: Visit
    course: DerivedState

    @classmethod
    def of(cls, ruleset: Ruleset, visit: Visit) -> "Progress":
        """Return the progress of a visit under these rules."""
        return cls(visit, DerivedState(ruleset, visit.answers, visit.lines))

    @property
    def ruleset(self) -> Ruleset:
        return self.course.ruleset

    @property
    def questionnaire(self) -> Questionnaire:
        return self.ruleset.questionnaire

    @property
    def way(self) -> PagePath:
        return self.course.way

    @property
    def flags(self) -> tuple[RedFlag, ...]:
        """All red flags of the answers, the most urgent first."""
        return self.course.triage.flags

    @property
    def interrupting(self) -> tuple[RedFlag, ...]:
        """The flags that open a page of urgent advice."""
        return tuple(flag for flag in self.flags if flag.interrupts)

    @property
    def unacknowledged(self) -> tuple[RedFlag, ...]:
        """The flags that interrupt and are not acknowledged."""
        return unacknowledged(self.flags, self.visit.acknowledged)

    @property
    def mistaken(self) -> tuple[RedFlag, ...]:
        """The flags that the person called a mistake, but has not taken back."""
        return tuple(
            flag
            for flag in self.unacknowledged
            if was_answered_with(How.MISTAKE, flag, self.visit.acknowledged)
        )

    @property
    def page_of_mistake(self) -> Page | None:
        """The page on which the first of these mistakes can be taken back, None if
        there is none."""
        mistaken = self.mistaken
        if not mistaken:
            return None
        return page_to_change(self.ruleset, self.visit.answers, mistaken)

    @property
    def is_open(self) -> bool:
        """Whether a question or urgent advice comes before the result."""
        return self.way.next_page is not None or bool(self.unsettled)

    @property
    def is_stopped(self) -> bool:
        """Whether the answers end at a stop page instead of a suggestion."""
        return self.questionnaire.stops(self.visit.answers)

    @property
    def is_whole(self) -> bool:
        """Whether nothing comes before the result, and the answers do not end at a
        stop."""
        return not self.is_open and not self.is_stopped

    @property
    def has_private(self) -> bool:
        """Whether the visit holds a private answer, including one that was taken
        back."""
        holds = self.questionnaire.holds_private(self.visit.answers)
        return holds or any(each.private for each in self.visit.taken_back)

    def with_visit(self, visit: Visit) -> "Progress":
        """Return the progress of a changed visit."""
        return Progress(visit, self._course_of(visit.answers, visit.lines))

    def _course_of(self, answers: Answers, lines: frozenset[str]) -> DerivedState:
        """Return the course of these answers. It stays the same if they do."""
        before = self.course
        if answers == before.answers and lines == before.lines:
            return before
        return DerivedState(self.ruleset, answers, lines)

    def with_typed(self, page: Page, draft: Draft | None, now: datetime) -> "Progress":
        """Return the progress with these unfinished entries of the page, or without any
        if `draft` is None."""
        changed = self.visit.with_typed(page, draft)
        return self.with_visit(changed).with_trace(self, now)

    def answered(
        self,
        page: Page,
        answers: Answers,
        own_words: str | None,
        now: datetime,
        seen: frozenset[str] | None = None,
        spoken: str = "",
    ) -> "Progress":
        """Return the progress after a page was answered: merged, and pruned to the
        answers that still count.

        `seen` are the lines that the page showed, None if unknown: another tab may have
        added lines since. `spoken` is the language of the page.
        """
        visit = self.visit
        merged = {**visit.answers, **answers}
        lines = self._lines_after(page, merged, seen)
        pruned = prune(self.questionnaire, merged, lines)
        course = self._course_of(pruned, lines)
        flags = course.triage.flags
        words = visit.own_words if own_words is None else own_words
        new_today = for_today(flags) - for_today(self.flags)
        changed = replace(
            visit,
            answers=pruned,
            lines=lines,
            typed=visit.typed_elsewhere(page),
            own_words=words,
            own_words_language=visit.language_of(page, words, spoken),
            acknowledged=still_raised(visit.acknowledged, flags),
            last=page.id,
            fresh=frozenset(flag for flag, _ in new_today),
            dropped=dropped(merged, pruned, page),
            again=asked_again(self.way, course.way, page, visit.again),
        )
        return Progress(changed, course).with_trace(self, now)

    def _lines_after(
        self,
        page: Page,
        answers: Answers,
        seen: frozenset[str] | None,
    ) -> frozenset[str]:
        """Return the warning lines that were shown, after a page was answered."""
        lines = self.visit.lines
        if not any(question.ask_again for question in page.questions):
            return lines
        shown = self.questionnaire.shown_lines(page, answers)
        of_page = [question.option_ids for question in page.questions]
        return lines.difference(*of_page) | (shown if seen is None else shown & seen)

    def with_trace(self, before: "Progress", now: datetime) -> "Progress":
        """Return the progress with the times of all signs that were ticked or taken
        back since `before`."""
        earlier = before.visit
        signs = self.signs
        since = raised(earlier.raised, signs, now)
        is_gone = earlier.raised.keys() - since.keys()
        public = before.public_signs if is_gone else ()
        gone = newly_taken_back(
            earlier.raised, signs, public, earlier.acknowledged, now
        )
        if since == self.visit.raised and not gone:
            return self
        taken_back = with_latest(earlier.taken_back, gone)
        return self.with_visit(replace(self.visit, raised=since, taken_back=taken_back))

    def new_flags(self, chosen: Answers) -> tuple[RedFlag, ...]:
        """Return the flags that these choices would raise and that open a page of
        urgent advice.

        No condition requires that an option was not chosen, so choices that were made
        before raise nothing.
        """
        answers = self.visit.answers
        is_new = any(
            not ids <= answers.get(question, NO_IDS) for question, ids in chosen.items()
        )
        if not is_new:
            return ()
        raised = triage(self.ruleset, {**answers, **chosen})
        flags = unacknowledged(raised.flags, self.visit.acknowledged)
        return tuple(flag for flag in flags if flag not in self.flags)

    @cached_property
    def waiting(self) -> tuple[RedFlag, ...]:
        """The flags of choices on pages that could not be saved as answers."""
        return self.new_flags(self.visit.unanswered_choices())

    @property
    def unsettled(self) -> tuple[RedFlag, ...]:
        """The flags that must be settled before the person goes on: unacknowledged
        ones, and those that wait."""
        return (*self.unacknowledged, *self.waiting)

    @property
    def signs(self) -> tuple[RedFlag, ...]:
        """The flags of everything that is ticked, whether or not it could be saved."""
        return (*self.flags, *self.waiting)

    @property
    def public_signs(self) -> tuple[RedFlag, ...]:
        """The flags of everything that is ticked, without those that only private
        answers raise."""
        ticked = {**self.visit.answers, **self.visit.unanswered_choices()}
        unanswered_course = DerivedState(self.ruleset, ticked, self.visit.lines)
        return (*self.course.public_flags, *unanswered_course.public_flags)

    @property
    def page_that_waits(self) -> Page | None:
        """The first page on which a waiting flag can be changed, None if no such page
        is asked any more."""
        waiting = filter(self.waits_on, self.way.reachable)
        return next(waiting, None)

    def waits_on(self, page: Page) -> bool:
        """Return whether a waiting flag rests on the unfinished entries of this
        page."""
        draft = self.visit.typed.get(page.id)
        if draft is None or not self.waiting:
            return False
        without = self.with_visit(self.visit.with_typed(page, None))
        return bool(self.new_flags(draft.chosen)) or without.waiting != self.waiting

    def without_waiting(self, now: datetime) -> "Progress":
        """Return the progress after the person called waiting flags of pages that are
        not asked any more a mistake.

        Words that were typed on those pages stay.
        """
        asked = {page.id for page in self.way.reachable}
        typed = {
            page: draft if page in asked else replace(draft, chosen={})
            for page, draft in self.visit.typed.items()
            if page in asked or draft.words
        }
        said = frozenset(
            Acknowledgement(*flag.key, How.MISTAKE, now) for flag in self.waiting
        )
        before = self.with_visit(self.visit.with_said(said))
        return self.with_visit(replace(self.visit, typed=typed)).with_trace(before, now)


def for_today(flags: Iterable[RedFlag]) -> frozenset[tuple[str, str]]:
    """Return the keys of the flags that must be seen today."""
    return frozenset(flag.key for flag in flags if flag.level is Level.TODAY)
