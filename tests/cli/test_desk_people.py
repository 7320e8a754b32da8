"""Patients, staff, rooms, calls, the waiting list, hours and the day sheet from the command line."""

import io
import stat
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import DAY
from tests.cli.counter import Cli

PATIENT = {"id", "source_id", "name", "born", "phone"}
MONDAY, SATURDAY = "2027-03-01", "2027-03-06"


def _add(cli: Cli, *more: str) -> dict:
    return cli.json(
        "patient", "add", "--family", "Łukasiewicz", "--given", "Ewa", "--born", "1961-02-03", *more
    )["patient"]  # fmt: skip


def test_a_patient_is_registered_and_found_in_any_order(cli: Cli) -> None:
    made = _add(cli, "--phone", "(503) 555-0142", "--email", "ewa@example.org")
    assert made == {
        "id": 261, "source_id": None, "name": "Ewa Łukasiewicz", "born": "1961-02-03", "phone": "(503) 555-0142",
    }  # fmt: skip
    for typed in (["ewa", "luk"], ["luk, ewa"], ["5035550142"], ["3.2.1961"], ["ewa@example.org"], ["261"]):
        assert made in cli.json("patient", "find", *typed)["patients"], typed
    code, out, _ = cli("patient", "find", "lukasiewicz")
    assert code == 0 and out.startswith("261 ") and "Ewa Łukasiewicz" in out


def test_who_is_found_by_the_id_of_the_file_has_it(cli: Cli) -> None:
    found = cli.json("patient", "find", "pt2")["patients"][0]
    assert set(found) == PATIENT
    assert (found["source_id"], found["born"]) == ("pt2", "1969-11-04")
    assert len(cli.json("patient", "find", "h", "--limit", "3")["patients"]) == 3


def test_nobody_found_is_an_answer_and_no_error(cli: Cli) -> None:
    assert cli.json("patient", "find", "qqqq") == {"patients": []}
    assert cli.said("patient", "find", "qqqq") == "Nobody is found by “qqqq”."


def test_who_may_be_registered_already_is_told_by_number_and_not_by_name(cli: Cli) -> None:
    _add(cli)
    code, out, err = cli("patient", "add", "--family", "Lukasiewicz", "--given", "Eva", "--born", "1961-02-03")
    assert code == 0 and out == "Eva Lukasiewicz is registered as patient 262.\n"
    assert err == "acudesk: note: may be the same as patient 261 (similar name, same birth date)\n"


@pytest.mark.parametrize(
    ("argv", "code", "why"),
    [
        (("--phone", "1234567"), 65, "needs a name"),
        (("--family", "Ruiz", "--born", "2090-01-01"), 65, "birth date"),
        (("--family", "Ruiz", "--born", "yesterday"), 2, "not a date"),
        (("--family", "[bold]Ruiz"), 65, "cannot hold"),
        (("--family", "Ru\x1biz"), 65, "cannot be taken"),
    ],
)
def test_a_patient_that_cannot_be_is_refused_with_the_reason(cli: Cli, argv, code: int, why: str) -> None:
    assert why in cli.refused(code, "patient", "add", *argv)
    assert cli.json("patient", "find", "ruiz")["patients"] == cli.json("patient", "find", "Ruiz")["patients"]


def test_what_a_letter_says_of_a_patient_is_set_and_emptied(cli: Cli) -> None:
    made = cli.json(
        "patient", "change", "pt2", "--medicines", "warfarin 5 mg", "--allergies", "latex", "--address", "12 Elm St",
        "--cautions", "anticoagulant, Bleeding disorder", "--note", "left handed",
    )["patient"]  # fmt: skip
    assert set(made) == PATIENT | {"address", "medicines", "allergies", "cautions", "note"}
    assert (made["id"], made["address"], made["medicines"], made["allergies"], made["cautions"], made["note"]) == (
        2, "12 Elm St", "warfarin 5 mg", "latex", ["anticoagulant", "bleeding_disorder"], "left handed",
    )  # fmt: skip
    chart = cli.json("chart", "pt2")["patient"]
    assert (chart["medicines"], chart["allergies"], chart["cautions"]) == ("warfarin 5 mg", "latex", made["cautions"])
    assert cli.said("patient", "change", "2", "--medicines", "", "--cautions", "").endswith(
        ": changed: cautions, medicines."
    )
    kept = cli.json("patient", "change", "2", "--phone", "5035550142")["patient"]
    assert (kept["medicines"], kept["cautions"], kept["allergies"]) == (None, [], "latex")
    assert [cli.json("undo")["undone"]["label"] for _ in range(3)] == ["change patient"] * 3
    assert cli.json("chart", "pt2")["patient"]["medicines"] is None


def test_a_patient_is_registered_with_what_a_letter_says(cli: Cli) -> None:
    made = _add(cli, "--medicines", "none", "--allergies", "nickel", "--cautions", "pacemaker")
    chart = cli.json("chart", made["id"])["patient"]
    assert (chart["medicines"], chart["allergies"], chart["cautions"]) == ("none", "nickel", ["pacemaker"])


def test_a_note_of_a_patient_may_come_by_standard_input(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("schläft\nschlecht".encode())))
    assert cli.json("patient", "change", "pt2", "--note", "-")["patient"]["note"] == "schläft schlecht"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe")))
    assert "not UTF-8" in cli.refused(65, "patient", "change", "pt2", "--note", "-")


@pytest.mark.parametrize(
    ("argv", "code", "why"),
    [
        ((), 2, "name what is to be changed"),
        (("--cautions", "measles"), 65, "“measles” is none of anticoagulant, bleeding disorder"),
        (("--address", "x" * 401), 65, "address cannot be taken: more than 400"),
        (("--family", "", "--given", ""), 65, "needs a name"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_is_kept(cli: Cli, argv, code: int, why: str) -> None:
    before = cli.json("patient", "find", "pt2"), cli.json("chart", "pt2")["patient"]
    assert why in cli.refused(code, "patient", "change", "pt2", *argv)
    assert (cli.json("patient", "find", "pt2"), cli.json("chart", "pt2")["patient"]) == before


def test_two_records_become_one_and_both_ids_mean_it(cli: Cli) -> None:
    made = _add(cli, "--phone", "(503) 555-0142")
    kept = cli.json("patient", "merge", "pt2", made["id"])["patient"]
    assert (kept["id"], kept["source_id"]) == (2, "pt2")
    assert cli.book(f"{MONDAY} 10:00", patient=made["id"])["patient_id"] == 2
    assert "merged into 2" in cli.refused(75, "patient", "merge", "pt1", made["id"])
    assert "same record" in cli.refused(65, "patient", "merge", "pt2", "2")
    assert [cli.json("undo")["undone"]["label"] for _ in range(3)] == ["book", "merge", "register"]
    assert made not in cli.json("patient", "find", "lukasiewicz")["patients"]
    assert "no patient" in cli.refused(65, "walk-in", "--patient", made["id"])


def test_the_staff_is_listed_with_the_ids_that_commands_take(cli: Cli) -> None:
    staff = cli.json("staff", "list")["staff"]
    assert {tuple(one) for one in staff} == {("id", "source_id", "name", "role", "active", "system_user", "pin")}
    lee = next(one for one in staff if one["source_id"] == "p1")
    assert (lee["name"], lee["role"]) == ("Dana Lee", "practitioner")
    assert "Dana Lee" in cli("staff", "list")[1]
    assert cli.book(f"{MONDAY} 10:00", practitioner=lee["id"])["practitioner"] == "Dana Lee"


def test_rooms_are_listed_and_added(cli: Cli) -> None:
    assert cli.said("room", "list") == "R1, R2, R3"
    assert cli.json("room", "add", "R10") == {"rooms": ["R1", "R2", "R3", "R10"]}
    assert cli.book(f"{MONDAY} 10:00", "--room", "r10")["room"] == "R10"
    assert "needs a name" in cli.refused(65, "room", "add", " ")


def test_who_to_call_is_told_with_the_reason(cli: Cli) -> None:
    told = cli.json("calls")
    assert told["date"] == DAY
    assert [one["rank"] for one in told["calls"]] == list(range(len(told["calls"])))
    assert {one["kind"] for one in told["calls"]} == {"booking"}
    lines = cli("calls")[1].splitlines()
    assert lines[0] == "Friday 20 November 2026" and len(lines) == len(told["calls"]) + 1
    later = cli.json("calls", "--date", "2027-06-01")
    assert later["date"] == "2027-06-01"
    assert {one["kind"] for one in later["calls"]} == {"lapsed"}


def test_who_waits_is_offered_the_place_a_cancellation_leaves(cli: Cli) -> None:
    made = cli.book("2026-12-07 10:00", "--minutes", "30")
    entry = cli.json(
        "waiting", "add", "--patient", "pt3", "--practitioner", "p1", "--days", "mon,thu", "--after", "09:00",
        "--until", "12:00", "--note", "by phone", "--earliest", "2026-12-01", "--latest", "2026-12-31",
    )["entry"]  # fmt: skip
    assert (entry["patient_id"], entry["weekdays"], entry["from_minute"], entry["note"]) == (3, [1, 4], 540, "by phone")
    assert cli.json("waiting", "list")["waiting"] == [entry]
    cli.said("cancel", made["id"], "--reason", "work")
    (call,) = [one for one in cli.json("calls")["calls"] if one["kind"] == "waiting"]
    assert (call["waiting_id"], call["place"]["on"], call["place"]["minute"]) == (entry["id"], "2026-12-07", 600)
    assert cli.json("waiting", "withdraw", entry["id"])["entry"]["state"] == "withdrawn"
    assert cli.json("waiting", "list")["waiting"] == []
    assert "Nobody waits under number" in cli.refused(65, "waiting", "withdraw", entry["id"])
    assert "is over before" in cli.refused(65, "waiting", "add", "--patient", "pt3", "--latest", "2026-01-01")


def test_hours_are_shown_and_set_and_kept_to(cli: Cli) -> None:
    place = ("book", "--patient", "pt1", "--practitioner", "p1", "--at")
    assert cli.json("hours", "set", "--opens", "09:00", "--closes", "17:00")["hours"]["opening"][0] == {
        "weekday": 1, "hours": ["09:00", "17:00"], "lunch": None, "usual": True,
    }  # fmt: skip
    assert "outside the opening hours" in cli.refused(65, *place, f"{MONDAY} 08:00")
    cli.said("hours", "set", "--day", "mon", "--opens", "8:00", "--closes", "20:00", "--lunch", "12:00-13:00")
    assert "falls into lunch" in cli.refused(65, *place, f"{MONDAY} 12:30")
    cli.said("hours", "work", "p1", "--day", "Monday", "--span", "08:00-12:00", "--span", "14:00-16:00")
    assert "does not work" in cli.refused(65, *place, f"{MONDAY} 13:00")
    assert cli.said("hours", "work", "p1", "--day", "mon", "--off") == "Dana Lee does not work on Mondays."
    (own,) = cli.json("hours", "show")["hours"]["working"]
    assert (own["name"], own["weekday"], own["spans"]) == ("Dana Lee", 1, [])
    cli.said("hours", "work", "p1", "--day", "mon", "--usual")
    cli.said("hours", "set", "--day", "sat", "--closed")
    assert "closed on Saturdays" in cli.refused(65, *place, f"{SATURDAY} 10:00")
    cli.said("hours", "set", "--day", "6", "--usual")
    assert cli.said("hours", "set", "--opens", "09:00", "--closes", "17:00") == "It is so already."
    assert "Monday     08:00-20:00, lunch 12:00-13:00" in cli("hours", "show")[1]


def test_closed_days_and_absences_are_kept_to_and_taken_back(cli: Cli) -> None:
    place = ("book", "--patient", "pt1", "--practitioner", "p1", "--at", f"{MONDAY} 10:00")
    cli.said("hours", "close", MONDAY, "--reason", "painters")
    assert "(painters)" in cli.refused(65, *place)
    assert f"Closed on {MONDAY}: painters" in cli("hours", "show")[1]
    cli.said("hours", "reopen", MONDAY)
    away = cli.json("hours", "away", "p1", "2027-02-27", "--to", "2027-03-02", "--reason", "course")["hours"][
        "absences"
    ]
    assert [(one["name"], one["first"], one["last"], one["reason"]) for one in away] == [
        ("Dana Lee", "2027-02-27", "2027-03-02", "course")
    ]
    assert "Dana Lee is away" in cli.refused(65, *place)
    cli.said("hours", "back", away[0]["id"])
    cli.said("hours", "away", "p1", "2027-04-01")
    assert "There is no absence" in cli.refused(65, "hours", "back", 99)
    assert cli.said("hours", "at-once", 1) == "A practitioner may have 1 at once."
    cli.said(*place)
    again = ("book", "--patient", "pt2", "--practitioner", "p1", "--at", f"{MONDAY} 10:00")
    assert "is taken" in cli.refused(75, *again)


def test_the_day_sheet_is_printed_and_written(cli: Cli, tmp_path: Path) -> None:
    code, out, err = cli("daysheet")
    assert (code, err) == (0, "")
    assert "Day sheet, Friday 20 November 2026" in out and "(503) " in out
    assert all(one["at"][-5:] in out for one in cli.on(DAY))
    assert "Nobody is booked." in cli("daysheet", "--date", MONDAY)[1]
    folder = tmp_path / "sheets"
    code, out, _ = cli("daysheet", "--to", folder)
    assert code == 0
    written = [Path(line) for line in out.splitlines()]
    assert [file.name for file in written] == ["daysheet-2026-11-20.txt", "daysheet-2026-11-21.txt"]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in written)
    assert cli.said("daysheet", "--date", MONDAY, "--to", folder) == str(folder / f"daysheet-{MONDAY}.txt")
    (tmp_path / "file").write_text("")
    assert "could not be written" in cli.refused(74, "daysheet", "--to", tmp_path / "file" / "sheets")


def test_reading_commands_leave_the_write_path_alone(sample_path: Path) -> None:
    from tests.cli.test_start import _imported

    # `patient find` is not among them: what was searched for is noted in the audit log.
    for argv in (["staff", "list"], ["calls"], ["waiting", "list"], ["hours", "show"]):
        assert _imported(*argv, "--json", "--db", str(sample_path)) == set(), argv
