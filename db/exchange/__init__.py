"""Files in and out: the clinic's own CSV set, online calendars, and the bookings of booking services.

`db.exchange.csvset` has both ways, `import_paths` and `export_folder`; it loads the write path. What only catches
`ImportRefused` takes it from `db.exchange.outcome`, which loads nothing.
"""
