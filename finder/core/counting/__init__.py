"""Weekly counts for the clinic."""
