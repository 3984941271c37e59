"""What a visit shares: who is told what, what a clinic is given, and the codes that lead to it."""
