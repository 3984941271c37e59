"""Red flags that opened a page of urgent advice and were taken back later."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from finder.core.deciding.acknowledged import Acknowledgements, How, kind_of
from finder.core.deciding.triage import CRISIS, RedFlag
from finder.core.rules.conditions import Answers
from finder.core.rules.findings import reads
from finder.core.rules.knowledge import RedFlagRow, Ruleset
from finder.core.rules.page import Page
from finder.core.rules.second_pain import PREFIX

FlagKey = tuple[str, str]
Raised = Mapping[FlagKey, datetime]
"""Red flag that interrupts -> since when it is raised."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A red flag at its level, and the times when it was ticked and taken back.

    `mistake`: the person called it a mistake. `private`: only those who may see private
    answers may see it.
    """

    flag: str
    level: str
    ticked: datetime
    back: datetime
    mistake: bool = False
    private: bool = False

    @property
    def key(self) -> FlagKey:
        return self.flag, self.level


def raised(
    earlier: Raised, flags: Collection[RedFlag], now: datetime
) -> dict[FlagKey, datetime]:
    """Return each flag that interrupts, with the time since when it is raised."""
    return {flag.key: earlier.get(flag.key, now) for flag in flags if flag.interrupts}


def newly_taken_back(
    since: Raised,
    flags: Collection[RedFlag],
    public: Collection[RedFlag],
    acknowledged: Acknowledgements,
    now: datetime,
) -> tuple[TakenBack, ...]:
    """Return the flags that were raised and are not among `flags` now.

    `public` are the flags that were raised without the private answers. If the clock
    was set back, a flag counts as ticked when it was taken back.
    """
    still = set(map(kind_of, flags))
    public_keys = {flag.key for flag in public}
    mistakes = {
        (each.flag, each.level) for each in acknowledged if each.how is How.MISTAKE
    }
    found = []
    for key, ticked in since.items():
        flag, level = key
        if (flag, level == CRISIS) not in still:
            taken_back = TakenBack(
                flag,
                level,
                ticked=min(ticked, now),
                back=now,
                mistake=key in mistakes,
                private=key not in public_keys,
            )
            found.append(taken_back)
    return tuple(found)


def with_latest(
    earlier: Iterable[TakenBack], new: Iterable[TakenBack]
) -> tuple[TakenBack, ...]:
    """Return the earlier and the new flags. Of a flag that was taken back twice, the
    last time counts."""
    latest = {each.key: each for each in (*earlier, *new)}
    return tuple(latest.values())


def page_to_change(
    ruleset: Ruleset, answers: Answers, flags: Sequence[RedFlag]
) -> Page:
    """Return the page on which the first of these flags was ticked. The answers must
    raise the flags."""
    questionnaire = ruleset.questionnaire
    nth, row = first_raised(ruleset, answers, flags[0])
    ticked = reads(row.when.terms[0], questionnaire.findings)
    again = [f"{PREFIX}{question}" for question in ticked] if nth else []
    asked = ticked.union(again)
    pages = [page for page in questionnaire.all_pages if page.question_ids & asked]
    return pages[-1] if nth else pages[0]


def first_raised(
    ruleset: Ruleset, answers: Answers, flag: RedFlag
) -> tuple[int, RedFlagRow]:
    """Return the number of the pain that raises a flag, and the first row that raises
    it."""
    pains = ruleset.questionnaire.pains(answers)
    raising = (
        (nth, row)
        for nth, pain in enumerate(pains)
        for row in ruleset.red_flags.match(pain)
        if row.flag == flag.flag
    )
    return next(raising)


StoredFlag = Sequence[str | bool]
"""A flag that was taken back, as it is stored."""


def as_parts(taken_back: Iterable[TakenBack]) -> list[StoredFlag]:
    """Return the flags as data for JSON."""
    return list(map(as_part, taken_back))


def as_part(each: TakenBack) -> StoredFlag:
    return [
        each.flag,
        each.level,
        each.ticked.isoformat(),
        each.back.isoformat(),
        each.mistake,
        each.private,
    ]


def from_parts(parts: Iterable[StoredFlag]) -> tuple[TakenBack, ...]:
    """Return the flags that were stored."""
    return tuple(map(from_part, parts))


def from_part(part: StoredFlag) -> TakenBack:
    flag, level, ticked, back, mistake, private = part
    return TakenBack(
        flag=str(flag),
        level=str(level),
        ticked=datetime.fromisoformat(str(ticked)),
        back=datetime.fromisoformat(str(back)),
        mistake=bool(mistake),
        private=bool(private),
    )
