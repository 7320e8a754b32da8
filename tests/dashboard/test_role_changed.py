"""A role that is changed while somebody works: what is shown follows, and help names whose a key is."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from care.rights import LOOKING
from dashboard.actions import ACTIONS
from dashboard.app import Acudesk
from dashboard.record import Record
from dashboard.screens.panes import help_lines
from db.audit import Actor
from db.protocol_file import load_protocol
from db.writes import staff
from tests.dashboard.support import DEMO_DAY, HandClock, press, settled, shows, text, until
from tests.db.desk import Desk

OWNER, DANA = Actor(1, "Rosa Delgado"), 3


def opened(path: Path, staff_id: int, **how: bool) -> Acudesk:
    desk = Desk(path)
    desk(staff.change, 1, 1, system_user="rosa", actor=Actor(None, "setup"))
    return Acudesk(Record(path, **how), load_protocol(None), HandClock(f"{DEMO_DAY} 10:42"), staff_id=staff_id, **how)


def keys_shown(pilot: Pilot[int]) -> str:
    return text(pilot).split("\n")[-1]


async def test_who_is_made_front_desk_sees_no_more_by_the_role_before(demo: Path) -> None:
    app = opened(demo, DANA)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "v visit" in keys_shown(pilot) and "NDI" in text(pilot)
        await press(pilot, "4", "enter")
        await until(pilot, lambda: shows(app, "OutcomeCoursesScreen"))
        Desk(demo)(staff.change, DANA, 1, role="front_desk", actor=OWNER)
        # Away from what is not theirs to see, by the next look, without a key.
        await until(pilot, lambda: shows(app, "TodayScreen") and "v visit" not in keys_shown(pilot))
        await until(pilot, lambda: "kept from your role" in text(pilot))
        await press(pilot, "4")
        assert shows(app, "TodayScreen")
        Desk(demo)(staff.change, DANA, 2, role="practitioner", actor=OWNER)
        await until(pilot, lambda: "v visit" in keys_shown(pilot))
    app.record.close()
    assert Desk(demo).row("select count(*) from audit_entry where action = 'denied'") == (1,)


async def test_the_record_is_read_by_the_role_of_the_moment(demo: Path) -> None:
    app = opened(demo, DANA)
    async with app.run_test() as pilot:
        await settled(pilot)
        Desk(demo)(staff.change, DANA, 1, role="front_desk", actor=OWNER)
        # No look has passed since: the question itself finds it out.
        note = "select max(length(note)) from visit"
        assert await app.record.ask(lambda reader: reader.row(note)) == (0,)
    app.record.close()


@pytest.mark.parametrize(("staff_id", "whose"), [(1, ""), (DANA, "For owners"), (2, "For practitioners and owners")])
async def test_help_names_whose_a_key_is(staff_id: int, whose: str, demo: Path) -> None:
    app = opened(demo, staff_id)
    lines = ["".join(part for part, _ in line) for line in help_lines("chart", 70, app.why_not)]
    app.record.close()
    visit = next(at for at, line in enumerate(lines) if "Record a visit in this course" in line)
    booked = next(at for at, line in enumerate(lines) if "Book the next visit of this course" in line)
    assert len([line for line in lines if "Record a visit" in line]) == 1
    assert [line.strip() for line in lines if line.startswith("For ")][:1] == ([whose] if whose else [])
    assert (visit > booked) == (staff_id == 2)


async def test_help_of_a_session_that_only_looks_says_what_it_leaves(demo: Path) -> None:
    app = opened(demo, 1, read_only=True)
    lines = ["".join(part for part, _ in line).strip() for line in help_lines("today", 200, app.why_not)]
    app.record.close()
    first = lines.index("Not in a session that only looks")
    helped = {one.help for one in ACTIONS if one.where == "today" and one.right in LOOKING}
    assert {one for one in helped if any(one in line for line in lines[:first])} == helped
