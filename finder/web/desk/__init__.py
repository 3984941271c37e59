"""The front desk: sign-in, the queue, one intake, tablets and accounts."""
