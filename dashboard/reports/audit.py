"""The audit log as lines and as JSON: what was done in the words of a clinic, never a word about a patient."""

from typing import Any

from care.appointment import clock
from care.text import counted
from dashboard.reports.words import columns
from db.audit import READ
from db.audit_read import Told
from db.localtime import to_local

SUBJECTS = {
    "absence": "absence",
    "advice_decision": "advice",
    "audit_key": "key of the log",
    "appointment": "appointment",
    "attachment": "attached file",
    "clinic": "clinic",
    "clinic_hours": "opening hours",
    "closure": "closed day",
    "correction": "correction",
    "course": "course",
    "draft": "draft",
    "emergency_access": "emergency access",
    "evaluation": "evaluation",
    "former_name": "former name",
    "import_batch": "import",
    "patient": "patient",
    "practitioner_hours": "working hours",
    "proposal": "online booking",
    "provider": "provider",
    "record": "record",
    "red_flag_action": "red flag",
    "referral": "referral",
    "referral_event": "step of a referral",
    "referral_letter": "letter",
    "room": "room",
    "session": "session",
    "sign_in": "session",
    "staff": "staff",
    "staff_key": "ssh key",
    "visit": "visit",
    "waiting_entry": "waiting list",
}
"""What an entry is about, by the table it names."""

ACTIONS = {
    "in_room": "in the room",
    "no_show": "not come",
    "merged_into": "merged away",
}
"""Actions whose own name is not the word for it; of the others the underscores go."""

WORDS = {
    (READ, "chart"): "chart opened",
    (READ, "search"): "patients searched",
    (READ, "day_sheet"): "day sheet printed",
    (READ, "letter"): "letter printed",
    (READ, "summary"): "chart printed",
    (READ, "file"): "kept file read",
    (READ, "log"): "audit log looked at",
    ("exported", "clinic"): "whole record exported",
    ("copied", "clinic"): "whole record copied",
    ("restored", "clinic"): "record restored",
    ("loaded", "record"): "record filled",
    ("imported", "import_batch"): "files imported",
    ("created", "clinic"): "record created",
    ("encrypted", "clinic"): "record encrypted",
    ("decrypted", "clinic"): "record decrypted",
    ("rekeyed", "clinic"): "record given another key",
    ("keyed", "audit_key"): "audit log given a key",
    ("key_printed", "clinic"): "recovery sheet printed",
    ("began", "sign_in"): "signed in",
    ("left", "sign_in"): "signed out",
    ("hung_up", "sign_in"): "session: line lost",
    ("crashed", "sign_in"): "session ended by a fault",
    ("refused", "sign_in"): "refused at the door",
    ("denied", "session"): "not allowed",
    ("signed_in", "session"): "PIN right, signed in",
    ("unlocked", "session"): "PIN right, unlocked",
    ("switched", "session"): "PIN right, took over",
    ("pin_wrong", "session"): "wrong PIN",
    ("pin_too_soon", "session"): "PIN tried in the wait",
    ("pin_missing", "session"): "PIN tried, none is set",
    ("locked", "session"): "screen locked",
    ("uncovered", "session"): "screen uncovered",
    ("left_idle", "session"): "left: nobody was here",
    ("pin_changed", "staff"): "PIN set",
    ("pin_removed", "staff"): "PIN taken away",
    ("begun", "emergency_access"): "emergency reading",
    ("ended", "emergency_access"): "emergency reading over",
    ("added", "referral_letter"): "letter sent",
    ("added", "red_flag_action"): "red flag acted on",
    ("added", "referral_event"): "referral: call or step",
}
"""What is said of an action on a subject where the words of both would not say it."""

_WHEN, _WHO, _WHAT, _ROW = 16, 16, 25, 20
"""Cells of the columns: with a space between them 80."""


def words(action: str, subject: str) -> str:
    """What was done, in a few words."""
    about = SUBJECTS.get(subject, subject.replace("_", " "))
    return WORDS.get((action, subject)) or f"{about} {ACTIONS.get(action, action.replace('_', ' '))}"


def which(one: Told) -> str:
    """The row an entry is about, by its number and its patient's."""
    if one.action == READ and "found" in one.counts:
        return f"{one.counts['found']} found"
    if one.action == READ and "sheets" in one.counts:
        return counted(one.counts["sheets"], "day", "days")
    number = one.counts.get("referral") if one.subject == "letter" else one.subject_id
    if one.patient_id is None or one.subject == "patient":
        return "" if number is None else str(number)
    return f"patient {one.patient_id}" if number is None else f"{number} of patient {one.patient_id}"


def as_lines(entries: tuple[Told, ...], zone: str) -> list[str]:
    """One line of at most 80 cells for each entry: when by the clinic's clock, who, what, which row."""
    return [
        columns(
            (_when(one, zone), _WHEN), (one.actor, _WHO), (words(one.action, one.subject), _WHAT), (which(one), _ROW)
        )
        for one in entries
    ]  # fmt: skip


def as_json(entries: tuple[Told, ...], zone: str, *, older: bool) -> dict[str, Any]:
    """The form documented in docs/commands.md."""
    told = [
        {
            "id": one.id, "at": _when(one, zone), "by": one.actor, "staff_id": one.staff_id,
            "what": words(one.action, one.subject), "action": one.action, "subject": one.subject,
            "subject_id": one.subject_id, "patient_id": one.patient_id, "fields": list(one.fields),
            "counts": one.counts,
        }
        for one in entries
    ]  # fmt: skip
    return {"timezone": zone, "entries": told, "older": older}


def _when(one: Told, zone: str) -> str:
    on, minute, _ = to_local(one.at_utc, zone)
    return f"{on.isoformat()} {clock(minute)}"
