"""One course at a desk, and referrals led through their loop by the writes."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from care.worklist import open_referrals as worklist
from db.localtime import to_utc
from db.protocol_file import load_protocol
from db.reader import open_reader
from db.referral_detail import detail
from db.referrals import open_referrals
from db.writes import referrals
from tests.conftest import ZONE
from tests.db.desk import Desk
from tests.db.fill import TODAY

PROTOCOL = load_protocol(None)
QUESTION = "What is the cause?"


def ago(days: int) -> date:
    """So many days before today."""
    return TODAY - timedelta(days)


def noon(day: date) -> int:
    """Noon of a day at the clinic."""
    return to_utc(day, 720, ZONE)


class Loop:
    """A desk with one course (number 1 of Jo Park), and steps of one referral by the version it has."""

    def __init__(self, path: Path) -> None:
        self.desk = Desk(path)
        fill = self.desk.fill
        fill.course(fill.patient("Park", "Jo", phone="555 0199"), ago(60))
        self.motion, self.alder = fill.provider("Motion PT", phone="555 0100"), fill.provider("Alder Chiropractic")

    def start(self, kind: str = "physical_therapy", days_ago: int = 0, **more: Any) -> int:
        given = {"provider_id": self.motion, "question": QUESTION, **more}
        made = self.desk(referrals.start, 1, kind, utc=noon(ago(days_ago)), **given)
        key: int = made.referral_id
        return key

    def __call__(self, work: Any, key: int, *args: Any, **more: Any) -> Any:
        return self.desk(work, key, self.version(key), *args, **more)

    def step(self, key: int, state: str, **more: Any) -> Any:
        return self(referrals.step, key, state, **more)

    def version(self, key: int) -> int:
        return int(self.desk.row("select version from referral where id = ?", key)[0])

    def facts(self, key: int, columns: str) -> tuple[Any, ...]:
        return self.desk.row(f"select {columns} from referral where id = ?", key)

    def detail(self, key: int, as_of: date = TODAY) -> Any:
        with open_reader(self.desk.path) as reader:
            return detail(reader, key, as_of)

    def listed(self, on: date = TODAY) -> Any:
        with open_reader(self.desk.path) as reader:
            return worklist(open_referrals(reader, on), on, PROTOCOL)


WAY: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sent", {"on": ago(38)}),
    ("accepted", {"on": ago(36)}),
    ("scheduled", {"on": ago(35), "appointment_on": ago(30)}),
    ("attended", {"on": ago(30)}),
    ("report_received", {"on": ago(20), "report_from": "A. Motion", "report_summary": "Weak deep flexors."}),
)
"""The usual way of a referral begun forty days ago, up to the report."""


def lead(loop: Loop, state: str, **more: Any) -> int:
    """A referral led to a state on the days of `WAY`."""
    key = loop.start(days_ago=40, **more)
    if state in ("no_show", "declined_by_patient", "declined_by_provider", "cancelled"):
        before = {"no_show": "scheduled", "cancelled": "draft"}.get(state, "sent")
        for name, facts in WAY:
            if before != "draft":
                loop.step(key, name, **facts)
            if name == before or before == "draft":
                break
        loop.step(key, state, on=ago(30), note="why")
        return key
    for name, facts in WAY:
        if state == "draft":
            break
        loop.step(key, name, **facts)
        if name == state:
            break
    if state == "closed":
        loop(referrals.review, key, on=ago(19))
        loop.step(key, "closed", on=ago(18), told_patient="Exercises go on")
    return key
