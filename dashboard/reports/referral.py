"""One referral with everything on its way, as JSON and as lines of text."""

from datetime import date
from typing import Any

from care.appointment import clock
from care.loop import LABEL, follows, waiting_for
from care.protocol import Protocol
from care.provider import ProviderRow
from care.referral import due_on, overdue_days, steps
from care.referral_detail import ReferralDetail
from care.text import clean, counted, tidy
from care.width import cut
from dashboard.daysheet.text import folded
from dashboard.reports.words import WIDTH, columns
from db.localtime import to_local
from widgets.words import words

_DAYS = (
    "created_on", "sent_on", "accepted_on", "scheduled_on", "appointment_on", "attended_on", "report_on",
    "reviewed_on", "closed_on", "ended_on", "respond_by", "snoozed_until",
)  # fmt: skip


def as_json(known: ReferralDetail, on: date, zone: str, protocol: Protocol) -> dict[str, Any]:
    """A referral as documented in docs/commands.md: every key always there, null where unknown."""
    one = known.referral
    due = due_on(one, on, protocol)
    return {
        "id": one.id,
        "source_id": one.source_id,
        "course_id": one.course_id,
        "patient_id": known.patient_id,
        "patient": known.patient,
        "patient_phone": known.patient_phone or None,
        "condition": known.condition,
        "kind": one.kind,
        "urgency": one.urgency,
        "provider": provider_json(known.provider) if known.provider else None,
        "status": one.status,
        "waiting_for": waiting_for(one) or None,
        "next": list(follows(one.status)),
        **{name: _iso(getattr(one, name)) for name in _DAYS},
        "due_on": _iso(due),
        "overdue_days": overdue_days(one, on, protocol),
        "question": one.question or None,
        "report_from": one.report_from or None,
        "report_summary": one.report_summary or None,
        "told_patient": one.told_patient or None,
        "snooze_reason": one.snooze_reason or None,
        "events": [
            {"id": event.id, "kind": event.kind, "state": event.state or None, "on": _iso(event.on),
             "note": event.note or None, "at": _at(event.at_utc, zone), "who": event.who}
            for event in known.events
        ],
        "letters": [
            {"id": letter.id, "on": _iso(letter.on), "provider": letter.provider or None, "sent_by": letter.sent_by,
             "digest": letter.digest, "at": _at(letter.at_utc, zone), "who": letter.who}
            for letter in known.letters
        ],
        "files": [
            {"id": file.id, "title": file.title, "media": file.media, "size": file.size, "digest": file.digest,
             "at": _at(file.at_utc, zone), "who": file.who}
            for file in known.files
        ],
    }  # fmt: skip


def provider_json(one: ProviderRow) -> dict[str, Any]:
    """How to reach a provider."""
    texts = ("kind", "phone", "fax", "email", "address", "note")
    return {"id": one.id, "name": one.name, **{name: getattr(one, name) or None for name in texts},
            "active": one.active}  # fmt: skip


def as_plain(known: ReferralDetail, on: date, zone: str, protocol: Protocol) -> list[str]:
    """The same as lines of at most 80 cells; a long text goes on under itself."""
    one = known.referral
    late = overdue_days(one, on, protocol)
    due = due_on(one, on, protocol)
    urgent = "urgent " if one.urgency == "urgent" else ""
    state = LABEL[one.status]
    if due is not None:
        state += f", {counted(late, 'day', 'days')} late" if late else f", due {due.isoformat()}"
    lines = [
        f"Referral {one.id}: {known.patient}, {urgent}{words(one.kind)}",
        *_said("state", state),
        *_said("waits for", waiting_for(one)),
        *_said("next", ", ".join(LABEL[name] for name in follows(one.status))),
        *_said("put off", f"until {_iso(one.snoozed_until)}: {one.snooze_reason}" if one.snoozed_until else ""),
        *_said("patient", f"{known.patient_id}, {words(known.condition)}, {known.patient_phone or 'no phone number'}"),
        *_said("to", _reached(known.provider)),
        *_said("question", one.question),
        *_said("report by", _iso(one.respond_by) or ""),
        *_said("visit on", _iso(one.appointment_on) or ""),
        *_said("report of", one.report_from),
        *_said("report", one.report_summary),
        *_said("read on", _iso(one.reviewed_on) or ""),
        *_said("told", one.told_patient),
        *(
            columns(("" if at else "way", 10), (LABEL[step.state], 23), (step.on.isoformat(), 10))
            for at, step in enumerate(steps(one))
        ),
    ]
    for title, rows in (
        ("What happened", [(event.on, f"{_what(event.kind, event.state)}{event.note}", event.who)
                           for event in known.events]),
        ("Letters", [(letter.on, f"{letter.id}: to {letter.provider or 'nobody'} by {letter.sent_by}", letter.who)
                     for letter in known.letters]),
        ("Files", [(to_local(file.at_utc, zone)[0], f"{file.id}: {file.title} ({file.media})", file.who)
                   for file in known.files]),
    ):  # fmt: skip
        if rows:
            lines += ["", title]
        for day, text, who in rows:
            first, *rest = _folded(text, 50) or [""]
            lines.append(columns((day.isoformat(), 10), (first, 50), (who, 18)))
            lines += [f"{'':11}{line}" for line in rest]
    return [cut(clean(line), WIDTH) for line in lines]


def _said(label: str, text: str) -> list[str]:
    """A labelled text, going on under itself; nothing where there is none."""
    return [f"{label if not at else '':<11}{line}" for at, line in enumerate(_folded(text, WIDTH - 11))]


def _folded(text: str, width: int) -> list[str]:
    text = tidy(text)
    return folded(text, width) if text else []


def _reached(provider: ProviderRow | None) -> str:
    if provider is None:
        return "nobody yet"
    ways = (("", provider.phone), ("fax ", provider.fax), ("", provider.email))
    return ", ".join([f"{provider.name} ({provider.id})", *(f"{name}{way}" for name, way in ways if way)])


def _what(kind: str, state: str) -> str:
    named = LABEL.get(state, words(state))
    said = {"step": named, "correction": f"put back to {named}"}.get(kind, kind)
    return f"{said}: "


def _at(utc: int, zone: str) -> str:
    on, minute, _ = to_local(utc, zone)
    return f"{on.isoformat()} {clock(minute)}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
