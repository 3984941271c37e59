"""The part of a sheet in two languages that only the clinic reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from finder.core.summarizing.referral import FlagLine
from finder.core.summarizing.summary import Summary


@dataclass(frozen=True, slots=True)
class ForClinic:
    """The part below the sections on the clinic's side. Each line has a label."""

    heading: str
    parted: str
    completeness: str
    intro: str
    lines: tuple[tuple[str, str], ...]


def for_clinic(summary: Summary, *, parted: bool) -> ForClinic | None:
    """Return the part that only the clinic reads, None if no doctor is suggested.

    It holds what is missing, the codes, and the facts that the plain lines leave out.
    """
    if not summary.leads:
        return None
    referral = summary.referral
    plain = {fact.id for fact in summary.facts}
    rest = [
        (fact.label, "; ".join(fact.answers))
        for fact in referral.facts
        if fact.id not in plain
    ]
    flags = (
        "; ".join(flag_words(flag) for flag in referral.flags) or referral.flags_note
    )
    suggested = [
        *referral.suggested,
        *(summary.second.referral.suggested if summary.second else ()),
    ]
    labeled: Mapping[str, str] = {
        referral.missing_label: "; ".join(referral.missing),
        referral.flags_label: flags,
        referral.taken_back_label: "; ".join(referral.taken_back),
        referral.suggested_label: "; ".join(suggested),
        referral.attach_label: "; ".join(referral.attach),
    }
    filled = [(label, text) for label, text in labeled.items() if text]
    return ForClinic(
        referral.heading,
        summary.words.share.parted if parted else "",
        referral.completeness,
        referral.intro,
        (*rest, *filled),
    )


def flag_words(flag: FlagLine) -> str:
    """Return how urgent a red flag is. The sections say which red flag it is."""
    level = flag.level.rstrip(".")
    note = flag.note.rstrip(".")
    return f"{level} ({note})" if note else level
