"""The fixed texts for a person with more than one pain."""

from dataclasses import dataclass, field

from finder.core.rules.words import Words, with_placeholders

OF_PAIN = with_placeholders("pain", "background", "count")


@dataclass(frozen=True, slots=True)
class PainWords:
    """The headlines of a result that is about one of several pains.

    `{pain}` is the name of the pain. `elsewhere` adds the background that fits another
    pain, and `about` then says which pain the rest of the result is about. `step` is a
    step for one of two pains. `lead_elsewhere` says that the lead fits a pain other
    than the `{main}` one.
    """

    regular_doctor: Words = field(metadata=OF_PAIN)
    clear: Words = field(metadata=OF_PAIN)
    likely: Words = field(metadata=OF_PAIN)
    close: Words = field(metadata=OF_PAIN)
    pair: Words = field(metadata=OF_PAIN)
    low: Words = field(metadata=OF_PAIN)
    about: Words = field(metadata=with_placeholders("pain"))
    step: Words = field(metadata=with_placeholders("pain", "step"))
    elsewhere: Words = field(
        metadata=with_placeholders("headline", "pain", "background")
    )
    lead_elsewhere: Words = field(metadata=with_placeholders("pain", "main"))
