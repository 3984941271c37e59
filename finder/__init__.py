"""The pain specialist finder: its rules, pages, storage, and the `finder` command."""
