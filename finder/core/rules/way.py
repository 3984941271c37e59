"""The way that some answers lead through the pages."""

from dataclasses import dataclass
from itertools import takewhile

from finder.core.rules.page import Page


@dataclass(frozen=True, slots=True)
class Way:
    """The pages that some answers lead through, and those of them that are not answered yet. `offered` may be opened,
    but need not be answered; about so many `more` pages would follow."""

    pages: tuple[Page, ...]
    unanswered: tuple[Page, ...]
    offered: tuple[Page, ...] = ()
    more: int = 0

    @property
    def next_page(self) -> Page | None:
        return self.unanswered[0] if self.unanswered else None

    @property
    def reachable(self) -> tuple[Page, ...]:
        """The pages that may be opened: all answered ones and the first that is not; after all of them those that are
        offered."""
        if self.unanswered:
            return self.pages[: self.pages.index(self.unanswered[0]) + 1]
        return (*self.pages, *self.offered)

    def before(self, page: Page) -> Page | None:
        """The page that leads to this one; none for the first."""
        earlier = tuple(takewhile(lambda each: each is not page, self.pages))
        return earlier[-1] if earlier else None

    def left(self, page: Page) -> int:
        """How many unanswered pages follow besides this one; of those that one on offer would lead to, all."""
        if page in self.offered:
            return self.more
        return len(self.unanswered) - (page in self.unanswered)
