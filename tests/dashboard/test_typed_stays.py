"""What was typed in a small window is not lost when it cannot be read or written: the window comes again with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, TextArea

from tests.dashboard.support import HandClock, desk, do, rows, settled, shows, text, until

AT = HandClock("2026-11-23 10:42")


@contextmanager
def away(record: Path) -> Iterator[None]:
    """The record is not in its place for a while."""
    aside = record.with_name("away")
    record.rename(aside)
    try:
        yield
    finally:
        aside.rename(record)


async def test_a_reason_and_a_call_are_there_again_until_they_are_saved(demo: Path) -> None:
    async with desk(demo, clock=AT) as pilot:
        app: Any = pilot.app
        wanted = next(one for one in app.screen.view.day.appointments if one.patient == "Ruth Carter")
        app.screen.schedule.move_to(wanted.id)
        await do(pilot, ("c", "p", '"ill again"'))
        with away(demo):
            await do(pilot, ("enter",))
            await until(pilot, lambda: "moved, removed or replaced" in " ".join(text(pilot).split()))
            await until(
                pilot, lambda: shows(app, "ReasonPane") and app.screen.query(Input).first().value == "ill again"
            )
        await do(pilot, ("enter",))
        cancelled = f"select cancelled_by, reason from appointment where id = {wanted.id}"
        await until(pilot, lambda: rows(demo, cancelled) == [("patient", "ill again")])
        await do(pilot, ("3",))
        await until(pilot, lambda: shows(app, "ReferralsScreen") and app.screen.referrals is not None)
        await do(pilot, ("t", '"nobody there"'))
        with away(demo):
            await do(pilot, ("enter",))
            await until(pilot, lambda: shows(app, "NotePane") and "nothing more is written" in text(pilot))
            assert app.screen.query(Input).first().value == "nobody there"
        await do(pilot, ("enter",))
        called = "select count(*) from referral_event where kind = 'call' and note = 'nobody there'"
        await until(pilot, lambda: rows(demo, called) == [(1,)])


async def test_a_day_that_is_none_does_not_take_the_reason_with_it(demo: Path) -> None:
    async with desk(demo, clock=AT) as pilot:
        app: Any = pilot.app
        await do(pilot, ("3",))
        await until(pilot, lambda: shows(app, "ReferralsScreen") and app.screen.referrals is not None)
        routine = "select id from referral where status = 'sent' and urgency = 'routine' and not voided limit 1"
        app.screen.listing.move_to(rows(demo, routine)[0][0])
        await do(pilot, ("z", '"2026-02-31"', "enter", '"the provider is away"', "enter"))
        await until(pilot, lambda: shows(app, "LinesPane") and "2026-02-31" in text(pilot))
        boxes = {box.id: box for box in app.screen.query(Input)}
        assert boxes["reason"].value == "the provider is away"
        boxes["until"].value = "2026-12-03"
        await do(pilot, ("ctrl+s",))
        put_off = "select snoozed_until from referral where snoozed_until = '2026-12-03'"
        await until(pilot, lambda: rows(demo, put_off) == [("2026-12-03",)])


async def test_a_letter_is_kept_as_soon_as_the_record_is_back_and_is_not_left_before(demo: Path) -> None:
    async with desk(demo, clock=AT) as pilot:
        app: Any = pilot.app
        await do(pilot, ("3",))
        await until(pilot, lambda: shows(app, "ReferralsScreen") and app.screen.referrals is not None)
        await do(pilot, ("l",))
        await until(pilot, lambda: shows(app, "LetterScreen"))
        await do(pilot, ("e", "1"))
        await until(pilot, lambda: app.screen.query_one(TextArea).has_class("-shown"))
        letter = app.screen
        with away(demo):
            letter.query_one(TextArea).insert("Please call us first. ")
            await until(pilot, lambda: "What you typed stays in this window" in " ".join(text(pilot).split()))
            await do(pilot, ("escape", "escape"))
            await until(pilot, lambda: "esc again leaves without it" in " ".join(text(pilot).split()))
            assert app.screen is letter
        kept = "select count(*) from draft where kind = 'letter' and payload like '%Please call us first.%'"
        await until(pilot, lambda: rows(demo, kept) == [(1,)])
        await settled(pilot)


@pytest.mark.parametrize(("keys", "end"), [(("enter", "y", "f"), "txt"), (("3", "l", "p"), "pdf")])
async def test_a_page_that_cannot_be_written_is_told_in_words_and_leaves_no_half(
    demo: Path, keys: tuple[str, ...], end: str
) -> None:
    (demo.parent / "printed").write_text("a file in the place of the folder")
    async with desk(demo, clock=AT) as pilot:
        for key in keys:
            await do(pilot, (key,))
            await settled(pilot)
        await until(pilot, lambda: "printed" in text(pilot))
        assert "inside acudesk" not in text(pilot)
    assert not list(demo.parent.rglob(f"*.{end}"))
