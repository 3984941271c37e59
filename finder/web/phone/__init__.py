"""The questionnaire over the phone."""
