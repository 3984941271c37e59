"""Tools for clinicians and IT people next to the running app: proofs, comparisons, exports of the rules."""
