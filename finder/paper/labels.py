"""The labels that the printed sheet and the paper form put around the texts of the
rules. The template replaces each name in braces."""

from collections.abc import Callable, Mapping

from finder.core.rules.sentence import Sentence

Say = Callable[[Sentence], str]
"""A function that returns a sentence in the language of the paper. `str` returns it in
English."""

SHEET: Mapping[str, Sentence] = {
    "title": Sentence("Pain visit summary"),
    "footer": Sentence("Pain visit summary, {date}."),
    "rules": Sentence("Rules {version}, {reviewed}"),
    "page": Sentence("Page {page} of {pages}"),
    "because": Sentence("Because you told us:"),
    "own_words": Sentence("In my own words"),
    "words_of_helper": Sentence("In the words of the helper"),
    "not_printed": Sentence(
        "[?] stands for letters that this sheet cannot print. Please write them in by hand."
    ),
    "pain": Sentence("My pain, in short"),
    "second": Sentence("Second pain: {pain}"),
    "for_pain": Sentence("For your {pain}"),
    "for_pain_of_person": Sentence("For their {pain}"),
    "all_pains": Sentence("For all pains together"),
    "pain_of_person": Sentence("The pain, in short"),
    "figure": Sentence(
        "Body, front and back, with the places that hurt filled in. They are listed under where it hurts."
    ),
    "ask": Sentence("Questions to ask"),
    "treatments": Sentence("Treatments to ask about"),
    "also_see": Sentence("You may also need"),
    "also_see_of_person": Sentence("They may also need"),
    "what_not": Sentence("What this is not"),
    "above": Sentence("given in full at the top of this sheet"),
    "reference": Sentence("Reference {reference}, to look up at"),
    "code": Sentence(
        "QR code: the address of the look-up and the reference, both printed next to it."
    ),
}
SIDES: Mapping[str, Sentence] = {
    "side_one": Sentence(
        "Side 1. Side 2 says the same in {language}, under the same numbers."
    ),
    "side_two": Sentence(
        "Side 2, for the clinic. It says the same as side 1, under the same numbers."
    ),
    "written": Sentence("Written in {language}"),
}
"""The additional labels of a sheet in two languages."""
FORM: Mapping[str, Sentence] = {
    "title": Sentence("Pain questionnaire on paper"),
    "footer": Sentence("Pain questionnaire. Rules {version}. {help}"),
    "page": SHEET["page"],
    "tick": Sentence(
        "Tick each box that fits, in any order, and leave out what does not."
    ),
    "wait": Sentence(
        "A box with a red bar cannot wait: do what it says, and show the front desk now."
    ),
    "scale": Sentence("0 is {low}, 10 is {high}. Circle one."),
}


def labels(wanted: Mapping[str, Sentence], say: Say) -> dict[str, str]:
    """Return the labels in the language of the paper."""
    found = {}
    for name, sentence in wanted.items():
        found[name] = say(sentence)
    return found
