"""Import a file of the register into the database: read each row, select clinicians,
and store them in batches."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice

from finder.core.directory.addresses import further_addresses
from finder.core.directory.codes import CodeTable
from finder.core.directory.distance import Area
from finder.core.directory.header import NoRegister
from finder.core.directory.listing import BadRow, Listing, OutOfReach, listing
from finder.core.directory.rows import FoundRow, GoneRow, Report, Rows
from finder.core.directory.seen_npis import NpiSet
from finder.store import directory
from finder.store.directory import BATCH, Edition
from finder.store.nearby import by_key
from finder.store.transaction import Database

Areas = list[tuple[Area, str, str]]


@dataclass(slots=True)
class Import:
    """One import: its inputs, and its results so far."""

    database: Database
    table: CodeTable
    areas: Areas
    now: Callable[[], datetime]
    show: Callable[[Report], object]
    report: Report = field(default_factory=Report)
    elsewhere: int = 0
    added: int = 0
    seen: NpiSet = field(default_factory=NpiSet)

    def whole(
        self,
        file: Iterable[bytes],
        until: date | None,
        addresses: Iterable[bytes] = (),
        *,
        least: int = 0,
    ) -> int:
        """Replace the directory with a full file of the register, and return how many
        clinicians are listed.

        Raises NoRegister if the file is damaged or has fewer than `least` clinicians to
        list, NewerImport and DatabaseAway.
        """
        listings = self.listings(Rows(file, self.table.codes, self.report))
        return self.replace(listings, until, addresses, least=max(1, least))

    def replace(
        self,
        listings: Iterable[Listing | GoneRow],
        until: date | None,
        addresses: Iterable[bytes] = (),
        *,
        least: int,
        sample: bool = False,
    ) -> int:
        """Replace the directory with these clinicians, and return how many are listed.

        Raises NoRegister if there are fewer than `least`.
        """
        number = self.begin(until, sample=sample)
        self.store(number, listings)
        self.store_addresses(number, addresses)
        if self.added < least:
            self.delete_others()
            raise NoRegister(
                f"the file has only {self.added:,} clinicians to import, but at least {least:,} were expected; "
                "nothing was changed. Add --fewer if this is correct"
            )
        with self.database.writing(self.now()) as transaction:
            directory.finish(transaction, number)
        self.delete_others()
        return self.added

    def update(
        self,
        file: Iterable[bytes],
        onto: Edition,
        until: date,
        addresses: Iterable[bytes] = (),
    ) -> int:
        """Apply a file with the changes of a week to the directory, and return how many
        clinicians it then lists."""
        number = self.begin(until)
        self.store(
            number,
            self.listings(Rows(file, self.table.codes, self.report, update=True)),
        )
        self.store_addresses(number, addresses)
        with self.database.writing(self.now()) as transaction:
            return directory.apply_update(transaction, number, onto, until)

    def begin(self, until: date | None, *, sample: bool = False) -> int:
        """Store the ZIP codes, begin a new edition, delete the rows of abandoned
        imports, and return the edition's number."""
        with self.database.writing(self.now()) as transaction:
            directory.put_areas(transaction, self.areas)
            number = directory.begin(transaction, until, sample=sample)
        self.delete_others(number)
        return number

    def delete_others(self, *more: int) -> None:
        """Delete every edition except the current one and these, in small transactions
        that block nobody for long."""
        with self.database.reading(self.now()) as transaction:
            in_use = directory.current(transaction)
        spared = [*more, *([in_use.id] if in_use else [])]
        while True:
            with self.database.writing(self.now()) as transaction:
                if not directory.delete_others(transaction, spared):
                    return

    def store(self, number: int, listings: Iterable[Listing | GoneRow]) -> None:
        """Store the clinicians in batches, each in its own transaction."""
        for batch in batches(listings, BATCH):
            found = [each for each in batch if isinstance(each, Listing)]
            gone = [each.npi for each in batch if isinstance(each, GoneRow)]
            with self.database.writing(self.now()) as transaction:
                directory.add(transaction, number, found, gone)
            self.added += len(found)
            self.show(self.report)

    def store_addresses(self, number: int, file: Iterable[bytes]) -> None:
        """Store the further places of the listed clinicians. A place at the clinician's
        primary address is left out."""
        counts: Counter[str] = Counter()
        known = {area.zip_code for area, _, _ in self.areas}
        found = further_addresses(file, self.seen, self.report) if file else iter(())
        while batch := list(islice(found, BATCH)):
            with self.database.writing(self.now()) as transaction:
                npis = [npi for npi, _ in batch]
                listed = {each.npi: each for each in by_key(transaction, number, npis)}
                further = []
                for npi, place in batch:
                    own = listed.get(npi)
                    if own is None or place.zip_code not in known:
                        continue
                    if place.street != own.at.street:
                        counts[npi] += 1
                        further.append(replace(own, number=counts[npi], at=place))
                directory.add(transaction, number, further)

    def listings(
        self, rows: Iterable[FoundRow | GoneRow]
    ) -> Iterator[Listing | GoneRow]:
        """Yield the clinicians to list. Mistakes in other rows go into the report."""
        known = {area.zip_code for area, _, _ in self.areas}
        for row in rows:
            if isinstance(row, GoneRow):
                if row.npi.isdigit():
                    yield row
                continue
            try:
                found = listing(row, self.table)
            except OutOfReach:
                self.elsewhere += 1
                continue
            except BadRow as error:
                self.report.add(row.line, str(error))
                continue
            if found.at.zip_code not in known:
                self.report.add(
                    row.line,
                    f"{found.npi} has the ZIP code {found.at.zip_code}, which is unknown",
                )
            elif not self.seen.add(found.npi):
                self.report.add(
                    row.line, f"{found.npi} is in the file twice; the first row is used"
                )
            else:
                yield found


def batches(
    found: Iterable[Listing | GoneRow], size: int
) -> Iterator[list[Listing | GoneRow]]:
    batch: list[Listing | GoneRow] = []
    for each in found:
        batch.append(each)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
