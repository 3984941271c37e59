"""What a visit shares: what each audience learns, what a clinic receives, and the codes
that find it."""
