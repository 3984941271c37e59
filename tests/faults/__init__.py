"""Faults that are made on purpose while patients answer, and what is counted afterwards."""
