"""Load `findings.toml`: groups of options, and findings."""

from collections.abc import Callable, Mapping

from finder.core.loading.entry import Entry
from finder.core.loading.ids import NUMBER, check_id
from finder.core.loading.size_limits import Extents
from finder.core.rules.conditions import Vocabulary, parse_condition
from finder.core.rules.findings import AnyOf, Count, Finding, Findings, Scale, Sum


def load_groups(
    question: str, entry: Entry, vocabulary: Vocabulary
) -> dict[str, frozenset[str]]:
    """Return the groups of one question's options. A group may include groups above
    it."""
    known = vocabulary.options.get(question)
    if known is None:
        entry.wrong(
            f"there is no question {question}; use one of {', '.join(vocabulary.options)}"
        )
        entry.names()
        return {}
    found: dict[str, frozenset[str]] = {}
    for name in entry.names():
        check_id(entry, "group", name)
        options: set[str] = set()
        for member in entry.texts(name):
            if member not in known and member not in found:
                entry.wrong(
                    f"group {name}: {question} has no option {member}; it has {', '.join(known)}"
                )
            options |= found.get(member, frozenset({member}))
        if name in known:
            entry.wrong(
                f"group {name} has the same name as an option of {question}; rename the group"
            )
        found[name] = frozenset(options)
    return found


def load_findings(entry: Entry, vocabulary: Vocabulary) -> Findings:
    """Return the scales, then the findings, each of which may build on those above
    it."""
    by_name: dict[str, Finding] = {name: Scale(name) for name in vocabulary.numbers}
    words: dict[str, str] = {}
    extents = Extents(vocabulary.numbers)
    for name, each in entry.tables("finding").items():
        finding = load_finding(name, each, vocabulary)
        if name in by_name:
            each.wrong(f"there are two numbers named {name}; rename one")
            continue
        check_id(each, "finding", name, NUMBER)
        if too_much := extents.add(name, finding):
            each.wrong(too_much)
        by_name[name] = AnyOf(()) if too_much else finding
        words[name] = each.words("words")
        vocabulary.numbers.append(name)
    return Findings(by_name, words, load_called(entry, vocabulary))


def load_called(
    entry: Entry, vocabulary: Vocabulary
) -> dict[str, dict[frozenset[str], str]]:
    """Return what groups are called in a sentence."""
    found: dict[str, dict[frozenset[str], str]] = {}
    for question, names in entry.tables("called").items():
        groups = vocabulary.groups.get(question, {})
        found[question] = {
            options: names.words(name) for name, options in groups.items()
        }
    return found


def load_finding(name: str, entry: Entry, vocabulary: Vocabulary) -> Finding:
    """Return a finding. Report one that is not exactly one of sum, count, any and
    all."""
    kinds = [kind for kind in LOADERS if entry.has(kind)]
    if len(kinds) != 1:
        entry.wrong(f"finding {name} needs exactly one of sum, count, any, all")
        return AnyOf(())
    load = LOADERS[kinds[0]]
    return load(entry, vocabulary)


def load_sum(entry: Entry, vocabulary: Vocabulary) -> Sum:
    """Return the sum of findings above it. Report names that are not known or listed
    twice."""
    names = entry.texts("sum")
    for name in names:
        if name not in vocabulary.numbers:
            entry.wrong(
                f"sum: there is no number {name} above; use one of {', '.join(vocabulary.numbers)}"
            )
    if len(set(names)) < len(names):
        entry.wrong("sum: the list names a number twice; write each number once")
    return Sum(tuple(name for name in names if name in vocabulary.numbers))


def load_count(entry: Entry, vocabulary: Vocabulary) -> Finding:
    """Return the number of listed names that were chosen. Report names that are not
    known or overlap."""
    question, _, listed = entry.take("count", str).partition(":")
    if question not in vocabulary.options:
        entry.wrong(
            f"count: there is no question {question}; use one of {', '.join(vocabulary.options)}"
        )
        return AnyOf(())
    name_of: dict[str, str] = {}
    for part in listed.split("|"):
        name = part.strip()
        options = vocabulary.named(question, name)
        if options is None:
            entry.wrong(
                f"count: there is no {question}:{name or '(empty)'}; write question:option|group"
            )
            continue
        for option in options:
            if option in name_of:
                entry.wrong(
                    f"count: {option} would count twice, in {name_of[option]} and in {name}"
                )
            name_of[option] = name
    return Count(question, name_of)


def load_any(entry: Entry, vocabulary: Vocabulary) -> AnyOf:
    texts = entry.texts("any")
    conditions = [parse_condition(text, vocabulary, entry.wrong) for text in texts]
    return AnyOf(tuple(conditions))


def load_all(entry: Entry, vocabulary: Vocabulary) -> AnyOf:
    text = " & ".join(entry.texts("all"))
    condition = parse_condition(text, vocabulary, entry.wrong)
    return AnyOf((condition,))


LOADERS: Mapping[str, Callable[[Entry, Vocabulary], Finding]] = {
    "sum": load_sum,
    "count": load_count,
    "any": load_any,
    "all": load_all,
}
