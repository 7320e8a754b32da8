"""Thousands of operations at random, each made in the record and in plain Python: both say the same after each."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from care.chart import VisitEntry
from care.referral import STATES
from db.errors import Conflict, NotFound, Refused
from db.protocol_file import load_protocol
from db.reader import Reader, open_reader
from db.writes import appointments, booking, courses, referrals, undo, visits
from db.writing import Actor, Unit, Writer
from tests.db.desk import Desk
from tests.db.fill import TODAY
from tests.faults.model import THEN, Clinic, No, Same
from tests.faults.support import SOAK_MINUTES, hold_to, rounds, say, seed

PATIENTS, OPERATIONS, CLINICS = 8, 1000, 2
RULES = load_protocol(None)
STAFF = {1: "Tom Becker", 2: "Dana Lee"}
ROOMS = {None: None, 1: "R1", 2: "R2"}
KINDS = ("massage", "orthopaedic")
TOLD = "Exercises go on"
BLAME: dict[type[Exception], str] = {Conflict: "Conflict", NotFound: "NotFound", Refused: "Refused"}

USUAL = (
    "arrived", "book", "completed", "confirmed", "correct", "in_room", "lead to sent", "move", "put back", "record",
    "refer", "undo", "void", "walk in",
)  # fmt: skip
"""What comes about in every run of some thousand operations; the rarer ones do in most."""

Choice = tuple[str, Callable[[], Any], Callable[[Unit], Any]]
"""A name, what it is in the model, and what it is in the record."""


def test_the_record_is_what_a_plain_clinic_would_be(record_path: Path, tmp_path: Path) -> None:
    first = seed()
    seen: Counter[str] = Counter()
    empty = record_path.read_bytes()
    for number in rounds(least=CLINICS):
        say(f"ACUDESK_SEED={first + number}")
        path = tmp_path / f"round{number}.acudesk"
        path.write_bytes(empty)
        path.chmod(0o600)
        seen += _round(path, random.Random(first + number))
        if SOAK_MINUTES:
            path.unlink()
    say(", ".join(f"{what} {count}" for what, count in sorted(seen.items())))
    # Whatever never came about was not tried.
    assert {what for what in USUAL if not seen[f"{what}:done"]} == set()
    assert {what.split(":")[1] for what in seen} == {"done", "same", *BLAME.values()}


def _round(path: Path, dice: random.Random) -> Counter[str]:
    desk = Desk(path)
    desk.fill.staff("Dana Lee")
    desk.fill.room("R1")
    desk.fill.room("R2")
    desk.fill.provider("Motion PT")
    for number in range(1, PATIENTS + 1):
        patient = desk.fill.patient(f"P{number}", "Jo")
        desk.fill.course(patient, expected_min=6, expected_max=10, expected_by_rule=False, practitioner_id=2)
    model, seen = Clinic(PATIENTS), Counter[str]()
    with Writer(path) as writer, open_reader(path) as reader:
        for _ in range(OPERATIONS):
            model.now += dice.randrange(300)
            who = dice.choice(list(STAFF))
            name, in_model, in_record = _choice(dice, model, reader, who)
            wanted, number = _tried(in_model)
            made: Any = None
            try:
                with writer.unit(Actor(who, STAFF[who]), model.now) as unit:
                    made = in_record(unit)
            except (Conflict, Refused) as error:
                found = BLAME[type(error)]
            else:
                found = "done" if made.undo_id is not None else "same"
            assert (name, found) == (name, wanted)
            if number is not None:
                assert made.number == number
            assert _as_kept(reader) == _as_modelled(model), name
            seen[f"{name}:{found}"] += 1
    hold_to(path, model.now)
    return seen


def _tried(work: Callable[[], Any]) -> tuple[str, Any]:
    try:
        return "done", work()
    except Same:
        return "same", None
    except No as no:
        return str(no), None


def _choice(dice: random.Random, model: Clinic, reader: Reader, who: int) -> Choice:
    """One operation on something that is there, mostly on something recent, now and then on nothing."""
    kind = dice.choices(
        ("book", "walk", "move", "status", "back", "record", "visit", "course", "refer", "lead", "undo"),
        (10, 4, 8, 26, 6, 11, 6, 2, 4, 36, 9),
    )[0]
    staff, room = dice.choice((1, 2)), dice.choice((None, 1, 2))
    patient = dice.randint(1, PATIENTS + (dice.random() < 0.02))
    if kind == "walk" and model.minute < 22 * 60:
        return (
            "walk in",
            lambda: model.walk_in(who, patient, staff, 30),
            lambda unit: booking.walk_in(unit, patient, staff, 30),
        )
    if kind in ("status", "back", "move") and model.appointments:
        return _on_appointment(dice, model, reader, who, kind, staff, room)
    if kind == "record":
        return _on_record(dice, model, who, min(patient, PATIENTS))
    if kind == "visit" and model.visits:
        return _on_visit(dice, model, reader, who)
    if kind == "course":
        return _on_course(dice, model, reader, who, min(patient, PATIENTS))
    if kind == "refer":
        care = dice.choice(KINDS)
        course = min(patient, PATIENTS)
        return (
            "refer",
            lambda: model.refer(who, course, care),
            lambda unit: referrals.start(unit, course, care, provider_id=1, question="Why?", protocol=RULES),
        )
    if kind == "lead" and model.referrals:
        return _on_referral(dice, model, reader, who)
    if kind == "undo":
        return "undo", lambda: model.undo(who), undo.undo_last
    day, minute, minutes = _place(dice, model)
    return (
        "book",
        lambda: model.book(who, patient, staff, day, minute, minutes, room),
        lambda unit: booking.book(unit, patient, staff, _day(day), minute, minutes, ROOMS[room]),
    )


def _on_appointment(
    dice: random.Random, model: Clinic, reader: Reader, who: int, kind: str, staff: int, room: int | None
) -> Choice:  # fmt: skip
    key = _recent(dice, model.appointments)
    version = _version(reader, "appointment", key)
    row = model.appointments.get(key, {})
    if kind == "back":
        return (
            "put back",
            lambda: model.put_back(who, key),
            lambda unit: appointments.put_back(unit, key, version),
        )
    if kind == "move":
        day, minute, _ = _place(dice, model)
        if dice.random() < 0.1 and row:
            day, minute, staff, room = row["day"], row["minute"], row["staff"], row["room"]
        return (
            "move",
            lambda: model.move(who, key, day, minute, staff, room),
            lambda unit: booking.move(unit, key, version, _day(day), minute, staff, ROOMS[room]),
        )
    if dice.random() < 0.7 and row:
        # What is likely to follow; else anything.
        likely = {"booked": ("arrived", "confirmed"), "confirmed": ("arrived",), "arrived": ("in_room",)}
        status = dice.choice(likely.get(row["status"], ("completed",)))
    else:
        status = dice.choice(("confirmed", "arrived", "in_room", "completed", "no_show", "left_unseen", "cancelled"))
    works: dict[str, Callable[[Unit], Any]] = {
        "confirmed": lambda unit: appointments.confirm(unit, key, version),
        "arrived": lambda unit: appointments.arrive(unit, key, version),
        "in_room": lambda unit: appointments.start(unit, key, version, ROOMS[room]),
        "completed": lambda unit: appointments.complete(unit, key, version, protocol=RULES),
        "no_show": lambda unit: appointments.no_show(unit, key, version),
        "left_unseen": lambda unit: appointments.leave_unseen(unit, key, version),
        "cancelled": lambda unit: appointments.cancel(unit, key, version, "patient", "ill", protocol=RULES),
    }
    return status, lambda: model.enter(who, key, status, room if status == "in_room" else None), works[status]


def _on_record(dice: random.Random, model: Clinic, who: int, course: int) -> Choice:
    nprs, key = dice.randint(0, 10), None
    if model.appointments and dice.random() < 0.6:
        key = _recent(dice, model.appointments)
        course = model.appointments.get(key, {}).get("patient", course) if dice.random() < 0.9 else course
    return (
        "record",
        lambda: model.record(who, course, nprs, key),
        lambda unit: visits.record(unit, course, VisitEntry(nprs=nprs), appointment_id=key, protocol=RULES),
    )


def _on_visit(dice: random.Random, model: Clinic, reader: Reader, who: int) -> Choice:
    key, nprs = _recent(dice, model.visits), dice.randint(0, 10)
    version = _version(reader, "visit", key)
    if dice.random() < 0.3:
        return (
            "void",
            lambda: model.void(who, key),
            lambda unit: visits.void(unit, key, version, "wrong chart", protocol=RULES),
        )
    return (
        "correct",
        lambda: model.correct(who, key, nprs),
        lambda unit: visits.correct(unit, key, version, VisitEntry(nprs=nprs), "misheard", protocol=RULES),
    )


def _on_course(dice: random.Random, model: Clinic, reader: Reader, who: int, course: int) -> Choice:
    version = _version(reader, "course", course)
    if dice.random() < 0.4:
        return (
            "close",
            lambda: model.close(who, course),
            lambda unit: courses.close(unit, course, version, "lapsed"),
        )
    return (
        "reopen",
        lambda: model.reopen(who, course),
        lambda unit: courses.reopen(unit, course, version, "back again", protocol=RULES),
    )


def _on_referral(dice: random.Random, model: Clinic, reader: Reader, who: int) -> Choice:
    key = _recent(dice, model.referrals, 4)
    version = _version(reader, "referral", key)
    row = model.referrals.get(key, {"status": "draft"})
    turn = dice.random()
    if turn < 0.05 or (row["status"] == "report_received" and turn < 0.5):
        return "read", lambda: model.read(who, key), lambda unit: referrals.review(unit, key, version)
    if turn < 0.1:
        back = dice.choice(STATES)
        return (
            "lead back",
            lambda: model.lead_back(who, key, back),
            lambda unit: referrals.correct(unit, key, version, back, "mistaken"),
        )
    state = dice.choice(STATES)
    follows = sorted(THEN.get(row["status"], ()))
    if turn < 0.35 and follows:
        state = dice.choice(follows)
    elif turn < 0.9:
        usual = {"draft": "sent", "sent": "accepted", "accepted": "scheduled", "scheduled": "attended"}
        usual |= {"no_show": "scheduled", "attended": "report_received", "report_received": "closed"}
        state = usual.get(row["status"], "draft")
    visit = model.today + dice.randint(0, 2) if state == "scheduled" else None
    more: dict[str, Any] = {}
    if visit is not None:
        more["appointment_on"] = _day(visit)
    if state == "closed":
        more["told_patient"] = TOLD
    if state == "sent":
        more["provider_id"] = 1
    if state == "cancelled":
        more["note"] = "moved away"
    return (
        f"lead to {state}",
        lambda: model.lead(who, key, state, visit),
        lambda unit: referrals.step(unit, key, version, state, **more),
    )


def _place(dice: random.Random, model: Clinic) -> tuple[int, int, int]:
    """A day, a minute and a length within the usual hours, today more often than not."""
    day = model.today + dice.choice((0, 0, 0, 1, 2, 3))
    if _day(day).isoweekday() == 7:
        day += 1
    return day, 480 + 15 * dice.randrange(36), dice.choice((15, 30, 60))


def _recent(dice: random.Random, rows: dict[int, Any], many: int = 12) -> int:
    last = len(rows)
    return dice.randint(1, last + 1) if dice.random() < 0.05 else dice.randint(max(1, last - many), last)


def _day(number: int) -> date:
    return TODAY + timedelta(number)


def _number(day: str | None) -> int | None:
    return None if day is None else (date.fromisoformat(day) - TODAY).days


def _version(reader: Reader, table: str, key: int) -> int:
    found = reader.row(f"select version from {table} where id = ?", (key,))
    return 1 if found is None else int(found[0])


def _as_kept(reader: Reader) -> dict[str, list[tuple[Any, ...]]]:
    """The record in the model's words."""
    return {
        "appointment": [
            (*start, _number(day), *rest)
            for *start, day, minute, minutes, room, status, arrived, started, finished, voided in reader.rows(
                "select id, patient_id, course_id, practitioner_id, local_date, minute, minutes, room_id, status, "
                "arrived_utc, started_utc, finished_utc, voided from appointment order by id"
            )
            for rest in [(minute, minutes, room, status, arrived, started, finished, bool(voided))]
        ],
        "course": [(key, _number(day)) for key, day in reader.rows("select id, closed_on from course order by id")],
        "event": [
            (key, referral, bool(voided))
            for key, referral, voided in reader.rows("select id, referral_id, voided from referral_event order by id")
        ],
        "referral": [
            (key, course, kind, status, _number(visit), _number(read), bool(voided))
            for key, course, kind, status, visit, read, voided in reader.rows(
                "select id, course_id, kind, status, appointment_on, reviewed_on, voided from referral order by id"
            )
        ],
        "visit": [
            (key, course, _number(day), minute, nprs, bool(voided))
            for key, course, day, minute, nprs, voided in reader.rows(
                "select id, course_id, local_date, minute, nprs, voided from visit order by id"
            )
        ],
    }


_COLUMNS = {
    "appointment": (
        "patient", "course", "staff", "day", "minute", "minutes", "room", "status", "arrived", "started", "finished",
        "voided",
    ),
    "course": ("closed",),
    "event": ("referral", "voided"),
    "referral": ("course", "kind", "status", "visit", "read", "voided"),
    "visit": ("course", "day", "minute", "nprs", "voided"),
}  # fmt: skip


def _as_modelled(model: Clinic) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: [(key, *(row[name] for name in columns)) for key, row in model.tables[table].items()]
        for table, columns in _COLUMNS.items()
    }
