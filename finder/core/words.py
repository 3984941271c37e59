"""What marks a text for people."""

from typing import Annotated

Words = Annotated[str, "words"]
"""A text for people. In the files of rules/ its key ends in the language: `heading_en`; a bare `en` is `words`."""
