"""What other programs read: JSON, CSV, schemas and FHIR."""
