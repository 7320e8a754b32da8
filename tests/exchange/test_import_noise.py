"""Whatever the bytes: an import is taken or refused in words, and a refused one leaves the record as it was."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care.text import clean
from db.exchange.outcome import ImportRefused
from tests.exchange.conftest import SMALL, bring, everything

NAMES = tuple(f"{name}.csv" for name in SMALL)
NOISE = (
    "\x1b]0;x\x07",
    "\u202e",
    "\x00",
    '"',
    "'",
    ",",
    ";",
    "\n",
    "9" * 400,
    "-1",
    "1e9",
    "2026-02-30",
    "=1",
    "é",
    "🙂",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("noise")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
def test_a_spoiled_clinic(_empty_record, place, data):
    path, folder = place / "clinic.acudesk", place / "in"
    shutil.copyfile(_empty_record, path)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    texts = {name: list(text) for name, text in SMALL.items()}
    for _ in range(data.draw(st.integers(1, 4))):
        text = texts[data.draw(st.sampled_from(sorted(texts)))]
        start = data.draw(st.integers(0, max(0, len(text) - 1)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text[start:end] = data.draw(st.sampled_from(NOISE) | st.text(max_size=4))
    for name, text in texts.items():
        (folder / f"{name}.csv").write_bytes("".join(text).encode("utf-8", "replace"))
    before = everything(path)
    try:
        bring(path, folder)
    except ImportRefused as refusal:
        assert everything(path) == before
        assert all(clean(line) == line for line in refusal.lines())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.sampled_from((*NAMES, "x.csv", "x.ics")), st.binary(max_size=300))
def test_any_bytes(_empty_record, place, name, content):
    path, file = place / "clinic.acudesk", place / name
    shutil.copyfile(_empty_record, path)
    file.write_bytes(content)
    before = everything(path)
    try:
        assert not bring(path, file).changed_anything
    except ImportRefused as refusal:
        assert all(clean(line) == line for line in refusal.lines())
    assert everything(path) == before
    file.unlink()
