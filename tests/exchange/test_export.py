"""What is exported is a clinic's record that can be imported again, and nothing of anybody else's is overwritten."""

import os
import stat
from datetime import date

import pytest

from db.create import init
from db.errors import Conflict, NotAllowed
from db.exchange import export as export_module
from db.exchange.csvset import export_folder
from db.tables import Appointment, Course, Patient, Referral, Staff, Visit
from db.writing import Writer
from tests.conftest import NOW_UTC, ZONE
from tests.exchange.conftest import ACTOR, DESK, SAMPLES, SMALL, bring, everything, now_protocol, rows


def write_out(path, folder):
    return export_folder(path, folder, ACTOR, NOW_UTC, now_protocol())


def read_in(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.fixture
def other_path(tmp_path):
    path = tmp_path / "other.acudesk"
    init(path, "Another", ZONE, now_utc=NOW_UTC)
    return path


def test_the_sample_comes_out_byte_for_byte(tmp_path, other_path):
    bring(other_path, SAMPLES / "clinic")
    write_out(other_path, tmp_path / "out")
    assert read_in(tmp_path / "out") == read_in(SAMPLES / "clinic")


def made_here(path):
    """Records that never were in a file, with everything in them that a file could spoil."""
    with Writer(path) as writer, writer.unit(ACTOR, NOW_UTC) as unit:
        add = unit.session.add
        add(Staff(name="Ana Ruiz", role="front_desk"))
        add(Staff(name="Who Left", role="practitioner", active=False))
        add(Patient(family_name="O'Brien", given_name="=cmd", phone="+1 503 683 6219", note='\'=SUM(A1); "a", b'))
        add(
            Patient(
                family_name="",
                given_name="@nna",
                note="'' hello",
                email="-x@example.org",
                address="1 Elm St, Bend",
                medicines="-warfarin, 5 mg",
                allergies="=latex",
            )
        )
        unit.session.flush()
        add(
            Course(
                patient_id=1, practitioner_id=1, condition="neck_pain", opened_on=day("2026-10-01"), expected_min=4,
                expected_max=9, expected_by_rule=False, expected_reason="slow healer",
            )
        )  # fmt: skip
        add(
            Course(
                patient_id=1, condition="shoulder_pain", opened_on=day("2026-10-01"), closed_on=day("2026-11-02"),
                outcome="discharged", closing_note="=moved away",
            )
        )  # fmt: skip
        unit.session.flush()
        add(
            Visit(
                course_id=1, local_date=day("2026-10-01"), minute=540, nprs=16 / 3, groc=-3, points="GB20;BL10",
                sides="GB20:left", minutes=25, response="slept well", adverse="a bruise", advice_given="-heat",
            )
        )  # fmt: skip
        for start, minute, fold in ((1793520000, 60, 0), (1793523600, 60, 1)):
            add(
                Appointment(
                    patient_id=1, local_date=day("2026-11-01"), minute=minute, minutes=30, zone=ZONE, fold=fold,
                    start_utc=start, end_utc=start + 1800, status="completed", arrived_utc=start - 125, squeezed=True,
                )
            )  # fmt: skip
        add(
            Referral(
                course_id=1, kind="massage", status="accepted", created_on=day("2026-10-01"),
                sent_on=day("2026-10-02"), accepted_on=day("2026-10-03"), question="%why",
            )
        )  # fmt: skip
        unit.audit("changed", "clinic", 1)


def day(text):
    return date.fromisoformat(text)


def test_what_was_made_here_goes_to_another_clinic_and_out_again_the_same(tmp_path, record_path, other_path):
    made_here(record_path)
    write_out(record_path, tmp_path / "out")
    bring(other_path, tmp_path / "out")
    write_out(other_path, tmp_path / "again")
    assert read_in(tmp_path / "again") == read_in(tmp_path / "out")
    for table in ("patient", "course", "visit", "appointment", "referral"):
        query = f"select * from {table} order by id"
        ours, theirs = rows(record_path, query), rows(other_path, query)
        uid = rows(record_path, "select substr(uid, 1, 8) from clinic")[0][0]
        without_source = [
            tuple(None if str(cell).startswith(f"acudesk-{uid}-") else cell for cell in row) for row in theirs
        ]
        assert [shift(table, row) for row in without_source] == [shift(table, row) for row in ours]


def shift(table, row):
    """The other clinic has one person less on staff."""
    return tuple(None if table == "course" and place == 3 else cell for place, cell in enumerate(row))


def test_an_export_into_its_own_clinic_changes_nothing(tmp_path, record_path):
    bring(record_path, SAMPLES / "clinic")
    made_here_after = Writer(record_path)
    with made_here_after as writer, writer.unit(ACTOR, NOW_UTC) as unit:
        unit.session.add(Patient(family_name="Olsen", given_name="Marta"))
        unit.audit("changed", "patient", None)
    write_out(record_path, tmp_path / "out")
    before = everything(record_path)
    summary = bring(record_path, tmp_path / "out")
    assert not summary.changed_anything
    assert everything(record_path) == before


def test_no_text_cell_begins_like_a_formula(tmp_path, record_path):
    made_here(record_path)
    write_out(record_path, tmp_path / "out")
    assert b"'+1 503 683 6219" in read_in(tmp_path / "out")["patients.csv"]
    assert b"'=cmd" in read_in(tmp_path / "out")["patients.csv"]
    # A number is none: other programs read it as it is.
    assert b",-3," in read_in(tmp_path / "out")["visits.csv"]


def test_columns_beyond_the_set_are_there_only_when_they_are_needed(tmp_path, record_path, folder, other_path):
    bring(other_path, folder())
    write_out(other_path, tmp_path / "plain")
    made_here(record_path)
    write_out(record_path, tmp_path / "more")
    for name, text in SMALL.items():
        assert (tmp_path / "plain" / f"{name}.csv").read_text().splitlines()[0] == text.splitlines()[0]
    header = (tmp_path / "more" / "referrals.csv").read_text().splitlines()[0]
    assert header == SMALL["referrals"].splitlines()[0] + ",accepted_on"


def test_only_this_user_may_read_the_export(tmp_path, record_path):
    old = os.umask(0)
    try:
        write_out(record_path, tmp_path / "out")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "out").iterdir()} == {0o600}


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, record_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "patients.csv").write_text("mine")
    before = everything(record_path)
    with pytest.raises(Conflict, match="not an empty folder"):
        write_out(record_path, tmp_path / "mine")
    assert read_in(tmp_path / "mine") == {"patients.csv": b"mine"}
    assert everything(record_path) == before


def test_a_link_to_a_folder_is_not_followed(tmp_path, record_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(Conflict):
        write_out(record_path, tmp_path / "link")
    assert read_in(tmp_path / "real") == {}


def test_a_failed_export_leaves_nothing_half_done(tmp_path, record_path, monkeypatch):
    publish = export_module.give_name

    def fail(draft, final):
        if final.name == "courses.csv":
            raise OSError(28, "No space left on device")
        publish(draft, final)

    monkeypatch.setattr(export_module, "give_name", fail)
    with pytest.raises(Exception, match="No space left on device") as caught:
        write_out(record_path, tmp_path / "out")
    assert caught.value.exit_code == 74
    assert not (tmp_path / "out").exists()


def test_an_export_is_told_to_the_audit_log(tmp_path, record_path):
    write_out(record_path, tmp_path / "out")
    assert rows(record_path, "select action, subject from audit_entry order by id desc limit 1") == [
        ("exported", "clinic")
    ]


def test_the_summary_says_what_the_files_do_not_hold(tmp_path, record_path):
    bring(record_path, SAMPLES / "clinic")
    bring(record_path, SAMPLES / "online-bookings.ics")
    summary = write_out(record_path, tmp_path / "out")
    assert summary.warnings == ("not in these files: 1 closed day, 3 bookings that wait for a patient",)
    assert "patients: 260 written" in summary.lines()


def test_what_is_kept_beside_a_visit_and_who_was_merged_is_said_to_be_left_out(tmp_path, record_path):
    made_here(record_path)
    with Writer(record_path) as writer, writer.unit(ACTOR, NOW_UTC) as unit:
        unit.session.get(Visit, 1).details = '{"answers": [1]}'
        unit.session.get(Patient, 2).merged_into = 1
        unit.audit("changed", "visit", 1)
    assert write_out(record_path, tmp_path / "out").warnings == (
        "not in these files: 1 visit's answers, activities or seen cautions, 1 record that was merged into another",
    )


def test_who_left_comes_in_as_such_but_nobody_who_works_here_is_retired_by_a_file(tmp_path, record_path, other_path):
    made_here(record_path)
    write_out(record_path, tmp_path / "out")
    bring(other_path, tmp_path / "out")
    who = "select id, active from staff where name = 'Who Left'"
    ((number, works),) = rows(other_path, who)
    assert not works
    with Writer(other_path) as writer, writer.unit(ACTOR, NOW_UTC) as unit:
        unit.session.get(Staff, number).active = True
        unit.audit("changed", "staff", number)
    bring(other_path, tmp_path / "out")
    assert rows(other_path, who) == [(number, 1)]


def test_for_who_may_not_nothing_is_on_the_disk_for_a_moment_either(tmp_path, staffed, monkeypatch):
    """A program that is killed in the middle cannot take back what it has written."""
    touched = []
    monkeypatch.setattr(export_module, "_prepare", touched.append)
    with pytest.raises(NotAllowed) as refused:
        export_folder(staffed, tmp_path / "out", DESK, NOW_UTC, now_protocol())
    assert (touched, refused.value.right, refused.value.noted) == ([], "export", True)
