"""The courses of a period, read in parts: which begin in it, as of which day, and what changed since."""

from datetime import date, timedelta

import pytest

import db.outcomes
from care.outcome_facts import Facts
from db.outcomes import (
    Period,
    behind,
    changed_since,
    newest_entry,
    of_patients,
    part,
    plan,
    practitioners,
)
from db.protocol_file import load_protocol
from db.reader import Reader
from tests.db.fill import TODAY, Filler

PROTOCOL = load_protocol(None)
YEAR = Period(date(2026, 1, 1), TODAY, TODAY)


def read(reader: Reader, period: Period = YEAR) -> dict[int, Facts]:
    return {one.id: one for each in plan(reader, period).parts for one in part(reader, period, each, PROTOCOL)}


def course(fill: Filler, nprs: tuple[float | None, ...] = (), opened: date = date(2026, 3, 2), **more) -> int:
    patient = more.pop("patient", None) or fill.patient()
    key = fill.course(patient, opened, **more)
    for at, score in enumerate(nprs):
        fill.visit(key, opened + timedelta(7 * at), score)
    return key


def test_both_ends_of_the_period_count(fill: Filler, reader: Reader) -> None:
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    keys = [course(fill, opened=day) for day in days]
    assert set(read(reader, Period(days[1], days[2], TODAY))) == set(keys[1:3])
    assert plan(reader, Period(days[1], days[2], TODAY)).courses == 2


def test_a_voided_course_and_one_still_to_open_are_not_there(fill: Filler, reader: Reader) -> None:
    course(fill, voided=True)
    course(fill, opened=TODAY + timedelta(1))
    kept = course(fill)
    assert set(read(reader, YEAR._replace(until=TODAY + timedelta(30)))) == {kept}


def test_what_became_of_a_course_is_read_as_of_a_day(fill: Filler, reader: Reader) -> None:
    key = course(fill, (6, 4, 2, 2), closed_on=date(2026, 4, 6), outcome="resolved")
    assert (read(reader)[key].fate, read(reader)[key].resolved_at) == ("resolved", 4)
    then = read(reader, YEAR._replace(as_of=date(2026, 3, 20)))[key]
    assert (then.fate, then.visits, then.closed) == ("open", 3, False)


def test_a_voided_visit_does_not_count(fill: Filler, reader: Reader) -> None:
    key = course(fill, (6, 2))
    fill.visit(key, date(2026, 3, 20), 2, voided=True)
    assert (read(reader)[key].visits, read(reader)[key].fate) == (2, "open")


def test_referrals_and_decisions_on_them_are_seen(fill: Filler, reader: Reader) -> None:
    from db.tables import AdviceDecision

    def decide(key: int, decision: str, advice: str, **more) -> None:
        fill.add(AdviceDecision(course_id=key, decision=decision, rule="D25", advice=advice, basis="x",
                                local_date=date(2026, 4, 1), at_utc=0, actor="Ana", **more))  # fmt: skip

    taken, dismissed, other, voided = (course(fill, (6, 6)) for _ in range(4))
    fill.referral(taken, date(2026, 4, 1), kind="orthopaedic", status="attended", attended_on=date(2026, 4, 9))
    decide(dismissed, "dismissed", "refer_complementary")
    decide(other, "dismissed", "continue_modify")
    decide(voided, "dismissed", "refer_ortho", voided=True)
    found = read(reader)
    assert (found[taken].offer, found[taken].orthopaedic) == ("taken", True)
    assert [found[key].offer for key in (dismissed, other, voided)] == ["dismissed", "", ""]
    assert read(reader, YEAR._replace(as_of=date(2026, 3, 31)))[dismissed].offer == ""


def test_the_parts_are_the_whole_each_course_once(
    fill: Filler, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [course(fill, (6, 5), opened=date(2026, 3, 1 + at)) for at in range(7)]
    course(fill, opened=date(2024, 1, 1))
    whole = read(reader)
    monkeypatch.setattr(db.outcomes, "PART", 2)
    drawn = plan(reader, YEAR)
    assert (len(drawn.parts), drawn.courses) == (4, 7)
    assert [one.id for each in drawn.parts for one in part(reader, YEAR, each, PROTOCOL)] == keys
    assert read(reader) == whole


def test_an_empty_record_has_no_part(reader: Reader) -> None:
    assert plan(reader, YEAR)[:2] == ((), 0)
    assert part(reader, YEAR, (1, 100), PROTOCOL) == ()


def test_what_changed_is_read_again_by_its_patient(fill: Filler, reader: Reader) -> None:
    ann, bob = fill.patient("Lee", "Ann"), fill.patient("Lee", "Bob")
    first, second = course(fill, (6, 6), patient=ann), course(fill, (6, 6), patient=bob)
    assert {one.id for one in of_patients(reader, YEAR, {bob}, PROTOCOL)} == {second}
    assert {one.id for one in of_patients(reader, YEAR, {ann, bob}, PROTOCOL)} == {first, second}
    assert of_patients(reader, YEAR, (), PROTOCOL) == ()


def test_what_changed_is_looked_for_at_the_end_of_the_log_only(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else each change anywhere would cost a look through the log of years."""
    asked: list[str] = []
    rows = Reader.rows
    monkeypatch.setattr(Reader, "rows", lambda self, sql, named=(): asked.append(sql) or rows(self, sql, named))
    changed_since(reader, 1)
    plan = rows(reader, f"explain query plan {asked[0]}", {"entry": 1})
    assert any("PRIMARY KEY" in row[3] for row in plan) and not any("SCAN" in row[3] for row in plan)


def test_the_log_says_whose_record_changed(fill: Filler, reader: Reader) -> None:
    from db.tables import Staff
    from db.writing import Writer
    from tests.conftest import NOW_UTC
    from tests.db.fill import ANA

    before = newest_entry(reader)
    assert changed_since(reader, before) == frozenset()
    with Writer(fill.path) as writer, writer.unit(ANA, NOW_UTC) as unit:
        unit.audit("changed", "visit", 5, patient_id=12)
        unit.audit("arrived", "appointment", 6, patient_id=13)
        unit.audit("removed", "absence", 7)
    assert changed_since(reader, before) == {12}
    fill.add(Staff(name="New", role="practitioner"))
    assert changed_since(reader, before) is None


def test_the_courses_behind_a_figure_are_named_newest_first(fill: Filler, reader: Reader) -> None:
    dana = fill.staff("Dana Lee")
    old = course(fill, patient=fill.patient("Tanaka", "Mei"), opened=date(2026, 1, 5), practitioner_id=dana)
    new = course(fill, patient=fill.patient("Ruiz", "Ana"), opened=date(2026, 5, 5), closed_on=date(2026, 6, 6),
                 outcome="lapsed")  # fmt: skip
    first, second = behind(reader, [old, new])
    assert (first.patient, first.outcome, first.closed_on) == ("Ana Ruiz", "lapsed", date(2026, 6, 6))
    assert (second.course_id, second.patient, second.practitioner) == (old, "Mei Tanaka", "Dana Lee")
    assert behind(reader, []) == ()
    assert practitioners(reader)[dana] == "Dana Lee"


def test_no_more_are_listed_than_a_list_holds(fill: Filler, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [course(fill) for _ in range(4)]
    monkeypatch.setattr(db.outcomes, "MOST_BEHIND", 3)
    assert [one.course_id for one in behind(reader, keys)] == keys[:0:-1]
