"""The line of a text is found in its file, also if another text has the same words."""

import tomllib

from finder.core.loading.english_texts import english_texts
from finder.core.loading.text_lines import TextLines

FILE = """
[one]
en = "Yes"
[two]
en = "Yes"
[three]
en = "Wr\\u0069tten with an escape"
"""


def test_each_text_has_its_own_line() -> None:
    lines = TextLines(FILE)
    found = []
    for text in english_texts(tomllib.loads(FILE)):
        lines.pass_text(text)
        found.append((text.place, lines.line_of(text)))

    assert found == [("one > en", 3), ("two > en", 5), ("three > en", 0)]
