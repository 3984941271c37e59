"""What stands on a page that is not answered yet: it was left half done, or has a mistake. It waits in the visit and is
shown again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from finder.core.rules.conditions import Answers


@dataclass(frozen=True, slots=True)
class Typed:
    """The ticks and words of one page, the language that was chosen when the words were typed, the mistake in each
    question, and a sentence for the top of the page."""

    chosen: Answers = field(default_factory=dict)
    words: str = ""
    mistakes: Mapping[str, str] = field(default_factory=dict)
    above: str = ""
    language: str = ""

    @property
    def failed(self) -> bool:
        return bool(self.mistakes or self.above)
