"""The proofs as readable text."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap

from finder.core.reviewing.proofs import Claim, Failure, Proofs, Range, Witness

WIDTH = 100
HOLDS, FAILS, ACCEPTED = "✓", "✗", "~"


def report(proofs: Proofs, version: str, files: Mapping[str, str]) -> Iterator[str]:
    """Yield the report line by line. `files` holds the path of each patient, by the
    text of the failure."""
    yield "The rules, proved for everyone"
    yield f"Rules version {version}: {proofs.possible}, all of them covered."
    for section, claims in groupby(proofs.claims, key=section_of):
        yield ""
        yield section
        for claim in claims:
            yield from claim_lines(claim, files)
    if proofs.ranges:
        yield ""
        yield "What each background can score, and a person for whom it leads"
        yield from all_range_lines(proofs.ranges)
    yield ""
    yield verdict(proofs)


def section_of(claim: Claim) -> str:
    return claim.section


def verdict(proofs: Proofs) -> str:
    """Return how many claims hold."""
    begin = f"Of {len(proofs.claims)} claims,"
    failed = [claim for claim in proofs.claims if not claim.holds]
    if not failed:
        return f"{begin} all hold."
    verb = "does" if len(failed) == 1 else "do"
    return f"{begin} {len(failed)} {verb} not hold; see {FAILS} above."


def claim_lines(claim: Claim, files: Mapping[str, str]) -> Iterator[str]:
    """Yield whether a claim holds, with its notes and failures."""
    sign = HOLDS if claim.holds else FAILS
    yield from wrapped(f"  {sign} ", claim.words)
    yield from wrapped("      ", f"{claim.cases}.")
    for note in claim.notes:
        yield from wrapped("      · ", note)
    for failure in claim.failures:
        yield from failure_lines(failure, files)


def failure_lines(failure: Failure, files: Mapping[str, str]) -> Iterator[str]:
    """Yield where a claim fails and why, with a person who shows it."""
    sign = ACCEPTED if failure.accepted else FAILS
    place = f"{failure.file}:{failure.line}"
    yield from wrapped(f"      {sign} ", f"{place}: {failure.text}")
    if failure.accepted:
        yield from wrapped("        ", f"Accepted: {failure.accepted}")
    if failure.witness:
        yield "        A person who shows it:"
        yield from patient_lines(failure.witness)
    if failure.text in files:
        path = files[failure.text]
        yield f"        See it in the app: finder run --answers {path}"


def patient_lines(witness: Witness, start: str = " " * 10) -> Iterator[str]:
    for question, chosen in witness.lines:
        yield from wrapped(start, f"{question} {chosen}", f"{start}  ")


def all_range_lines(ranges: Sequence[Range]) -> Iterator[str]:
    """Yield what each background can score, and a person for whom it leads."""
    width = max(len(each.name) for each in ranges)
    for each in ranges:
        start = f"  {each.name:<{width}}  {each.lowest:>2} to {each.highest:<3}  "
        yield from wrapped(start, person_in_words(each.leads_for))


def person_in_words(witness: Witness | None) -> str:
    """Return the answers of a person on one line."""
    if witness is None:
        return "nobody"
    answers = [chosen for _, chosen in witness.lines]
    return " · ".join(answers)


def wrapped(start: str, text: str, further: str = "") -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=further or " " * len(start),
        break_on_hyphens=False,
    )
