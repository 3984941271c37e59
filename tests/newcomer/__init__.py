"""A newcomer's day: from nothing to a shared intake, an upgrade, a backup and a
restore, using only the documents."""
