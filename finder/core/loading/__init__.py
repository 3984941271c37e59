"""Loading the rules: from the files of `rules/` to a ruleset, or to all mistakes with
file, line and how to fix them."""
