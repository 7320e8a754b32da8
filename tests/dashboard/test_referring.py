"""Referrals through their screens: from the advice to the end of the loop, sent elsewhere, refused, overdue."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from care.referral import URGENCIES
from db.audit import Actor
from db.writes import referrals
from db.writing import Writer
from tests.dashboard.support import HandClock, desk, do, rows, settled, shows, text, until

AT = "2026-11-23 10:42"
BY = Actor(None, "Ana Ruiz")


def state_of(path: Path, referral_id: int) -> str:
    return str(rows(path, f"select status from referral where id = {referral_id}")[0][0])


def newest(path: Path) -> int:
    return int(rows(path, "select max(id) from referral where not voided")[0][0])


async def to_the_advised(pilot: Any) -> Any:
    """The first patient on Today whose advice is complementary care, in hand."""
    screen = pilot.app.screen
    states = screen.view.states
    wanted = next(
        one for one in screen.view.day.appointments
        if one.course_id and states[one.course_id].advice == "refer_complementary"
    )  # fmt: skip
    screen.schedule.move_to(wanted.id)
    await settled(pilot)
    return wanted


async def test_one_referral_from_the_advice_to_the_end_of_its_loop(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        wanted = await to_the_advised(pilot)
        await do(pilot, ("r", "enter"))
        await until(pilot, lambda: "is a draft" in text(pilot))
        one = newest(demo)
        await do(pilot, ("3",))
        await until(pilot, lambda: shows(app, "ReferralsScreen") and app.screen.referrals is not None)
        app.screen.listing.move_to(one)
        await settled(pilot)
        await do(pilot, ("enter", "l"))
        await until(pilot, lambda: shows(app, "LetterScreen"))
        assert "What we ask" in text(pilot)
        await do(pilot, ("s", "1"))
        await until(pilot, lambda: state_of(demo, one) == "sent")
        kept = rows(
            demo, f"select sent_by, length(text) > 500, length(digest) from referral_letter where referral_id = {one}"
        )
        assert kept == [("fax", 1, 64)]
        # The rules know at once: asked for, and not done yet.
        state = app.screen.desk.protocol
        assert state is not None
        await do(pilot, ("a",))
        await until(pilot, lambda: state_of(demo, one) == "accepted")
        await do(pilot, ("b", '"2026-11-23"', "enter"))
        await until(pilot, lambda: state_of(demo, one) == "scheduled")
        await do(pilot, ("v",))
        await until(pilot, lambda: state_of(demo, one) == "attended")
        await do(pilot, ("r", '"stiff joints, treated twice"', "enter"))
        await until(pilot, lambda: state_of(demo, one) == "report_received")
        await do(pilot, ("y",))
        await until(
            pilot, lambda: rows(demo, f"select reviewed_on from referral where id = {one}") == [("2026-11-23",)]
        )
        await do(pilot, ("c", '"keep moving, come back in a week"', "enter"))
        await until(pilot, lambda: state_of(demo, one) == "closed")
        steps = rows(demo, f"select state from referral_event where referral_id = {one} and kind = 'step' order by id")
        assert list(dict.fromkeys(step for (step,) in steps if step)) == [
            "draft", "sent", "accepted", "scheduled", "attended", "report_received", "closed",
        ]  # fmt: skip
        await do(pilot, ("escape", "1"))
        await until(pilot, lambda: shows(app, "TodayScreen"))
        app.screen.schedule.move_to(wanted.id)
        # Done now: the same course without change goes to the orthopaedic physician.
        await until(pilot, lambda: "D28" in text(pilot))
        await do(pilot, ("u",))
        await until(pilot, lambda: state_of(demo, one) == "report_received")


async def test_declined_by_the_provider_and_sent_elsewhere(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        await do(pilot, ("3",))
        await until(pilot, lambda: shows(app, "ReferralsScreen") and app.screen.referrals is not None)
        sent = next(
            one.row.referral
            for one in app.screen.referrals
            if one.state == "sent" and one.row.referral.kind == "chiropractic"
        )
        app.screen.listing.move_to(sent.id)
        await settled(pilot)
        await do(pilot, ("o",))
        await until(pilot, lambda: state_of(demo, sent.id) == "declined_by_provider")
        await until(pilot, lambda: "another provider" in text(pilot))
        app.screen.listing.move_to(sent.id)
        await settled(pilot)
        await do(pilot, ("d",))
        await until(pilot, lambda: state_of(demo, sent.id) == "draft")
        app.screen.listing.move_to(sent.id)
        await settled(pilot)
        await do(pilot, ("s",))
        await until(pilot, lambda: "To whom?" in text(pilot))
        elsewhere = next(at for at, (_, key) in enumerate(app.screen.choices, 1) if key != sent.provider_id)
        await do(pilot, (str(elsewhere),))
        await until(pilot, lambda: state_of(demo, sent.id) == "sent")
        other = rows(demo, f"select provider_id from referral where id = {sent.id}")[0][0]
        assert other != sent.provider_id


async def test_the_patient_refuses(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        await do(pilot, ("3",))
        await until(pilot, lambda: shows(app, "ReferralsScreen") and app.screen.referrals is not None)
        one = next(one.row.referral for one in app.screen.referrals if one.state == "accepted")
        app.screen.listing.move_to(one.id)
        await settled(pilot)
        await do(pilot, ("P", '"no time for it"', "enter"))
        await until(pilot, lambda: state_of(demo, one.id) == "declined_by_patient")
        said = rows(demo, f"select note from referral_event where referral_id = {one.id} order by id desc limit 1")
        assert said == [("no time for it",)]
        assert one.id not in [row.key for row in app.screen.listing.rows]


async def test_calls_and_putting_off(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        await do(pilot, ("3",))
        await until(pilot, lambda: shows(app, "ReferralsScreen") and app.screen.referrals is not None)
        late = next(
            one for one in app.screen.referrals if one.overdue_days > 0 and one.row.referral.urgency == "routine"
        )
        key, before = late.row.referral.id, app.overdue
        app.screen.listing.move_to(key)
        await settled(pilot)
        await do(pilot, ("t", '"left a message"', "enter"))
        call = f"select kind, note from referral_event where referral_id = {key} order by id desc limit 1"
        await until(pilot, lambda: rows(demo, call) == [("call", "left a message")])
        await do(pilot, ("z", '"2026-12-01"', "enter", '"away until then"', "enter"))
        await until(pilot, lambda: app.overdue == before - 1)
        found = next(one for one in app.screen.referrals if one.row.referral.id == key)
        assert found.due == late.due


ROUTINE = {"draft": 2, "sent": 7, "accepted": 14, "scheduled": 1, "no_show": 7, "attended": 14, "report_received": 3,
           "declined_by_provider": 2}  # fmt: skip
URGENT = {"draft": 0, "sent": 1, "accepted": 2, "scheduled": 1, "no_show": 1, "attended": 3, "report_received": 0,
          "declined_by_provider": 2}  # fmt: skip
WAYS: dict[str, tuple[str, ...]] = {
    "draft": (), "sent": ("sent",), "accepted": ("sent", "accepted"), "scheduled": ("sent", "scheduled"),
    "no_show": ("sent", "scheduled", "no_show"), "attended": ("sent", "scheduled", "attended"),
    "report_received": ("sent", "scheduled", "attended", "report_received"),
    "declined_by_provider": ("sent", "declined_by_provider"),
}  # fmt: skip


@pytest.mark.parametrize("urgency", URGENCIES)
@pytest.mark.parametrize("state", WAYS)
async def test_overdue_at_each_state_with_the_clock_moved(demo: Path, state: str, urgency: str) -> None:
    """On the last day of its time nobody is late; the day after, the list says by how much."""
    today = date(2026, 11, 23)
    course = rows(demo, "select id from course where closed_on is null and not voided order by id desc limit 1")[0][0]
    clock = HandClock(AT)
    with Writer(demo) as writer:
        with writer.unit(BY, clock.now_utc()) as unit:
            started = referrals.start(
                unit, course, "massage", provider_id=_masseur(demo), urgency=urgency, question="Why?"
            )
        for at, step in enumerate(WAYS[state]):
            more: dict[str, Any] = {"appointment_on": today} if step == "scheduled" else {}
            with writer.unit(BY, clock.now_utc()) as unit:
                referrals.step(unit, started.referral_id, at + 1, step, **more)
    allowed = (URGENT if urgency == "urgent" else ROUTINE)[state]
    async with desk(demo, clock=clock) as pilot:
        app: Any = pilot.app
        for days, late in ((allowed, 0), (allowed + 1, 1)):
            on = today + timedelta(days=days)
            clock.set(f"{on.isoformat()} 09:00")
            await do(pilot, ("1", "3"))
            await until(pilot, lambda: shows(app, "ReferralsScreen") and app.screen.referrals is not None)
            await app.screen.load()
            found = next(one for one in app.screen.referrals if one.row.referral.id == started.referral_id)
            assert (found.state, found.overdue_days) == (state, late), f"{days} days on"


def _masseur(path: Path) -> int:
    return int(rows(path, "select id from provider where kind = 'massage' order by id limit 1")[0][0])


async def test_a_file_is_kept_beside_the_record(demo: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(b"%PDF-1.4\n%EOF\n")
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        await do(pilot, ("3",))
        await until(pilot, lambda: shows(app, "ReferralsScreen") and app.screen.referrals is not None)
        await do(pilot, ("enter", "plus"))
        await until(pilot, lambda: shows(app, "LinesPane"))
        app.screen.query_one("#path").value = str(report)
        await do(pilot, ("enter", '"from the clinic"', "enter"))
        kept = "select title, media, size from attachment"
        await until(pilot, lambda: rows(demo, kept) == [("from the clinic", "application/pdf", 14)])
        (name,) = rows(demo, "select name from attachment")[0]
        assert (demo.with_name(f"{demo.name}.files") / name).read_bytes() == report.read_bytes()
        await until(pilot, lambda: "from the clinic" in text(pilot))
