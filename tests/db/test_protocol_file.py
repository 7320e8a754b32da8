"""Where thresholds are read from."""

from importlib import resources
from pathlib import Path

import pytest

from care.protocol import ProtocolError, parse_protocol
from db.protocol_file import LARGEST, load_protocol


def test_the_programs_own_values_come_with_it() -> None:
    text = resources.files("care").joinpath("protocol.toml").read_text(encoding="utf-8")
    assert load_protocol(None) == parse_protocol(text)


def test_a_clinics_file_is_named_where_it_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text("no_such_key_anywhere = 1\n")
    with pytest.raises(ProtocolError) as caught:
        load_protocol(path)
    assert caught.value.file == str(path)
    assert caught.value.key == "no_such_key_anywhere"


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "cannot be read"), (b"\xff\xfe\x00", "not UTF-8"), (b"#" * (LARGEST + 1), "too large")],
    ids=["missing", "not text", "huge"],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes | None, problem: str) -> None:
    path = tmp_path / "ours.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ProtocolError, match=problem):
        load_protocol(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProtocolError, match="cannot be read"):
        load_protocol(tmp_path)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text("# nothing changed\n", encoding="utf-8-sig")
    assert load_protocol(path) == parse_protocol(
        resources.files("care").joinpath("protocol.toml").read_text(encoding="utf-8"), "# nothing changed\n", str(path)
    )
