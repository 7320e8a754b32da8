"""The record as one command at the counter has it: who asks, what an id means, one write, and what came of it."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from dashboard.cli.output import complain, say, say_json
from dashboard.clock import Clock
from dashboard.person import admitted, refusals_noted
from dashboard.reading import check_rules, read_day
from dashboard.reports import today
from dashboard.settings import Settings
from db.clinic import clinic
from db.ids import number_of
from db.localtime import to_local
from db.patients import PATIENT_COLUMNS, patient_of
from db.protocol_file import load_protocol
from db.reader import Reader, open_reader


class Counter:
    """An open record, the clinic's time and the person at the command line."""

    def __init__(self, reader: Reader, where: Settings, clock: Clock) -> None:
        self.reader = reader
        self.clinic = clinic(reader)
        check_rules(self.clinic.timezone, reader.path)
        self.protocol = load_protocol(where.protocol)
        self.now_utc = clock.now_utc()
        self.actor = admitted(reader, self.now_utc)
        self.today, self.minute, _ = to_local(self.now_utc, self.clinic.timezone)

    def write(self, what: str, *args: Any, **kwargs: Any) -> Any:
        """Run a function of `db.writes` by its name (`appointments.arrive`) in one transaction; returns its answer.

        The write path is imported only here: a command that is refused before, or only reads, does without.
        """
        subject, _, name = what.partition(".")
        return self.run(getattr(import_module(f"db.writes.{subject}"), name), *args, **kwargs)

    def run(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a function that writes in one transaction; returns its answer."""
        from db.writing import Writer

        with Writer(self.reader.path) as writer, writer.unit(self.actor, self.now_utc) as unit:
            return work(unit, *args, **kwargs)

    def seen(self, kind: str, given: str) -> tuple[int, int]:
        """(number, version now) of what an id means. From then on somebody else's change is a conflict."""
        number = number_of(self.reader, kind, given)
        row = self.reader.row(f"select version from {kind} where id = :id", {"id": number})
        return number, 1 if row is None else int(row[0])

    def appointment(self, number: int) -> dict[str, Any] | None:
        """An appointment as `today --json` has it on its day; None when its making was undone."""
        row = self.reader.row("select local_date from appointment where id = :id and not voided", {"id": number})
        if row is None:
            return None
        view = read_day(self.reader, self.reader.day(row[0]), self.protocol)
        rows: list[dict[str, Any]] = today.as_json(view, self.clinic)["appointments"]
        return next((one for one in rows if one["id"] == number), None)

    def patient(self, number: int) -> dict[str, Any]:
        """A patient as the command line tells of one."""
        found = self.reader.rows(f"select {PATIENT_COLUMNS} from patient p where p.id = :id", {"id": number})
        return patient_json(patient_of(self.reader, found[0]))


@contextmanager
def counter(where: Settings, clock: Clock | None = None) -> Iterator[Counter]:
    """The record open for one command."""
    clock = clock or Clock()
    with open_reader(where.record) as reader, refusals_noted(reader, clock.now_utc()):
        yield Counter(reader, where, clock)
        complain_looking(reader)


def complain_looking(reader: Reader) -> None:
    """Say beside what was read that the record can only be read, and as of when it is."""
    if reader.only_looks:
        from dashboard.only_looks import looking

        complain(f"acudesk: {looking(reader)}")


def patient_json(patient: Any) -> dict[str, Any]:
    """`care.patient.Patient` in the form documented in docs/commands.md."""
    return {
        "id": patient.id,
        "source_id": patient.source_id,
        "name": patient.name,
        "born": patient.born.isoformat() if patient.born else None,
        "phone": patient.phone or None,
    }


def answer(arguments: Namespace, said: str, **made: Any) -> int:
    """End a command that did something: the record as JSON where that was asked for, else the one sentence."""
    if arguments.json:
        say_json(made, indent=2)
    else:
        say(said)
    return 0
