"""Doctors nearby: which clinicians of the US register fit, how far away they are, and
their order."""
