"""What the record itself refuses, whoever writes to it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2
from sqlmodel import SQLModel

from care.appointment import FREED, STATUSES
from db import errors
from db.audit import verify
from db.guards import KEPT, TABLES
from db.opening import connect
from db.reader import Reader
from db.tables import (
    AdviceDecision,
    Appointment,
    Attachment,
    Correction,
    RedFlagAction,
    ReferralEvent,
    ReferralLetter,
)
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.db.fill import ANA, TODAY, Filler


def _change(path: Path, key: int, **values: object) -> None:
    with Writer(path) as writer, writer.unit(ANA, NOW_UTC) as unit:
        row = unit.session.get_one(Appointment, key)
        for name, value in values.items():
            setattr(row, name, value)
        unit.audit("moved", "appointment", key, row.patient_id)


@pytest.mark.parametrize(("minute", "minutes"), [(600, 30), (585, 30), (615, 30), (605, 10), (570, 120), (601, 5)])
def test_a_room_holds_one_at_a_time(fill: Filler, minute: int, minutes: int) -> None:
    room = fill.room()
    fill.appointment(fill.patient("A"), minute=600, room_id=room)
    with pytest.raises(errors.Conflict, match="room"):
        fill.appointment(fill.patient("B"), minute=minute, minutes=minutes, room_id=room)


@pytest.mark.parametrize(("minute", "minutes"), [(600, 30), (585, 30), (615, 30), (605, 10), (570, 120)])
def test_a_patient_is_in_one_place(fill: Filler, minute: int, minutes: int) -> None:
    patient = fill.patient()
    fill.appointment(patient, minute=600)
    with pytest.raises(errors.Conflict, match="patient"):
        fill.appointment(patient, minute=minute, minutes=minutes, room_id=fill.room())


def test_squeezing_in_does_not_put_two_into_one_room(fill: Filler) -> None:
    room = fill.room()
    fill.appointment(fill.patient("A"), room_id=room)
    with pytest.raises(errors.Conflict):
        fill.appointment(fill.patient("B"), room_id=room, squeezed=True)


def test_a_practitioner_may_have_two_at_once(fill: Filler) -> None:
    lee = fill.staff("Dana Lee")
    for name in ("R1", "R2"):
        fill.appointment(fill.patient(name), room_id=fill.room(name), practitioner_id=lee)


def test_back_to_back_is_fine_on_both_sides(fill: Filler) -> None:
    room, patient = fill.room(), fill.patient()
    for minute in (600, 570, 630):
        fill.appointment(patient, minute=minute, room_id=room)


def test_the_longest_appointment_is_seen_from_its_last_minute(fill: Filler) -> None:
    room = fill.room()
    fill.appointment(fill.patient("A"), minute=480, minutes=480, room_id=room)
    with pytest.raises(errors.Conflict):
        fill.appointment(fill.patient("B"), minute=955, minutes=10, room_id=room)
    fill.appointment(fill.patient("C"), minute=960, minutes=480, room_id=room)


@pytest.mark.parametrize("status", STATUSES)
def test_which_states_keep_the_place(fill: Filler, status: str) -> None:
    room = fill.room()
    fill.appointment(fill.patient("A"), room_id=room, status=status)
    second = fill.patient("B")
    if status in FREED:
        fill.appointment(second, room_id=room)
    else:
        with pytest.raises(errors.Conflict):
            fill.appointment(second, room_id=room)


@pytest.mark.parametrize("status", FREED)
def test_taking_a_cancellation_back_needs_the_place_to_be_free(fill: Filler, record_path: Path, status: str) -> None:
    room = fill.room()
    freed = fill.appointment(fill.patient("A"), room_id=room, status=status)
    second = fill.appointment(fill.patient("B"), room_id=room)
    with pytest.raises(errors.Conflict):
        _change(record_path, freed, status="booked")
    _change(record_path, second, status="cancelled")
    _change(record_path, freed, status="booked")


def test_moving_is_checked_too(fill: Filler, record_path: Path) -> None:
    one, two = fill.room("R1"), fill.room("R2")
    fill.appointment(fill.patient("A"), room_id=one)
    other = fill.appointment(fill.patient("B"), room_id=two)
    later = fill.appointment(fill.patient("C"), minute=660, room_id=one)
    with pytest.raises(errors.Conflict):
        _change(record_path, other, room_id=one)
    with pytest.raises(errors.Conflict):
        start = fill_start(record_path, later) - 3600
        _change(record_path, later, minute=600, start_utc=start, end_utc=start + 1800)


def test_an_appointment_never_clashes_with_itself(fill: Filler, record_path: Path) -> None:
    key = fill.appointment(fill.patient(), room_id=fill.room())
    start = fill_start(record_path, key) + 600
    _change(record_path, key, minute=610, start_utc=start, end_utc=start + 1800)
    _change(record_path, key, status="arrived")


def test_an_end_that_is_not_its_length_after_the_start_is_refused(fill: Filler, record_path: Path) -> None:
    key = fill.appointment(fill.patient())
    with pytest.raises(errors.Refused, match="ends_after_its_minutes"):
        _change(record_path, key, minutes=60)


BY: dict[str, Any] = {"at_utc": 0, "actor": "Ana Ruiz"}


@pytest.mark.parametrize("table", KEPT)
def test_clinical_rows_are_never_deleted(fill: Filler, record_path: Path, table: str) -> None:
    patient = fill.patient()
    course = fill.course(patient)
    rows: dict[str, Callable[[], int]] = {
        "patient": lambda: patient,
        "course": lambda: course,
        "visit": lambda: fill.visit(course, TODAY),
        "evaluation": lambda: fill.evaluation(course, TODAY),
        "appointment": lambda: fill.appointment(patient),
        "referral": lambda: fill.referral(course, date(2026, 11, 1)),
        "correction": lambda: fill.add(
            Correction(subject="course", subject_id=course, course_id=course, field="severity", **BY)
        ),
        "advice_decision": lambda: fill.add(
            AdviceDecision(
                course_id=course, decision="dismissed", rule="D25", advice="x", basis="x", local_date=TODAY, **BY
            )
        ),
        "red_flag_action": lambda: fill.add(
            RedFlagAction(
                evaluation_id=fill.evaluation(course, TODAY), course_id=course, what="sent", local_date=TODAY, **BY
            )
        ),
        "referral_event": lambda: fill.add(
            ReferralEvent(referral_id=fill.referral(course, TODAY), kind="call", local_date=TODAY, **BY)
        ),
        "referral_letter": lambda: fill.add(
            ReferralLetter(referral_id=fill.referral(course, TODAY), local_date=TODAY, text="x", digest="x", **BY)
        ),
        "attachment": lambda: fill.add(
            Attachment(
                referral_id=fill.referral(course, TODAY), name="1.pdf", title="x", media="application/pdf", size=1,
                digest="x", **BY,
            )
        ),
    }  # fmt: skip
    rows[table]()
    _refused(record_path, f"delete from {table}", "acudesk:kept")
    # Replacing is deleting; an appointment is stopped earlier, by clashing with what it would replace.
    _refused(record_path, f"replace into {table} select * from {table}", "acudesk:(kept|patient_taken)")


def test_the_audit_log_only_grows(record_path: Path) -> None:
    for sql in (
        "update audit_entry set actor = 'nobody'",
        "delete from audit_entry",
        "delete from audit_entry where id = (select max(id) from audit_entry)",
        "replace into audit_entry select * from audit_entry where id = 1",
    ):
        _refused(record_path, sql, "acudesk:audit")


@pytest.mark.parametrize(
    ("number", "previous"),
    [("max(id) + 2", "max(hash)"), ("max(id)", "max(hash)"), ("max(id) + 1", "'0'"), ("null", "max(hash)")],
)
def test_an_entry_that_does_not_follow_the_last_is_refused(record_path: Path, number: str, previous: str) -> None:
    sql = (
        "insert into audit_entry (id, at_utc, actor, action, subject, detail, previous_hash, hash) "
        f"select {number}, 1, 'x', 'x', 'x', '{{}}', {previous}, 'x' "
        "from (select * from audit_entry order by id desc limit 1)"
    )
    _refused(record_path, sql, "acudesk:audit")


def test_a_changed_entry_is_found_though_the_guards_were_away(fill: Filler, record_path: Path, reader: Reader) -> None:
    for number in range(5):
        fill.room(f"R{number}")
    assert verify(reader).broken_at is None
    assert verify(reader).entries == 7
    connection = connect(record_path, query_only=False)
    connection.execute("drop trigger audit_entry_no_update")
    connection.execute("update audit_entry set subject_id = 99 where id = 4")
    connection.close()
    assert verify(reader).broken_at == 4


def fill_start(path: Path, key: int) -> int:
    connection = connect(path, query_only=True)
    found: int = connection.execute("select start_utc from appointment where id = ?", (key,)).fetchone()[0]
    connection.close()
    return found


def _refused(path: Path, sql: str, mark: str) -> None:
    connection = connect(path, query_only=False)
    try:
        with pytest.raises(dbapi2.IntegrityError, match=mark):
            connection.execute(sql)
    finally:
        connection.close()


def test_the_tables_that_opening_asks_for_are_all_of_them() -> None:
    assert {*SQLModel.metadata.tables, "alembic_version"} == TABLES
