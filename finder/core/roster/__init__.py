"""The doctors of a clinic, and which of them fit an assessment."""
