"""The cautions on paper."""

from collections.abc import Iterator

from finder.core.summarizing.summary import Summary


def cautions(summary: Summary) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each heading that has cautions, with its cautions. What to ask today comes
    first.

    Cautions of treatment cards that are not printed are left out.
    """
    words = summary.words
    steps = (*summary.steps, *(summary.second.steps if summary.second else ()))
    printed = {
        caution for step in steps for card in step.cards for caution in card.cautions
    }
    printed.update(summary.tell_clinic)
    if summary.second:
        printed.update(summary.second.tell_clinic)
    yield from (
        (heading, sentences)
        for heading, sentences in (
            (words.ask_today.heading, summary.ask_today),
            (
                words.result.be_careful,
                tuple(each for each in summary.be_careful if each in printed),
            ),
            (words.result.tell_doctors, summary.tell_doctors),
        )
        if sentences
    )
