"""The steps from one schema revision to the next, run by `db.migrate`."""
