"""Courses of the made-up clinic: opened, seen week by week, open or closed."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from care.cautions import bites
from care.chart import Needle
from care.course import Visit
from care.protocol import Protocol
from dashboard.demo import cast
from dashboard.demo.findings import made_up
from dashboard.demo.people import Person
from dashboard.demo.plots import Plot, Told, tell
from dashboard.demo.rows import Rows
from dashboard.demo.timetable import LEE, MENON, SOTO, Place, Progress, Timetable

_DONE = Progress("completed")
_LONGEST = 20
_ENDINGS = (
    (Plot("resolved"), "resolved"),
    (Plot("resolved"), "resolved"),
    (Plot("on_track"), "discharged"),
    (Plot("overdue"), "discharged"),
    (Plot("stalled"), "referred_out"),
    (Plot("too_early"), "lapsed"),
)


@dataclass(frozen=True, slots=True)
class Entered:
    """A course that now has its row: whose it is, how it goes, when its visits were."""

    id: int
    patient: int
    practitioner: int
    plot: Plot
    opened: date
    visits: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Clinic:
    """What every row is made with."""

    rng: Random
    rows: Rows
    timetable: Timetable
    protocol: Protocol
    today: date


def todays(clinic: Clinic, role: cast.Role, place: Place, done: Progress, person: Person) -> Entered:
    """The course of somebody who comes today, and today's appointment as far as it has come.

    The visits of the plot include today's where it is finished, so that a count never depends on the hour.
    """
    # Chances of its own: how many it takes must not change anybody else's course.
    clinic = replace(clinic, rng=Random(f"{clinic.today} {role.family}"))
    if role.plot.status == "not_started":
        patient = clinic.rows.add_patient(person)
        course = _add_course(clinic, patient, place.practitioner, role.condition, clinic.today, None, role.causes, "")
        clinic.rows.add_appointment(patient, course, clinic.today, place, done)
        return Entered(course, patient, place.practitioner, role.plot, clinic.today, ())
    came = done.status == "completed"
    count = role.plot.visits or 1
    days = _days_back(clinic.rng, clinic.today - timedelta(days=clinic.rng.randint(3, 8)), count)
    # As many places are taken whether or not today's visit is done, so that the hour moves nobody else's.
    seen = _seen(clinic, days, place.practitioner)[int(came) :]
    told = tell(
        clinic.rng, role.plot, role.condition, seen[0][0] if seen else clinic.today,
        [*(on for on, _ in seen), clinic.today], clinic.protocol,
    )  # fmt: skip
    patient = clinic.rows.add_patient(person)
    entered = _enter(clinic, patient, place.practitioner, role.plot, told, seen, role.exam_class, role.causes)
    if came:
        _add_visit(clinic, entered, place, told.scores[-1]._replace(on=clinic.today, minute=place.minute))
    reason = "Called to say a meeting ran over." if done.status == "late_cancelled" else ""
    reason = "Away this week." if done.status == "cancelled" else reason
    clinic.rows.add_appointment(patient, entered.id, clinic.today, place, done, reason=reason)
    return replace(entered, visits=(*entered.visits, clinic.today) if came else entered.visits)


def open_course(clinic: Clinic, plot: Plot, person: Person) -> Entered:
    """The course of somebody who does not come today. Most have the next visit booked."""
    rng = clinic.rng
    condition, practitioner = rng.choice(cast.CONDITIONS), rng.choice((LEE, LEE, SOTO, SOTO, MENON))
    patient = clinic.rows.add_patient(person)
    causes = rng.choice(cast.CAUSES)
    if plot.status == "not_started":
        opened = clinic.today - timedelta(days=rng.randint(0, 2))
        course = _add_course(clinic, patient, practitioner, condition, opened, None, causes, "")
        entered = Entered(course, patient, practitioner, plot, opened, ())
    else:
        told, days = _drawn(clinic, plot, condition, clinic.today - timedelta(days=rng.randint(1, 7)))
        entered = _enter(
            clinic, patient, practitioner, plot, told, _seen(clinic, days, practitioner),
            rng.choice(cast.EXAM_CLASSES), causes,
        )  # fmt: skip
    if plot.status == "not_started" or rng.random() < 0.65:
        book_next(clinic, entered, 1)
    return entered


def book_next(clinic: Clinic, entered: Entered, earliest: int) -> None:
    """The next visit of a course, so many days from today or within the week after."""
    soon = clinic.today + timedelta(days=clinic.rng.randint(earliest, earliest + 7))
    on, place = clinic.timetable.take(soon, entered.practitioner, clinic.rng.randrange(99))
    done = Progress(clinic.rng.choice(("booked", "confirmed")))
    clinic.rows.add_appointment(entered.patient, entered.id, on, place, done)


def closed_course(clinic: Clinic, person: Person) -> Entered:
    """A course that ended within the last year, most of them lately."""
    rng = clinic.rng
    plot, outcome = rng.choice(_ENDINGS)
    practitioner = rng.choice((LEE, SOTO, MENON))
    ended = clinic.today - timedelta(days=5 + int(330 * rng.random() ** 1.8))
    told, days = _drawn(clinic, plot, rng.choice(cast.CONDITIONS), ended)
    patient = clinic.rows.add_patient(person)
    entered = _enter(
        clinic, patient, practitioner, plot, told, _seen(clinic, days, practitioner), rng.choice(cast.EXAM_CLASSES),
        rng.choice(cast.CAUSES),
    )  # fmt: skip
    closed = max(entered.visits[-1], ended) + timedelta(days=rng.randint(0, 3))
    row = clinic.rows.tables["course"][entered.id - 1]
    row["closed_on"], row["outcome"] = closed.isoformat(), outcome
    return entered


def _drawn(clinic: Clinic, plot: Plot, condition: str, last: date) -> tuple[Told, list[date]]:
    """Scores for a course whose newest visit is on a day or shortly before."""
    days = _days_back(clinic.rng, last, _LONGEST)
    # The length is known only afterwards, so the scores are drawn on any days and set on the newest ones.
    told = tell(clinic.rng, plot, condition, days[0], days, clinic.protocol)
    return told, days[_LONGEST - len(told.scores) :]


def _seen(clinic: Clinic, days: list[date], practitioner: int) -> list[tuple[date, Place]]:
    """Places on or soon after these days, one a day, all before today."""
    seen: list[tuple[date, Place]] = []
    for day in days:
        earliest = max(day, seen[-1][0] + timedelta(days=1)) if seen else day
        on, place = clinic.timetable.take(earliest, practitioner, clinic.rng.randrange(99))
        if on >= clinic.today:
            break
        seen.append((on, place))
    return seen


def _enter(
    clinic: Clinic, patient: int, practitioner: int, plot: Plot, told: Told, seen: list[tuple[date, Place]],
    exam_class: str, causes: str,
) -> Entered:  # fmt: skip
    opened = seen[0][0]
    course = _add_course(clinic, patient, practitioner, told.condition, opened, told, causes, exam_class)
    entered = Entered(course, patient, practitioner, plot, opened, tuple(on for on, _ in seen))
    clinic.rows.add(
        "evaluation", course_id=course, practitioner_id=practitioner, local_date=opened, red_flag="none", neuro="none",
        findings=made_up(course, exam_class, told.scores[0].rom_degrees),
    )  # fmt: skip
    for (on, place), score in zip(seen, told.scores, strict=False):
        clinic.rows.add_appointment(patient, course, on, place, _DONE)
        _add_visit(clinic, entered, place, score._replace(on=on, minute=place.minute))
    return entered


def _add_course(
    clinic: Clinic, patient: int, practitioner: int, condition: str, opened: date, told: Told | None, causes: str,
    exam_class: str,
) -> int:  # fmt: skip
    return clinic.rows.add(
        "course",
        patient_id=patient,
        practitioner_id=practitioner,
        condition=condition,
        onset_date=opened - timedelta(days=told.onset_days) if told else None,
        opened_on=opened,
        severity=None,
        exam_class=exam_class or None,
        causes=causes,
        expected_min=told.expected[0] if told else None,
        expected_max=told.expected[1] if told else None,
        expected_by_rule=1,
        expected_reason="",
        goal_nprs=None,
        closed_on=None,
        outcome=None,
    )


def _add_visit(clinic: Clinic, entered: Entered, place: Place, score: Visit) -> None:
    rng = clinic.rng
    techniques = [name for name, share in (("gua_sha", 0.3), ("cupping", 0.3), ("manual", 0.4), ("electro", 0.15))
                  if rng.random() < share]  # fmt: skip
    cautions = tuple(clinic.rows.tables["patient"][entered.patient - 1]["cautions"].split(";"))
    if "anticoagulant" in cautions:
        techniques = [name for name in techniques if name != "gua_sha"]
    points = rng.sample(cast.POINTS["local"], rng.randint(2, 4)) + rng.sample(cast.POINTS["distal"], rng.randint(1, 3))
    clinic.rows.add(
        "visit",
        course_id=entered.id,
        practitioner_id=entered.practitioner,
        local_date=score.on,
        minute=place.minute,
        nprs=score.nprs,
        ndi_percent=score.ndi_percent,
        psfs=score.psfs,
        rom_degrees=score.rom_degrees,
        groc=score.groc,
        points=";".join(points),
        techniques=";".join(techniques),
        acknowledged=";".join(one.key for one in bites(cautions, tuple(map(Needle, points)), tuple(techniques))),
        note=rng.choice(cast.VISIT_NOTES) if rng.random() < 0.4 else "",
    )


def _days_back(rng: Random, last: date, count: int) -> list[date]:
    """`count` days, oldest first, the newest `last`: twice a week at first, then weekly."""
    days = [last]
    for number in range(count - 1):
        days.append(days[-1] - timedelta(days=rng.choice((6, 7, 7, 8) if number < count // 2 else (3, 4, 4))))
    return days[::-1]
