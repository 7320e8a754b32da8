"""Referrals that still need somebody: urgent first, then the longest overdue."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from care.day_words import long_date, short_date
from care.loop import LABEL
from care.referral import is_pending
from care.staff import Clinic
from care.text import clean, counted
from care.width import cut
from care.worklist import OpenReferral
from dashboard.reports.words import WIDTH, columns
from widgets.words import words


def as_json(on: date, referrals: Sequence[OpenReferral]) -> dict[str, Any]:
    """The report as documented in docs/commands.md: every key always there, null where unknown."""
    return {"date": on.isoformat(), "referrals": [_referral(one) for one in referrals]}


def _referral(one: OpenReferral) -> dict[str, Any]:
    known = one.row.referral
    return {
        "id": known.id,
        "source_id": known.source_id,
        "course_id": known.course_id,
        "patient": one.row.patient,
        "kind": known.kind,
        "urgency": known.urgency,
        "to": known.to or None,
        "status": one.state,
        "sent_on": known.sent_on.isoformat() if known.sent_on else None,
        "due_on": one.due.isoformat() if one.due else None,
        "overdue_days": one.overdue_days,
    }


def as_plain(on: date, referrals: Sequence[OpenReferral], clinic: Clinic) -> list[str]:
    """The report as lines."""
    lines = [cut(f"{clean(clinic.name)}: referrals", WIDTH), long_date(on)]
    if not referrals:
        return [*lines, "", "No referral is pending or to be sent."]
    pending = sum(is_pending(one.state) for one in referrals)
    late = sum(one.overdue_days > 0 for one in referrals)
    lines.append(f"{pending} pending, {len(referrals) - pending} to send, {late} overdue.")
    for urgency in ("urgent", "routine"):
        some = [one for one in referrals if one.row.referral.urgency == urgency]
        if some:
            lines += ["", urgency.capitalize(), *(_line(one) for one in some)]
    return lines


def _line(one: OpenReferral) -> str:
    known = one.row.referral
    if one.overdue_days > 0:
        due = f"{counted(one.overdue_days, 'day', 'days')} late"
    else:
        due = f"due {short_date(one.due)}" if one.due else ""
    return columns(
        (one.row.patient, 18), (words(known.kind), 16), (known.to or "nobody yet", 14),
        (LABEL[one.state], 14), (due, 14),
    )  # fmt: skip
