"""A sentence for a person, translated when it is shown."""

from collections.abc import Mapping


class Sentence(str):
    """A sentence in English, and the message that translates it.

    `words` is the message in the translation catalog. Each `%(name)s` in it stands for
    a value.
    """

    __slots__ = ("values", "words")
    words: str
    values: Mapping[str, object]

    def __new__(
        cls, words: str = "", values: Mapping[str, object] | None = None
    ) -> "Sentence":
        made = super().__new__(cls, words % values if values else words)
        made.words, made.values = words, values or {}
        return made


class SentenceError(Exception):
    """An error whose text is a sentence for a person."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence
