"""The proofs as readable text."""

from collections.abc import Iterator, Mapping
from textwrap import wrap

from finder.core.reviewing.proofs import Claim, Failure, Proofs, Range, Witness

WIDTH = 100
HOLDS, FAILS, ACCEPTED = "✓", "✗", "~"


def report(proofs: Proofs, version: str, files: Mapping[str, str]) -> Iterator[str]:
    """Yield the report line by line. `files` holds the path of each patient, by the
    text of the failure."""
    yield "The rules, proved for everyone"
    yield f"Rules version {version}: {proofs.possible}, all of them covered."
    for section in dict.fromkeys(claim.section for claim in proofs.claims):
        yield ""
        yield section
        for claim in proofs.claims:
            if claim.section == section:
                yield from claim_lines(claim, files)
    if proofs.ranges:
        yield ""
        yield "What each background can score, and a person for whom it leads"
        widest = max(len(each.name) for each in proofs.ranges)
        for each in proofs.ranges:
            yield from range_lines(each, widest)
    yield ""
    yield verdict(proofs)


def verdict(proofs: Proofs) -> str:
    failed = sum(not claim.holds for claim in proofs.claims)
    if not failed:
        return f"Of {len(proofs.claims)} claims, all hold."
    return f"Of {len(proofs.claims)} claims, {failed} {'does' if failed == 1 else 'do'} not hold; see {FAILS} above."


def claim_lines(claim: Claim, files: Mapping[str, str]) -> Iterator[str]:
    yield from wrapped(f"  {HOLDS if claim.holds else FAILS} ", claim.words)
    yield from wrapped("      ", f"{claim.cases}.")
    for note in claim.notes:
        yield from wrapped("      · ", note)
    for failure in claim.failures:
        yield from failure_lines(failure, files)


def failure_lines(failure: Failure, files: Mapping[str, str]) -> Iterator[str]:
    sign = ACCEPTED if failure.accepted else FAILS
    yield from wrapped(
        f"      {sign} ", f"{failure.file}:{failure.line}: {failure.text}"
    )
    if failure.accepted:
        yield from wrapped("        ", f"Accepted: {failure.accepted}")
    if failure.witness:
        yield "        A person who shows it:"
        yield from patient_lines(failure.witness)
    if failure.text in files:
        yield f"        See it in the app: finder run --answers {files[failure.text]}"


def patient_lines(witness: Witness, start: str = " " * 10) -> Iterator[str]:
    for question, chosen in witness.lines:
        yield from wrapped(start, f"{question} {chosen}", f"{start}  ")


def range_lines(each: Range, widest: int) -> Iterator[str]:
    lead = (
        " · ".join(chosen for _, chosen in each.leads_for.lines)
        if each.leads_for
        else "nobody"
    )
    start = f"  {each.name:<{widest}}  {each.lowest:>2} to {each.highest:<3}  "
    yield from wrapped(start, lead, " " * len(start))


def wrapped(start: str, text: str, further: str = "") -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=further or " " * len(start),
        break_on_hyphens=False,
    )
