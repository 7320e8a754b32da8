"""The table of rights at the keys: each row that has one, as each role, in the dashboard itself."""

from pathlib import Path
from typing import NamedTuple

import pytest

from care.rights import RIGHTS, rights_of, who_may
from care.staff import ROLES
from dashboard.app import Acudesk
from dashboard.record import Record
from db.audit import Actor
from db.protocol_file import load_protocol
from db.writes import staff
from tests.dashboard.support import DEMO_DAY, HandClock, Pilot, do, press, settled, shows, text, until
from tests.db.desk import Desk

DENIALS = "select count(*) from audit_entry where action = 'denied'"
WRITTEN = "select count(*) from audit_entry where action not in ('read', 'denied')"
STAFF = {"owner": 1, "front_desk": 2, "practitioner": 3}


class Try(NamedTuple):
    """The keys from Today on, and what is typed where they are let through, words in quotes; then the window that is
    open, or the table that has changed.
    """

    keys: tuple[str, ...]
    typed: tuple[str, ...] = ()
    opens: str = ""
    changes: str = ""


KEYS: dict[str, Try] = {
    "see": Try(("g",), opens="WeekScreen"),
    "see_clinical": Try(("w",), opens="WhyPane"),
    "see_outcomes": Try(("4",), opens="OutcomesScreen"),
    "see_audit": Try(("A",), opens="AuditScreen"),
    "schedule": Try(("down", "a"), changes="appointment"),
    "undo": Try(("u",), changes="appointment"),
    "people": Try(("enter", "p", "e", "shift+tab", '"1"', "enter", "enter"), changes="patient"),
    "health": Try(("enter", "p", "h"), opens="LinesPane"),
    "waiting": Try(("enter", "p", "l"), changes="waiting_entry"),
    "clinical": Try(("enter", "e"), opens="EvaluationScreen"),
    "refer": Try(("3", "e"), opens="LinesPane"),
    "letters": Try(("3", "l"), opens="LetterScreen"),
    "logistics": Try(("3", "t", '"no"', "enter"), changes="referral_event"),
    "providers": Try(("L", "x"), changes="provider"),
    "timetable": Try(("H", "end", "enter", '"2027-02-01 ill"', "enter"), changes="absence"),
    "settings": Try(("H", "enter"), typed=('"09:00-17:00"', "enter"), changes="clinic_hours"),
    "session": Try(("Z",), opens="LockScreen"),
    "emergency": Try(("exclamation_mark",), opens="LinesPane"),
}
"""What needs a right, by right."""

WITHOUT = {
    "bookings_in": "a file is taken in at the command line; tests/cli/test_rights.py",
    "import_record": "a file is taken in at the command line; tests/cli/test_rights.py",
    "export": "only at the command line; tests/cli/test_rights.py",
    "ranges": "the made-up clinic has too few closed courses to propose from; tests/dashboard/test_outcomes_screen.py",
    "staff": "only at the command line; tests/cli/test_rights.py",
    "keys": "only at the command line; tests/cli/test_rights.py",
    "backup": "only at the command line; tests/cli/test_rights.py",
    "restore": "only at the command line; tests/cli/test_safety.py",
    "own_pin": "only at the command line; tests/cli/test_rights.py",
    "create": "there is no record yet that could say who may",
}
"""Rights that no key here asks for, and why."""


def test_every_right_has_a_key_or_a_reason() -> None:
    assert sorted([*KEYS, *WITHOUT]) == sorted(one.id for one in RIGHTS)


def flat(pilot: Pilot) -> str:
    """What is on the screen and in its corner, lines run together."""
    corner = [one.message for one in pilot.app._notifications]
    return " ".join([*text(pilot).split(), *corner])


@pytest.mark.parametrize("role", ROLES)
async def test_a_key_does_what_the_table_says(role: str, demo: Path) -> None:
    desk, mine = Desk(demo), rights_of(role)
    desk(staff.change, 1, 1, system_user="rosa", actor=Actor(None, "setup"))
    record = Record(demo)
    app = Acudesk(record, load_protocol(None), HandClock(f"{DEMO_DAY} 10:42"), staff_id=STAFF[role])
    after, told = desk.dump(), 0
    async with app.run_test(size=(100, 32), notifications=True) as pilot:
        await settled(pilot)
        for name, one in KEYS.items():
            before, written = after, desk.row(WRITTEN)
            await do(pilot, (*one.keys, *(one.typed if name in mine else ())))
            if name == "health":
                # The window is everybody's; the lines that are not are left out of it.
                await until(pilot, lambda: "Health of" in flat(pilot))
                assert ("Allergies" in flat(pilot)) == (name in mine)
            elif name not in mine:
                said = f"is for {who_may(name)}. Nothing was"
                await until(pilot, lambda said=said: said in flat(pilot))
                told += 1
                await until(pilot, lambda told=told: desk.row(DENIALS) == (told,))
            elif name == "emergency" and "see_clinical" in mine:
                await until(pilot, lambda: "Nothing is kept from you now." in flat(pilot))
            elif one.opens:
                await until(pilot, lambda one=one: shows(app, one.opens))
            else:
                await until(pilot, lambda written=written: desk.row(WRITTEN) != written)
            after = desk.dump()
            changed = {table for table in after if after[table] != before[table]}
            assert (changed - {"patient_term"}) == ({one.changes} if one.changes and name in mine else set()), name
            while not shows(app, "TodayScreen"):
                await press(pilot, "enter" if shows(app, "LockScreen") else "escape")
            app.clear_notifications()
        assert desk.row(DENIALS) == (told,)
    record.close()
