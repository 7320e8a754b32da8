"""The clinic's protocol file changed on the disk: made, kept, replaced in one step, or left alone."""

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from care.outcome_ranges import Cell, OwnRange
from db import protocol_change
from db.errors import Conflict, NoAccess, NotFound, Refused, StorageFailed
from db.protocol_change import give_back, take_range, taken_in
from db.protocol_file import LARGEST, load_protocol

ON = date(2026, 11, 20)
CELL = Cell("neck_pain", "chronic", "moderate")
OWN = OwnRange(*CELL, (8, 12), True, 63, 41, (7, 11), True)
WRITTEN = "# ours\n[pain]\nmcid_points = 2.5  # agreed\n\n[conditions.neck_pain.chronic]\nmoderate = [8, 14]  # June\n"


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_missing_file_is_made_for_this_account_alone(tmp_path: Path) -> None:
    path = tmp_path / "made" / "protocol.toml"
    said = take_range(path, OWN, ON)
    assert "7-11 visits" in said and "from the next start" in said and f"--give-back {CELL}" in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load_protocol(path).ranges("neck_pain")["chronic"]["moderate"] == (7, 11)
    assert names(path.parent) == ["protocol.toml"] and taken_in(path) == (CELL,)


def test_the_old_file_is_kept_and_giving_back_brings_it_again(tmp_path: Path) -> None:
    path = tmp_path / "protocol.toml"
    path.write_text(WRITTEN)
    path.chmod(0o640)
    take_range(path, OWN, ON)
    assert "# ours\n" in path.read_text() and "mcid_points = 2.5  # agreed" in path.read_text()
    assert path.read_text().count("\nmoderate = ") == 1 and stat.S_IMODE(path.stat().st_mode) == 0o640
    assert (tmp_path / "protocol.toml.before-2026-11-20").read_text() == WRITTEN
    assert "given back" in give_back(path, CELL, ON)
    assert path.read_text() == WRITTEN and taken_in(path) == ()
    # What is kept already is not kept twice.
    take_range(path, OWN, ON)
    assert names(tmp_path) == ["protocol.toml", *(f"protocol.toml.before-2026-11-20{end}" for end in ("", "-2"))]


def test_a_link_stays_a_link_and_a_byte_order_mark_stays(tmp_path: Path) -> None:
    real, path = tmp_path / "real.toml", tmp_path / "protocol.toml"
    real.write_text(WRITTEN, encoding="utf-8-sig")
    path.symlink_to(real)
    take_range(path, OWN, ON)
    assert path.is_symlink() and real.read_bytes().startswith(b"\xef\xbb\xbf# ours")
    assert load_protocol(path).ranges("neck_pain")["chronic"]["moderate"] == (7, 11)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"[pain\n", "not TOML"), (b"[pain]\nno_such_key = 1\n", "no such key"), (b"\xff\xfe", "not UTF-8"),
        (b"#" * (LARGEST + 1), "too large"),
        (b"[conditions.neck_pain]\nchronic = { mild = [5, 9], severe = [10, 14] }\n", "does not change"),
    ],
    ids=["broken", "wrong key", "not text", "huge", "braces"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_left_to_the_byte(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "protocol.toml"
    path.write_bytes(data)
    with pytest.raises(Refused, match=why) as caught:
        take_range(path, OWN, ON)
    assert "Nothing was changed" in caught.value.message
    assert path.read_bytes() == data and names(tmp_path) == ["protocol.toml"]


def test_a_range_that_would_not_parse_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "protocol.toml"
    path.write_text(WRITTEN)
    with pytest.raises(Refused, match="Nothing was changed"):
        take_range(path, OWN._replace(proposed=(11, 7)), ON)
    assert path.read_text() == WRITTEN and names(tmp_path) == ["protocol.toml"]


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    path = folder / "protocol.toml"
    path.write_text(WRITTEN)
    # The administrator may write where nobody may: for that account a folder of the system takes no file.
    place = Path("/proc/self/protocol.toml") if os.geteuid() == 0 else path
    folder.chmod(0o555)
    try:
        with pytest.raises((NoAccess, StorageFailed)) as caught:
            take_range(place, OWN, ON)
    finally:
        folder.chmod(0o755)
    assert "cannot be written" in caught.value.message or "could not be written" in caught.value.message
    assert path.read_text() == WRITTEN and names(folder) == ["protocol.toml"]


def test_who_changed_the_file_meanwhile_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "protocol.toml"
    path.write_text(WRITTEN)
    write = protocol_change.write_new

    def slow(target: Path, data: bytes, mode: int = 0o600) -> None:
        write(target, data, mode)
        path.write_text("# a colleague's\n")

    monkeypatch.setattr(protocol_change, "write_new", slow)
    with pytest.raises(Conflict):
        take_range(path, OWN, ON)
    assert path.read_text() == "# a colleague's\n"
    assert not [name for name in names(tmp_path) if name.endswith(".part")]


def test_what_was_not_taken_over_is_not_given_back(tmp_path: Path) -> None:
    path = tmp_path / "protocol.toml"
    path.write_text(WRITTEN)
    with pytest.raises(NotFound, match="was not taken over"):
        give_back(path, CELL, ON)
    assert path.read_text() == WRITTEN and names(tmp_path) == ["protocol.toml"]


@pytest.mark.parametrize(
    ("own", "why"), [(OWN._replace(proposed=None), "proposes no range"), (OWN._replace(known=False), "no condition")]
)
def test_nothing_is_made_up(tmp_path: Path, own: OwnRange, why: str) -> None:
    with pytest.raises(Refused, match=why):
        take_range(tmp_path / "protocol.toml", own, ON)
    assert names(tmp_path) == []
