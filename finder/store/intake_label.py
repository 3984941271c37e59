"""The label of an intake: what a list shows of it, as text to encrypt."""

from dataclasses import dataclass, field

from finder.core.rules.advice import Level

STEP = 64
"""Labels are padded to a multiple of this, so the length of a label does not reveal
which backgrounds fit."""


@dataclass(frozen=True, slots=True)
class IntakeLabel:
    """The reference, the level, whether there is a crisis, and the leads as ids."""

    reference: str = field(repr=False)
    level: Level
    crisis: bool
    fits: tuple[str, ...] = ()


def label_to_bytes(label: IntakeLabel) -> bytes:
    """Return the padded text of a label."""
    fits = ",".join(label.fits)
    text = f"{label.reference}{label.level:d}{label.crisis:d} {fits}"
    steps_begun = -(-len(text) // STEP)
    padded = text.ljust(steps_begun * STEP)
    return padded.encode()


def label_from(plain: bytes) -> IntakeLabel:
    """Return the label in a padded text."""
    first, _, fits = plain.decode().partition(" ")
    reference = first[:-2]
    level = first[-2]
    crisis = first[-1]
    ids = fits.strip().split(",")
    return IntakeLabel(
        reference,
        Level(int(level)),
        crisis == "1",
        tuple(filter(None, ids)),
    )
