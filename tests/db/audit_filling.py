"""A long audit log of made-up entries, written as entries are."""

from contextlib import closing
from pathlib import Path

from db.audit import Actor
from db.opening import connect
from db.seen import append
from tests.conftest import NOW_UTC

DAY = 86_400
ANA, FRONT = Actor(1, "Tom Becker"), Actor(None, "Front Desk")


def fill_log(path: Path, entries: int, *, per_day: int = 40, patients: tuple[int | None, ...] = (None,)) -> None:
    """Entries that go back from now: two people in turn; every 50th a refusal, every 70th an emergency."""
    with closing(connect(path, query_only=False)) as connection:
        connection.execute("begin immediate")
        for number in range(entries):
            at = NOW_UTC - (entries - number) * DAY // per_day
            who, patient = (ANA, FRONT)[number % 2], patients[number % len(patients)]
            if number % 50 == 49:
                append(connection, who, at, "denied", "session", None, patient, right="see_notes")
            elif number % 70 == 69:
                append(connection, who, at, "added", "emergency_access", number, None)
            else:
                append(connection, who, at, "read", "chart", None, patient)
        connection.execute("commit")
