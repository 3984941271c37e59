"""The list of defenses."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parents[2]
FILE = Path(__file__).with_name("defenses.toml")


@dataclass(frozen=True, slots=True)
class Defense:
    """A goal, the code that reaches it, the code without the defense, and the test that
    then fails."""

    goal: str
    file: str
    code: str
    without: str
    test: str

    @property
    def test_file(self) -> str:
        return self.test.partition("::")[0]

    def taken_away(self, text: str) -> str:
        """Return the text of the file without the defense. Raises ValueError if the
        code is not there exactly once."""
        if text.count(self.code) != 1:
            raise ValueError(
                f"{self.file} has this code {text.count(self.code)} times, not once: {self.code}"
            )
        return text.replace(self.code, self.without)


def load() -> tuple[Defense, ...]:
    """Return all defenses in order."""
    with FILE.open("rb") as file:
        return tuple(Defense(**each) for each in tomllib.load(file)["defense"])
