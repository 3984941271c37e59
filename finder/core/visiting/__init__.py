"""One person's visit: the answers so far, where they lead under the rules, and how the
visit is stored."""
