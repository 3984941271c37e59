"""Tools for clinicians and IT staff outside the running app: proofs, comparisons and
exports of the rules."""
