"""The rules, and what they decide and say. Standard library only; no Flask, no
database, no clock."""
