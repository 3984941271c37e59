"""Faults that are caused on purpose while patients answer, and the damage that is
counted afterwards."""
