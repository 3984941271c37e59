"""For the people who answer for the rules: worked patients, the handbook, the proofs as data."""
