"""The parts of a result, as the screen shows them and as the browser prints them. A
part that says the same on both is rendered once."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from finder.core.summarizing.summary import Summary
from finder.web.app.explaining import explained

Macro = Callable[..., Markup]
"""A macro that renders a part of a summary. The prefix of its ids is its second
argument."""
BOTH = Markup('<div class="screen-only">{}</div>\n<div class="print-only">{}</div>')


@dataclass(frozen=True, slots=True)
class ScreenAndPaper:
    """What a person reads on the screen, and what is printed."""

    screen: Summary
    paper: Summary

    def part(self, render: Macro, *more: object) -> Markup:
        """Return a part of the page, and a second one for paper if it reads something
        that is different there. Words are explained on the screen."""
        compared = Compared(self.screen, self.paper)
        shown = explained(render(compared, "", *more))
        if not compared.is_different:
            return shown
        return BOTH.format(shown, render(self.paper, "print-", *more))


class Compared:
    """The summary for the screen. It notes whether something that is read from it is
    different on paper."""

    def __init__(self, screen: Summary, paper: Summary) -> None:
        self._screen = screen
        self._paper = paper
        self.is_different = False

    def __getattr__(self, name: str) -> object:
        """Return a value of the summary."""
        value = getattr(self._screen, name)
        if value != getattr(self._paper, name):
            self.is_different = True
        return value
