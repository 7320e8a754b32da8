"""The stocked clinic, made once and copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import keys
from tests.faults.driver import Trigger, install
from tests.faults.stock import PDF, stock


@pytest.fixture(scope="session")
def _stocked(tmp_path_factory: pytest.TempPathFactory, _empty_record: Path) -> Path:
    path = tmp_path_factory.mktemp("stocked") / "clinic.acudesk"
    shutil.copyfile(_empty_record, path)
    path.chmod(0o600)
    stock(path)
    return path


@pytest.fixture
def stocked(tmp_path: Path, _stocked: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record of the test's own with something for every write, and a file to attach, in the current folder."""
    path = tmp_path / "clinic.acudesk"
    shutil.copyfile(_stocked, path)
    path.chmod(0o600)
    (tmp_path / "report.pdf").write_bytes(PDF)
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def trigger(monkeypatch: pytest.MonkeyPatch) -> Trigger:
    """Fails the statement it is told to; every connection opened from here on asks it."""
    made = Trigger()
    install(monkeypatch, made)
    return made


@pytest.fixture(autouse=True)
def no_keys_left() -> Iterator[None]:
    """Every record here is a copy of one clinic: a key that a test has made for it would be missed in the next."""
    yield
    shutil.rmtree(keys.folder(), ignore_errors=True)
