"""Made-up clinicians, so that a newcomer sees the directory at work. Nobody can mistake
them for real ones."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle

from finder.core.directory.codes import CodeTable
from finder.core.directory.distance import Area
from finder.core.directory.listing import Listing, Place
from finder.core.rules.npi import with_check_digit

NEVER_ISSUED = 290_000_000
"""The beginning of the NPIs that were never issued, without their check digit."""
FIRST_NAMES = (
    "Ada", "Bao", "Carmen", "Dmitri", "Esra", "Femi", "Grace", "Hiro", "Imani", "Jonas", "Kavya", "Lucia", "Malik",
    "Noor", "Olga", "Pedro", "Quinn", "Rosa", "Sven", "Tala",
)  # fmt: skip
LAST_NAMES = (
    "Sample",
    "Example",
    "Madeup",
    "Specimen",
    "Pretend",
    "Placeholder",
    "Invented",
)
JOINED = date(2026, 1, 1)
NUMBERS = 100
"""How many telephone numbers belong to nobody: 555-0100 to 555-0199."""


def sample(
    table: CodeTable, areas: Sequence[tuple[Area, str, str]]
) -> Iterator[Listing]:
    """Yield a clinician for every code around each ZIP code prefix, and a pain doctor
    of each background."""
    number = NEVER_ISSUED
    first, last = cycle(FIRST_NAMES), cycle(LAST_NAMES)
    for together in by_prefix(areas):
        spread = cycle(together)
        for codes in chosen_codes(table):
            area, city, state = next(spread)
            at = Place(
                "1 Sample St",
                city,
                state,
                area.zip_code,
                f"555555{100 + number % NUMBERS:04}",
            )
            yield Listing(
                with_check_digit(str(number)),
                0,
                f"{next(first)} {next(last)}",
                "",
                codes,
                table.kinds_of(codes),
                table.lists_pain(codes),
                at,
                JOINED,
            )
            number += 1


def chosen_codes(table: CodeTable) -> Iterator[tuple[str, ...]]:
    """Yield the codes of each made-up clinician: every code once, and each background
    with pain medicine."""
    alone = next(
        (code.code for code in table.codes.values() if code.pain and not code.of), ""
    )
    for code in table.codes.values():
        yield (code.code,)
    for code in table.codes.values():
        if (
            alone
            and len(code.of) == 1
            and code.of[0] not in table.kinds
            and not code.pain
        ):
            yield (code.code, alone)


def by_prefix(
    areas: Sequence[tuple[Area, str, str]],
) -> Iterator[list[tuple[Area, str, str]]]:
    """Yield lists of ZIP codes that begin with the same three digits, in order."""
    found: dict[str, list[tuple[Area, str, str]]] = {}
    for each in sorted(areas, key=lambda each: each[0].zip_code):
        area, _, _ = each
        prefix = area.zip_code[:3]
        with_prefix = found.setdefault(prefix, [])
        with_prefix.append(each)
    yield from found.values()
