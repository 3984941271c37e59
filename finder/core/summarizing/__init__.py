"""From an assessment to a summary: every word is chosen here."""
