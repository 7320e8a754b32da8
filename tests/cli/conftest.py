"""A command line of one's own: no real home, no real record."""

from pathlib import Path

import pytest

from dashboard.clock import Clock, read_moment
from dashboard.demo.clinic import build
from tests.cli.counter import Cli
from tests.conftest import NOW_UTC, ZONE

DAY = "2026-11-20"


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Send every place of this machine into the test's own folder; returns that home."""
    home = tmp_path / "home"
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("ACUDESK_DB", raising=False)
    monkeypatch.setenv("TERM", "dumb")
    return home


@pytest.fixture(scope="session")
def demo_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up clinic on Friday 2026-11-20 at 10:42; read only."""
    path = tmp_path_factory.mktemp("demo") / "clinic.acudesk"
    from datetime import date

    build(path, date(2026, 11, 20), 642, ZONE)
    return path


@pytest.fixture
def now() -> int:
    """The demo's moment in UTC seconds."""
    return read_moment(f"{DAY} 10:42", ZONE)


@pytest.fixture
def cli(sample_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The sample clinic at the command line, on Friday 2026-11-20 at 10:40."""
    monkeypatch.setattr(Clock, "now_utc", lambda _: NOW_UTC)
    return Cli(sample_path, capsys)
