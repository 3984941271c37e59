"""What leaves a visit: intakes, exports, FHIR, references, the roster and counts."""
