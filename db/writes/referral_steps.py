"""The steps of a referral's loop, each with its day, and the way back as a correction that stays readable.

Which step may follow is for `care.loop` to say. A step is made on its day: never before the one it follows, never in
the future. Each is one write: the row, and an event of it. The same step again changes nothing and says so.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from care.loop import LABEL, earlier, follows
from care.referral import STATES, Step
from db.errors import Refused
from db.tables import Referral, ReferralEvent
from db.writes.clinical import day_of, one_of, today, words_of
from db.writes.corrections import in_text
from db.writes.providers import usable
from db.writes.referral_rows import add_event, present, provider_name, tell_of, titled, way_of
from db.writes.told import Changed, check_seen
from db.writing import Unit

__all__ = ["Changed", "correct", "review", "step"]

FARTHEST = 730
"""Days ahead within which a provider's visit can lie; a later one is a mistyped year."""

_TAKES = {
    "draft": {"provider_id"},
    "sent": {"provider_id", "respond_by"},
    "scheduled": {"appointment_on"},
    "report_received": {"report_from", "report_summary"},
    "closed": {"told_patient"},
}
"""What beside its day and a note a step can say."""

_RESTS_ON = {
    "sent": {"provider_id", "question", "respond_by"},
    "scheduled": {"appointment_on"},
    "no_show": {"appointment_on"},
    "attended": {"appointment_on"},
    "closed": {"reviewed_on", "told_patient"},
}
"""What beside the state a step depends on: another change of it since it was seen is a conflict."""

_DAY = {
    "sent": "sent_on",
    "accepted": "accepted_on",
    "scheduled": "scheduled_on",
    "attended": "attended_on",
    "report_received": "report_on",
    "closed": "closed_on",
    "declined_by_patient": "ended_on",
    "declined_by_provider": "ended_on",
    "cancelled": "ended_on",
    "draft": "ended_on",
}
"""The column that says when a state was reached. A visit that was missed has the day of the appointment."""

_HOLDS = {
    "sent": ("sent_on",),
    "accepted": ("accepted_on",),
    "scheduled": ("scheduled_on", "appointment_on"),
    "attended": ("attended_on",),
    "report_received": ("report_on", "report_from", "report_summary", "reviewed_on", "told_patient"),
    "closed": ("closed_on",),
}
"""What each state has written on the row: what goes when it is corrected away."""


def step(
    unit: Unit,
    referral_id: int,
    seen_version: int,
    state: str,
    *,
    on: date | None = None,
    note: str = "",
    appointment_on: date | None = None,
    provider_id: int | None = None,
    told_patient: str = "",
    report_from: str = "",
    report_summary: str = "",
    respond_by: date | None = None,
) -> Changed:
    """Lead a referral to the next state, on a day of the past or today.

    Without `on` a visit was on the day of its appointment, an appointment was made by its own day at the latest, and
    anything else is of today. Sending needs a provider (`provider_id` chooses one) and a question; `scheduled` needs
    `appointment_on`; closing needs the report read (`review`) and `told_patient`; cancelling a note. From
    `declined_by_provider` it becomes a draft again without a provider; what it was stays in its events. A step ends
    a snooze. Raises `Refused`, `Conflict` or `NotFound` with nothing changed.
    """
    row = present(unit, referral_id)
    one_of(state, STATES, "The step")
    given = {
        "appointment_on": appointment_on, "provider_id": provider_id, "respond_by": respond_by,
        "told_patient": words_of(told_patient, "What the patient was told"),
        "report_from": words_of(report_from, "The report's sender"),
        "report_summary": words_of(report_summary, "The report's summary"),
    }  # fmt: skip
    given = {name: value for name, value in given.items() if value not in (None, "")}
    words = words_of(note, "The note", "A referral is cancelled with a reason." if state == "cancelled" else "")
    title = titled(unit, row)
    if odd := given.keys() - _TAKES.get(state, set()):
        named = ", ".join(sorted(odd)).replace("_", " ")
        raise Refused(f"{title}: “{LABEL[state]}” says nothing of {named}. Nothing was changed. Leave that out.")
    if row.status == state:
        return _already(unit, row, seen_version, on, words, given)
    check_seen(unit, row, seen_version, {"status", *_RESTS_ON.get(state, ())})
    if state not in follows(row.status):
        after = ", ".join(LABEL[one] for one in follows(row.status)) or "nothing"
        raise Refused(
            f"{title}: {LABEL[row.status]}, and “{LABEL[state]}” does not follow from that; what may follow: {after}. "
            "Nothing was changed."
        )
    last = way_of(row)[-1]
    day = _day(unit, row, title, state, last, on, given)
    values, said, more = _PREPARE[state](unit, row, title, day, given)
    undo_id = unit.undoable(f"referral {LABEL[state]}")
    was = row.status
    # Flushed once, so that the row's version and what the log says of it go together.
    with unit.session.no_autoflush:
        row.status, row.snoozed_until, row.snooze_reason = state, None, ""
        if (column := _DAY.get(state)) is not None:
            setattr(row, column, day)
        for name, value in values.items():
            setattr(row, name, value)
    tell_of(unit, state, row, was=was)
    add_event(unit, row, "step", "; ".join(part for part in (more, words) if part), state=state, on=day)
    return Changed(undo_id, f"{title}: {said}.")


def review(
    unit: Unit, referral_id: int, seen_version: int, *, on: date | None = None, told_patient: str = ""
) -> Changed:
    """Mark that the report was read, and keep what the patient was told, if that is known by now."""
    unit.require("refer")
    row = present(unit, referral_id)
    title, told = titled(unit, row), words_of(told_patient, "What the patient was told")
    if row.reviewed_on is not None and on in (None, row.reviewed_on) and told in ("", row.told_patient):
        unit.unchanged()
        return Changed(None, f"{title}: the report was read already, on {row.reviewed_on.isoformat()}.")
    check_seen(unit, row, seen_version, {"status", "reviewed_on", "told_patient"})
    if row.status != "report_received":
        raise Refused(f"{title}: {LABEL[row.status]}, so there is no report to be read. Nothing was changed.")
    day = _not_before(title, way_of(row)[-1], day_of(unit, on or row.reviewed_on, "The day of reading"))
    undo_id = unit.undoable("report read")
    row.reviewed_on, row.told_patient = day, told or row.told_patient
    row.snoozed_until, row.snooze_reason = None, ""
    tell_of(unit, "reviewed", row)
    add_event(unit, row, "step", "the report was read", state="report_received", on=day)
    left = "" if row.told_patient else " Tell the patient, then close it."
    return Changed(undo_id, f"{title}: the report is read.{left}")


def correct(unit: Unit, referral_id: int, seen_version: int, state: str, reason: str) -> Changed:
    """Put a referral back to a state it has been in, as a correction: later days go, and stay in its events."""
    row = present(unit, referral_id)
    one_of(state, STATES, "The state")
    title = titled(unit, row)
    check_seen(unit, row, seen_version, {"status", *(name for names in _HOLDS.values() for name in names)})
    words = words_of(reason, "The reason", "A referral is put back with a reason.")
    way = tuple(one.state for one in way_of(row))
    if state not in (possible := earlier(row.status, way)):
        there = ", ".join(LABEL[one] for one in possible) or "nothing"
        raise Refused(
            f"{title}: {LABEL[row.status]}, and was not “{LABEL[state]}” on its way; what it was: {there}. Nothing was "
            "changed."
        )
    kept = {*way[: way.index(state) + 1]}
    gone = [name for led, names in _HOLDS.items() if led not in kept for name in names]
    if row.status != "draft":
        gone.append("ended_on")
    undo_id = unit.undoable("referral put back")
    was, cleared = row.status, _as_it_was(row, gone)
    with unit.session.no_autoflush:
        row.status, row.snoozed_until, row.snooze_reason = state, None, ""
        for name in gone:
            setattr(row, name, "" if name in ("report_from", "report_summary", "told_patient") else None)
    tell_of(unit, "corrected", row, was=was, correction=True)
    more = "; ".join(part for part in (f"was {LABEL[was]}", cleared) if part)
    add_event(unit, row, "correction", f"{words} ({more})", state=state)
    return Changed(undo_id, f"{title}: {LABEL[state]} again.")


def _already(unit: Unit, row: Referral, seen: int, on: date | None, note: str, given: dict[str, Any]) -> Changed:
    """The same step once more is no fault; one with other facts would lose either these or those on record."""
    title, day = titled(unit, row), way_of(row)[-1].on
    newest = unit.session.exec(
        select(ReferralEvent.note)
        .where(col(ReferralEvent.referral_id) == row.id, col(ReferralEvent.voided).is_(False))
        .where(col(ReferralEvent.kind) == "step", col(ReferralEvent.state) == row.status)
        .order_by(col(ReferralEvent.id).desc())
        .limit(1)
    ).first()
    if on in (None, day) and note in (newest or "") and all(getattr(row, name) == one for name, one in given.items()):
        unit.unchanged()
        return Changed(None, f"{title}: {LABEL[row.status]} already, {day.isoformat()}.")
    unit.check_version(row, seen)
    raise Refused(
        f"{title}: {LABEL[row.status]} already, with other facts. Nothing was changed. Change it, or put it back first."
    )


def _day(unit: Unit, row: Referral, title: str, state: str, last: Step, on: date | None, given: dict[str, Any]) -> date:
    """The day a step counts from, never before the one it follows."""
    now = today(unit)
    if on is None and state == "scheduled" and "appointment_on" in given:
        on = max(last.on, min(now, given["appointment_on"]))
    elif state in ("attended", "no_show") and row.appointment_on is not None:
        if row.appointment_on > now and (on is None or state == "no_show"):
            raise Refused(
                f"{title}: the visit is on {row.appointment_on.isoformat()}, which is still to come. Nothing was "
                "changed. Correct the day of the visit first."
            )
        if on is None:
            on = max(last.on, row.appointment_on)
    return _not_before(title, last, day_of(unit, on, "The day"))


def _not_before(title: str, last: Step, day: date) -> date:
    if day < last.on:
        raise Refused(
            f"{title}: {LABEL[last.state]} since {last.on.isoformat()}, and {day.isoformat()} is before that. Nothing "
            "was changed. Correct the day."
        )
    return day


_Prepared = tuple[dict[str, Any], str, str]
"""The columns a step sets beside its day, what it says, and what its event keeps beside the note."""


def _sent(unit: Unit, row: Referral, title: str, day: date, given: dict[str, Any]) -> _Prepared:
    chosen = given.get("provider_id", row.provider_id)
    if chosen is None:
        raise Refused(f"{title}: it has no provider yet. Nothing was changed. Choose one, then send it.")
    provider = usable(unit, chosen)
    if not row.question:
        raise Refused(f"{title}: it asks nothing yet. Nothing was changed. Write the question, then send it.")
    respond_by = given.get("respond_by", row.respond_by)
    if respond_by is not None and respond_by < day:
        raise Refused(
            f"{title}: a report is asked for by {respond_by.isoformat()}, before it is sent. Nothing was changed. Name "
            "another day."
        )
    values = {"provider_id": chosen, "respond_by": respond_by, "ended_on": None}
    return values, f"sent to {provider.name}", f"to {provider.name}"


def _draft(unit: Unit, row: Referral, _title: str, _day: date, given: dict[str, Any]) -> _Prepared:
    chosen = given.get("provider_id")
    to = f", for {usable(unit, chosen).name}" if chosen is not None else ", for another provider"
    gone = ("sent_on", "accepted_on", "scheduled_on", "appointment_on", "ended_on", "respond_by")
    was = f"{provider_name(unit, row)} declined; {_as_it_was(row, gone)}"
    return {**dict.fromkeys(gone[:4]), "respond_by": None, "provider_id": chosen}, f"a draft again{to}", was


def _accepted(unit: Unit, row: Referral, _title: str, _day: date, _given: dict[str, Any]) -> _Prepared:
    return {}, f"{provider_name(unit, row)} takes the patient", ""


def _scheduled(unit: Unit, row: Referral, title: str, day: date, given: dict[str, Any]) -> _Prepared:
    if (visit := given.get("appointment_on")) is None:
        raise Refused(f"{title}: the provider's visit has no day. Nothing was changed. Say on which day it is.")
    check_visit_day(unit, row, title, visit)
    if day > visit and row.status != "accepted":
        raise Refused(
            f"{title}: the visit is on {visit.isoformat()}, and cannot have been booked later, on {day.isoformat()}. "
            "Nothing was changed. Correct the days."
        )
    missed = f", after the one missed on {row.appointment_on.isoformat()}" if row.appointment_on else ""
    return {"appointment_on": visit}, f"the visit is on {visit.isoformat()}", f"for {visit.isoformat()}{missed}"


def check_visit_day(unit: Unit, row: Referral, title: str, visit: date) -> None:
    """Raise `Refused` for a visit before the sending, before one that was missed, or years ahead."""
    missed = row.appointment_on if row.status == "no_show" else None
    earliest = missed or row.sent_on or row.created_on
    if visit < earliest:
        what = "one was missed" if missed else "it was sent"
        raise Refused(
            f"{title}: the visit is on {visit.isoformat()}, and {what} on {earliest.isoformat()}. Nothing was changed. "
            "Correct the day of the visit."
        )
    if visit > today(unit) + timedelta(FARTHEST):
        raise Refused(f"{title}: the visit is on {visit.isoformat()}, years ahead. Nothing was changed. Correct it.")


def _no_show(_unit: Unit, row: Referral, _title: str, day: date, _given: dict[str, Any]) -> _Prepared:
    missed = row.appointment_on or day
    return {"appointment_on": missed}, f"the visit of {missed.isoformat()} was missed", f"visit {missed.isoformat()}"


def _attended(_unit: Unit, _row: Referral, _title: str, day: date, _given: dict[str, Any]) -> _Prepared:
    return {}, f"seen on {day.isoformat()}; the report is waited for", ""


def _report(_unit: Unit, _row: Referral, _title: str, _day: date, given: dict[str, Any]) -> _Prepared:
    source = f"from {given['report_from']}" if "report_from" in given else ""
    return given, "the report is here, to be read", source


def _closed(unit: Unit, row: Referral, title: str, day: date, given: dict[str, Any]) -> _Prepared:
    if row.reviewed_on is None:
        raise Refused(f"{title}: the report was not read yet. Nothing was changed. Read it, then close the referral.")
    if day < row.reviewed_on:
        raise Refused(
            f"{title}: the report was read on {row.reviewed_on.isoformat()}, after that day. Nothing was changed."
        )
    told = given.get("told_patient", row.told_patient)
    words_of(told, "What the patient was told", "A referral is closed with what the patient was told.")
    overwritten = row.told_patient and told != row.told_patient
    more = f"told before: {row.told_patient}" if overwritten else ""
    return {"told_patient": told}, f"closed, report of {provider_name(unit, row)} read and patient told", more


def _refused(_unit: Unit, _row: Referral, _title: str, _day: date, _given: dict[str, Any]) -> _Prepared:
    return {}, "the patient refuses", ""


def _declined(unit: Unit, row: Referral, _title: str, _day: date, _given: dict[str, Any]) -> _Prepared:
    name = provider_name(unit, row)
    return {}, f"{name} declined, it needs another provider", name


def _cancelled(_unit: Unit, _row: Referral, _title: str, _day: date, _given: dict[str, Any]) -> _Prepared:
    return {}, "cancelled", ""


_PREPARE: dict[str, Callable[[Unit, Referral, str, date, dict[str, Any]], _Prepared]] = {
    "draft": _draft,
    "sent": _sent,
    "accepted": _accepted,
    "scheduled": _scheduled,
    "no_show": _no_show,
    "attended": _attended,
    "report_received": _report,
    "closed": _closed,
    "declined_by_patient": _refused,
    "declined_by_provider": _declined,
    "cancelled": _cancelled,
}


def _as_it_was(row: Referral, names: tuple[str, ...] | list[str]) -> str:
    """What stands in columns that are to be emptied, for the event that keeps it."""
    found = ((name, getattr(row, name)) for name in names)
    return ", ".join(f"{name.replace('_', ' ')} {in_text(value)}" for name, value in found if value not in (None, ""))
