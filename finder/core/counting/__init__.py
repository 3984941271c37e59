"""What the clinic counts by week."""
