"""Set the fields of a frozen dataclass that follow from its other fields."""


def set_derived(record: object, **values: object) -> None:
    """Set these fields of a record that is being created. They are computed once,
    because every request reads them."""
    for name, value in values.items():
        object.__setattr__(record, name, value)
