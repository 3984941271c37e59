"""Pages that are the same for everyone: how it works, the paper form, the API, health,
and the style guide."""
