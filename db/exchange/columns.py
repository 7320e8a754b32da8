"""The six files of the CSV set, column by column: one table that both the import and the export read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from care.appointment import STATUSES
from care.course import CAUSES, CLASSES, OUTCOMES, SEVERITIES, TECHNIQUES
from care.patient import CAUTIONS
from care.referral import KINDS, STATES, URGENCIES
from care.staff import ROLES
from db.exchange import values
from db.exchange.values import Frame


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how a cell is read, whether it must be filled, and what an empty cell means.

    `extra` columns are not part of the exchanged set as such: the export adds one only when a row has a value in it,
    so that nothing recorded here is lost, and the import reads them where they are.
    """

    name: str
    read: Callable[[str, Frame], Any]
    needed: bool = False
    empty: Any = None
    extra: bool = False
    free: bool = False
    """Free text: what tidying drops from it is reported instead of refused."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One file of the set: its stem, which is the subject in plural, the table's name, and its columns."""

    name: str
    table: str
    columns: tuple[Column, ...]

    @property
    def id_column(self) -> str:
        """The column that names a row, always the first."""
        return self.columns[0].name

    @property
    def required(self) -> tuple[str, ...]:
        """Columns without which the file says nothing."""
        return tuple(column.name for column in self.columns if column.needed)


def _id(name: str) -> Column:
    return Column(name, values.identifier, needed=True)


def _ref(name: str, *, needed: bool = False) -> Column:
    return Column(name, values.identifier, needed=needed)


def _note(name: str = "note", *, extra: bool = False) -> Column:
    return Column(name, values.note, empty="", free=True, extra=extra)


STAFF = Kind(
    "staff",
    "staff",
    (
        _id("staff_id"),
        Column("name", values.person_name, needed=True),
        Column("role", values.choice(ROLES), needed=True),
        Column("left", values.yes, empty=False, extra=True),
    ),
)
PATIENTS = Kind(
    "patients",
    "patient",
    (
        _id("patient_id"),
        Column("family_name", values.person_name, empty=""),
        Column("given_name", values.person_name, empty=""),
        Column("preferred_name", values.person_name, empty=""),
        Column("date_of_birth", values.birth_date),
        Column("phone", values.phone, empty=""),
        Column("email", values.short_text, empty=""),
        Column("cautions", values.choices(CAUTIONS), empty=""),
        _note(),
        Column("address", values.address, empty="", extra=True, free=True),
        Column("medicines", values.health, empty="", extra=True, free=True),
        Column("allergies", values.health, empty="", extra=True, free=True),
    ),
)
COURSES = Kind(
    "courses",
    "course",
    (
        _id("course_id"),
        _ref("patient_id", needed=True),
        _ref("practitioner_id"),
        Column("condition", values.code, needed=True),
        Column("onset_date", values.past_day),
        Column("opened_on", values.day, needed=True),
        Column("severity", values.choice(SEVERITIES)),
        Column("class", values.choice(CLASSES)),
        Column("causes", values.choices(CAUSES), empty=""),
        Column("expected_min", values.whole(1, 100)),
        Column("expected_max", values.whole(1, 100)),
        Column("goal_nprs", values.number(0, 10)),
        Column("closed_on", values.past_day),
        Column("outcome", values.choice(OUTCOMES)),
        _note("expected_reason", extra=True),
        _note("closing_note", extra=True),
    ),
)
VISITS = Kind(
    "visits",
    "visit",
    (
        _id("visit_id"),
        _ref("course_id", needed=True),
        _ref("practitioner_id"),
        Column("at", values.past_time, needed=True),
        Column("nprs", values.number(0, 10)),
        Column("ndi_percent", values.number(0, 100)),
        Column("psfs", values.number(0, 10)),
        Column("rom_degrees", values.number(0, 180)),
        Column("groc", values.whole(-7, 7)),
        Column("points", values.points, empty=""),
        Column("techniques", values.choices(TECHNIQUES), empty=""),
        _note(),
        Column("sides", values.sides, empty="", extra=True),
        Column("minutes", values.whole(1, 240), extra=True),
        _note("response", extra=True),
        _note("adverse", extra=True),
        _note("advice_given", extra=True),
    ),
)
APPOINTMENTS = Kind(
    "appointments",
    "appointment",
    (
        _id("appointment_id"),
        _ref("patient_id", needed=True),
        _ref("course_id"),
        _ref("practitioner_id"),
        Column("room", values.person_name),
        Column("at", values.local_time, needed=True),
        Column("minutes", values.whole(5, 480), needed=True),
        Column("status", values.choice(STATUSES), needed=True),
        Column("cancelled_by", values.choice(("patient", "clinic")), empty=""),
        Column("reason", values.note, empty="", free=True),
        Column("second_hour", values.yes, empty=False, extra=True),
        Column("arrived_at", values.utc_time, extra=True),
        Column("started_at", values.utc_time, extra=True),
        Column("finished_at", values.utc_time, extra=True),
        Column("squeezed", values.yes, empty=False, extra=True),
        _note(extra=True),
    ),
)
REFERRALS = Kind(
    "referrals",
    "referral",
    (
        _id("referral_id"),
        _ref("course_id", needed=True),
        Column("kind", values.choice(KINDS), needed=True),
        Column("urgency", values.choice(URGENCIES), needed=True),
        Column("to", values.person_name),
        Column("status", values.choice(STATES), needed=True),
        Column("created_on", values.past_day, needed=True),
        Column("sent_on", values.past_day),
        Column("appointment_on", values.day),
        Column("attended_on", values.past_day),
        Column("report_on", values.past_day),
        Column("closed_on", values.past_day),
        Column("question", values.note, empty="", free=True),
        Column("accepted_on", values.past_day, extra=True),
        Column("scheduled_on", values.past_day, extra=True),
        Column("ended_on", values.past_day, extra=True),
        Column("respond_by", values.day, extra=True),
        _note("report_from", extra=True),
        _note("report_summary", extra=True),
        Column("reviewed_on", values.past_day, extra=True),
        _note("told_patient", extra=True),
        Column("snoozed_until", values.day, extra=True),
        _note("snooze_reason", extra=True),
    ),
)

KINDS_IN_ORDER = (STAFF, PATIENTS, COURSES, VISITS, APPOINTMENTS, REFERRALS)
"""A file may only refer to files before it."""


def kind_of(stem: str, columns: tuple[str, ...]) -> Kind | None:
    """Which file of the set this is: by its name, else by its id column; None when it is none of them."""
    for kind in KINDS_IN_ORDER:
        if stem.casefold() == kind.name:
            return kind
    # Later files carry the ids of earlier ones too, so the last kind whose id column is there is the one.
    for kind in reversed(KINDS_IN_ORDER):
        if kind.id_column in columns:
            return kind
    return None
