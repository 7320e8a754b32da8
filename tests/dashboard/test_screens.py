"""What the screens do under the fingers: where the cursor is, which day it is, what is shown and what is hidden."""

import threading
from pathlib import Path

from textual import events

from db.audit import Actor
from db.reader import open_reader
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.dashboard.support import HandClock, desk, press, rows, settled, text, until


def names_of(path: Path) -> set[str]:
    """Every full name in the record, of patients and of who booked."""
    with open_reader(path) as reader:
        rows = reader.rows("select given_name || ' ' || family_name, family_name || ' ' || given_name from patient")
        booked = reader.rows("select name, name from proposal")
    return {name.strip() for row in (*rows, *booked) for name in row if len(name.split()) > 1}


def change(path: Path, sql: str, **values: object) -> None:
    """What another session does: one audited transaction of its own."""
    from sqlalchemy import text as words

    with Writer(path) as writer, writer.unit(Actor(None, "another session"), NOW_UTC) as unit:
        unit.session.connection().execute(words(sql), values)
        unit.audit("changed", "patient", 1)


async def test_the_cursor_starts_on_the_next_to_act_on(sample_path: Path) -> None:
    async with desk(sample_path) as pilot:
        one = pilot.app.screen.in_hand
        assert (one.patient, one.status) == ("Ramón Quiroz", "arrived")


async def test_another_session_is_seen_without_a_key_and_the_cursor_stays(sample_path: Path) -> None:
    async with desk(sample_path, (80, 24)) as pilot:
        await press(pilot, *["down"] * 14)
        screen = pilot.app.screen
        before = screen.in_hand, screen.schedule.scroll_offset.y
        assert before[1] > 0
        change(sample_path, "update patient set given_name = 'Xaverius' where id in (select patient_id from "
               "appointment where local_date = '2026-11-20')")  # fmt: skip
        change(
            sample_path, "update appointment set status = 'no_show' where local_date = '2026-11-20' and minute = 480"
        )
        await until(pilot, lambda: "Xaverius" in text(pilot), 3.0)
        assert screen.in_hand.id == before[0].id
        assert screen.schedule.scroll_offset.y == before[1]


async def test_days_are_turned_and_today_comes_back(sample_path: Path) -> None:
    async with desk(sample_path) as pilot:
        await press(pilot, "left_square_bracket")
        assert "Thu 19 Nov" in text(pilot) and "not today" in text(pilot)
        await press(pilot, "right_square_bracket", "right_square_bracket")
        assert "Sat 21 Nov" in text(pilot)
        await press(pilot, "t")
        assert "Fri 20 Nov" in text(pilot) and "10:47" in text(pilot)
        assert pilot.app.screen.in_hand.patient == "Ramón Quiroz"


async def test_midnight_turns_the_page_of_today(sample_path: Path) -> None:
    clock = HandClock("2026-11-20 23:59")
    async with desk(sample_path, clock=clock) as pilot:
        clock.set("2026-11-21 00:00")
        await until(pilot, lambda: "Sat 21 Nov" in text(pilot), 3.0)
        await settled(pilot)
        assert "00:00" in text(pilot)
        assert pilot.app.screen.view.day.on.isoformat() == "2026-11-21"


async def test_another_day_on_screen_stays_over_midnight(sample_path: Path) -> None:
    clock = HandClock("2026-11-20 23:59")
    async with desk(sample_path, clock=clock, keys=("left_square_bracket",)) as pilot:
        clock.set("2026-11-21 00:00")
        await until(pilot, lambda: pilot.app._minute == 0, 3.0)
        await settled(pilot)
        assert "Thu 19 Nov" in text(pilot)


async def test_the_caseload_is_filtered_as_it_is_typed(sample_path: Path) -> None:
    async with desk(sample_path, keys=("2", "f", *"lor", "space", *"neg")) as pilot:
        shown = text(pilot)
        assert "Lorenzo Negrete" in shown and "Christine Moreno" not in shown
        await press(pilot, "escape")
        assert "Christine Moreno" in text(pilot)
        assert pilot.app.current_mode == "caseload"


async def test_a_filter_that_nothing_passes_says_so(sample_path: Path) -> None:
    for key in ("2", "3"):
        async with desk(sample_path, keys=(key, "f", *"zzzz")) as pilot:
            assert "esc" in text(pilot) and "zzzz" in text(pilot)
            assert any(words in text(pilot) for words in ("Nothing", "No ", "no "))


async def test_the_caseload_is_sorted_by_each_order(sample_path: Path) -> None:
    async with desk(sample_path, keys=("2",)) as pilot:
        screen = pilot.app.screen
        orders = {screen.order: [row.key for row in screen.listing.rows]}
        for _ in range(3):
            await press(pilot, "s")
            orders[screen.order] = [row.key for row in screen.listing.rows]
        assert len(orders) == 4
        assert len({tuple(order) for order in orders.values()}) == 4
        assert len({frozenset(order) for order in orders.values()}) == 1
        by_name = {one.row.course.id: one.row.patient for one in screen.courses}
        assert [by_name[key] for key in orders["name"]] == sorted(by_name.values())


async def test_hidden_names_are_nowhere(sample_path: Path) -> None:
    names = names_of(sample_path)
    assert len(names) > 400
    async with desk(sample_path) as pilot:
        await press(pilot, "n")
        for keys in ((), ("w",), ("escape", "p"), ("escape", "2"), ("w",), ("escape", "3"), ("w",), ("1",), ("u",)):
            await press(pilot, *keys)
            shown = text(pilot)
            assert [name for name in names if name in shown] == [], keys
        await press(pilot, "escape", "p", "down", "enter")
        await settled(pilot)
        assert [name for name in names if name in text(pilot)] == []


async def test_names_are_hidden_in_a_pane_that_is_open(sample_path: Path) -> None:
    names = names_of(sample_path)
    for opener in ("w", "p"):
        async with desk(sample_path, keys=(opener,)) as pilot:
            assert [name for name in names if name in text(pilot)]
            await press(pilot, "n")
            assert [name for name in names if name in text(pilot)] == []


WINDOWS = (("b",), ("b", "g"), ("c",), ("m",), ("enter", "p"), ("enter", "y"), ("slash",))


async def test_names_are_hidden_under_the_hand_in_every_window(sample_path: Path) -> None:
    names = names_of(sample_path)
    async with desk(sample_path) as pilot:
        for keys in WINDOWS:
            await press(pilot, *keys)
            pilot.app.action_hide_names()
            await settled(pilot)
            assert [name for name in names if name in text(pilot)] == [], keys
            pilot.app.action_hide_names()
            await press(pilot, "escape", "escape", "escape")


async def test_what_tells_as_much_as_a_name_is_hidden_with_it(sample_path: Path) -> None:
    told = {one for found in rows(sample_path, "select phone from patient") for one in found if one}
    questions = {found[0] for found in rows(sample_path, "select question from referral") if len(found[0]) > 12}
    async with desk(sample_path, keys=("n",)) as pilot:
        for keys in (("slash",), ("escape", "5"), ("1", "3")):
            await press(pilot, *keys)
            assert [one for one in told | questions if one[:40] in text(pilot)] == [], keys


async def test_escape_goes_back_and_never_leaves(sample_path: Path) -> None:
    async with desk(sample_path, keys=("3", "f", "x", "question_mark")) as pilot:
        for _ in range(8):
            await press(pilot, "escape")
        assert pilot.app.is_running
        assert pilot.app.current_mode == "today"
        assert len(pilot.app.screen_stack) == 1


async def test_two_keys_at_once_close_one_window(sample_path: Path) -> None:
    async with desk(sample_path, keys=("question_mark",)) as pilot:
        sheet = pilot.app.screen
        sheet.dismiss()
        sheet.dismiss()
        await settled(pilot)
        assert len(pilot.app.screen_stack) == 1


async def test_ctrl_q_leaves_from_a_window_too(sample_path: Path) -> None:
    async with desk(sample_path, keys=("p",)) as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not pilot.app.is_running
        assert pilot.app.return_code == 0


async def test_a_day_without_anybody_says_so_and_offers_the_way_back(sample_path: Path) -> None:
    async with desk(sample_path, keys=("left_square_bracket",) * 5) as pilot:
        assert "Nobody is booked on Sunday 15 November." in text(pilot)
        assert "t comes back to today." in text(pilot)


async def test_an_empty_clinic_has_a_sentence_and_a_key_everywhere(record_path: Path) -> None:
    async with desk(record_path, (80, 24)) as pilot:
        for key in ("1", "2", "3"):
            await press(pilot, key)
            body = "\n".join(text(pilot).split("\n")[1:-1])
            assert "." in body, body
            assert "? help" in text(pilot)


async def test_a_fault_in_reading_is_a_line_with_a_reference_and_no_value(sample_path: Path) -> None:
    async with desk(sample_path) as pilot:

        async def bad() -> None:
            raise ValueError("Mei Tanaka")

        pilot.app.screen.soon(bad, "load")
        await until(pilot, lambda: "reference" in text(pilot))
        assert "Mei Tanaka" not in text(pilot)
        assert pilot.app.is_running


async def test_an_undo_that_waits_for_the_record_keeps_no_key_waiting(sample_path: Path) -> None:
    async with desk(sample_path) as pilot:
        app, go_on = pilot.app, threading.Event()
        app.record._writing.submit(go_on.wait, 30)  # as another program that writes for long
        try:
            for key in ("u", "2"):
                app.post_message(events.Key(key, key))
            await until(pilot, lambda: app.screen.WHERE == "caseload", 5)
        finally:
            go_on.set()
