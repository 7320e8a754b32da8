"""The jobs of the front desk, each done with the keys that docs/keys.md says it takes; typed words are not keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from db.audit import Actor
from db.writes import appointments, booking, patients
from db.writing import Writer
from tests.dashboard.support import Desk, HandClock, desk, do, rows, shows, text, until

DOCS = Path(__file__).parents[2] / "docs" / "keys.md"


class Job(NamedTuple):
    """One job: what it is, the most keys it may take, the keys it takes, and what is then so.

    Keys in quotes are words that are typed. `start` is the state of the patient in hand.
    """

    name: str
    budget: int
    keys: tuple[str, ...]
    then: Callable[[Path, Any], object]
    start: str = "booked"


def status_of(path: Path, app: Any) -> str:
    return str(rows(path, f"select status from appointment where id = {app.screen.schedule.key}")[0][0])


def made(path: Path, app: Any) -> int:
    return len(rows(path, "select id from appointment where not voided")) - app.test_before


def recorded(path: Path, app: Any) -> bool:
    """The visit of the one in hand is there with its pain, and the treatment of the time before."""
    found = rows(
        path,
        "select v.nprs, v.points, (select w.points from visit w where w.course_id = v.course_id and w.id < v.id "
        "order by w.local_date desc limit 1), a.status from visit v join appointment a on a.course_id = v.course_id "
        f"and a.local_date = v.local_date where a.id = {app.screen.schedule.key} and not v.voided",
    )
    return len(found) == 1 and found[0][0] == 4 and found[0][1] == found[0][2] != "" and found[0][3] == "completed"


def referred(path: Path, app: Any) -> bool:
    """A draft with a question in words, and the decision that led to it."""
    found = rows(
        path,
        "select r.status, length(r.question) > 40, d.decision from referral r join advice_decision d "
        "on d.course_id = r.course_id join appointment a on a.course_id = r.course_id "
        f"where a.id = {app.screen.schedule.key} and not r.voided and not d.voided order by r.id desc limit 1",
    )
    return found == [("draft", 1, "taken")]


def zoe_is_in(path: Path, app: Any) -> bool:
    newest = rows(path, "select family_name, date_of_birth from patient where not voided order by id desc limit 1")
    return made(path, app) == 1 and newest == [("Quist", "1969-11-04")]


WALK_IN = ("i", '"Zoe Quist"', "enter", '"5035559876"', "enter", '"4.11.1969"', "enter")
JOBS = (
    Job("check in the patient in hand", 1, ("a",), lambda path, app: status_of(path, app) == "arrived"),
    Job(
        "find a patient by three letters and open the chart",
        5,
        ("slash", '"tan"', "enter"),
        lambda _, app: shows(app, "ChartScreen"),
    ),
    Job("open the chart of the next patient not yet seen", 1, ("N",), lambda _, app: shows(app, "ChartScreen")),
    Job(
        "record a follow-up visit like the last one, with today's pain",
        3,
        ("v", "4", "enter"),
        recorded,
        "in_room",
    ),
    Job("start the referral that is proposed", 2, ("r", "enter"), referred, "refer"),
    Job("book the next visit at the proposed time", 2, ("b", "b"), lambda path, app: made(path, app) == 1),
    Job(
        "book the rest of the course weekly, the closed day moved",
        4,
        ("B", "right", "enter"),
        lambda path, app: made(path, app) >= 1,
        "series",
    ),
    Job("register a walk-in and put them in now", 4, WALK_IN, zoe_is_in),
    Job("no-show", 1, ("x",), lambda path, app: status_of(path, app) == "no_show"),
    Job(
        "cancel, by whom and why", 3, ("c", "p", '"work"', "enter"), lambda path, app: "cancel" in status_of(path, app)
    ),
    Job("into the room", 1, ("s",), lambda path, app: status_of(path, app) == "in_room", "arrived"),
    Job("done", 1, ("d",), lambda path, app: status_of(path, app) == "completed", "in_room"),
)


async def take_in_hand(pilot: Desk, start: str) -> None:
    """Move to the first patient who is in the state that the job begins with."""
    app = pilot.app
    day = app.screen.view.day
    if start == "refer":
        wanted = next(
            one
            for one in day.appointments
            if one.course_id and app.screen.view.states[one.course_id].advice == "refer_complementary"
        )
    elif start == "series":
        wanted = next(one for one in day.appointments if one.status == "booked" and one.patient == "Ruth Carter")
    else:
        wanted = next(one for one in day.appointments if one.status == start and one.course_id)
    app.screen.schedule.move_to(wanted.id)
    await pilot.pause(0.2)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
async def test_a_job_is_done_with_these_keys_and_taken_back_with_one(job: Job, demo: Path) -> None:
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        app = pilot.app
        await take_in_hand(pilot, job.start)
        before = rows(demo, "select id, status, voided, start_utc from appointment order by id")
        app.test_before = len([row for row in before if not row[2]])
        await do(pilot, job.keys)
        await until(pilot, lambda: job.then(demo, app))
        if shows(app, "ChartScreen"):
            return
        await pilot.press("u")
        await until(pilot, lambda: [r for r in rows(demo, ALL) if not r[2]] == [r for r in before if not r[2]])


ALL = "select id, status, voided, start_utc from appointment order by id"


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_no_job_is_over_its_budget(job: Job) -> None:
    letters = sum(len(key) - 2 for key in job.keys if key.startswith('"') and job.name.startswith("find"))
    assert sum(not key.startswith('"') for key in job.keys) + letters <= job.budget


def shown(key: str) -> str:
    """A key as the table writes it."""
    return f"‹{key[1:-1]}›" if key.startswith('"') else {"slash": "/", "right": "→"}.get(key, key)


def test_the_table_of_keys_is_the_one_pressed_here() -> None:
    kept = DOCS.read_text(encoding="utf-8")
    for job in JOBS:
        assert f"| {job.name} | {' '.join(map(shown, job.keys))} | {job.budget} |" in kept


async def test_a_patient_found_is_changed_and_a_former_name_still_finds_them(demo: Path) -> None:
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        await do(pilot, ("slash", '"tana"', "enter", "p", "e"))
        await until(pilot, lambda: shows(pilot.app, "RegisterPane"))
        pilot.app.screen.query_one("#family").value = "Okafor"
        await do(pilot, ("enter",))
        changed = "select family_name from patient where given_name = 'Mei'"
        await until(pilot, lambda: rows(demo, changed) == [("Okafor",)])
        await do(pilot, ("slash", '"tana"'))
        assert [hit.patient.name for hit in pilot.app.screen.found] == ["Mei Okafor"]


async def test_who_waits_is_named_when_a_place_becomes_free_and_booked_from_the_calls(demo: Path) -> None:
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        app = pilot.app
        await do(pilot, ("slash", '"omar haddad"', "enter", "p", "l"))
        await until(pilot, lambda: rows(demo, "select count(*) from waiting_entry") == [(1,)])
        await do(pilot, ("1",))
        wanted = next(one for one in app.screen.view.day.appointments if one.patient == "Ruth Carter")
        app.screen.schedule.move_to(wanted.id)
        await do(pilot, ("c", "p", '"ill"', "enter"))
        await until(pilot, lambda: "waits for such a place" in str(app.screen.query_one("KeyBar").said))
        app.test_before = len(rows(demo, "select id from appointment where not voided"))
        await do(pilot, ("5",))
        await until(pilot, lambda: any(call.kind == "waiting" for call in app.screen.calls or ()))
        at = next(at for at, call in enumerate(app.screen.shown()) if call.kind == "waiting")
        app.screen.listing.move_to((at,))
        await do(pilot, ("b", "b"))
        await until(pilot, lambda: made(demo, app) == 1)
        assert rows(demo, "select state from waiting_entry") == [("booked",)]


async def test_two_records_of_one_person_become_one_and_two_again(demo: Path) -> None:
    with Writer(demo) as writer, writer.unit(Actor(None, "the other desk"), HandClock().now_utc()) as unit:
        patients.register(unit, "Tannaka", "Mei", None)
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        await do(pilot, ("slash", '"tanaka"', "enter", "p", "m", '"tannaka"', "enter"))
        await until(pilot, lambda: shows(pilot.app, "ChoicePane"))
        await do(pilot, ("enter",))
        merged = "select count(*) from patient where merged_into is not null"
        await until(pilot, lambda: rows(demo, merged) == [(1,)])
        await do(pilot, ("u",))
        await until(pilot, lambda: rows(demo, merged) == [(0,)])


async def test_an_appointment_is_picked_up_and_put_down(demo: Path) -> None:
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        await take_in_hand(pilot, "booked")
        key = pilot.app.screen.schedule.key
        sql = f"select local_date, minute from appointment where id = {key}"
        before = rows(demo, sql)
        await do(pilot, ("m", "right", "enter"))
        await until(pilot, lambda: rows(demo, sql) != before)
        assert rows(demo, sql)[0][0] == "2026-11-24"
        await do(pilot, ("u",))
        await until(pilot, lambda: rows(demo, sql) == before)


async def test_a_race_lost_on_screen_offers_the_next_place(demo: Path) -> None:
    """Somebody takes the proposed place between the proposal and the key."""
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        app = pilot.app
        await take_in_hand(pilot, "booked")
        await do(pilot, ("b",))
        place = app.screen.places[0]
        other = rows(demo, "select id from patient where family_name = 'Tanaka'")[0][0]
        with Writer(demo) as writer, writer.unit(Actor(None, "the other desk"), app.clock.now_utc()) as unit:
            booking.book(unit, other, place.practitioner_id, place.on, place.minute, place.minutes, room=place.room)
        app.test_before = len(rows(demo, "select id from appointment where not voided"))
        await do(pilot, ("b",))
        await until(pilot, lambda: shows(app, "BookPane") and app.screen.message)
        assert "Tanaka" in app.screen.message
        await do(pilot, ("b",))
        await until(pilot, lambda: made(demo, app) == 1)


async def test_the_day_is_written_by_itself_where_it_was_asked_for(
    demo: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("ACUDESK_DAYSHEETS", str(tmp_path / "paper"))
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        sheet = tmp_path / "paper" / "daysheet-2026-11-23.txt"
        await until(pilot, lambda: sheet.exists() and "Mei Tanaka" in sheet.read_text(encoding="utf-8"))


async def test_two_desks_on_one_appointment_the_second_is_told_and_can_go_on(demo: Path) -> None:
    """The other desk moves it while it is in hand here; the key says so, and pressed again it does what was wanted."""
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        app = pilot.app
        await take_in_hand(pilot, "booked")
        one = app.screen.in_hand
        with Writer(demo) as writer, writer.unit(Actor(None, "the other desk"), app.clock.now_utc()) as unit:
            appointments.no_show(unit, one.id, one.version)
        app.screen.take("arrive")  # before the screen has heard of it
        await until(pilot, lambda: "other desk" in said(app))
        await until(pilot, lambda: app.screen.in_hand is not None and app.screen.in_hand.status == "no_show")
        await do(pilot, ("backspace",))
        await until(pilot, lambda: status_of(demo, app) in ("booked", "confirmed"))
        await do(pilot, ("a",))
        await until(pilot, lambda: status_of(demo, app) == "arrived")


def said(app: Any) -> str:
    """What the key bar or a message in the corner says."""
    return str(app.screen.query_one("KeyBar").said) + " ".join(str(one.message) for one in app._notifications)


async def test_the_week_of_a_room_shows_who_has_it_and_only_places_it_is_free_for(demo: Path) -> None:
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        app = pilot.app
        await do(pilot, ("g", "r"))
        week = app.screen
        assert week.room == "R1"
        for on in week.week.days:
            plan = week.plan(week.week, on)
            spans = {(one.start, one.end) for one in plan.taken}
            sql = (
                "select minute, minute + minutes from appointment a join room r on r.id = a.room_id where r.name = 'R1'"
            )
            kept = f"{sql} and a.status in ('booked', 'confirmed', 'arrived', 'in_room', 'completed')"
            assert spans == set(rows(demo, f"{kept} and local_date = '{on}' and not voided"))
            assert not [place for place in plan.places if any(s < place.end and place.minute < e for s, e in spans)]


@pytest.mark.parametrize("key", ["g", "V"])
async def test_names_are_hidden_also_in_the_week_and_side_by_side(key: str, demo: Path) -> None:
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        await do(pilot, (key,))
        await until(pilot, lambda: "Priya Nair" in text(pilot))
        await do(pilot, ("n",))
        await until(pilot, lambda: "Priya Nair" not in text(pilot) and "P. N." in text(pilot))


async def test_hours_taken_back_are_shown_as_they_are_then(demo: Path) -> None:
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        await do(pilot, ("H", "enter", '"closed"', "enter"))
        await until(pilot, lambda: pilot.app.screen.items["open1"].text == "closed")
        await do(pilot, ("u",))
        await until(pilot, lambda: pilot.app.screen.items["open1"].text == "")


HEALTH_OF_MEI = "select medicines, allergies, cautions, address from patient where given_name = 'Mei'"


async def test_medicines_allergies_and_cautions_are_typed_from_the_chart_and_taken_back(demo: Path) -> None:
    """What is refused stays typed, with the reason in words."""
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        app: Any = pilot.app
        await do(pilot, ("slash", '"mei tana"', "enter"))
        before = rows(demo, HEALTH_OF_MEI)
        await do(pilot, ("p", "h"))
        await until(pilot, lambda: shows(app, "LinesPane"))
        app.screen.query_one("#cautions").value = "measles"
        app.screen.query_one("#medicines").focus()
        await do(pilot, ('"warfarin"', "enter", '"latex"', "ctrl+s"))
        await until(pilot, lambda: shows(app, "LinesPane") and "“measles” is none of" in text(pilot))
        assert app.screen.query_one("#allergies").value == "latex"
        app.screen.query_one("#cautions").value = "Anticoagulant, bleeding disorder"
        app.screen.query_one("#address").value = "12 Elm St, Portland"
        await do(pilot, ("ctrl+s",))
        kept = ("warfarin", "latex", "anticoagulant;bleeding_disorder", "12 Elm St, Portland")
        await until(pilot, lambda: rows(demo, HEALTH_OF_MEI) == [kept])
        await until(pilot, lambda: shows(app, "ChartScreen") and "allergies: latex" in text(pilot))
        assert "anticoagulant, bleeding disorder" in text(pilot)
        await do(pilot, ("u",))
        await until(pilot, lambda: rows(demo, HEALTH_OF_MEI) == before)


async def test_health_typed_while_somebody_else_changes_the_patient_keeps_both(demo: Path) -> None:
    async with desk(demo, clock=HandClock("2026-11-23 10:42")) as pilot:
        app: Any = pilot.app
        await do(pilot, ("slash", '"mei tana"', "enter", "p", "h"))
        await until(pilot, lambda: shows(app, "LinesPane"))
        ((key, version),) = rows(demo, "select id, version from patient where given_name = 'Mei'")
        with (
            Writer(demo) as writer,
            writer.unit(Actor(None, "Kim Soto"), HandClock("2026-11-23 10:42").now_utc()) as unit,
        ):
            patients.change(unit, key, version, medicines="warfarin")
        app.screen.query_one("#allergies").value = "latex"
        await do(pilot, ("ctrl+s",))
        await until(pilot, lambda: shows(app, "LinesPane") and "Kim Soto changed this patient" in text(pilot))
        assert app.screen.query_one("#medicines").value == "warfarin"
        await do(pilot, ("ctrl+s",))
        await until(pilot, lambda: rows(demo, HEALTH_OF_MEI)[0][:2] == ("warfarin", "latex"))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_window_of_health_shows_its_title_and_its_keys_at_once(demo: Path, size: tuple[int, int]) -> None:
    async with desk(demo, size=size, clock=HandClock("2026-11-23 10:42")) as pilot:
        app: Any = pilot.app
        await do(pilot, ("slash", '"mei tana"', "enter", "p", "h"))
        await until(pilot, lambda: shows(app, "LinesPane") and "esc back" in text(pilot))
        shown = text(pilot)
        assert all(part in shown for part in ("Health of Mei Tanaka", "Medicines", "Address", "Note", "enter next"))
