"""The clinic's tablets."""
