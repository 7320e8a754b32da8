"""Whether a backup would come back: tried, compared, and nothing left of it."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from db import backup_drill, errors
from db.backup_drill import drill
from db.backup_restore import restore, restore_beside
from db.backup_take import take
from db.backups import files_of, usual_folder
from db.tables import Attachment
from tests.conftest import NOW_UTC
from tests.db.fill import TODAY, Filler
from tests.db.restoring import who

LATER = NOW_UTC + 3600


def test_a_drill_says_what_came_back_and_leaves_nothing(record_path: Path, fill: Filler) -> None:
    folder = usual_folder(record_path)
    with pytest.raises(errors.NoRecord, match="There is no backup"):
        drill(record_path, NOW_UTC, folder)
    taken = take(record_path, NOW_UTC)
    before = sorted(folder.iterdir())
    fill.room()
    done = drill(record_path, LATER, folder)
    assert (done.path, done.since, done.facts.rows) == (taken.path, 1, taken.facts.rows)
    assert sorted(folder.iterdir()) == before
    record_path.unlink()
    assert drill(record_path, LATER, folder).since is None


def test_a_drill_hears_of_a_damaged_backup_and_of_another_history(record_path: Path, fill: Filler) -> None:
    fill.patient(note="sore neck since Tuesday")
    earlier = record_path.read_bytes()
    fill.room("R1")
    taken = take(record_path, NOW_UTC)
    record_path.write_bytes(earlier)
    fill.patient()
    with pytest.raises(errors.DamagedRecord, match="does not go on from its last backup"):
        drill(record_path, LATER, usual_folder(record_path))
    restore(taken.path, record_path, who, LATER)
    assert drill(record_path, LATER, usual_folder(record_path)).since == 1
    taken.path.write_bytes(taken.path.read_bytes().replace(b"since Tuesday", b"since Sundays"))
    with pytest.raises(errors.DamagedRecord, match="is not a whole backup"):
        drill(record_path, LATER, usual_folder(record_path))


def test_a_drill_looks_at_the_attached_files(record_path: Path, fill: Filler) -> None:
    referral, folder = fill.referral(fill.course(fill.patient()), TODAY), files_of(record_path)
    folder.mkdir(mode=0o700)
    for name, data in (("0" * 32 + ".txt", b"kept"), ("1" * 32 + ".txt", b"lost")):
        fill.add(
            Attachment(
                referral_id=referral, name=name, title="Report", media="text/plain", size=4,
                digest=hashlib.sha256(data).hexdigest(), at_utc=NOW_UTC, actor="Ana",
            )
        )  # fmt: skip
    (folder / ("0" * 32 + ".txt")).write_bytes(b"kept")
    taken = take(record_path, NOW_UTC)
    done = drill(record_path, LATER, usual_folder(record_path))
    # What the record itself had lost is told; it is no fault of the backup.
    assert (done.facts.files, done.files_lacking) == (1, 1)
    (files_of(taken.path) / ("0" * 32 + ".txt")).write_bytes(b"bent")
    with pytest.raises(errors.DamagedRecord, match="came back with 0 of its 1 attached files"):
        drill(record_path, LATER, usual_folder(record_path))


def test_a_drill_compares_what_came_back(record_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(record_path, NOW_UTC)
    brought = restore_beside

    def lossy(*args: Any) -> Any:
        facts = brought(*args)
        return facts._replace(rows={**facts.rows, "patient": 1})

    monkeypatch.setattr(backup_drill, "restore_beside", lossy)
    with pytest.raises(errors.DamagedRecord, match="did not come back as it was"):
        drill(record_path, LATER, usual_folder(record_path))
    assert list(usual_folder(record_path).glob(".*")) == []


def test_after_a_restore_to_an_earlier_backup_the_drill_does_not_compare(record_path: Path, fill: Filler) -> None:
    first = take(record_path, NOW_UTC)
    fill.room("R1")
    take(record_path, NOW_UTC + 86400)
    fill.room("R2")
    restore(first.path, record_path, who, NOW_UTC + 90000)
    assert drill(record_path, NOW_UTC + 90000, usual_folder(record_path)).since is None
