"""Load `directory.toml`: the NUCC codes of the clinicians in the directory, and what
each code means."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from finder.core.loading.entry import Entry
from finder.core.loading.ids import CODE, check_id
from finder.core.loading.reading import Reading
from finder.core.rules.conditions import listed
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.words import Words

FILE = "directory.toml"
PAIN = "pain"
"""The kind that stands for pain medicine, whatever else a clinician is."""


@dataclass(frozen=True, slots=True)
class ClinicianKind:
    """A kind of clinician outside the backgrounds. `see` are the rows of also_see.csv
    that suggest it."""

    id: str
    name: Words
    trained: Words
    see: tuple[str, ...]
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NuccCode:
    """A NUCC code: the backgrounds or kinds that it names, and whether it names pain
    medicine."""

    code: str
    name: Words
    of: tuple[str, ...]
    source: tuple[str, ...]
    pain: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """A page where anyone can look up whether a board has certified a doctor."""

    name: Words
    address: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeTable:
    """The codes in the directory. `trained` describes the training of each background
    or kind."""

    codes: Mapping[str, NuccCode]
    kinds: Mapping[str, ClinicianKind]
    boards: tuple[Board, ...]
    trained: Mapping[str, str]

    def kinds_of(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the backgrounds and kinds that these codes name.

        If a code names several, and other codes settle which ones apply, it adds only
        those.
        """
        known = self.known(codes)
        single = [code.of for code in known if len(code.of) == 1]
        settled = {of[0] for of in single}
        found: dict[str, None] = {}
        for code in known:
            applying = [kind for kind in code.of if kind in settled]
            found |= dict.fromkeys(applying or code.of)
        return tuple(found)

    def known(self, codes: Iterable[str]) -> list[NuccCode]:
        """Return those of the codes that the table has."""
        return [self.codes[code] for code in codes if code in self.codes]

    def lists_pain(self, codes: Iterable[str]) -> bool:
        """Return whether one of the codes names pain medicine."""
        return any(code.pain for code in self.known(codes))

    def codes_for(self, kind: str, *, pain: bool = False) -> tuple[NuccCode, ...]:
        """Return the codes that name a background or kind. `pain` adds codes that name
        only pain medicine."""
        found = []
        for code in self.codes.values():
            names_only_pain = code.pain and not code.of
            if kind in code.of or (pain and names_only_pain):
                found.append(code)
        return tuple(found)


NO_CODES = CodeTable({}, {}, (), {})


def load_code_table(folder: Path, ruleset: Ruleset) -> CodeTable:
    """Return the codes of a folder of rules, or no codes if it has no such file. Raises
    BrokenRules."""
    if not (folder / FILE).exists():
        return NO_CODES
    reading = Reading(folder, ruleset.language)
    file = reading.toml(FILE)
    kinds = load_kinds(file, ruleset)
    trained = {each.id: each.trained for each in ruleset.backgrounds}
    trained |= {each.id: each.trained for each in kinds.values()}
    codes = load_codes(file, ruleset, trained)
    boards = [load_board(entry, ruleset) for entry in file.array("board", "board")]
    check_catalogue(file, ruleset, codes)
    reading.finish()
    return CodeTable(codes, kinds, tuple(boards), trained)


def load_kinds(file: Entry, ruleset: Ruleset) -> dict[str, ClinicianKind]:
    found: dict[str, ClinicianKind] = {}
    rows = {row.id for row in ruleset.also_see.rows}
    taken = {PAIN, *(background.id for background in ruleset.backgrounds)}
    for entry in file.array("kind", "kind"):
        kind = entry.fill(ClinicianKind)
        check_id(entry, "kind", kind.id)
        if kind.id in taken:
            entry.wrong(
                f"there is already a kind or a background {kind.id}; give this kind another id"
            )
        report_unknown(entry, "row of also_see.csv", kind.see, rows)
        check_source(entry, kind.source, ruleset)
        taken.add(kind.id)
        found[kind.id] = kind
    return found


def load_codes(
    file: Entry, ruleset: Ruleset, kinds: Collection[str]
) -> dict[str, NuccCode]:
    found: dict[str, NuccCode] = {}
    for entry in file.array("code", "code"):
        code = entry.fill(NuccCode)
        check_id(entry, "code", code.code, CODE)
        if code.code in found:
            entry.wrong(f"there are two entries of {code.code}; delete one")
        if not (code.of or code.pain):
            entry.wrong(
                f"{code.code} is empty; name a background or a kind in `of`, or write pain = true"
            )
        report_unknown(entry, "background or kind", code.of, kinds)
        check_source(entry, code.source, ruleset)
        found[code.code] = code
    return found


def load_board(entry: Entry, ruleset: Ruleset) -> Board:
    board = entry.fill(Board)
    if "://" in board.address or " " in board.address:
        entry.wrong(
            f"address is {board.address}; write it without https://, such as certificationmatters.org"
        )
    check_source(entry, board.source, ruleset)
    return board


def check_catalogue(
    file: Entry, ruleset: Ruleset, codes: Mapping[str, NuccCode]
) -> None:
    """Report a code of catalogue.toml that this file does not have, or describes
    differently."""
    for background in ruleset.backgrounds:
        fix = f"write it here with of = [{background.id!r}]"
        for name in background.taxonomy_pain:
            if not describes(codes, name, background.id, pain=True):
                file.wrong(
                    f"catalogue.toml gives {background.id} the code {name}; {fix} and pain = true"
                )
        for name in background.taxonomy_base:
            if not describes(codes, name, background.id, pain=False):
                file.wrong(
                    f"catalogue.toml gives {background.id} the code {name}; {fix}"
                )


def describes(
    codes: Mapping[str, NuccCode], name: str, background: str, *, pain: bool
) -> bool:
    """Return whether a code names this background, and pain medicine or not."""
    code = codes.get(name)
    return code is not None and background in code.of and code.pain is pain


def check_source(entry: Entry, source: Sequence[str], ruleset: Ruleset) -> None:
    """Report a missing or unknown source."""
    if not source:
        entry.wrong(
            "source is empty; name the source, or write GK for general knowledge"
        )
    report_unknown(entry, "source", source, ruleset.sources)


def report_unknown(
    entry: Entry, what: str, names: Iterable[str], known: Collection[str]
) -> None:
    """Report names that are not known."""
    for name in names:
        if name not in known:
            entry.wrong(
                f"there is no {what} {name}; use one of {listed(sorted(known))}"
            )
