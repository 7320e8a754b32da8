"""A restore brings charts back and no rights: who may come in is who could before it."""

from contextlib import closing
from pathlib import Path

import pytest

from db import backup_access, errors
from db.access import anybody_can_sign_in, standing
from db.audit import Actor
from db.backup_restore import WITHOUT_ROLES, restore
from db.backup_take import take
from db.opening import REVISIONS, connect
from db.public_key import read_key
from db.reader import Reader, open_reader
from db.staff import members
from db.staff_keys import keys
from db.writes import house, pins, staff, staff_keys
from tests.conftest import NOW_UTC
from tests.db.desk import Desk
from tests.db.schemas import made
from tests.db.test_public_key import ED, RSA_3072

OWNER, LATER = Actor(1, "Tom Becker"), NOW_UTC + 3600
PIN = "314159"


def owner(_: Reader) -> Actor:
    return OWNER


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """An owner (1), a practitioner (2) with a PIN and key 1, a front desk (3)."""
    one = Desk(record_path)
    one(staff.change, 1, 1, system_user="tom", actor=OWNER)
    one(staff.add, "Dana Lee", "practitioner", "dana", actor=OWNER)
    one(staff.add, "Ada Front", "front_desk", "ada", actor=OWNER)
    one(pins.set_pin, 2, PIN, actor=OWNER)
    one(staff_keys.add, 2, read_key(f"ssh-ed25519 {ED}".encode()), actor=OWNER)
    return one


def who_comes_in(path: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    with open_reader(path) as reader:
        people = [
            (one.name, one.role, one.active, one.system_user, one.has_pin) for one in members(reader, everybody=True)
        ]
        return sorted(people), [(one.name, one.fingerprint, one.opens) for one in keys(reader)]


def test_nobody_comes_in_again_who_was_shut_out_since(desk: Desk) -> None:
    taken = take(desk.path, NOW_UTC)
    desk(staff.change, 2, 2, active=False, actor=OWNER)
    desk(staff.change, 3, 1, role="practitioner", actor=OWNER)
    desk(staff.add, "Lee Ray", "owner", "lee", actor=OWNER)
    desk(staff_keys.add, 4, read_key(f"ssh-rsa {RSA_3072}".encode()), actor=OWNER)
    desk.fill.room("R1")
    wanted = who_comes_in(desk.path)
    done = restore(taken.path, desk.path, owner, LATER)
    assert who_comes_in(desk.path) == wanted
    # Two people are otherwise, one is new; one key is revoked, one new.
    assert done.access_kept == 5
    with open_reader(desk.path) as reader:
        assert reader.row("select count(*) from room") == (0,)
        assert reader.row("select actor, detail from audit_entry order by id desc limit 1") == (
            "Tom Becker",
            f'{{"access_kept":5,"backup_entries":{taken.facts.entries},"backup_head":"{taken.facts.head}"}}',
        )
        assert not standing(reader, Actor(2, "Dana Lee"), LATER).may("see")
    with pytest.raises(errors.NotAllowed):
        desk(pins.try_pin, PIN, "unlocked", actor=Actor(2, "Dana Lee"), utc=LATER)


def test_the_front_desk_reads_no_more_than_before(desk: Desk) -> None:
    desk(house.set_clinic, 1, "yes", actor=OWNER)
    taken = take(desk.path, NOW_UTC)
    desk(house.set_clinic, 2, "no", actor=OWNER)
    assert restore(taken.path, desk.path, owner, LATER).access_kept == 1
    with open_reader(desk.path) as reader:
        assert not standing(reader, Actor(3, "Ada Front"), LATER).may("see_clinical")


def test_a_backup_from_before_there_were_roles_does_not_open_the_record(record_path: Path) -> None:
    taken = take(record_path, NOW_UTC)
    desk = Desk(record_path)
    desk(staff.change, 1, 1, system_user="tom", actor=OWNER)
    restore(taken.path, record_path, owner, LATER)
    with open_reader(record_path) as reader:
        assert anybody_can_sign_in(reader, "owner")
    with pytest.raises(errors.NotAllowed):
        desk(lambda unit: unit.audit("added", "room", 1), actor=Actor(None, "guest"))


def test_a_record_that_anybody_may_open_takes_over_what_the_backup_holds_to(desk: Desk) -> None:
    """The other way round: nothing is opened by restoring into a record in which nobody can sign in."""
    taken = take(desk.path, NOW_UTC)
    wanted = who_comes_in(desk.path)
    with closing(connect(desk.path, query_only=False)) as connection:
        connection.execute("update staff set system_user = null, pin_hash = null")
        connection.execute("update staff_key set revoked_utc = 1")
    assert restore(taken.path, desk.path, owner, LATER).access_kept == 0
    assert who_comes_in(desk.path) == wanted


def test_after_another_restore_a_number_may_be_another_person(desk: Desk) -> None:
    """Number 4 of the one history is not number 4 of the other."""
    first = take(desk.path, NOW_UTC)
    desk(staff.add, "Eve Gone", "owner", "eve", actor=OWNER)
    desk(staff_keys.add, 4, read_key(f"ssh-rsa {RSA_3072}".encode()), actor=OWNER)
    second = take(desk.path, LATER + 86_400)
    desk(staff_keys.revoke, 2, actor=OWNER)
    desk(staff.change, 4, 1, active=False, actor=OWNER)
    restore(first.path, desk.path, owner, LATER)
    # Whoever the record knew stays known, and shut out.
    with closing(connect(desk.path, query_only=False)) as connection:
        connection.execute("update staff set name = 'Lee Ray', active = 1, system_user = 'lee' where id = 4")
    restore(second.path, desk.path, owner, LATER + 86_400)
    people, there = who_comes_in(desk.path)
    assert [one for one in people if one[0] in ("Eve Gone", "Lee Ray")] == [
        ("Eve Gone", "owner", True, None, False), ("Lee Ray", "owner", True, "lee", False),
    ]  # fmt: skip
    assert [one[2] for one in there] == [True, False]


@pytest.mark.usefixtures("key_places")
@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_earlier_record_is_asked_too_where_it_knows_roles(revision: str, tmp_path: Path) -> None:
    """Else who may not restore today could until the next upgrade is made."""
    path = made(revision, tmp_path / "clinic.acudesk")
    taken = take(path, NOW_UTC)
    before = path.read_bytes()

    def guest(_: Reader) -> Actor:
        return Actor(None, "guest")

    if revision == WITHOUT_ROLES:
        assert "without roles" in restore(taken.path, path, guest, LATER).nobody_asked
    else:
        with pytest.raises(errors.OlderRecord, match="Open it with the dashboard"):
            restore(taken.path, path, guest, LATER)
        assert path.read_bytes() == before


def test_a_key_that_is_revoked_while_the_backup_is_brought_back_stays_revoked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = take(desk.path, NOW_UTC)
    carry_over = backup_access.carry_over

    def slowly(*args: object) -> int:
        found = carry_over(*args)
        desk(staff_keys.revoke, 1, actor=OWNER)
        return found

    monkeypatch.setattr("db.backup_restore.carry_over", slowly)
    with pytest.raises(errors.RecordBusy, match="not touched"):
        restore(taken.path, desk.path, owner, LATER)
    monkeypatch.undo()
    restore(taken.path, desk.path, owner, LATER)
    assert [one[2] for one in who_comes_in(desk.path)[1]] == [False]
