"""Load `words.toml`: medical words and what they mean."""

from finder.core.loading.ids import NAME, check_id
from finder.core.loading.names import Names
from finder.core.loading.reading import Reading
from finder.core.rules.glossary import Glossary, Word, as_found

FILE = "words.toml"


def load_glossary(reading: Reading, names: Names) -> Glossary:
    """Return the glossary. Report a word without a form, and a form of two words."""
    entry = reading.toml(FILE)
    by_form: dict[str, str] = {}
    words = []
    for name, each in entry.tables("").items():
        check_id(each, "word", name, NAME)
        word = each.fill(Word, id=name)
        if not reading.comes_from_newer(FILE):
            names.cited(each, word.source)
        if not word.all_forms:
            each.wrong(f"[{name}] has no form; write how the word is written")
            continue
        for form in map(as_found, word.all_forms):
            if form in by_form:
                each.wrong(f"{form} is already a form of {by_form[form]}; delete one")
            by_form[form] = name
        words.append(word)
    return Glossary(tuple(words))
