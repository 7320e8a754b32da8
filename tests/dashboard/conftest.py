"""Golden pictures of the screens as text, the made-up clinic, and no real home."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet

from dashboard.demo.clinic import build
from tests.conftest import ZONE
from tests.dashboard.support import DEMO_DAY

_read = Stylesheet._parse_rules


@cache
def _read_once(variables: tuple[tuple[str, str], ...], *given: Any, **named: Any) -> Any:
    sheet = Stylesheet(variables=dict(variables))
    return _read(sheet, *given, **named)


def _parse_rules(self: Stylesheet, *given: Any, **named: Any) -> Any:
    """Style sheets are read once for all the dashboards that the tests open, not by each anew."""
    return _read_once(tuple(sorted(self._variables.items())), *given, **named)


Stylesheet._parse_rules = _parse_rules

GOLDENS = Path(__file__).parent / "goldens"


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Send every place of this machine into the test's own folder; returns that home."""
    home = tmp_path / "home"
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    for name in ("ACUDESK_DB", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a picture with the file of that name, or writes it under `--update-goldens`."""

    def compare(name: str, shown: str) -> None:
        file = GOLDENS / f"{name}.txt"
        if request.config.getoption("--update-goldens"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(shown, encoding="utf-8")
        kept = file.read_text(encoding="utf-8") if file.exists() else ""
        assert shown.splitlines() == kept.splitlines()

    return compare


@pytest.fixture(scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "clinic.acudesk"
    build(path, DEMO_DAY, 10 * 60 + 42, ZONE)
    return path


@pytest.fixture
def demo(tmp_path: Path, _demo: Path) -> Path:
    """The made-up clinic in the middle of a morning."""
    path = tmp_path / "clinic.acudesk"
    shutil.copyfile(_demo, path)
    return path
