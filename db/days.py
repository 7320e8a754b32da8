"""One day of the clinic."""

from datetime import date

from care.appointment import Appointment
from care.day import Day
from care.patient import Patient, full_name
from db.courses import APPOINTMENT_COLUMNS, appointment_of, courses_in
from db.patients import PATIENT_COLUMNS, patient_of
from db.reader import Reader


def day(reader: Reader, on: date) -> Day:
    """The schedule of a local date, in order of time and practitioner, with the courses and patients in it.

    Courses are as they stood at the end of that date; appointments have their present status.
    """
    named = {"on": on.isoformat()}
    with reader.snapshot():
        booked = reader.rows(
            f"select {APPOINTMENT_COLUMNS} from appointment a left join staff on staff.id = a.practitioner_id "
            "left join room on room.id = a.room_id where a.local_date = :on and not a.voided "
            "order by a.minute, coalesce(staff.name, ''), a.id",
            named,
        )
        people = reader.rows(
            f"select {PATIENT_COLUMNS} from "
            "(select distinct patient_id from appointment where local_date = :on and not voided) as seen "
            "cross join patient p where p.id = seen.patient_id",
            named,
        )
        courses = courses_in(
            reader,
            "select distinct course_id as id from appointment where local_date = :on and course_id is not null "
            "and not voided",
            named,
            on,
        )
        closure = reader.row(
            "select reason from closure where local_date = :on and not cancelled order by id limit 1", named
        )
        waiting = reader.row("select count(*) from proposal where state = 'waiting'")
    patients: dict[int, Patient] = {row[0]: patient_of(reader, row) for row in people}
    appointments: tuple[Appointment, ...] = tuple(appointment_of(reader, row, patients[row[2]].name) for row in booked)
    return Day(
        on,
        appointments,
        courses,
        patients,
        closed_reason="" if closure is None else closure[0] or "closed",
        proposals=waiting[0] if waiting else 0,
    )


def appointment(reader: Reader, appointment_id: int) -> Appointment | None:
    """One appointment by its number; None where it is not there (any more)."""
    with reader.snapshot():
        row = reader.row(
            f"select {APPOINTMENT_COLUMNS}, p.family_name, p.given_name, p.preferred_name from appointment a "
            "cross join patient p left join staff on staff.id = a.practitioner_id "
            "left join room on room.id = a.room_id where a.id = :id and not a.voided and p.id = a.patient_id",
            {"id": appointment_id},
        )
    return None if row is None else appointment_of(reader, row[:-3], full_name(*row[-3:]))
