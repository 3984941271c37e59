"""Defenses that are removed one by one, to check that a test fails."""
