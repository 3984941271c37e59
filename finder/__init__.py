"""The pain specialist finder: its rules, its pages, what it keeps, and the `finder` command."""
