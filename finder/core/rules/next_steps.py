"""What to do after the result: the texts of `next.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from finder.core.rules.conditions import ALWAYS, Condition
from finder.core.rules.words import Words, with_placeholders

BACKGROUND = with_placeholders("background")


@dataclass(frozen=True, slots=True)
class NextWords:
    """The numbered list of next steps.

    `{advice}` is the heading of the most urgent advice, and `{background}` the
    specialty in which a lead trained. `checked` is used if all urgent advice was
    checked; older rules do not have it.
    """

    heading: Words
    urgent: Words = field(metadata=with_placeholders("advice"))
    crisis: Words
    today: Words = field(metadata=with_placeholders("heading"))
    regular: Words
    no_regular: Words
    after: Words = field(metadata=BACKGROUND)
    after_any: Words
    specialist: Words = field(metadata=BACKGROUND)
    specialist_any: Words
    sheet: Words
    also_see: Words = field(metadata=with_placeholders("doctors"))
    checked: Words = ""


@dataclass(frozen=True, slots=True)
class CallWords:
    """What to say on the phone. `{told}` describes the pain in parts of a sentence:
    where, since when, how strong."""

    heading: Words
    specialist: Words
    regular: Words
    looking: Words = field(metadata=BACKGROUND)
    looking_any: Words
    referral: Words = field(metadata=BACKGROUND)
    referral_any: Words
    pain: Words = field(metadata=with_placeholders("told"))
    mostly: Words = field(metadata=with_placeholders("place"))
    many_places: Words
    level: Words = field(metadata=with_placeholders("number"))
    question: Words
    answer: Words
    copy: Words
    copied: Words


@dataclass(frozen=True, slots=True)
class AskOnPhone:
    """A question to ask on the phone. `of` says whom to ask: a specialist, the regular
    doctor, or both."""

    id: str
    of: tuple[str, ...]
    words: Words
    when: Condition = ALWAYS
    unless: Condition | None = None


@dataclass(frozen=True, slots=True)
class AccessHelp:
    """Help with cost, travel or language, and its sources."""

    id: str
    words: Words
    when: Condition
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """An answer worded as part of a sentence."""

    words: Words


@dataclass(frozen=True, slots=True)
class AfterResult:
    """All of `next.toml`."""

    next: NextWords
    call: CallWords
    ask: tuple[AskOnPhone, ...]
    access_heading: str
    access: tuple[AccessHelp, ...]
    places: Mapping[str, str]
    since: Mapping[str, str]
