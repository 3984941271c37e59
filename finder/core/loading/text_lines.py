"""Find the lines in which the texts of a file are written."""

from collections import Counter

from finder.core.loading.english_texts import EnglishText, as_list


class TextLines:
    """The lines of the texts of a file, which are passed in order, so that texts with
    the same words have different lines."""

    def __init__(self, file_text: str) -> None:
        self.file_text = file_text
        self.times: Counter[tuple[str, str]] = Counter()

    def pass_text(self, text: EnglishText) -> None:
        """Note that this is the next text of the file. Finding its line takes long, and
        is rarely needed."""
        self.times[text.key, beginning(text)] += 1

    def line_of(self, text: EnglishText) -> int:
        """Return the line of the text that was passed last, or 0 if it is written in an
        unusual way."""
        words = beginning(text)
        start = end = 0
        for _ in range(self.times[text.key, words]):
            start = self.file_text.find(words, end)
            end = start + len(words)
        if start < 0:
            return 0
        return self.file_text.count("\n", 0, start) + 1


def beginning(text: EnglishText) -> str:
    """Return the beginning of a text, up to a character that a file may write
    differently."""
    first_line = as_list(text.english)[0].partition("\n")[0]
    return first_line.partition('"')[0]
