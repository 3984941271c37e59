"""Tools for people who are responsible for the rules: worked patients, the handbook,
and the proofs as data."""
