"""Who restores, when, and what a record then holds."""

from pathlib import Path
from typing import Any

from db.audit import Actor
from db.reader import Reader, open_reader
from tests.conftest import NOW_UTC
from tests.db.fill import ANA

LATER = NOW_UTC + 3600


def who(_: Reader) -> Actor:
    """Somebody who may."""
    return ANA


def rooms(path: Path) -> list[str]:
    """The names of the rooms, in the order they were added."""
    with open_reader(path) as reader:
        return [name for (name,) in reader.rows("select name from room order by id")]


def tables(path: Path, *but: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with open_reader(path) as reader:
        names = [name for (name,) in reader.rows("select name from sqlite_schema where type = 'table' order by name")]
        return {name: sorted(reader.rows(f"select * from {name}"), key=repr) for name in names if name not in but}
