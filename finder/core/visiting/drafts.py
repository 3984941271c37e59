"""Unfinished entries of a page, which was left half done or has a mistake.

The visit keeps them and shows them again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from finder.core.rules.conditions import Answers


@dataclass(frozen=True, slots=True)
class Draft:
    """The ticks and words of one page that is not answered yet.

    `mistakes` maps a question to its mistake, and `above` is a sentence for the top of
    the page. `language` is the language that was chosen when the words were typed.
    """

    chosen: Answers = field(default_factory=dict)
    words: str = ""
    mistakes: Mapping[str, str] = field(default_factory=dict)
    above: str = ""
    language: str = ""

    @property
    def failed(self) -> bool:
        """Whether the page has a mistake."""
        return bool(self.mistakes or self.above)
