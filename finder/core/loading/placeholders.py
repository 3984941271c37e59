"""The placeholders of texts, such as the number to call, and the sentences of a
text."""

import re

HELP_LINES = {
    "emergency": "911",
    "crisis_line": "988",
    "crisis_chat": "988lifeline.org",
    "spanish_line": "988",
    "veterans_line": "988",
    "veterans_text": "838255",
    "poison_line": "1-800-222-1222",
    "violence_line": "1-800-799-7233",
    "violence_text": "88788",
    "clinic": "the clinic",
    "days": "30",
}
"""The values of the placeholders if nothing else is set. A sentence that names an empty
one is left out."""
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
PLACEHOLDER = re.compile(r"[{]([^{}]*)[}]?|[}]")


def without_sentences(text: str, naming: str) -> str:
    """Return the text without the sentences that contain `naming`."""
    if naming not in text:
        return text
    others = [sentence for sentence in sentences(text) if naming not in sentence]
    return " ".join(others)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return SENTENCE_END.split(text)
