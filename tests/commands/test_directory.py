"""`finder directory`: from the register file to a directory in use, or to the errors in
the file."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from time import monotonic, sleep
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, select

from finder.commands import main
from finder.core.directory.listing import Listing
from finder.store import nearby
from finder.store.directory import Edition, current, listing_of
from finder.store.directory_tables import listing
from finder.store.engine import open_database
from finder.store.transaction import Database
from finder.zip_codes import all_areas
from tests.bench.register import write
from tests.clinicians import ADA, BEN, CAM, addresses_file, file_of, person
from tests.store.keys import KEYS

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WHOLE = "npidata_pfile_20050523-20261109.csv"
WEEKLY = "npidata_pfile_20261116-20261122.csv"
EVERYBODY = (
    person(ADA, "2081P2900X"),
    person(BEN, "207L00000X", first="BEN"),
    person(CAM, "207RR0500X", first="CAM"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(scope="module", autouse=True)
def areas_read_once() -> Iterator[None]:
    """Read the ZIP codes once for all imports. They come from a package, and are the
    same each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            import_module("finder.commands.directory"), "all_areas", cache(all_areas)
        )
        yield


@pytest.fixture
def run(data: Path) -> Callable[..., Result]:
    def run(*words: str | Path) -> Result:
        return CliRunner(env={"FINDER_DATA": str(data)}).invoke(
            main, ["directory", *map(str, words)]
        )

    return run


@pytest.fixture
def engine(data: Path) -> Engine:
    return open_database(f"sqlite:///{data / 'finder.db'}")


def served(engine: Engine) -> Edition:
    with Database(engine, KEYS).reading(NOW) as transaction:
        found = current(transaction)
    assert found
    return found


def everybody(engine: Engine) -> list[Listing]:
    with Database(engine, KEYS).reading(NOW) as transaction:
        rows = transaction.connection.execute(
            select(listing)
            .where(listing.c.edition == served(engine).id)
            .order_by(listing.c.npi)
        )
        return list(map(listing_of, rows))


def put(folder: Path, name: str, *people: dict[str, str]) -> Path:
    path = folder / name
    path.write_bytes(file_of(*people))
    return path


def test_a_file_becomes_the_directory(
    run: Callable[..., Result], engine: Engine, tmp_path: Path
) -> None:
    result = run(
        "import", put(tmp_path, WHOLE, *EVERYBODY, person("1.2E+09", "208VP0000X"))
    )

    assert result.exit_code == 0, result.output
    assert "Read 4 rows in " in result.output
    assert (
        "1 row has a mistake and is left out:\n  line 5: NPI is 1.2E+09: a spreadsheet has rounded it"
        in result.output
    )
    assert result.output.endswith(
        "The directory of 2026-11-09 now lists 3 clinicians.\n"
    )
    assert [each.npi for each in everybody(engine)] == [ADA, BEN, CAM]
    assert served(engine).until == date(2026, 11, 9)
    assert run("status").output == "The directory of 2026-11-09 lists 3 clinicians.\n"


def test_a_zip_and_a_plain_file_give_the_same(
    run: Callable[..., Result], engine: Engine, tmp_path: Path
) -> None:
    plain = tmp_path / WHOLE
    with plain.open("wb") as file:
        write(file, 3_000)
    with ZipFile(
        tmp_path / "NPPES_Data_Dissemination_November_2026_V2.zip", "w", ZIP_DEFLATED
    ) as archive:
        archive.writestr("NPPES_Data_Dissemination_Readme_v.2.pdf", b"%PDF")
        archive.writestr(WHOLE.replace(".csv", "_fileheader.csv"), file_of())
        archive.write(plain, WHOLE)

    assert run("import", plain).exit_code == 0
    of_plain = everybody(engine)
    assert (
        run(
            "import", tmp_path / "NPPES_Data_Dissemination_November_2026_V2.zip"
        ).exit_code
        == 0
    )

    assert everybody(engine) == of_plain
    assert len(of_plain) > 300


def test_a_weekly_file_updates_and_deactivations_remove(
    run: Callable[..., Result], engine: Engine, tmp_path: Path
) -> None:
    run("import", put(tmp_path, WHOLE, *EVERYBODY))
    new = person("2900000037", "208VP0000X", first="NEW")
    gone = person(CAM, entity="", gone="11/18/2026")

    result = run(
        "import",
        put(tmp_path, WEEKLY, person(ADA, "2081P2900X", first="ADAH"), gone, new),
    )

    assert result.output.endswith(
        "The directory of 2026-11-22 now lists 3 clinicians.\n"
    )
    assert [each.name for each in everybody(engine)] == [
        "Adah Lee",
        "Ben Lee",
        "New Lee",
    ]
    assert (
        run("status").output
        == "The directory of 2026-11-09, updated to 2026-11-22 lists 3 clinicians.\n"
    )
    older = run("import", put(tmp_path, "npidata_pfile_20261109-20261115.csv", new))
    assert older.output.endswith(
        "this file is from 2026-11-15, older than the directory, which is from 2026-11-22\n"
    )


def test_an_update_of_nothing_is_refused(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    result = run("import", put(tmp_path, WEEKLY, *EVERYBODY))

    assert result.exit_code == 1
    assert result.output.endswith(
        "is a weekly update; import the full file of a month first\n"
    )


def test_a_file_of_another_name_needs_its_day(
    run: Callable[..., Result], engine: Engine, tmp_path: Path
) -> None:
    path = put(tmp_path, "doctors.csv", *EVERYBODY)

    refused = run("import", path)
    assert "the file name doctors.csv contains no dates" in refused.output
    assert run("import", path, "--day", "2026-11-09").exit_code == 0
    assert run("import", path, "--day", "2026-11-22", "--update").exit_code == 0

    assert (served(engine).until, served(engine).updated) == (
        date(2026, 11, 9),
        date(2026, 11, 22),
    )


def test_rows_that_cannot_be_stored_are_reported(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    abroad = person(
        "2900000037", "208VP0000X", country="CA", state="ON", zip_code="M5V 1J1"
    )
    unknown = person("2900000045", "208VP0000X", zip_code="00000")
    many = [person(f"29000000{n}", "208VP0000X") for n in range(46, 75)]

    result = run(
        "import", put(tmp_path, WHOLE, *EVERYBODY, EVERYBODY[0], abroad, unknown, *many)
    )

    assert (
        "Left out 1 clinicians who practice abroad or on an overseas base."
        in result.output
    )
    assert f"line 5: {ADA} is in the file twice; the first row is used" in result.output
    assert (
        "line 7: 2900000045 has the ZIP code 00000, which is unknown" in result.output
    )
    assert "  and " in result.output


@pytest.mark.parametrize(
    "name", ["cut", "wrong", "damaged zip", "no register in it", "workbook", "cut zip"]
)
def test_a_bad_file_leaves_the_old_directory(
    run: Callable[..., Result], engine: Engine, tmp_path: Path, name: str
) -> None:
    run("import", put(tmp_path, WHOLE, *EVERYBODY))
    before = everybody(engine)
    content, path = file_of(*EVERYBODY), tmp_path / "bad" / WHOLE
    path.parent.mkdir()
    archive = tmp_path / "whole.zip"
    with ZipFile(archive, "w") as file:
        file.writestr(
            {"no register in it": "x.csv", "workbook": "xl/workbook.xml"}.get(
                name, WHOLE
            ),
            content,
        )
    damaged = bytearray(archive.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    bad, message = {
        "cut": (
            content[:-100],
            "ends in the middle of a row, line 4; copy or download it again",
        ),
        "wrong": (b"name\nA\n", "the first line has no column NPI"),
        "damaged zip": (bytes(damaged), "is a damaged zip"),
        "cut zip": (
            archive.read_bytes()[:-30],
            "is a damaged zip file; download it again",
        ),
        "no register in it": (
            archive.read_bytes(),
            "contains no npidata_pfile_....csv",
        ),
        "workbook": (archive.read_bytes(), "is a workbook; save it as CSV in UTF-8"),
    }[name]
    path.write_bytes(bad)

    result = run("import", path)

    assert result.exit_code == 1
    assert message in result.output
    assert everybody(engine) == before


def test_a_file_with_far_fewer_clinicians_counts_as_incomplete(
    run: Callable[..., Result], engine: Engine, tmp_path: Path
) -> None:
    run("import", put(tmp_path, WHOLE, *EVERYBODY, person("2900000037", "208VP0000X")))
    small = put(tmp_path, "npidata_pfile_20050523-20261207.csv", EVERYBODY[0])

    refused = run("import", small)

    assert (
        "only 1 clinicians to import, but at least 2 were expected; nothing was changed. Add"
        in refused.output
    )
    assert len(everybody(engine)) == 4
    assert run("import", small, "--fewer").exit_code == 0
    assert len(everybody(engine)) == 1


def test_made_up_clinicians_fill_the_directory(
    run: Callable[..., Result], engine: Engine, tmp_path: Path
) -> None:
    result = run("sample")

    assert result.output.endswith("made-up clinicians.\n")
    assert served(engine).sample
    assert "made-up clinicians" in run("status").output
    run("import", put(tmp_path, WHOLE, *EVERYBODY))
    assert not served(engine).sample
    assert "add --replace to replace it with made-up clinicians" in run("sample").output
    assert run("sample", "--replace").exit_code == 0
    assert served(engine).sample


def test_without_a_directory_the_status_says_how_to_fill_it(
    run: Callable[..., Result], data: Path
) -> None:
    CliRunner(env={"FINDER_DATA": str(data)}).invoke(
        main, ["clinicians", "import", "/dev/null", "--empty"]
    )
    CliRunner(env={"FINDER_DATA": str(data)}).invoke(main, ["purge"])

    assert "There is no directory; fill it with" in run("status").output


def test_rules_without_codes_import_nobody(
    data: Path, folder: Path, tmp_path: Path
) -> None:
    (folder / "directory.toml").unlink()
    env = {"FINDER_DATA": str(data), "FINDER_RULES": str(folder)}

    result = CliRunner(env=env).invoke(
        main, ["directory", "import", str(put(tmp_path, WHOLE, *EVERYBODY))]
    )

    assert result.output.endswith(
        "these rules have no directory.toml, so no clinician would be imported; add that file\n"
    )


def test_after_a_killed_import_the_old_directory_still_serves(
    run: Callable[..., Result], engine: Engine, data: Path, tmp_path: Path
) -> None:
    run("import", put(tmp_path, WHOLE, *EVERYBODY))
    old, before = served(engine), everybody(engine)
    big = tmp_path / "npidata_pfile_20050523-20261207.csv"
    with big.open("wb") as file:
        write(file, 120_000)
    words = [sys.executable, "-m", "finder", "directory", "import", str(big)]
    with subprocess.Popen(
        words,
        env=os.environ | {"FINDER_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as reads:
        patience = monotonic() + 120
        while rows(engine) <= len(before):
            assert reads.poll() is None, "it ended before it could be killed"
            assert monotonic() < patience
            sleep(0.02)
        os.kill(reads.pid, signal.SIGKILL)

    assert served(engine) == old
    assert everybody(engine) == before
    with Database(engine, KEYS).reading(NOW) as transaction:
        assert nearby.by_key(transaction, old.id, [ADA])[0].name == "Ada Lee"

    assert run("import", tmp_path / WHOLE).exit_code == 0
    assert everybody(engine) == before
    assert rows(engine) == len(before)


def rows(engine: Engine) -> int:
    """Return the number of rows of all directories."""
    with Database(engine, KEYS).reading(NOW) as transaction:
        return int(
            transaction.connection.execute(
                select(func.count()).select_from(listing)
            ).scalar_one()
        )


PLACES = addresses_file(
    (ADA, "2 ELM ST", "WACO", "TX", "76701", "US"),
    (ADA, "1 MAIN ST", "AUSTIN", "TX", "78701", "US"),
    (ADA, "3 OAK ST", "DALLAS", "TX", "00000", "US"),
    ("1234567893", "4 ASH ST", "WACO", "TX", "76701", "US"),
    (BEN, "5 FIR ST", "WACO", "TX", "76701", "US"),
)


@pytest.mark.parametrize("zipped", [True, False])
def test_further_places_of_practice_are_imported(
    run: Callable[..., Result], engine: Engine, tmp_path: Path, *, zipped: bool
) -> None:
    path, beside = put(tmp_path, WHOLE, *EVERYBODY), WHOLE.replace("npidata_", "pl_")
    if zipped:
        path = tmp_path / "register.zip"
        with ZipFile(path, "w") as archive:
            archive.write(tmp_path / WHOLE, WHOLE)
            archive.writestr(beside, PLACES)
    else:
        (tmp_path / beside).write_bytes(PLACES)

    result = run("import", path)

    assert result.output.endswith(
        "The directory of 2026-11-09 now lists 3 clinicians.\n"
    )
    places = [(each.npi, each.number, each.at.street) for each in everybody(engine)]
    assert sorted(places) == [
        (ADA, 0, "1 Main St"), (ADA, 1, "2 Elm St"), (BEN, 0, "1 Main St"), (BEN, 1, "5 Fir St"), (CAM, 0, "1 Main St"),
    ]  # fmt: skip
