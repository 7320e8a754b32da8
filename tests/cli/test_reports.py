"""The three reports, on the made-up clinic, as text and as JSON."""

import json
from argparse import Namespace
from datetime import date
from pathlib import Path

import pytest

from care.referral import PENDING
from care.width import cell_width
from dashboard.__main__ import main
from dashboard.cli.reports import report
from dashboard.clock import FixedClock
from dashboard.settings import settings
from tests.cli.conftest import DAY

TODAY = {"date", "clinic", "appointments", "pending_referrals", "proposals"}
APPOINTMENT = {
    "id", "source_id", "at", "minutes", "patient_id", "patient", "practitioner", "room", "status", "course_id",
    "visits_done", "expected", "course_status", "advice", "rule",
}  # fmt: skip
COURSE = {
    "course_id", "source_id", "patient", "condition", "opened_on", "visits_done", "expected", "status", "reasons",
    "response", "advice", "rule", "baseline", "current", "goal", "flags", "next_appointment",
}  # fmt: skip
REFERRAL = {
    "id", "source_id", "course_id", "patient", "kind", "urgency", "to", "status", "sent_on", "due_on", "overdue_days",
}  # fmt: skip


def _json(capsys: pytest.CaptureFixture[str], path: Path, command: str, day: str = DAY) -> dict:
    assert main([command, "--db", str(path), "--date", day, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def _plain(capsys: pytest.CaptureFixture[str], path: Path, command: str, day: str = DAY) -> list[str]:
    assert main(["--db", str(path), command, "--date", day]) == 0
    return capsys.readouterr().out.splitlines()


def test_today_as_json_has_every_key_in_every_appointment(capsys, demo_record: Path) -> None:
    told = _json(capsys, demo_record, "today")
    assert set(told) == TODAY
    assert (told["date"], told["clinic"]) == (DAY, "Riverside Acupuncture")
    assert len(told["appointments"]) == 27
    assert all(set(one) == APPOINTMENT for one in told["appointments"])


def test_today_as_json_tells_the_course_of_an_appointment(capsys, demo_record: Path) -> None:
    told = _json(capsys, demo_record, "today")
    (park,) = (one for one in told["appointments"] if one["patient"] == "Jo Park")
    assert park["at"] == "2026-11-20 09:30"
    assert (park["minutes"], park["practitioner"], park["room"]) == (45, "Dana Lee", "R2")
    assert (park["visits_done"], park["course_status"], park["advice"]) == (13, "overdue", "track_referral")
    assert park["source_id"] is None
    low, high = park["expected"]
    assert low < high < 13


def test_appointments_come_in_order_of_time(capsys, demo_record: Path) -> None:
    times = [one["at"] for one in _json(capsys, demo_record, "today")["appointments"]]
    assert times == sorted(times)


def test_pending_counts_agree_with_the_referral_list(capsys, demo_record: Path) -> None:
    today = _json(capsys, demo_record, "today")
    listed = _json(capsys, demo_record, "referrals")["referrals"]
    assert today["pending_referrals"] == sum(one["status"] in PENDING for one in listed) > 0
    assert today["proposals"] == 3


def test_caseload_as_json_has_every_key_and_only_open_courses(capsys, demo_record: Path) -> None:
    told = _json(capsys, demo_record, "caseload")
    assert set(told) == {"date", "courses"}
    assert 60 <= len(told["courses"]) <= 90
    assert all(set(one) == COURSE for one in told["courses"])
    assert {type(one["next_appointment"]) for one in told["courses"]} == {str, type(None)}


def test_caseload_begins_with_who_needs_a_person(capsys, demo_record: Path) -> None:
    courses = _json(capsys, demo_record, "caseload")["courses"]
    assert courses[0]["status"] == "red_flag"
    advice = [one["advice"] for one in courses]
    assert advice.index("continue") > max(n for n, one in enumerate(advice) if one.startswith("refer_"))
    assert set(advice[advice.index("continue") :]) == {"continue"}


def test_referrals_come_urgent_first_then_by_days_overdue(capsys, demo_record: Path) -> None:
    referrals = _json(capsys, demo_record, "referrals")["referrals"]
    assert all(set(one) == REFERRAL for one in referrals)
    keys = [(one["urgency"] != "urgent", -one["overdue_days"]) for one in referrals]
    assert keys == sorted(keys)
    assert referrals[0]["urgency"] == "urgent"
    late = [one for one in referrals if one["overdue_days"]]
    assert late and all(one["due_on"] < DAY for one in late)


def test_referrals_hold_pending_ones_drafts_and_those_without_a_taker(capsys, demo_record: Path) -> None:
    states = {one["status"] for one in _json(capsys, demo_record, "referrals")["referrals"]}
    assert states == {*PENDING, "draft", "declined_by_provider"}


@pytest.mark.parametrize("command", ["today", "caseload", "referrals"])
def test_plain_text_fits_eighty_cells_and_draws_nothing(capsys, demo_record: Path, command: str) -> None:
    lines = _plain(capsys, demo_record, command)
    assert max(cell_width(line) for line in lines) <= 80
    assert lines[0].startswith("Riverside Acupuncture")
    assert lines[1] == "Friday 20 November 2026"
    drawn = {char for line in lines for char in line if "\u2500" <= char <= "\u25ff"}
    assert drawn == set()


def test_columns_line_up_whatever_the_script_of_a_name(capsys, demo_record: Path) -> None:
    lines = [line for line in _plain(capsys, demo_record, "today") if line[:2].isdigit() and line[2] == ":"]
    rooms = [line for line in lines if any(f" {room} " in line for room in ("R1", "R2", "R3", "R4"))]
    places = {cell_width(line[: line.index(f" {room} ")]) for line in rooms for room in ("R1", "R2", "R3", "R4")
              if f" {room} " in line}  # fmt: skip
    assert len(rooms) == 27
    assert len(places) == 1


def test_every_appointment_is_one_line_with_its_course_in_words(capsys, demo_record: Path) -> None:
    text = "\n".join(_plain(capsys, demo_record, "today"))
    assert "09:30 Jo Park" in text and "done           13 of " in text
    assert "past range" in text and "needs a score" in text and "first visit" in text


def test_minutes_waited_are_told_on_the_day_itself_only(capsys, demo_record: Path, now: int) -> None:
    where = settings(str(demo_record), None, {})
    report(Namespace(command="today", date=None, json=False), where, FixedClock(now))
    today = capsys.readouterr().out
    assert "waiting 8 min" in today and "waiting 3 min" in today and "in room" in today
    report(Namespace(command="today", date=date(2026, 11, 20), json=False), where, FixedClock(now + 86_400))
    assert "waiting 8 min" not in capsys.readouterr().out


def test_an_empty_day_is_a_sentence(capsys, record_path: Path) -> None:
    assert "Nobody is booked on Saturday 21 November 2026." in _plain(capsys, record_path, "today", "2026-11-21")
    assert "No course was open on Friday 20 November 2026." in _plain(capsys, record_path, "caseload")
    assert "No referral is pending or to be sent." in _plain(capsys, record_path, "referrals")
    assert _json(capsys, record_path, "today")["appointments"] == []


def test_a_closed_day_says_why(capsys, demo_record: Path) -> None:
    assert "The clinic is closed: Staff training day." in _plain(capsys, demo_record, "today", "2026-11-27")


def test_a_past_day_knows_nothing_of_later_visits(capsys, demo_record: Path) -> None:
    then = {
        one["course_id"]: one["visits_done"] for one in _json(capsys, demo_record, "caseload", "2026-11-06")["courses"]
    }
    now = {one["course_id"]: one["visits_done"] for one in _json(capsys, demo_record, "caseload")["courses"]}
    both = then.keys() & now.keys()
    assert all(then[one] <= now[one] for one in both)
    assert any(then[one] < now[one] for one in both)


def test_codes_in_a_name_never_reach_the_terminal(capsys, record_path: Path) -> None:
    from db.bulk import load

    patient = {
        "id": 1, "source_id": None, "family_name": "Ruiz\u202e", "given_name": "Ana\x1b]52;c;aGk=\x07", "phone": "",
        "preferred_name": "", "date_of_birth": None, "email": "", "cautions": "", "note": "", "version": 1,
    }  # fmt: skip
    course = {
        "id": 1, "source_id": None, "patient_id": 1, "practitioner_id": None, "condition": "neck_pain",
        "onset_date": None, "opened_on": "2026-11-01", "severity": None, "exam_class": None, "causes": "",
        "expected_min": None, "expected_max": None, "expected_by_rule": 1, "expected_reason": "", "goal_nprs": None,
        "closed_on": None, "outcome": None, "version": 1,
    }  # fmt: skip
    load(record_path, {"patient": [patient], "course": [course]})
    assert "Ana]52;c;aGk= Ruiz" in "\n".join(_plain(capsys, record_path, "caseload"))
    (told,) = _json(capsys, record_path, "caseload")["courses"]
    assert told["patient"] == "Ana]52;c;aGk= Ruiz"
