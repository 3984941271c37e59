"""Formats for other programs: JSON, CSV, schemas and FHIR."""
