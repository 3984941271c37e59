"""For people who are responsible for the rules: worked patients, the handbook, the proofs as data."""
