"""What every test may use: an empty clinic and the sample clinic on disk, made once and copied; `async def` tests."""

import asyncio
import inspect
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from db.audit import Actor
from db.create import init
from db.protocol_file import load_protocol

# The same examples each time where a failure keeps work from landing; new ones each time everywhere else.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

NOW_UTC = 1_795_200_000
"""Friday 2026-11-20 10:40 in Los Angeles: the present of the tests."""

ZONE = "America/Los_Angeles"
SAMPLES = Path(__file__).parent / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The flag that writes the pictures of the screens anew."""
    parser.addoption("--update-goldens", action="store_true", help="rewrite the text pictures of the screens")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run an `async def` test in a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    asyncio.run(pyfuncitem.obj(**wanted))
    return True


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


@pytest.fixture(scope="session")
def _sample_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from db.exchange.csvset import import_paths

    path = tmp_path_factory.mktemp("sample") / "clinic.acudesk"
    init(path, "Riverside Acupuncture", ZONE, now_utc=NOW_UTC)
    for source in (SAMPLES / "clinic", SAMPLES / "online-bookings.ics"):
        import_paths(path, [source], Actor(None, "test"), NOW_UTC, load_protocol(None))
    return path


@pytest.fixture
def sample_path(tmp_path: Path, _sample_record: Path) -> Path:
    """The sample clinic with its online bookings, imported once; this copy is the test's own."""
    path = tmp_path / "clinic.acudesk"
    shutil.copyfile(_sample_record, path)
    path.chmod(0o600)
    return path
