"""The front desk's day from the command line, on the sample clinic."""

import argparse
import inspect

import pytest

from care.transitions import STEPS as TRANSITIONS
from dashboard.actions import ACTIONS
from dashboard.cli.arguments import parser
from dashboard.cli.commands import COMMANDS
from dashboard.cli.desk_arguments import STEPS
from db.writes import appointments
from tests.cli.conftest import DAY
from tests.cli.counter import Cli
from tests.cli.test_reports import APPOINTMENT

MONDAY, TUESDAY, SUNDAY = "2027-03-01", "2027-03-02", "2027-03-07"
"""Days on which the sample clinic has nobody yet."""


def _commands() -> dict[str, argparse.ArgumentParser]:
    return next(action for action in parser()._actions if action.dest == "command").choices


def test_every_command_of_the_table_of_actions_is_there() -> None:
    named = {one.command for one in ACTIONS if one.command}
    assert {name.split()[0] for name in named} <= set(COMMANDS)
    assert {"book", "arrive", "start", "complete", "no-show", "cancel", "move", "undo"} <= named


def test_a_step_is_named_described_and_made_by_its_action() -> None:
    assert {one.id for one in STEPS.values()} == TRANSITIONS.keys() - {"back"} | {"put_back"}
    for name, action in STEPS.items():
        assert name == action.id.replace("_", "-")
        assert _commands()[name].description == f"{action.help}."
        function = getattr(appointments, action.id)
        assert list(inspect.signature(function).parameters)[:3] == ["unit", "appointment_id", "seen_version"]


def test_nobody_can_be_named_as_the_one_who_acts() -> None:
    assert not any("--as" in action.option_strings for one in _commands().values() for action in one._actions)


def test_a_booking_is_answered_with_the_appointment_of_that_days_list(cli: Cli) -> None:
    made = cli.book(f"{MONDAY} 10:00", "--room", "R2", "--minutes", 45, patient="pt3", practitioner="p2")
    assert set(made) == APPOINTMENT
    assert cli.on(MONDAY) == [made]
    assert (made["at"], made["minutes"], made["room"], made["status"]) == (f"{MONDAY} 10:00", 45, "R2", "booked")
    assert (made["practitioner"], made["patient_id"], made["source_id"]) == ("Kim Soto", 3, None)


def test_who_is_booked_with_whom_is_said_by_name(cli: Cli) -> None:
    cli.said("patient", "add", "--given", "Zoe", "--family", "Quist")
    made = cli.book(f"{MONDAY} 10:00", patient="quist zoe", practitioner="kim soto")
    assert (made["patient"], made["practitioner"]) == ("Zoe Quist", "Kim Soto")
    assert "called “Kim Sotto”" in cli.refused(
        65, "book", "--patient", "pt3", "--practitioner", "Kim Sotto", "--at", f"{MONDAY} 11:00"
    )


def test_a_booking_joins_the_course_that_is_named(cli: Cli) -> None:
    course = next(one for one in cli.json("caseload", "--date", DAY)["courses"] if one["source_id"] == "c3")
    made = cli.book(f"{MONDAY} 10:00", "--course", "c3", patient="pt2", practitioner="p2")
    assert made["course_id"] == course["course_id"]
    assert made["expected"] == course["expected"]
    refusal = cli.refused(
        65, "book", "--patient", "pt1", "--practitioner", "p1", "--at", f"{TUESDAY} 10:00", "--course", "c3"
    )
    assert "no course" in refusal


def test_a_day_goes_through_its_states_by_commands(cli: Cli) -> None:
    made = cli.book(f"{DAY} 20:00", "--room", "R1", "--squeeze")
    key, name = made["id"], made["patient"]
    assert cli.json("confirm", key)["appointment"] == {**made, "status": "confirmed"}
    assert cli.said("arrive", key) == f"{name} is waiting."
    assert cli.said("arrive", key) == f"{name} is waiting already."
    assert cli.json("start", key, "--room", "R2")["appointment"]["room"] == "R2"
    assert cli.json("complete", key)["appointment"]["status"] == "completed"
    assert cli.json("put-back", key)["appointment"]["status"] == "in_room"
    labels = [cli.json("undo")["undone"]["label"] for _ in range(6)]
    assert labels == ["put back", "done", "start", "arrive", "confirm", "book"]
    assert all(one["id"] != key for one in cli.on(DAY))


def test_who_left_unseen_and_who_never_came_are_told_apart(cli: Cli) -> None:
    first, second = [one["id"] for one in cli.on(DAY) if one["status"] == "booked"][:2]
    cli.said("arrive", first)
    assert cli.json("leave-unseen", first)["appointment"]["status"] == "left_unseen"
    assert cli.json("no-show", second)["appointment"]["status"] == "no_show"
    assert "does not follow" in cli.refused(65, "complete", second)


def test_cancelling_within_a_day_is_late(cli: Cli) -> None:
    made = cli.book(f"{MONDAY} 10:00")
    gone = cli.json("cancel", made["id"], "--by", "clinic", "--reason", "no heating")["appointment"]
    assert gone["status"] == "cancelled"
    today = next(one["id"] for one in cli.on(DAY) if one["status"] == "booked")
    assert cli.json("cancel", today)["appointment"]["status"] == "late_cancelled"
    # The place is free for somebody else.
    assert cli.book(f"{MONDAY} 10:00", patient="pt2")["status"] == "booked"
    assert cli.refused(2, "cancel", made["id"], "--by", "nobody")


def test_a_step_before_its_day_is_refused(cli: Cli) -> None:
    made = cli.book(f"{MONDAY} 10:00")
    assert "still to come" in cli.refused(65, "arrive", made["id"])


def test_a_taken_room_is_a_conflict_that_says_who_has_it(cli: Cli) -> None:
    first = cli.book(f"{MONDAY} 10:00", "--room", "R1")
    other = ("--practitioner", "p2", "--room", "R1", "--json")
    told = cli.refused(75, "book", "--patient", "pt2", "--at", f"{MONDAY} 10:15", *other)
    assert f"R1 is taken 10:00-10:30 by {first['patient']}. Nothing was changed." in told
    assert cli.on(MONDAY) == [first]


def test_back_to_back_places_are_both_taken(cli: Cli) -> None:
    cli.book(f"{MONDAY} 10:00", "--room", "R1")
    cli.book(f"{MONDAY} 10:30", "--room", "R1", patient="pt2")
    cli.book(f"{MONDAY} 09:30", "--room", "R1", patient="pt3")
    assert len(cli.on(MONDAY)) == 3


def test_a_patient_in_another_place_is_a_conflict_even_when_squeezed_in(cli: Cli) -> None:
    cli.book(f"{MONDAY} 10:00", "--room", "R1")
    again = ("book", "--patient", "pt1", "--practitioner", "p2", "--at", f"{MONDAY} 10:15", "--squeeze")
    assert "has another appointment 10:00-10:30" in cli.refused(75, *again)


def test_a_full_practitioner_is_a_conflict_unless_squeezed_in(cli: Cli) -> None:
    for patient in ("pt1", "pt2"):
        cli.book(f"{MONDAY} 10:00", patient=patient)
    third = ("book", "--patient", "pt3", "--practitioner", "p1", "--at", f"{MONDAY} 10:00")
    assert "squeeze it in on purpose" in cli.refused(75, *third)
    assert cli.said(*third, "--squeeze").endswith("(squeezed in).")


@pytest.mark.parametrize(
    ("at", "why"),
    [(f"{SUNDAY} 10:00", "closed on Sundays"), (f"{MONDAY} 06:00", "outside the opening hours")],
)
def test_a_time_at_which_nobody_works_is_refused_in_words(cli: Cli, at: str, why: str) -> None:
    assert why in cli.refused(65, "book", "--patient", "pt1", "--practitioner", "p1", "--at", at)


def test_a_time_the_clocks_skip_is_refused_with_the_next_one(cli: Cli) -> None:
    skipped = ("book", "--patient", "pt1", "--practitioner", "p1", "--at", "2027-03-14 02:30", "--squeeze")
    assert "The next time there is: 2027-03-14 03:00." in cli.refused(65, *skipped)


def test_of_two_equal_times_one_must_be_named(cli: Cli) -> None:
    twice = ("book", "--patient", "pt1", "--practitioner", "p1", "--at", "2027-11-07 01:30", "--squeeze")
    assert "comes twice" in cli.refused(65, *twice)
    cli.said(*twice, "--fold", 0)
    # The second one is an hour later: the same patient can have both.
    cli.said(*twice, "--fold", 1)
    assert [one["at"] for one in cli.on("2027-11-07")] == ["2027-11-07 01:30"] * 2


def test_a_move_keeps_what_it_does_not_name(cli: Cli) -> None:
    made = cli.book(f"{MONDAY} 10:00", "--room", "R2", "--minutes", 45)
    moved = cli.json("move", made["id"], "--at", f"{TUESDAY} 11:00")["appointment"]
    assert moved == {**made, "at": f"{TUESDAY} 11:00"}
    assert cli.json("move", made["id"], "--room", "R1", "--practitioner", "p3")["appointment"] == {
        **moved, "room": "R1", "practitioner": "Ravi Menon",
    }  # fmt: skip
    assert cli.said("move", made["id"], "--at", f"{TUESDAY} 11:00").endswith("is there already.")


def test_a_move_to_a_taken_place_is_a_conflict_and_moves_nothing(cli: Cli) -> None:
    made = cli.book(f"{MONDAY} 10:00", "--room", "R2")
    other = cli.book(f"{MONDAY} 11:00", "--room", "R2", patient="pt2")
    told = cli.refused(75, "move", other["id"], "--at", f"{MONDAY} 10:15")
    assert made["patient"] in told
    assert cli.on(MONDAY) == [made, other]


def test_who_walks_in_is_booked_for_now_and_waits(cli: Cli) -> None:
    number = cli.json("patient", "add", "--family", "Muster", "--given", "Eva")["patient"]["id"]
    made = cli.json("walk-in", "--patient", number, "--practitioner", "p3")["appointment"]
    assert (made["at"], made["status"], made["practitioner"]) == (f"{DAY} 10:40", "arrived", "Ravi Menon")
    assert "another appointment" in cli.refused(75, "walk-in", "--patient", number)


def test_a_start_in_a_room_somebody_is_in_names_those_that_are_free(cli: Cli) -> None:
    waiting = cli.json("walk-in", "--patient", "pt9", "--minutes", 20)["appointment"]
    cli.book(f"{DAY} 10:45", "--room", "R3", "--minutes", 15, "--squeeze", patient="pt8", practitioner="p3")
    told = cli.refused(75, "start", waiting["id"], "--room", "R3")
    assert told.startswith("acudesk: R3 is taken 10:45-11:00 by ")


def test_the_last_step_is_taken_back_and_told(cli: Cli) -> None:
    assert "nothing of yours to undo" in cli.refused(65, "undo")
    made = cli.book(f"{MONDAY} 10:00")
    cli.json("move", made["id"], "--at", f"{MONDAY} 12:00")
    back = cli.json("undo")["undone"]
    assert (back["label"], back["appointment_id"], back["appointment"]) == ("move", made["id"], made)
    gone = cli.json("undo")["undone"]
    assert (gone["label"], gone["appointment"]) == ("book", None)
    assert cli.on(MONDAY) == []


def test_an_integer_that_is_both_is_taken_as_our_own_number(cli: Cli, tmp_path) -> None:
    (tmp_path / "patients.csv").write_text("patient_id,family_name,given_name\n5,Other,Olga\n999,Known,Kai\n")
    assert cli("import", tmp_path / "patients.csv")[0] == 0
    assert cli.book(f"{MONDAY} 10:00", patient=5)["patient_id"] == 5
    assert cli.book(f"{MONDAY} 11:00", patient=999)["patient"] == "Kai Known"


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (("arrive", "a99999"), "no appointment with the id “a99999”"),
        (("arrive", "99999"), "no appointment"),
        (("book", "--patient", "pt9999", "--practitioner", "p1", "--at", f"{MONDAY} 10:00"), "no patient"),
        (("book", "--patient", "pt1", "--practitioner", "p9", "--at", f"{MONDAY} 10:00"), "nobody on staff"),
        (("book", "--patient", "pt1", "--practitioner", "s1", "--at", f"{MONDAY} 10:00"), "Ana Ruiz is nobody who"),
        (
            ("book", "--patient", "pt1", "--practitioner", "p1", "--at", f"{MONDAY} 10:00", "--room", "R9"),
            "The rooms: R1, R2, R3",
        ),
        (
            ("book", "--patient", "pt1", "--practitioner", "p1", "--at", f"{MONDAY} 10:00", "--minutes", "2"),
            "5 to 480 minutes",
        ),
        (("move", "1' or 1=1", "--at", f"{MONDAY} 10:00"), "no appointment"),
        (("arrive", "9" * 40), "no appointment"),
    ],
)
def test_what_is_not_on_record_is_refused_by_name(cli: Cli, argv: tuple[str, ...], named: str) -> None:
    assert named in cli.refused(65, *argv)


@pytest.mark.parametrize(
    "argv",
    [
        ("book", "--patient", "pt1", "--practitioner", "p1"),
        ("book", "--patient", "pt1", "--practitioner", "p1", "--at", "tomorrow"),
        ("book", "--patient", "pt1", "--practitioner", "p1", "--at", "2026-11-24 25:00"),
        ("book", "--patient", "pt1", "--practitioner", "p1", "--at", "2026-11-24 24:00"),
        ("book", "--patient", "pt1", "--practitioner", "p1", "--at", "2026-02-30 10:00"),
        ("book", "--patient", "pt1", "--practitioner", "p1", "--at", "2026-11-24 10:00", "--minutes", "half"),
        ("book", "--patient", "pt1", "--practitioner", "p1", "--at", "2026-11-24 10:00", "--fold", "2"),
        ("arrive",),
        ("patient",),
        ("patient", "forget"),
        ("hours", "set"),
        ("hours", "set", "--opens", "09:00"),
        ("hours", "set", "--day", "mon"),
        ("hours", "work", "p1", "--day", "someday", "--off"),
    ],
)
def test_what_makes_no_sense_is_usage(cli: Cli, argv: tuple[str, ...]) -> None:
    assert cli.refused(2, *argv)


def test_the_first_room_of_a_clinic_is_the_one_that_is_named(record_path, capsys) -> None:
    cli = Cli(record_path, capsys)
    cli.json("patient", "add", "--family", "Muster")
    place = ("book", "--patient", 1, "--practitioner", 1, "--at", f"{MONDAY} 10:00")
    code, _, err = cli(*place, "--room", "R1")
    assert code == 0 and "first room" in err
    assert "The rooms: R1." in cli.refused(65, *place, "--room", "R2")
    assert cli.json("room", "add", "R2") == {"rooms": ["R1", "R2"]}
    assert "already" in cli.refused(75, "room", "add", "r2")
