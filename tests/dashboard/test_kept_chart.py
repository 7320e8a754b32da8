"""What a front desk sees of a chart: what is kept is said to be kept, and no key is named that is not theirs."""

from pathlib import Path

from dashboard.app import Acudesk
from dashboard.clock import FixedClock, read_moment
from dashboard.record import Record
from db.audit import Actor
from db.protocol_file import load_protocol
from db.writes import staff
from tests.conftest import ZONE
from tests.dashboard.support import press, settled, text, until
from tests.db.desk import Desk

AT = read_moment("2026-11-23 10:42", ZONE)
MEI = ("up",) * 5
PAGES = ("Course", "Trends", "Visits", "Evaluation", "Rest")
NOT_THEIRS = ("v records", "e takes", "r proposes", "w why")


async def test_what_is_kept_from_the_front_desk_is_not_said_to_be_missing(demo: Path) -> None:
    Desk(demo)(staff.change, 1, 1, system_user="rosa", actor=Actor(None, "setup"))
    record = Record(demo)
    app = Acudesk(record, load_protocol(None), FixedClock(AT), staff_id=2)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *MEI, "enter")
        await until(pilot, lambda: "Kept from your role" in text(pilot))
        for page in PAGES:
            shown = text(pilot)
            assert f"▸{page}" in shown
            assert not [words for words in (*NOT_THEIRS, "not scored", "none recorded", "no points") if words in shown]
            # No page is empty: each says that it is kept, or has what is theirs.
            assert "Appointments" in shown if page == "Rest" else "ept from your role" in shown
            await press(pilot, "tab")
    record.close()
