"""One person's visit: what was told so far, what it leads to under the rules, and how it is stored."""
