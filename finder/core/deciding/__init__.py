"""From answers to an assessment, in ids and numbers."""
