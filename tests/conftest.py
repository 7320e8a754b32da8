"""What every test may use: an empty clinic on disk, made once and copied."""

import shutil
from pathlib import Path

import pytest

from db.create import init

NOW_UTC = 1_795_200_000
"""Friday 2026-11-20 10:40 in Los Angeles: the present of the tests."""

ZONE = "America/Los_Angeles"


@pytest.fixture(scope="session")
def _empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "clinic.acudesk"
    init(path, "Riverside Acupuncture", ZONE, "Tom Becker", now_utc=NOW_UTC)
    return path


@pytest.fixture
def record_path(tmp_path: Path, _empty_record: Path) -> Path:
    """A record of a clinic with one owner and nothing else, of the test's own."""
    path = tmp_path / "clinic.acudesk"
    # The original is closed, so that its file is the whole record.
    shutil.copyfile(_empty_record, path)
    path.chmod(0o600)
    return path
