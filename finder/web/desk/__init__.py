"""The clinic's side: signing in, the queue, one intake, and the accounts."""
