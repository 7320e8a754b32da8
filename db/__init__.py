"""The record: one SQLite file, its tables, its guards, what is read from it and written to it."""
