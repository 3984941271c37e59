"""The patient's pages: the questionnaire, urgent advice, the result, and every way to
take it along."""
