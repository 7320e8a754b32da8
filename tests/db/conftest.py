"""What the tests of the record share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.reader import Reader, open_reader
from tests.db.fill import Filler


@pytest.fixture
def fill(record_path: Path) -> Filler:
    """Adds rows to the test's record."""
    return Filler(record_path)


@pytest.fixture
def reader(record_path: Path) -> Iterator[Reader]:
    """A reader of the test's record."""
    with open_reader(record_path) as opened:
        yield opened
