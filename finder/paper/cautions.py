"""The cautions on paper."""

from collections.abc import Iterator

from finder.core.summarizing.summary import Summary


def cautions(summary: Summary) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each heading that has cautions, with its cautions. What to ask today comes
    first.

    Cautions of treatment cards that are not printed are left out.
    """
    words = summary.words
    printed = printed_cautions(summary)
    be_careful = [each for each in summary.be_careful if each in printed]
    by_heading = (
        (words.ask_today.heading, summary.ask_today),
        (words.result.be_careful, tuple(be_careful)),
        (words.result.tell_doctors, summary.tell_doctors),
    )
    for heading, sentences in by_heading:
        if sentences:
            yield heading, sentences


def printed_cautions(summary: Summary) -> set[str]:
    """Return what to tell the clinic, and the cautions of the printed treatment cards,
    for each pain."""
    found: set[str] = set()
    pains = filter(None, (summary, summary.second))
    for pain in pains:
        found.update(pain.tell_clinic)
        for step in pain.steps:
            for card in step.cards:
                found.update(card.cautions)
    return found
