"""Referrals as rows: what each waits for, and for how long."""

from datetime import date

from care.patient import initials
from care.width import fit
from care.worklist import OpenReferral
from widgets.ink import Line
from widgets.rows import Row
from widgets.words import KIND_SHORT, KIND_TINY, condition, short_day, words

WAITS_FOR = {
    "draft": "to send",
    "sent": "an answer",
    "accepted": "a date",
    "scheduled": "the visit",
    "no_show": "a new date",
    "attended": "the report",
    "report_received": "review",
    "declined_by_provider": "another provider",
}


def step(one: OpenReferral, today: date) -> str:
    """The newest step in words with its age: `sent 9 d ago`, `visit Thu 26 Nov`."""
    referral = one.row.referral
    if one.state == "scheduled" and referral.appointment_on is not None:
        return f"visit {short_day(referral.appointment_on, today)}"
    since = {
        "draft": referral.created_on,
        "sent": referral.sent_on,
        "accepted": referral.accepted_on,
        "attended": referral.attended_on,
        "report_received": referral.report_on,
        "no_show": referral.appointment_on,
        "declined_by_provider": referral.ended_on,
    }.get(one.state)
    word = {"attended": "seen", "report_received": "report in", "declined_by_provider": "declined", "draft": "drafted"}
    text = word.get(one.state, words(one.state))
    if since is None:
        return text
    days = (today - since).days
    return f"{text} {days} d ago" if days > 0 else f"{text} today"


def due_words(one: OpenReferral, today: date) -> tuple[str, str]:
    """When the next step is due, and the ink that says so."""
    if one.overdue_days > 0:
        return f"overdue {one.overdue_days} d", "bad"
    if one.due is None:
        return "", "dim"
    soon = (one.due - today).days <= 1
    return f"due {short_day(one.due, today)}", "warn" if soon else "text"


def referral_rows(
    referrals: tuple[OpenReferral, ...], today: date, width: int, *, hide_names: bool = False, full: bool = False
) -> tuple[Row, ...]:
    """One row a referral; `full` adds the condition, what it waits for and the phone where the width allows."""
    return tuple(Row(_line(one, today, width, hide_names, full), key=one.row.referral.id) for one in referrals)


def _line(one: OpenReferral, today: date, width: int, hide_names: bool, full: bool) -> Line:
    referral = one.row.referral
    name = initials(one.row.patient) if hide_names else one.row.patient
    due, ink = due_words(one, today)
    urgent = referral.urgency == "urgent"
    kind = f"urgent {KIND_TINY[referral.kind]}" if urgent else KIND_SHORT[referral.kind]
    spare = max(0, width - 76)
    name_width, provider_width = 16 + min(8, spare // 2), 14 + min(10, spare - spare // 2)
    spans = [
        (f" {'!' if one.overdue_days else ' '} ", "bad!"),
        (fit(name, name_width - 1) + " ", "text"),
        (fit(kind, 13) + " ", "warn" if urgent else "dim"),
        (fit(referral.to or "no provider", provider_width - 1) + " ", "dim" if referral.to else "warn"),
        (fit(step(one, today), 15) + " ", "dim"),
        (fit(due, 13), ink),
    ]
    used = 3 + name_width + 14 + provider_width + 16 + 13
    if full and width - used >= 20:
        spans.append((fit(" for " + WAITS_FOR.get(one.state, words(one.state)), 20) + " ", "dim"))
        used += 21
    if full and width - used >= 10:
        spans.append((fit(condition(one.row.condition), width - used - 1), "faint"))
    return tuple(spans)
