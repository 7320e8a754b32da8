"""Doing writes as a person at the desk, each in a unit of its own, and what the record then holds."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.audit import Actor
from db.localtime import to_utc
from db.reader import Reader, open_reader
from db.writing import Writer
from tests.conftest import NOW_UTC, ZONE
from tests.db.fill import ANA, TODAY, Filler

KIM = Actor(7, "Kim Soto")


class Desk:
    """One record, its filler, and writes by anybody at any moment. `now` is a minute of today at the clinic."""

    def __init__(self, path: Path) -> None:
        self.path, self.fill = path, Filler(path)

    def __call__(
        self, work: Callable[..., Any], *args: Any, actor: Actor = ANA, now: int | None = None, utc: int | None = None,
        **more: Any,
    ) -> Any:  # fmt: skip
        at = utc if utc is not None else NOW_UTC if now is None else to_utc(TODAY, now, ZONE)
        with Writer(self.path) as writer, writer.unit(actor, at) as unit:
            return work(unit, *args, **more)

    def row(self, sql: str, *args: Any) -> tuple[Any, ...]:
        """The first row of a query."""
        with open_reader(self.path) as reader:
            found = reader.row(sql, args)
        assert found is not None, sql
        return found

    def appointment(self, key: int, *columns: str) -> tuple[Any, ...]:
        """Columns of an appointment."""
        return self.row(f"select {', '.join(columns)} from appointment where id = ?", key)

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that is not the log: every table without voided rows, without the counts of edits."""
        with open_reader(self.path) as reader:
            return dump(reader)


def dump(reader: Reader) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of a record byte for byte, save versions, voided rows, the log, and the ids of derived terms."""
    found = {}
    names = [name for (name,) in reader.rows("select name from sqlite_schema where type = 'table' order by name")]
    for name in names:
        if name.startswith("sqlite_") or name in ("audit_entry", "undo_step", "alembic_version"):
            continue
        columns = [row[1] for row in reader.rows(f"pragma table_info({name})")]
        left_out = {"version", "id"} if name == "patient_term" else {"version"}
        kept = ", ".join(f'"{column}"' for column in columns if column not in left_out)
        where = "where not voided" if "voided" in columns else ""
        found[name] = sorted(reader.rows(f"select {kept} from {name} {where}"), key=repr)
    return found
