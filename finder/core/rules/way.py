"""The way that answers take through the pages."""

from dataclasses import dataclass

from finder.core.rules.page import Page


@dataclass(frozen=True, slots=True)
class PagePath:
    """The pages that answers lead through, and those of them that are not answered yet.

    The `offered` pages may be opened, but need not be answered. About `more` pages
    would follow them.
    """

    pages: tuple[Page, ...]
    unanswered: tuple[Page, ...]
    offered: tuple[Page, ...] = ()
    more: int = 0

    @property
    def next_page(self) -> Page | None:
        """The first unanswered page, None if all are answered."""
        return self.unanswered[0] if self.unanswered else None

    @property
    def reachable(self) -> tuple[Page, ...]:
        """The pages that may be opened: those answered, then the first unanswered page,
        or else the offered ones."""
        if not self.unanswered:
            return self.pages + self.offered
        first = self.unanswered[0]
        until = self.pages.index(first) + 1
        return self.pages[:until]

    def before(self, page: Page) -> Page | None:
        """Return the page before this one, or None for the first page."""
        earlier = self.pages
        if page in earlier:
            place = earlier.index(page)
            earlier = earlier[:place]
        return earlier[-1] if earlier else None

    def left(self, page: Page) -> int:
        """Return how many other unanswered pages are left, or how many an offered page
        would add."""
        if page in self.offered:
            return self.more
        left = len(self.unanswered)
        return left - self.unanswered.count(page)
