"""Whom the clinic refers to: no two of one name, nobody deleted, two of one made one, and how it has gone with each."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from care.provider import ProviderRow
from db.errors import Conflict, NotFound, Refused
from db.providers import providers
from db.reader import open_reader
from db.writes import providers as writes
from db.writes import referrals
from db.writes.undo import undo_last
from tests.db.desk import KIM, Desk


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """One course, number 1."""
    made = Desk(record_path)
    made.fill.course(made.fill.patient())
    return made


def listed(desk: Desk, **only: object) -> tuple[ProviderRow, ...]:
    with open_reader(desk.path) as reader:
        return providers(reader, **only)


def add(desk: Desk, name: str, kind: str = "massage", **more: Any) -> int:
    key: int = desk(writes.add, name, kind, **more).provider_id
    return key


def test_somebody_new_with_all_that_is_known(desk: Desk) -> None:
    add(desk, " Motion  PT ", "physical_therapy", phone="555 0100", fax="555 0101", email="a@b", address="1 Elm St",
        note="Tue\x1b only")  # fmt: skip
    (row,) = listed(desk)
    assert row[:8] == (
        1, "Motion PT", "physical_therapy", "555 0100", "555 0101", "a@b", "1 Elm St", "Tue only",
    )  # fmt: skip
    assert (row.active, row.sent, row.last_used, row.choice.name) == (True, 0, None, "Motion PT")
    desk(undo_last)
    assert listed(desk) == ()


@pytest.mark.parametrize(
    ("name", "kind", "more", "words"),
    [
        ("", "massage", {}, "name cannot be taken"),
        ("[b]X", "massage", {}, "a name cannot hold"),
        ("--", "massage", {}, "a letter or a digit"),
        ("X" * 121, "massage", {}, "name cannot be taken"),
        ("X", "surgery", {}, "The kind of care"),
        ("X", "massage", {"phone": "2.98E+13"}, "phone cannot be taken"),
        ("X", "massage", {"note": "x" * 10_001}, "more than 10,000"),
    ],
)
def test_what_cannot_be_a_provider(desk: Desk, name: str, kind: str, more: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        add(desk, name, kind, **more)
    assert listed(desk) == ()


def test_no_two_have_one_name_however_it_is_spelled(desk: Desk) -> None:
    first, second = add(desk, "Clínica Müller"), add(desk, "Other")
    with pytest.raises(Conflict, match="“Clínica Müller” already, number 1"):
        add(desk, "clinica muller")
    with pytest.raises(Conflict, match="already"):
        desk(writes.change, second, 1, name="CLINICA-MÜLLER")
    desk(writes.change, first, 1, name="Clinica Muller")
    desk(writes.retire, first, 2)
    with pytest.raises(Conflict, match="retired"):
        add(desk, "Clinica Muller")


def test_a_change_is_made_once_and_never_over_another_s(desk: Desk) -> None:
    key = add(desk, "Motion PT")
    done = desk(writes.change, key, 1, phone="555", fax="556", actor=KIM)
    assert done.said == "Motion PT: phone, fax changed."
    assert desk(writes.change, key, 1, phone="555").undo_id is None
    with pytest.raises(Conflict, match="Kim Soto"):
        desk(writes.change, key, 1, phone="557")
    desk(writes.change, key, 1, address="1 Elm St")
    assert listed(desk)[0][3:7] == ("555", "556", "", "1 Elm St")
    with pytest.raises(TypeError, match="no field active"):
        desk(writes.change, key, 3, active="no")
    with pytest.raises(NotFound):
        desk(writes.change, 9, 1, phone="1")


def test_who_is_retired_is_not_sent_to_and_what_is_under_way_goes_on(desk: Desk) -> None:
    key = add(desk, "Motion PT")
    sent = desk(referrals.start, 1, "massage", provider_id=key, question="?").referral_id
    desk(referrals.step, sent, 1, "sent")
    done = desk(writes.retire, key, 1)
    assert done.said == "Motion PT: retired. 1 of theirs is still pending."
    assert desk(writes.retire, key, 2).undo_id is None
    with pytest.raises(Refused, match="is retired"):
        desk(referrals.start, 1, "chiropractic", provider_id=key)
    desk(referrals.step, sent, 2, "accepted")
    assert listed(desk, active=True) == ()
    assert [row.active for row in listed(desk)] == [False]
    desk(writes.take_back, key, 2)
    assert desk(writes.take_back, key, 3).undo_id is None
    assert [row.name for row in listed(desk, kind="massage", active=True)] == ["Motion PT"]
    assert listed(desk, kind="orthopaedic") == ()


def test_two_entries_of_one_provider_become_one_and_both_names_lead_there(desk: Desk) -> None:
    keep, other, third = add(desk, "Motion PT", phone="1"), add(desk, "Motion P.T.!", fax="2"), add(desk, "Motion")
    sent = desk(referrals.start, 1, "massage", provider_id=third, question="?").referral_id
    before = desk.dump()
    desk(writes.merge, other, 1, third, 1)
    done = desk(writes.merge, keep, 1, other, desk.row("select version from provider where id = ?", other)[0])
    assert done.said == "Motion P.T.! is Motion PT now, with 1 referral."
    (row,) = listed(desk)
    assert (row.also, row.phone, row.fax) == (("Motion", "Motion P.T.!"), "1", "2")
    assert desk.row("select provider_id from referral where id = ?", sent) == (keep,)
    with pytest.raises(Conflict, match="Motion is Motion PT now"):
        desk(referrals.change, sent, 3, provider_id=third)
    with pytest.raises(Conflict, match="which is Motion PT now"):
        add(desk, "MOTION")
    desk(undo_last)
    desk(undo_last)
    assert desk.dump() == before


def test_a_merge_that_cannot_be(desk: Desk) -> None:
    keep, other = add(desk, "Motion PT"), add(desk, "Alder")
    with pytest.raises(Refused, match="the same provider"):
        desk(writes.merge, keep, 1, keep, 1)
    desk(writes.change, other, 1, phone="5", actor=KIM)
    with pytest.raises(Conflict, match="Kim Soto"):
        desk(writes.merge, keep, 1, other, 1)
    assert len(listed(desk)) == 2


def test_how_it_has_gone_with_each(desk: Desk) -> None:
    fill = desk.fill
    key, other = fill.provider("Motion PT", kind="physical_therapy"), fill.provider("Alder", kind="chiropractic")

    def on(number: int) -> date:
        return date(2026, 8, number)

    made: dict[str, Any] = {"created_on": on(1), "provider_id": key}
    fill.referral(1, status="closed", sent_on=on(2), attended_on=on(5), report_on=on(9), closed_on=on(9), **made)
    fill.referral(1, status="attended", sent_on=on(2), attended_on=on(12), **made)
    fill.referral(1, status="report_received", sent_on=on(3), attended_on=on(7), report_on=on(20), **made)
    fill.referral(1, status="sent", **made)
    fill.referral(1, status="draft", **made)
    fill.referral(1, status="cancelled", ended_on=on(2), **made)
    fill.referral(1, status="closed", sent_on=on(2), closed_on=on(30), voided=True, **made)
    alder, motion = listed(desk)
    assert (motion.sent, motion.closed, motion.pending) == (4, 1, 3)
    assert (motion.days_to_visit, motion.days_to_report, motion.last_used) == (4, 8.5, on(3))
    assert alder == ProviderRow(other, "Alder", "chiropractic")
