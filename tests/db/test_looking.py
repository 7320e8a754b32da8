"""A record that may not be written is read all the same: the newest that is there, nothing made, nothing believed that
was written meanwhile."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from dashboard.only_looks import looking
from db import cipher, errors
from db.access import standing
from db.backup_copy import copy
from db.checks import check
from db.create import init
from db.damage import look_at_log
from db.looking import Look, opened_to_read
from db.opening import connect_unchecked
from db.patients import find
from db.reader import Reader, open_reader
from db.writes import patients, staff
from db.writing import Actor, Writer
from tests.conftest import NOW_UTC, ZONE
from tests.db.fill import ANA
from tests.db.shut import Place, place_for, register_in
from tests.db.vault import own_key

WORDS = {"folder": "the folder cannot be written", "file": "the file cannot be written", "disk": "the disk can only be"}


@pytest.fixture
def place(request: pytest.FixtureRequest, _empty_record: Path) -> Iterator[Place]:
    with place_for(_empty_record, getattr(request, "param", "folder")) as made:
        yield made


def closed(place: Place) -> None:
    """As after an ordinary end."""
    place.register("Newest")


def crashed(place: Place) -> None:
    """The newest write is in the log only, and whoever wrote it is gone."""
    away = place.folder.with_name("away")
    away.mkdir()
    with Writer(place.path) as writer:
        register_in(writer, "Newest")
        for one in place.folder.iterdir():
            shutil.copyfile(one, away / one.name)
    for one in away.iterdir():
        shutil.copyfile(one, place.folder / one.name)


def log_alone(place: Place) -> None:
    """The same, carried here without the index."""
    crashed(place)
    place.path.with_name("clinic.acudesk-shm").unlink()


def index_alone(place: Place) -> None:
    place.register("Newest")
    place.path.with_name("clinic.acudesk-shm").write_bytes(b"\0" * 32768)


def log_empty(place: Place) -> None:
    place.register("Newest")
    place.path.with_name("clinic.acudesk-wal").write_bytes(b"")


STATES = (closed, crashed, log_alone, index_alone, log_empty)


def families(reader: Reader) -> list[str]:
    return [family for (family,) in reader.rows("select family_name from patient order by id")]


@pytest.mark.parametrize(
    ("place", "state"),
    [("folder", state) for state in STATES] + [(kind, state) for kind in ("file", "disk") for state in STATES[:3]],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
    indirect=["place"],
)
def test_the_newest_is_read_and_nothing_is_made(place: Place, state: Callable[[Place], None]) -> None:
    state(place)
    before = place.files()
    with place.shut():
        with open_reader(place.path) as reader:
            assert families(reader) == ["Newest"]
            with reader.snapshot():
                assert reader.rows("pragma integrity_check") == [("ok",)]
            assert reader.data_version() == reader.data_version()
            expected = WORDS["folder" if place.kind == "disk" and not place.mounted else place.kind]
            assert expected in reader.only_looks
            assert expected in looking(reader) and "as of 20 Nov 2026 10:40" in looking(reader)
        with pytest.raises(errors.ReadOnlyRecord, match=f"can only be read: {expected}") as caught:
            Writer(place.path)
        assert (caught.value.exit_code, caught.value.code) == (74, "read_only")
        assert place.files() == before
        found = {one.name: one for one in check(place.path, NOW_UTC, quick=True)}
        assert {found[name].state for name in ("record", "pages", "links", "guards", "audit log")} == {"fine"}
        assert found["write-ahead log"].state == "fine"
        assert (found["writing"].code, found["writing"].state) == ("read_only", "look")
        assert place.files() == before
    assert place.files() == before
    with open_reader(place.path) as reader:
        assert reader.only_looks == "" and families(reader) == ["Newest"]


@pytest.mark.parametrize("place", ["folder", "file"], indirect=True)
def test_what_somebody_else_writes_meanwhile_is_seen(place: Place) -> None:
    place.register("First")
    with place.shut(), open_reader(place.path) as reader:
        assert families(reader) == ["First"]
        seen = {reader.data_version()}
        with place.somebody_else():
            place.register("Second")
        seen.add(reader.data_version())
        assert families(reader) == ["First", "Second"]
        with place.somebody_else():
            writer = Writer(place.path)
        for number in range(3):
            with place.somebody_else():
                register_in(writer, f"Live{number}")
            seen.add(reader.data_version())
            assert families(reader)[-1] == f"Live{number}"
        with place.somebody_else():
            writer.close()
            place.register("Last")
        seen.add(reader.data_version())
        assert families(reader)[-1] == "Last"
        assert len(seen) >= 6


def test_what_was_written_while_it_was_read_is_not_believed(place: Place) -> None:
    place.register("First")
    with place.shut(), open_reader(place.path) as reader:
        with pytest.raises(errors.RecordBusy, match="Read it again"), reader.snapshot():
            assert families(reader) == ["First"]
            with place.somebody_else():
                place.register("Second")
        assert families(reader) == ["First", "Second"]
        with pytest.raises(errors.RecordBusy), opened_to_read(place.path) as connection:
            connection.execute("select * from patient").fetchall()
            with place.somebody_else():
                place.register("Third")


def test_damage_that_is_only_somebody_writing_is_not_called_damage(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.shut(), open_reader(place.path) as reader:
        with pytest.raises(errors.RecordBusy), reader.snapshot():
            monkeypatch.setattr(Look, "moved", lambda _: True)
            reader.rows("select * from no_such_table")
        monkeypatch.undo()


def test_a_change_that_was_left_half_way_is_not_read(place: Place) -> None:
    place.path.with_name("clinic.acudesk-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    with place.shut(), pytest.raises(errors.NoAccess, match="in the middle of a change") as caught:
        open_reader(place.path)
    assert caught.value.exit_code == 66


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_what_may_not_even_be_read_is_refused(place: Place, end: str) -> None:
    crashed(place)
    place.path.with_name(place.path.name + end).chmod(0o000)
    with place.shut(), pytest.raises(errors.NoAccess):
        open_reader(place.path)


@pytest.mark.parametrize("state", [closed, log_alone, crashed], ids=lambda one: one.__name__)
def test_an_encrypted_record_too(place: Place, state: Callable[[Place], None]) -> None:
    place.path.unlink()
    init(place.path, "Riverside Acupuncture", ZONE, now_utc=NOW_UTC, key=own_key())
    assert cipher.key_name(place.path)
    state(place)
    before = place.files()
    with place.shut():
        with open_reader(place.path) as reader:
            assert families(reader) == ["Newest"]
        assert place.files() == before


def test_what_is_kept_from_a_role_is_kept_from_it_in_every_look(place: Place) -> None:
    with Writer(place.path) as writer, writer.unit(ANA, NOW_UTC) as unit:
        desk = staff.add(unit, "Rosa", "front_desk")
        patients.register(unit, "First", "Jo")
        unit.session.connection().exec_driver_sql("update patient set allergies = 'latex'")
    with place.shut(), open_reader(place.path) as reader:
        reader.serve(standing(reader, Actor(desk, "Rosa"), NOW_UTC))
        assert reader.rows("select allergies from patient") == [("",)]
        with place.somebody_else():
            place.path.touch()
        assert reader.rows("select allergies from patient") == [("",)]


def test_a_copy_of_it_is_whole(place: Place) -> None:
    log_alone(place)
    with place.shut():
        target = Path(tempfile.mkdtemp()) / "copy"
        try:
            copy(place.path, target, NOW_UTC)
            with open_reader(target) as reader:
                assert len(find(reader, "Newest")) == 1
        finally:
            with suppress(OSError):
                shutil.rmtree(target.parent)


def test_a_log_is_followed_as_far_as_by_sqlite_itself(place: Place) -> None:
    crashed(place)
    log = place.path.with_name("clinic.acudesk-wal")
    whole = log.read_bytes()
    for spoiled in (whole, whole[:-5], whole[:9000] + b"\x01" + whole[9001:], whole[:17] + b"\xff" + whole[18:]):
        log.write_bytes(spoiled)
        with closing(connect_unchecked(place.path)) as connection:
            expected = look_at_log(connection, place.path)
        log.write_bytes(spoiled)
        with place.shut(), opened_to_read(place.path) as connection:
            assert look_at_log(connection, place.path) == expected
