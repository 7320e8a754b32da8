"""Referrals as rows: what each waits for, and for how long."""

from datetime import date
from typing import NamedTuple

from care.loop import waiting_for
from care.patient import initials
from care.referral import Referral
from care.width import fit
from care.worklist import OpenReferral
from widgets.ink import Line
from widgets.rows import Row
from widgets.words import KIND_SHORT, KIND_TINY, short_day, words


def waits_for(one: Referral, today: date) -> str:
    """What it waits for: `the provider's answer`, `the visit on Thu 26 Nov`."""
    if one.status == "scheduled" and one.appointment_on is not None:
        return f"the visit on {short_day(one.appointment_on, today)}"
    return waiting_for(one) or words(one.status)


def taken(one: Referral) -> list[tuple[str, date]]:
    """The states it has been in by its own days, the first one first."""
    days = (
        ("sent", one.sent_on), ("accepted", one.accepted_on), ("scheduled", one.scheduled_on),
        ("attended", one.attended_on), ("report_received", one.report_on), ("closed", one.closed_on),
        (one.status, one.ended_on),
    )  # fmt: skip
    return [(state, on) for state, on in days if on is not None and state != "draft"]


def step(one: OpenReferral, today: date) -> str:
    """The newest step in words with its age: `sent 9 d`, `visit 26 Nov`."""
    referral = one.row.referral
    if one.state == "scheduled" and referral.appointment_on is not None:
        return f"visit {referral.appointment_on.day} {referral.appointment_on:%b}"
    since = {
        "draft": referral.created_on,
        "sent": referral.sent_on,
        "accepted": referral.accepted_on,
        "attended": referral.attended_on,
        "report_received": referral.report_on,
        "no_show": referral.appointment_on,
        "declined_by_provider": referral.ended_on,
    }.get(one.state)
    word = {
        "attended": "seen", "report_received": "report in", "declined_by_provider": "declined", "draft": "drafted",
        "no_show": "no-show",
    }  # fmt: skip
    text = word.get(one.state, words(one.state))
    if since is None:
        return text
    days = (today - since).days
    return f"{text} {days} d" if days > 0 else f"{text} today"


def due_words(one: OpenReferral, today: date) -> tuple[str, str]:
    """When the next step is due, and the ink that says so."""
    if one.overdue_days > 0:
        return f"overdue {one.overdue_days} d", "bad"
    if one.due is None:
        return "", "dim"
    soon = (one.due - today).days <= 1
    return f"due {short_day(one.due, today)}", "warn" if soon else "text"


class Columns(NamedTuple):
    """Widths in cells, the blank after each included; 0 leaves a column out."""

    name: int
    provider: int
    step: int
    due: int
    waits: int

    @classmethod
    def for_width(cls, width: int) -> "Columns":
        """The name and the provider grow first, then what it waits for comes in."""
        spare = max(0, width - MARK - KIND - 60)
        waits = 24 if spare >= 38 else 0
        spare -= waits
        step, due = 15 + min(3, spare // 6), 15 + min(3, spare // 6)
        rest = max(0, width - MARK - KIND - waits - step - due - 1)
        if rest < 24:  # the provider is told below the list
            return cls(rest, 0, step, due, waits)
        return cls(min(30, rest // 2 + 1), min(30, rest - rest // 2 - 1), step, due, waits)


MARK, KIND = 3, 14


def referral_heading(width: int) -> Line:
    """The names of the columns."""
    columns = Columns.for_width(width)
    named = (
        ("   Patient", MARK + columns.name), ("Kind", KIND), ("Provider", columns.provider), ("Step", columns.step),
        ("Due", columns.due), ("Waits for", columns.waits),
    )  # fmt: skip
    return (("".join(fit(text, size) for text, size in named if size), "faint"),)


def referral_rows(
    referrals: tuple[OpenReferral, ...], today: date, width: int, *, hide_names: bool = False
) -> tuple[Row, ...]:
    """One row a referral; its key is the referral's id."""
    columns = Columns.for_width(width)
    return tuple(Row(_line(one, today, columns, hide_names), key=one.row.referral.id) for one in referrals)


def _line(one: OpenReferral, today: date, columns: Columns, hide_names: bool) -> Line:
    referral = one.row.referral
    name = initials(one.row.patient) if hide_names else one.row.patient
    due, ink = due_words(one, today)
    urgent = referral.urgency == "urgent"
    kind = f"urgent {KIND_TINY[referral.kind]}" if urgent else KIND_SHORT[referral.kind]
    spans = [
        (f" {'!' if one.overdue_days else ' '} ", "bad!"),
        (fit(name, columns.name - 1) + " ", "text"),
        (fit(kind, KIND), "warn" if urgent else "dim"),
        (
            fit(referral.to or "no provider", columns.provider - 1) + " " * bool(columns.provider),
            "dim" if referral.to else "warn",
        ),
        (fit(step(one, today), columns.step), "dim"),
        (fit(due, columns.due), ink),
    ]
    if columns.waits:
        spans.append((fit(waits_for(referral._replace(status=one.state), today), columns.waits), "dim"))
    return tuple(spans)
