"""Key files: who may read one, a passphrase, another place, the recovery sheet; and a key that shows nowhere."""

import json
import os
import stat
from pathlib import Path

import pytest

from db import errors, key_sheet, key_wrap, keys
from db.asking import ask_with
from db.key_check import key_check
from db.keys import RECORD
from db.reader import open_reader
from tests.db.vault import PASSPHRASE, encrypted, forget, own_key

SHEET = key_sheet.Sheet("Riverside Acupuncture", "2026-11-20", "/srv/clinic.acudesk")


pytestmark = pytest.mark.usefixtures("key_places")


@pytest.fixture(autouse=True)
def cheap_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a try costs is the business of argon2; here it only has to be asked for."""
    monkeypatch.setattr(key_wrap, "MEMORY_KIB", 64)


def _clinic(path: Path) -> str:
    with open_reader(path) as reader:
        row = reader.row("select name from clinic")
        assert row is not None
        return str(row[0])


def test_a_key_file_is_for_this_account_only_in_a_folder_for_it(key_places: Path) -> None:
    before = os.umask(0)
    try:
        key = own_key()
    finally:
        os.umask(before)
    path = keys.place_for(RECORD, key.name)
    assert path.is_relative_to(key_places)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_may_read_is_refused(record_path: Path, mode: int) -> None:
    key = encrypted(record_path)
    path = keys.place_for(RECORD, key.name)
    path.chmod(mode)
    forget()
    with pytest.raises(errors.KeyRefused) as told:
        open_reader(record_path)
    assert told.value.exit_code == 66 and f"chmod 600 {path}" in told.value.message
    path.chmod(0o600)
    assert _clinic(record_path) == "Riverside Acupuncture"


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b"\xff" * 20, b"{" * 5000])
def test_a_file_that_is_none_is_told_as_that(record_path: Path, text: bytes) -> None:
    key = encrypted(record_path)
    keys.place_for(RECORD, key.name).write_bytes(text)
    forget()
    with pytest.raises(errors.KeyRefused, match="not a key file"):
        open_reader(record_path)


def test_a_key_that_was_changed_in_its_file_is_told_before_anything_is_opened(record_path: Path) -> None:
    key = encrypted(record_path)
    path = keys.place_for(RECORD, key.name)
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, "key": "0" * 64}))
    forget()
    with pytest.raises(errors.KeyRefused, match="damaged"):
        open_reader(record_path)


def test_a_key_file_is_never_written_over() -> None:
    key = own_key()
    path = keys.place_for(RECORD, key.name)
    before = path.read_bytes()
    with pytest.raises(errors.Conflict):
        keys.write(key, path)
    assert path.read_bytes() == before


def test_a_passphrase_is_asked_for_once(record_path: Path) -> None:
    key = encrypted(record_path, PASSPHRASE)
    assert key.raw.hex() not in keys.place_for(RECORD, key.name).read_text()
    forget()
    asked = []
    ask_with(lambda prompt: asked.append(prompt) or PASSPHRASE)
    for _ in range(3):
        assert _clinic(record_path) == "Riverside Acupuncture"
    assert asked == ["Passphrase of clinic.acudesk: "]


def test_a_wrong_passphrase_is_asked_for_again_and_then_told(record_path: Path) -> None:
    encrypted(record_path, PASSPHRASE)
    forget()
    given = iter(["wrong", "wrong again", PASSPHRASE])
    ask_with(lambda _: next(given))
    assert _clinic(record_path) == "Riverside Acupuncture"
    forget()
    asked = []
    ask_with(lambda prompt: asked.append(prompt) or "wrong")
    with pytest.raises(errors.WrongPassphrase) as told:
        open_reader(record_path)
    assert (len(asked), told.value.exit_code) == (keys.TRIES, 66)


def test_where_nobody_can_be_asked_that_is_said(record_path: Path) -> None:
    encrypted(record_path, PASSPHRASE)
    forget()
    for asker in (None, lambda _: None):
        ask_with(asker)
        with pytest.raises(errors.KeyMissing, match="terminal"):
            open_reader(record_path)


def test_a_wrapped_key_that_was_changed_opens_nothing() -> None:
    raw = bytes(range(32))
    wrapped = key_wrap.wrap(raw, PASSPHRASE)
    assert key_wrap.unwrap(wrapped, PASSPHRASE) == raw
    assert key_wrap.unwrap(wrapped, PASSPHRASE + " ") is None
    for name, value in (
        ("text", "00" * 32),
        ("salt", "00" * 16),
        ("mac", "00" * 32),
        ("t", 1),
        ("kdf", "none"),
        ("m", "x"),
    ):
        assert key_wrap.unwrap({**wrapped, name: value}, PASSPHRASE) is None
    assert key_wrap.wrap(raw, PASSPHRASE)["text"] != wrapped["text"]


def test_the_environment_may_name_another_place(
    record_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path_factory.mktemp("stick") / "our.key"
    monkeypatch.setenv(keys.FILE_NAMED, str(place))
    encrypted(record_path)
    assert place.exists() and keys.folder() == place.parent
    forget()
    assert _clinic(record_path) == "Riverside Acupuncture"


def test_a_key_in_the_environment_is_refused_and_not_repeated(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = encrypted(record_path)
    forget()
    monkeypatch.setenv(keys.FILE_NAMED, key.raw.hex())
    with pytest.raises(errors.Refused) as told:
        open_reader(record_path)
    assert key.raw.hex() not in told.value.message


def test_what_systemd_hands_over_is_used(
    record_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = encrypted(record_path)
    credentials = tmp_path_factory.mktemp("credentials")
    place = keys.place_for(RECORD, key.name)
    place.rename(credentials / "acudesk-key")
    # As systemd leaves it for an account that is not root.
    (credentials / "acudesk-key").chmod(0o440)
    forget()
    with pytest.raises(errors.KeyMissing):
        open_reader(record_path)
    monkeypatch.setenv(keys.CREDENTIALS, str(credentials))
    assert _clinic(record_path) == "Riverside Acupuncture"
    for mode in (0o404, 0o460):
        (credentials / "acudesk-key").chmod(mode)
        forget()
        with pytest.raises(errors.KeyRefused):
            open_reader(record_path)


def test_keys_are_handed_over_only_where_a_passphrase_was_typed(record_path: Path) -> None:
    key = encrypted(record_path)
    assert keys.handover() == b""
    keys.place_for(RECORD, key.name).unlink()
    keys.write(key, keys.place_for(RECORD, key.name), passphrase=PASSPHRASE)
    forget()
    ask_with(lambda _: PASSPHRASE)
    _clinic(record_path)
    told = keys.handover()
    forget()
    keys.take_over(b"nonsense\n" + told)
    assert _clinic(record_path) == "Riverside Acupuncture"


def test_a_key_shows_in_no_repr() -> None:
    key = own_key()
    found = keys.file_of(RECORD, key.name)
    for text in (repr(key), str(key), repr(found), f"{found!s}"):
        assert key.raw.hex() not in text and repr(key.raw) not in text


def test_a_sheet_brings_the_key_back() -> None:
    key = keys.new(RECORD)
    assert key_sheet.read(key_sheet.text(key, SHEET)) == key
    assert key_sheet.read("\n".join(key_sheet.lines_of(key))) == key


def test_a_sheet_is_read_as_people_type_it() -> None:
    key = keys.new(RECORD)
    rows = [line.split() for line in key_sheet.lines_of(key)]
    typed = "\n".join(f"{a}-{b} {c}".upper().replace("0", "O").replace("1", "l") for _, a, b, c in rows)
    assert key_sheet.read(typed) == key


@pytest.mark.parametrize("number", range(key_sheet.LINES))
def test_a_slip_is_told_for_its_line(number: int) -> None:
    rows = list(key_sheet.lines_of(keys.of_raw(RECORD, bytes(range(32)))))
    at = 5
    rows[number] = rows[number][:at] + ("e" if rows[number][at] != "e" else "d") + rows[number][at + 1 :]
    with pytest.raises(errors.Refused, match=f"Line {number + 1} "):
        key_sheet.read("\n".join(rows))


def test_two_lines_that_changed_places_are_told() -> None:
    rows = list(key_sheet.lines_of(keys.of_raw(RECORD, bytes(range(32)))))
    rows[2], rows[3] = rows[3], rows[2]
    bare = [row[4:] for row in rows]
    with pytest.raises(errors.Refused, match="Line 3 "):
        key_sheet.read("\n".join(bare))


def test_lines_that_are_missing_are_counted() -> None:
    rows = key_sheet.lines_of(keys.new(RECORD))
    with pytest.raises(errors.Refused, match="7 lines"):
        key_sheet.read("\n".join(rows[:-1]))


def _states(record: Path, **more: keys.Key) -> dict[str, str]:
    return {one.name: one.state for one in key_check(record, **more)}


def test_a_key_is_looked_over(record_path: Path) -> None:
    assert _states(record_path) == {"record": "look"}
    key = encrypted(record_path)
    forget()
    assert _states(record_path, sheet=key) == {
        "record": "fine", "recovery sheet": "fine", "key file": "fine", "opening": "fine", "backup": "look",
    }  # fmt: skip
    assert _states(record_path, sheet=keys.new(RECORD))["recovery sheet"] == "wrong"
    keys.place_for(RECORD, key.name).parent.chmod(0o755)
    assert _states(record_path)["key folder"] == "look"
    keys.place_for(RECORD, key.name).unlink()
    forget()
    found = _states(record_path)
    assert (found["key file"], found["opening"]) == ("wrong", "wrong")


def test_a_key_beside_its_record_is_told(record_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = encrypted(record_path)
    beside = record_path.with_name("our.key")
    keys.write(key, beside)
    monkeypatch.setenv(keys.FILE_NAMED, str(beside))
    found = [one for one in key_check(record_path) if one.name == "key folder" and one.state == "wrong"]
    assert len(found) == 1
