"""Files in and out: the clinic's own CSV set, online calendars, and the bookings of booking services.

`import_paths` and `export_folder` load the write path; a report or a screen that only catches `ImportRefused` takes it
from `db.exchange.outcome`, which loads nothing.
"""
