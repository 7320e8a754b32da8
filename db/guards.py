"""The triggers that keep the record right whoever writes to it, and the names they speak with.

Kept as text and created anew after every migration, because rebuilding a table drops its triggers. Their presence
is checked at each opening. What they raise, `db.errors` puts into words.
"""

from collections.abc import Callable

from care.appointment import FREED

LONGEST = 480 * 60
"""Seconds of the longest appointment (the check `minutes_range`): how far back an overlap can have begun."""

KEPT = (
    "patient", "course", "evaluation", "visit", "appointment", "referral", "correction", "advice_decision",
    "red_flag_action", "referral_event", "referral_letter", "attachment",
)  # fmt: skip
"""Tables whose rows are never deleted. There is no way round it yet: undoing an import will need a revision that puts
a condition on these triggers, and an audit entry that says so."""

TABLES = frozenset({
    "absence", "advice_decision", "alembic_version", "appointment", "attachment", "audit_entry", "audit_key", "clinic",
    "clinic_hours", "closure", "correction", "course", "draft", "emergency_access", "evaluation", "former_name",
    "import_batch", "patient", "patient_term", "practitioner_hours", "proposal", "provider", "red_flag_action",
    "referral", "referral_event", "referral_letter", "room", "sign_in", "staff", "staff_key", "undo_step", "visit",
    "waiting_entry",
})  # fmt: skip
"""Every table of the newest revision. Named here because opening cannot wait for `db.tables`."""

_FREED = ", ".join(f"'{status}'" for status in FREED)


def _overlap(resource: str, event: str) -> str:
    """The guard of one resource (room or patient) on one event. Times are half-open, so back to back is fine."""
    changed = (
        ""
        if event == "insert"
        # What did not move cannot clash anew: a change of status costs no look-up.
        else f"and (old.status in ({_FREED}) or old.voided or new.{resource}_id is not old.{resource}_id "
        "or new.start_utc <> old.start_utc or new.end_utc <> old.end_utc) "
    )
    itself = "" if event == "insert" else "and other.id <> old.id "
    return (
        f"create trigger appointment_{resource}_{event} before {event} on appointment "
        f"when new.{resource}_id is not null and new.status not in ({_FREED}) and not new.voided {changed}"
        "begin "
        f"select raise(abort, 'acudesk:{resource}_taken') where exists ("
        f"select 1 from appointment as other where other.{resource}_id = new.{resource}_id "
        f"and other.start_utc > new.start_utc - {LONGEST} and other.start_utc < new.end_utc "
        f"and other.end_utc > new.start_utc and other.status not in ({_FREED}) and not other.voided {itself}); "
        "end"
    )


def _refuse(name: str, event: str, table: str, mark: str) -> str:
    return f"create trigger {name} before {event} on {table} begin select raise(abort, 'acudesk:{mark}'); end"


_AUDIT_CHAIN = (
    "create trigger audit_entry_chain before insert on audit_entry "
    "when new.id is not (select coalesce(max(id), 0) + 1 from audit_entry) "
    "or new.previous_hash is not coalesce((select hash from audit_entry order by id desc limit 1), '') "
    "begin select raise(abort, 'acudesk:audit'); end"
)

_AUDIT_KEY = (
    "create trigger audit_key_next before insert on audit_key "
    "when new.first_entry is not (select coalesce(max(id), 0) + 1 from audit_entry) "
    "begin select raise(abort, 'acudesk:audit'); end"
)

TRIGGERS: dict[str, str] = {
    **{
        f"appointment_{resource}_{event}": _overlap(resource, event)
        for resource in ("room", "patient")
        for event in ("insert", "update")
    },
    **{f"{table}_kept": _refuse(f"{table}_kept", "delete", table, "kept") for table in KEPT},
    "audit_entry_no_update": _refuse("audit_entry_no_update", "update", "audit_entry", "audit"),
    "audit_entry_no_delete": _refuse("audit_entry_no_delete", "delete", "audit_entry", "audit"),
    "audit_entry_chain": _AUDIT_CHAIN,
    "audit_key_no_update": _refuse("audit_key_no_update", "update", "audit_key", "audit"),
    "audit_key_no_delete": _refuse("audit_key_no_delete", "delete", "audit_key", "audit"),
    "audit_key_next": _AUDIT_KEY,
}
"""Every trigger by name."""


def install(execute: Callable[[str], object]) -> None:
    """Create all triggers anew through `execute`, inside the caller's transaction."""
    remove(execute)
    for text in TRIGGERS.values():
        execute(text)


def remove(execute: Callable[[str], object]) -> None:
    """Drop the triggers, so that a migration may rebuild their tables."""
    for name in TRIGGERS:
        execute(f"drop trigger if exists {name}")
