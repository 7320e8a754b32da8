"""Patients as rows of a search: who, how old, how to reach, what is booked."""

from collections.abc import Sequence
from datetime import date

from care.appointment import clock
from care.day import PatientHit
from care.patient import initials
from care.width import fit
from widgets.rows import Row
from widgets.words import ago, short_day


def hit_rows(hits: Sequence[PatientHit], today: date, width: int, *, hide_names: bool = False) -> list[Row]:
    """One row a patient; its key is the patient's id."""
    name_width = max(16, min(32, width - 50))
    rows = []
    for hit in hits:
        one = hit.patient
        following = hit.next_appointment
        if following is not None:
            then, ink = f"next {short_day(following.on, today)} {clock(following.minute)}", "text"
        elif hit.last_visit is not None:
            then, ink = f"last {ago(hit.last_visit, today)}", "dim"
        else:
            then, ink = "no visit yet", "dim"
        rows.append(
            Row(
                (
                    (" ", "text"),
                    (fit(initials(one.name) if hide_names else one.name, name_width) + " ", "text!"),
                    # The year tells two of the same initials apart, and no more.
                    (fit("" if one.born is None else str(one.born.year if hide_names else one.born), 11), "dim"),
                    (fit(one.phone if not hide_names else "", 16), "dim"),
                    (fit(then, max(8, width - name_width - 30)), ink),
                ),
                key=one.id,
            )
        )
    return rows
