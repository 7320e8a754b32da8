"""What every test may use: an empty clinic and the sample clinic on disk, made once and copied; `async def` tests."""

import asyncio
import gc
import inspect
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import argon2
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine

from db import engine as engines
from db.audit import Actor
from db.create import init
from db.disks import FORCED
from db.protocol_file import load_protocol

# A busy machine is no fault of a rule: neither one slow example nor slow making of them fails a test.
settings.register_profile("anywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples each time where a failure keeps work from landing; new ones each time everywhere else.
settings.register_profile("ci", settings.get_profile("anywhere"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "anywhere")

NOW_UTC = 1_795_200_000
"""Friday 2026-11-20 10:40 in Los Angeles: the present of the tests."""

OF_THE_TESTS = ("ACUDESK_SEED", "ACUDESK_SOAK")
"""What of the environment tells the tests themselves something."""

ZONE = "America/Los_Angeles"
SAMPLES = Path(__file__).parent / "samples"


_first: list[Engine] = []


def _create_engine(*args: Any, **more: Any) -> Engine:
    """An engine that knows the statements of those before it.

    A dashboard opens its record once; the tests open thousands, and spent a third of their time on compiling the same
    statements again for each.
    """
    if not _first:
        _first.append(create_engine(*args, **more))
        return _first[0]
    pool = more["poolclass"](more["creator"], dialect=_first[0].dialect)
    engine = Engine(pool, _first[0].dialect, _first[0].url, hide_parameters=more["hide_parameters"])
    engine._compiled_cache = _first[0]._compiled_cache
    return engine


def pytest_configure(config: pytest.Config) -> None:
    """Send every place of this machine into a folder that goes again: no test reads or writes a real clinic's files."""
    engines.create_engine = _create_engine
    # What it costs to try a PIN is the business of argon2; tests/db/test_pins.py has a PIN hashed at full cost.
    argon2.PasswordHasher = partial(argon2.PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    # Ignored where somebody went away from a terminal before the tests end (`nohup`), and so by all that is started.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    home = tempfile.mkdtemp(prefix="acudesk-tests-")
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = home
    for name in [name for name in os.environ if name.startswith("ACUDESK_") and name not in OF_THE_TESTS]:
        del os.environ[name]
    # Whatever disk the tests are run on: their records have one machine.
    os.environ[FORCED] = "1"


def pytest_collection_finish() -> None:
    """Have the collector pass by what the tests are made of, and look less often at what one of them leaves."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


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


@pytest.fixture
def key_places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with no keys but the test's own, for what it starts too; and none in this process."""
    from db import keys
    from tests.db.vault import forget

    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    for name in (keys.FILE_NAMED, keys.CREDENTIALS):
        monkeypatch.delenv(name, raising=False)
    forget()
    yield home
    forget()


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
