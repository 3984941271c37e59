"""Made-up clinicians, so that a newcomer sees the directory at work. Nobody can mistake
them for real ones."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count, cycle

from finder.core.directory.codes import CodeTable, NuccCode
from finder.core.directory.distance import Area
from finder.core.directory.listing import Listing, Place
from finder.core.rules.npi import with_check_digit

NEVER_ISSUED = 290_000_000
"""The beginning of the NPIs that were never issued, without their check digit."""
FIRST_NAMES = str.split(
    "Ada Bao Carmen Dmitri Esra Femi Grace Hiro Imani Jonas Kavya Lucia Malik "
    "Noor Olga Pedro Quinn Rosa Sven Tala"
)
LAST_NAMES = str.split("Sample Example Madeup Specimen Pretend Placeholder Invented")
JOINED = date(2026, 1, 1)
NUMBERS = 100
"""How many telephone numbers belong to nobody: 555-0100 to 555-0199."""


AreaOfCity = tuple[Area, str, str]
"""The area of a ZIP code, its city and its state."""


def sample(table: CodeTable, areas: Sequence[AreaOfCity]) -> Iterator[Listing]:
    """Yield a clinician for every code around each ZIP code prefix, and a pain doctor
    of each background."""
    numbers = count(NEVER_ISSUED)
    first_names = cycle(FIRST_NAMES)
    last_names = cycle(LAST_NAMES)
    for together in by_prefix(areas):
        areas_in_turn = cycle(together)
        for codes in chosen_codes(table):
            number = next(numbers)
            yield Listing(
                npi=with_check_digit(str(number)),
                number=0,
                name=f"{next(first_names)} {next(last_names)}",
                credential="",
                codes=codes,
                kinds=table.kinds_of(codes),
                pain=table.lists_pain(codes),
                at=sample_place(number, *next(areas_in_turn)),
                since=JOINED,
            )


def sample_place(number: int, area: Area, city: str, state: str) -> Place:
    """Return a place of practice with a telephone number that belongs to nobody."""
    last_digits = 100 + number % NUMBERS
    phone = f"555555{last_digits:04}"
    return Place("1 Sample St", city, state, area.zip_code, phone)


def chosen_codes(table: CodeTable) -> Iterator[tuple[str, ...]]:
    """Yield the codes of each made-up clinician: every code once, and each background
    with pain medicine."""
    codes = table.codes.values()
    for code in codes:
        yield (code.code,)
    pain_alone = [code.code for code in codes if code.pain and not code.of]
    for code in codes:
        if pain_alone and names_background(table, code) and not code.pain:
            yield (code.code, pain_alone[0])


def names_background(table: CodeTable, code: NuccCode) -> bool:
    """Return whether a code names a single background and nothing else."""
    return len(code.of) == 1 and code.of[0] not in table.kinds


def by_prefix(areas: Sequence[AreaOfCity]) -> Iterator[list[AreaOfCity]]:
    """Yield lists of ZIP codes that begin with the same three digits, in order."""
    found: dict[str, list[AreaOfCity]] = {}
    for each in sorted(areas, key=lambda each: each[0].zip_code):
        area, _, _ = each
        prefix = area.zip_code[:3]
        with_prefix = found.setdefault(prefix, [])
        with_prefix.append(each)
    yield from found.values()
