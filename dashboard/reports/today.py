"""One day's schedule with each patient's course against its expected visits."""

from typing import Any

from care.appointment import Appointment, clock
from care.assessment import Assessment
from care.attention import ADVICE_WORDS, MARKS, attention_rank, needs_person
from care.day_words import long_date
from care.referral import is_pending
from care.schedule import tally, waited
from care.staff import Clinic
from care.text import clean, counted
from care.width import cut
from dashboard.reading import DayView
from dashboard.reports.words import WIDTH, columns, span
from widgets.words import APPOINTMENT

_STATUS = {code: word for code, (_, word, _) in APPOINTMENT.items()}
_COUNTED = (
    "arrived",
    "in_room",
    "booked",
    "confirmed",
    "completed",
    "no_show",
    "left_unseen",
    "cancelled",
    "late_cancelled",
)


def as_json(view: DayView, clinic: Clinic) -> dict[str, Any]:
    """The report as documented in docs/commands.md: every key always there, null where unknown."""
    return {
        "date": view.day.on.isoformat(),
        "clinic": clinic.name,
        "appointments": [_appointment(one, view.states.get(one.course_id or 0)) for one in view.day.appointments],
        "pending_referrals": sum(is_pending(one.state) for one in view.referrals),
        "proposals": view.day.proposals,
    }


def _appointment(one: Appointment, state: Assessment | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "source_id": one.source_id,
        "at": f"{one.on.isoformat()} {clock(one.minute)}",
        "minutes": one.minutes,
        "patient_id": one.patient_id,
        "patient": one.patient,
        "practitioner": one.practitioner or None,
        "room": one.room or None,
        "status": one.status,
        "course_id": one.course_id,
        "visits_done": state.visits_done if state else None,
        "expected": list(state.expected) if state else None,
        "course_status": state.status if state else None,
        "advice": state.advice if state else None,
        "rule": state.rule if state else None,
    }


def as_plain(view: DayView, clinic: Clinic, now_utc: int | None) -> list[str]:
    """The report as lines. `now_utc` only where the day is today: then waiting and room times are told."""
    day = view.day
    lines = [cut(clean(clinic.name), WIDTH), long_date(day.on)]
    if day.closed_reason:
        lines += ["", cut(f"The clinic is closed: {clean(day.closed_reason)}.", WIDTH)]
    if not day.appointments:
        return [*lines, "", f"Nobody is booked on {long_date(day.on)}.", *_tail(view)]
    counts = tally(day)
    tallied = [f"{counts[status]} {_STATUS[status]}" for status in _COUNTED if counts[status]]
    lines += _folded(f"{counted(len(day.appointments), 'appointment', 'appointments')}: ", tallied)
    lines += ["", "Schedule"]
    lines += [_line(one, view.states.get(one.course_id or 0), now_utc) for one in day.appointments]
    return [*lines, *_decisions(view), *_tail(view)]


def _line(one: Appointment, state: Assessment | None, now_utc: int | None) -> str:
    status = _STATUS[one.status]
    minutes = None if now_utc is None else waited(one, now_utc)
    if minutes is not None:
        status += f" {minutes} min"
    visits = course = ""
    if state is not None:
        visits = "first visit" if state.visits_done == 0 else f"{state.visits_done} of {span(state.expected)}"
        course = MARKS[state.status][1] if state.visits_done else ""
    names = one.practitioner.split()
    return columns(
        (clock(one.minute), 5), (one.patient, 20), (names[-1] if names else "", 7), (one.room, 3), (status, 14),
        (visits, 11), (course, 14),
    )  # fmt: skip


def _decisions(view: DayView) -> list[str]:
    """Who of the day needs a person's decision, the most pressing first."""
    courses = view.day.courses
    wanted = [
        (attention_rank(state), one, state)
        for one in view.day.appointments
        if (state := view.states.get(one.course_id or 0)) is not None
        and needs_person(state, courses.get(one.course_id or 0))
    ]
    if not wanted:
        return []
    wanted.sort(key=lambda item: (item[0], item[1].minute))
    lines = ["", "To decide"]
    for _, one, state in wanted:
        why = f"{MARKS[state.status][1]}, rule {state.rule}"
        lines.append(columns((clock(one.minute), 5), (one.patient, 20), (ADVICE_WORDS[state.advice], 20), (why, 32)))
    return lines


def _tail(view: DayView) -> list[str]:
    lines = [""]
    if view.day.proposals:
        lines.append(f"{counted(view.day.proposals, 'booking needs', 'bookings need')} a patient.")
    pending = sum(is_pending(one.state) for one in view.referrals)
    overdue = sum(is_pending(one.state) and one.overdue_days > 0 for one in view.referrals)
    if not pending:
        lines.append("No referral is pending.")
    else:
        late = f", {overdue} overdue" if overdue else ", none overdue"
        lines.append(f"{counted(pending, 'referral is', 'referrals are')} pending{late}.")
    return lines


def _folded(start: str, parts: list[str]) -> list[str]:
    lines = [start]
    for number, part in enumerate(parts):
        piece = part + ("," if number < len(parts) - 1 else ".")
        if len(lines[-1]) + len(piece) >= WIDTH:
            lines.append("  ")
        lines[-1] += piece + " "
    return [line.rstrip() for line in lines]
