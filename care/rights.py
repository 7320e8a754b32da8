"""Who may do what: the one table of rights and roles, and which entry of the audit log needs which right.

Read as a table it is docs/roles.md. What is not in it is allowed to nobody.
"""

from typing import NamedTuple

from care.staff import ROLES

EVERYBODY = ROLES
CLINICIANS = ("practitioner", "owner")
OWNER = ("owner",)
NOBODY: tuple[str, ...] = ()

ROLE_LABELS = {"front_desk": "front desk", "practitioner": "practitioner", "owner": "owner"}
_MANY = {"front_desk": "the front desk", "practitioner": "practitioners", "owner": "owners"}


class Right(NamedTuple):
    """One right. `what` completes the sentence “… is for practitioners and owners”.

    `roles` have it always; `program`: so has the program itself, and whoever runs it without being on staff. `lent`:
    it is what the owner may open to the front desk, and what access in an emergency gives.
    """

    id: str
    what: str
    roles: tuple[str, ...]
    program: bool = False
    lent: bool = False


# fmt: off
RIGHTS: tuple[Right, ...] = (
    Right("see", "seeing schedule, contacts, waiting list, referrals on their way, and how courses stand", EVERYBODY),
    Right("see_clinical", "reading what is clinical", CLINICIANS, lent=True),
    Right("see_outcomes", "seeing the outcomes of courses", CLINICIANS),
    Right("see_audit", "reviewing the audit log", OWNER),
    Right("schedule", "booking, moving and checking in", EVERYBODY),
    Right("people", "registering and changing patients", EVERYBODY),
    Right("health", "changing medicines and allergies", CLINICIANS),
    Right("waiting", "keeping the waiting list", EVERYBODY),
    Right("logistics", "moving referrals on: calls, dates, files", EVERYBODY),
    Right("providers", "keeping those the clinic refers to", EVERYBODY),
    Right("timetable", "keeping working hours, absences, closed days and rooms", EVERYBODY),
    Right("bookings_in", "taking in bookings", EVERYBODY),
    Right("undo", "taking back one's own steps", EVERYBODY),
    Right("clinical", "recording what is clinical: courses, visits, scores, evaluations, advice", CLINICIANS),
    Right("refer", "starting, changing and closing referrals, and reading reports", CLINICIANS),
    Right("letters", "writing and sending letters", CLINICIANS),
    Right("import_record", "bringing in staff, patients and courses from files", OWNER),
    Right("export", "exporting the record", OWNER),
    Right("ranges", "taking expected ranges from the clinic's own courses", OWNER),
    Right("settings", "changing the clinic's settings and opening hours", OWNER),
    Right("staff", "changing who works here, their roles and PINs", OWNER),
    Right("keys", "changing keys", OWNER),
    Right("backup", "taking a backup", EVERYBODY, program=True),
    Right("restore", "restoring a backup over the record", OWNER),
    Right("session", "signing in, locking, leaving", EVERYBODY, program=True),
    Right("own_pin", "changing one's own PIN", EVERYBODY),
    Right("emergency", "reading more in an emergency, for a reason and a while", EVERYBODY),
    Right("create", "setting up a record", NOBODY, program=True),
)

WRITES: dict[str, dict[str, str]] = {
    "absence": {"*": "timetable"},
    "advice_decision": {"*": "clinical"},
    "appointment": dict.fromkeys(
        ("arrived", "booked", "cancelled", "completed", "confirmed", "corrected", "in_room", "late_cancelled",
         "left_unseen", "moved", "no_show", "recorded"), "schedule") | {"imported": "bookings_in"},
    "attachment": {"added": "logistics"},
    "audit_key": {"*": "keys"},
    "clinic": {
        "changed": "settings", "edited": "settings", "created": "create", "exported": "export", "copied": "backup",
        # Who may restore is asked of the record that is there before; this is told to the one that was brought back,
        # whose staff may be of another day.
        "restored": "session", "*": "keys",
    },
    "clinic_hours": {"*": "settings"},
    "closure": {"*": "timetable", "imported": "bookings_in"},
    "correction": {},
    # The range of a course follows from its first visit, which checking out makes, and goes with it.
    "course": dict.fromkeys(("added", "changed", "closed", "corrected", "reopened"), "clinical")
    | {"expected": "schedule", "taken_back": "schedule", "imported": "import_record"},
    "draft": {},
    "emergency_access": {"*": "emergency"},
    "evaluation": {"*": "clinical"},
    "former_name": {},
    "import_batch": {"*": "bookings_in"},
    "patient": dict.fromkeys(("added", "changed", "merged", "merged_into"), "people") | {"imported": "import_record"},
    "practitioner_hours": {"*": "timetable"},
    "proposal": {"dismissed": "schedule", "settled": "schedule", "imported": "bookings_in"},
    "provider": {"*": "providers"},
    "record": {"loaded": "create"},
    "red_flag_action": {"*": "clinical"},
    "referral": dict.fromkeys(("added", "changed", "closed", "reviewed"), "refer") | dict.fromkeys(
        ("accepted", "attended", "cancelled", "corrected", "declined_by_patient", "declined_by_provider", "draft",
         "no_show", "report_received", "scheduled", "sent", "snoozed", "unsnoozed"), "logistics")
    | {"imported": "import_record"},
    "referral_event": {"added": "logistics"},
    "referral_letter": {"*": "letters"},
    "room": {"*": "timetable", "imported": "bookings_in"},
    "session": {"*": "session"},
    # Ending somebody else's session, as revoking a key does too.
    "sign_in": {"*": "session", "ended": "keys"},
    "staff": {"*": "staff", "pin_changed": "own_pin", "pin_removed": "own_pin"},
    "staff_key": {"*": "keys"},
    # Checking somebody out makes an empty visit, so that it counts; what was found and done goes into it later.
    "visit": {"added": "schedule", "taken_back": "schedule", "recorded": "clinical", "filled": "clinical",
              "corrected": "clinical", "changed": "clinical", "imported": "import_record"},
    "waiting_entry": {"*": "waiting"},
}
"""Which right an entry of the audit log needs, by its subject and action; `*` stands for every other action of it."""
# fmt: on

LOOKING = frozenset({"see", "see_clinical", "see_outcomes", "see_audit", "session"})
"""What is left of anybody's rights in a session that only looks."""

HEALTH_FIELDS = frozenset({"medicines", "allergies"})
"""Columns of a patient that are clinical; the others are what the front desk registers."""

UNDONE = "undone"
"""The action of taking one's own step back: it was allowed when it was done. What only owners change only they take
back, as `db.writes.undo` sees to."""

_BY_ID = {one.id: one for one in RIGHTS}


def right(name: str) -> Right:
    """A right by its id; raises KeyError for another name."""
    return _BY_ID[name]


def right_for(action: str, subject: str, read: str = "read") -> str | None:
    """The right that an audit entry of this action on this subject needs; None: it is allowed to nobody."""
    if action == read:
        return "see"
    if action == UNDONE:
        return "undo"
    actions = WRITES.get(subject, {})
    return actions.get(action, actions.get("*"))


def rights_of(role: str, *, lent: bool = False) -> frozenset[str]:
    """What somebody of a role may do; `lent`: with what the owner or an emergency gives them besides."""
    return frozenset(one.id for one in RIGHTS if role in one.roles or (lent and one.lent))


PROGRAM = frozenset(one.id for one in RIGHTS if one.program)
"""What the program does by itself, and whoever runs it without being on staff."""

EVERYTHING = frozenset(_BY_ID)


def who_may(name: str) -> str:
    """Who has a right, in words: `practitioners and owners`."""
    *first, last = [_MANY[role] for role in right(name).roles] or ["the program itself"]
    return f"{', '.join(first)} and {last}" if first else last


def refusal(name: str, actor: str, role: str | None) -> str:
    """Why somebody may not, in sentences; the role is None for somebody who is not on staff."""
    what = right(name).what
    if role is None:
        stands = f"{actor} is nobody who works here now"
        todo = "Sign in, or have an owner put you on staff"
    else:
        stands = f"{actor} works here as {ROLE_LABELS[role]}"
        todo = "Ask one of them"
    return f"{what[0].upper()}{what[1:]} is for {who_may(name)}; {stands}. Nothing was changed. {todo}."
