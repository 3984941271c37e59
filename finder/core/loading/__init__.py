"""From the files of `rules/` to a ruleset, or to every mistake with its file, line and cure."""
