"""The keys of the test databases."""

from finder.store.seal import Keys

KEYS = Keys(("the only secret of these tests, quite long",))
