"""Settling online bookings on screen: each way, and what happens when it cannot be done."""

from pathlib import Path

from textual.widgets import Input

from db.audit import Actor
from db.reader import open_reader
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.dashboard.support import desk, press, settled, text, until

STARTED = {"dismissed": 2, "settled": 14, "waiting": 3}
"""What the import of the sample feed leaves."""


def states(path: Path) -> dict[str, int]:
    """How many bookings are in a state more, or still, than the import left; those that wait in full."""
    with open_reader(path) as reader:
        found = dict(reader.rows("select state, count(*) from proposal group by state"))
    return {state: count if state == "waiting" else count - STARTED[state] for state, count in found.items()}


async def test_a_booking_is_dismissed_and_stays_on_the_record(sample_path: Path) -> None:
    before = states(sample_path)["waiting"]
    async with desk(sample_path, keys=("p", "down", "enter")) as pilot:
        await until(pilot, lambda: states(sample_path).get("dismissed") == 1)
        await settled(pilot)
        assert "Dismissed the booking of Marta Olsen" in text(pilot)
        assert states(sample_path)["waiting"] == before - 1
        assert pilot.app.screen.query_one("#bookings").disabled is False


async def test_a_new_patient_is_registered_with_the_date_of_birth(sample_path: Path) -> None:
    async with desk(sample_path, keys=("p", "enter", *"1990-02-03", "enter")) as pilot:
        await until(pilot, lambda: states(sample_path).get("settled") == 1)
        await settled(pilot)
        with open_reader(sample_path) as reader:
            row = reader.row("select date_of_birth from patient where family_name = 'Olsen' and given_name = 'Marta'")
        assert row == ("1990-02-03",)
        assert "Registered Marta Olsen" in text(pilot)


async def test_a_refused_date_keeps_what_was_typed(sample_path: Path) -> None:
    async with desk(sample_path, keys=("p", "enter", *"2090-01-01", "enter")) as pilot:
        await until(pilot, lambda: "cannot be" in text(pilot) or "not" in pilot.app.screen.query_one(Input).value)
        await settled(pilot)
        box = pilot.app.screen.query_one(Input)
        assert (box.value, box.has_class("-shown")) == ("2090-01-01", True)
        assert states(sample_path)["settled"] == 0
        await press(pilot, *["backspace"] * 10, *"1990-01-01", "enter")
        await until(pilot, lambda: states(sample_path).get("settled") == 1)


async def test_what_somebody_else_settled_first_is_told_and_nothing_is_lost(sample_path: Path) -> None:
    async with desk(sample_path, keys=("p", "enter", *"1990-02-03")) as pilot:
        from sqlalchemy import text as words

        with Writer(sample_path) as writer, writer.unit(Actor(None, "Ana Ruiz"), NOW_UTC) as unit:
            first = "(select min(id) from proposal where state = 'waiting' and local_date = '2026-11-20')"
            unit.session.connection().execute(
                words(f"update proposal set state = 'dismissed', version = version + 1 where id = {first}")
            )
            unit.audit("dismissed", "proposal", 1)
        await press(pilot, "enter")
        await until(pilot, lambda: "Nothing was changed" in text(pilot) or "meanwhile" in text(pilot))
        assert pilot.app.screen.query_one(Input).value == "1990-02-03"


async def test_a_booking_is_given_to_a_likely_patient(sample_path: Path) -> None:
    from sqlalchemy import text as words

    with Writer(sample_path) as writer, writer.unit(Actor(None, "test"), NOW_UTC) as unit:
        unit.session.connection().execute(
            words(
                "update proposal set name = (select given_name || ' ' || family_name from patient where id = 7), "
                "given_name = (select given_name from patient where id = 7), "
                "family_name = (select family_name from patient where id = 7) where state = 'waiting'"
            )
        )
        unit.audit("dismissed", "proposal", 1)
    async with desk(sample_path, keys=("p",)) as pilot:
        assert "it is" in text(pilot)
        await press(pilot, "home", "enter")
        await until(pilot, lambda: states(sample_path).get("settled") == 1)


async def test_when_all_are_settled_it_says_so(sample_path: Path) -> None:
    async with desk(sample_path, keys=("p",)) as pilot:
        for left in (2, 1, 0):
            await press(pilot, "home", "down", "enter")
            await until(pilot, lambda left=left: states(sample_path).get("waiting", 0) == left)
            await settled(pilot)
        assert "Every booking has its patient." in text(pilot)
        await press(pilot, "escape")
        assert "need a patient" not in text(pilot)
