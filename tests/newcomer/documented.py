"""The commands that docs/operating.md tells a newcomer to type, read from that
document."""

import re
from textwrap import dedent

from tests.house.documents import DOCS

BLOCK = re.compile(r"^( *)```\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
MEMBER = "ada"


def commands(section: str, after: str = "") -> list[str]:
    """Return the commands in the first block of a section, or in the first one after
    some words. A command may continue over several lines."""
    text = (DOCS / "operating.md").read_text(encoding="utf-8")
    begin = text.index(f"\n### {section}\n")
    place = text.index(after, begin) if after else begin
    found = BLOCK.search(text, place)
    assert found, f"{section} has no commands after {after}"
    whole = dedent(found[2]).replace("\\\n", " ")
    return [line.replace("NAME", MEMBER) for line in whole.splitlines()]
