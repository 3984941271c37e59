"""The keys of the databases that tests make."""

from finder.store.seal import Keys

KEYS = Keys(("the only secret of these tests, quite long",))
