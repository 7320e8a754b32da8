"""A small full record of each released schema, as SQL text, made by the program that wrote it.

`python -m tests.db.schemas` writes the one of the schema as it is now: run it before a revision is added, on the last
commit without it. A file that is there is of a released program, and is never written anew.
"""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from db import keys
from db.opening import APPLICATION_ID, REVISIONS

FOLDER = Path(__file__).parent


def made(revision: str, path: Path) -> Path:
    """The record of that schema, brought to life at `path`, closed and written back; its log's key among the others."""
    path.touch(mode=0o600)
    with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute("pragma journal_mode = wal")
        connection.executescript((FOLDER / f"{revision}.sql").read_text(encoding="utf-8"))
    # The key that the scenario of `audit key --new` begins is the same each time.
    keys.hold(keys.of_raw(keys.AUDIT, bytes(keys.LENGTH)))
    key = FOLDER / f"{revision}.key"
    if key.exists():
        place = keys.place_for("audit", json.loads(key.read_text(encoding="utf-8"))["name"])
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(key, place)
        place.chmod(0o600)
    return path


def write_down(folder: Path) -> Path:
    """Write the record of the newest schema with something in every table of it; returns the new file."""
    from db.create import init
    from db.errors import RecordError
    from db.exchange.csvset import import_paths
    from db.protocol_file import load_protocol
    from db.writing import Writer
    from tests.conftest import NOW_UTC, ZONE
    from tests.db.fill import ANA
    from tests.faults.scenarios import SCENARIOS
    from tests.faults.stock import PDF, stock

    os.chdir(folder)
    record = folder / "clinic.acudesk"
    init(record, "Riverside Acupuncture", ZONE, "Tom Becker", now_utc=NOW_UTC)
    stock(record)
    (folder / "report.pdf").write_bytes(PDF)
    with Writer(record) as writer:
        for scenario in SCENARIOS:
            try:
                with writer.unit(ANA, NOW_UTC) as unit:
                    scenario.work(unit)
            except RecordError:
                # They were written for a record of their own each: one before may have taken the row.
                continue
    people = folder / "patients.csv"
    people.write_text('patient_id,family_name,given_name,note\npt1,O\'Neil,Zoë,"says ""later""; 最後"\n', "utf-8")
    import_paths(record, [people], ANA, NOW_UTC, load_protocol(None))
    shutil.copyfile(record, folder / "closed")
    # This process has the record open in no library any more, and never had the copy.
    with closing(sqlite3.connect(folder / "closed")) as plain:
        names = [name for (name,) in plain.execute("select name from sqlite_schema where type = 'table'")]
        empty = [name for name in names if plain.execute(f'select count(*) from "{name}"').fetchone() == (0,)]
        if empty:
            raise SystemExit(f"nothing is in {', '.join(empty)}: add it to tests/faults/stock.py or scenarios.py")
        text = "\n".join(plain.iterdump()) + "\n"
    target = FOLDER / f"{REVISIONS[-1]}.sql"
    with target.open("x", encoding="utf-8") as file:
        file.write(text)
    for one in keys.files("audit"):
        shutil.copyfile(one.path, target.with_suffix(".key"))
    return target
