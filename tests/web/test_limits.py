"""What the web refuses, and what it says to those who run it."""
