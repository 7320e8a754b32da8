"""Who may write what, asked inside the transaction; who nobody knows; the owner who always remains."""

from pathlib import Path

import pytest

from care.chart import VisitEntry
from care.rights import WRITES, rights_of
from care.staff import ROLES
from db.access import anybody_can_sign_in, standing
from db.audit import Actor
from db.errors import Conflict, NotAllowed, Refused
from db.public_key import PublicKey
from db.reader import open_reader
from db.tables import Room
from db.writes import house, patients, staff, staff_keys, visits
from db.writes.told import tell
from db.writes.undo import undo_last
from db.writing import Unlisted, Writer
from tests.conftest import NOW_UTC
from tests.db.desk import Desk
from tests.db.fill import ANA, TODAY

GUEST = Actor(None, "guest")
PAIRS = [
    (action if action != "*" else "added", subject, name)
    for subject, actions in WRITES.items()
    for action, name in actions.items()
]


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """A clinic whose owner is a system user, with a practitioner (2) and the front desk (3)."""
    made = Desk(record_path)
    made(staff.change, 1, 1, system_user="tom")
    made(staff.add, "Dana Lee", "practitioner", "dana")
    made(staff.add, "Ana Ruiz", "front_desk", "ana")
    return made


def actor_of(role: str) -> Actor:
    return {"owner": ANA, "practitioner": Actor(2, "Dana Lee"), "front_desk": Actor(3, "Ana Ruiz")}[role]


@pytest.mark.parametrize("role", [*ROLES, None])
def test_every_row_of_the_table_is_allowed_or_refused_as_it_says(role: str | None, desk: Desk) -> None:
    who = GUEST if role is None else actor_of(role)
    rights = {"backup", "session", "create"} if role is None else rights_of(role)
    refused = 0
    with Writer(desk.path) as writer:
        for number, (action, subject, name) in enumerate(PAIRS):
            try:
                with writer.unit(who, NOW_UTC) as unit:
                    unit.session.add(Room(name=f"made {number}"))
                    unit.audit(action, subject, None)
                allowed = True
            except NotAllowed as error:
                allowed = False
                refused += 1
                assert error.exit_code == 77
                assert "Nothing was changed." in error.message
            assert allowed == (name in rights), (role, action, subject)
            made = desk.row("select count(*) from room where name = ?", f"made {number}")
            assert made == (int(allowed),)
    denied = desk.row("select count(*) from audit_entry where action = 'denied' and subject = 'session'")
    assert denied == (refused,)


def test_what_no_row_names_nobody_may(desk: Desk) -> None:
    with pytest.raises(Unlisted):
        desk(lambda unit: unit.audit("burnt", "patient", 1))


def test_the_role_is_the_staff_rows_at_that_moment(desk: Desk) -> None:
    dana = actor_of("practitioner")
    desk(staff.change, 2, 1, role="front_desk")
    with pytest.raises(NotAllowed):
        desk(lambda unit: unit.audit("recorded", "visit", 1), actor=dana)
    desk(staff.change, 2, 2, active=False)
    with pytest.raises(NotAllowed) as caught:
        desk(lambda unit: unit.audit("booked", "appointment", 1), actor=dana)
    assert "nobody who works here" in caught.value.message


def test_a_record_in_which_nobody_can_sign_in_works_for_whoever_opens_it(record_path: Path) -> None:
    desk = Desk(record_path)
    desk(lambda unit: tell(unit, "added", Room(name="R1")), actor=GUEST)
    desk(staff.change, 1, 1, system_user="tom", actor=GUEST)
    with pytest.raises(NotAllowed):
        desk(lambda unit: tell(unit, "added", Room(name="R2")), actor=GUEST)
    with open_reader(record_path) as reader:
        assert anybody_can_sign_in(reader)
        assert not standing(reader, GUEST, NOW_UTC).may("see")


def test_an_owner_who_can_come_in_always_remains(desk: Desk) -> None:
    for fields in ({"role": "practitioner"}, {"active": False}, {"system_user": ""}):
        before = desk.dump()
        with pytest.raises(Refused):
            desk(staff.change, 1, 2, **fields)
        assert desk.dump() == before
    desk(staff.change, 2, 1, role="owner")
    desk(staff.change, 1, 2, active=False)
    assert desk.row("select active, system_user from staff where id = 1") == (0, None)


def test_nobody_but_an_owner_is_let_in_first(record_path: Path) -> None:
    desk = Desk(record_path)
    with pytest.raises(Refused):
        desk(staff.add, "Ana Ruiz", "front_desk", "ana")


def test_a_key_that_only_looks_is_no_way_in_for_an_owner(record_path: Path) -> None:
    public = PublicKey("ssh-ed25519", "AAAA", "", "SHA256:aaaa", 256)
    with pytest.raises(Refused, match="no owner could"):
        Desk(record_path)(staff_keys.add, 1, public, read_only=True, actor=Actor(None, "setup"))
    Desk(record_path)(staff_keys.add, 1, public, actor=Actor(None, "setup"))


def test_one_system_user_is_one_person(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk(staff.add, "Kim Soto", "practitioner", "dana")


def test_only_an_owner_changes_staff(desk: Desk) -> None:
    for role in ("front_desk", "practitioner"):
        with pytest.raises(NotAllowed):
            desk(staff.change, 3, 1, role="owner", actor=actor_of(role))


def test_a_writer_that_only_looks_notes_what_was_read_and_nothing_else(desk: Desk) -> None:
    with Writer(desk.path, read_only=True) as writer:
        with writer.unit(ANA, NOW_UTC) as unit:
            unit.audit("read", "chart", None, 1)
        with pytest.raises(NotAllowed), writer.unit(ANA, NOW_UTC) as unit:
            tell(unit, "added", Room(name="R1"))
        with pytest.raises(NotAllowed), writer.unit(ANA, NOW_UTC) as unit:
            unit.unfinished()


def test_who_is_no_owner_any_more_takes_no_setting_back(desk: Desk) -> None:
    """It would open to them what they shut."""
    for version, lent in ((1, "yes"), (2, "no")):
        desk(house.set_clinic, version, lent)
    desk(staff.change, 2, 1, role="owner")
    desk(staff.change, 1, 2, role="front_desk", actor=actor_of("practitioner"))
    with pytest.raises(NotAllowed, match="settings"):
        desk(undo_last)
    assert desk.row("select desk_reads_notes from clinic") == (0,)
    desk(staff.change, 1, 3, role="owner", actor=actor_of("practitioner"))
    desk(undo_last)
    assert desk.row("select desk_reads_notes from clinic") == (1,)


def test_what_may_not_be_read_is_not_found_by_trying(desk: Desk) -> None:
    """“It was so already” would tell a score to whoever tries each."""
    patient = desk.fill.patient(medicines="warfarin 5 mg")
    visit = desk.fill.visit(desk.fill.course(patient), TODAY, nprs=7)
    for pain in range(11):
        with pytest.raises(NotAllowed):
            desk(visits.correct, visit, 1, VisitEntry(nprs=pain), "typo", actor=actor_of("front_desk"))
    for medicines in ("", "warfarin 5 mg", "none"):
        with pytest.raises(NotAllowed):
            desk(patients.change, patient, 1, medicines=medicines, actor=actor_of("front_desk"))
    desk(patients.change, patient, 1, phone="503 555 0100", actor=actor_of("front_desk"))
