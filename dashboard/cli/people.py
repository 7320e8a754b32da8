"""Patients and rooms from the command line."""

from argparse import Namespace
from typing import Any

from dashboard.cli import typed
from dashboard.cli.care import patient_meant
from dashboard.cli.counter import Counter, answer, counter, patient_json
from dashboard.cli.output import complain, say, say_json
from dashboard.cli.seen import note_seen
from dashboard.clock import Clock
from dashboard.reports.words import columns
from dashboard.settings import Settings, UsageError
from db.clinic import rooms
from db.patients import find, health, likely_duplicates

_FIELDS = (
    "family", "given", "preferred", "born", "phone", "email", "address", "medicines", "allergies", "cautions", "note",
)  # fmt: skip


def patient(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """`patient add`, `change`, `find` and `merge`."""
    with counter(where, clock) as here:
        return {"add": _add, "change": _change, "find": _find, "merge": _merge}[arguments.what](arguments, here)


def room(arguments: Namespace, where: Settings) -> int:
    """`room list` and `room add`."""
    with counter(where) as here:
        said = here.write("rooms.add", arguments.name).said if arguments.what == "add" else ""
        names = rooms(here.reader)
    return answer(arguments, said or ", ".join(names) or "There is no room yet.", rooms=list(names))


def _add(arguments: Namespace, here: Counter) -> int:
    """Register somebody. Who may be registered already is told, and decides nothing."""
    given = _given(arguments)
    known = {"family": "", "given": "", "born": None} | given
    alike = likely_duplicates(
        here.reader, known["family"], known["given"], known["born"], given.get("phone", ""), given.get("email", "")
    )
    number = here.write("patients.register", **known)
    for match in alike:
        complain(f"acudesk: note: may be the same as patient {match.patient_id} ({', '.join(match.reasons)})")
    made = here.patient(number)
    return answer(arguments, f"{made['name']} is registered as patient {number}.", patient=made)


def _change(arguments: Namespace, here: Counter) -> int:
    """Set what is named; the rest stays."""
    given = _given(arguments)
    if not given:
        raise UsageError("patient change: name what is to be changed, such as --medicines. Nothing was changed")
    number, version = here.seen("patient", str(patient_meant(here, arguments.patient)))
    done = here.write("patients.change", number, version, **given)
    one = health(here.reader, number)
    more = {name: getattr(one, name) or None for name in ("address", "medicines", "allergies")}
    made = patient_json(one.patient) | more
    return answer(
        arguments, f"{one.patient.name}: {done.said[0].lower()}{done.said[1:]}",
        patient=made | {"cautions": list(one.patient.cautions), "note": one.patient.note or None},
    )  # fmt: skip


def _given(arguments: Namespace) -> dict[str, Any]:
    """The fields that were named; a note may come from standard input, so that it stands in no list of processes."""
    given = {name: getattr(arguments, name) for name in _FIELDS if name in arguments}
    if given.get("note") == "-":
        given["note"] = typed.standard_input("note")
    return given


def _find(arguments: Namespace, here: Counter) -> int:
    """Look somebody up, as the search in the program does."""
    text = " ".join(arguments.text)
    found = find(here.reader, text, arguments.limit)
    note_seen(here, "search", found=len(found))
    if arguments.json:
        say_json({"patients": [patient_json(one) for one in found]}, indent=2)
        return 0
    for one in found:
        born = one.born.isoformat() if one.born else ""
        say(columns((str(one.id), 6), (one.source_id or "", 12), (one.name, 30), (born, 10), (one.phone, 18)))
    if not found:
        say(f"Nobody is found by “{text}”.")
    return 0


def _merge(arguments: Namespace, here: Counter) -> int:
    """Make two records of one person one."""
    keep, keep_version = here.seen("patient", arguments.keep)
    other, other_version = here.seen("patient", arguments.other)
    here.write("patients.merge", keep, keep_version, other, other_version)
    made = here.patient(keep)
    return answer(arguments, f"Patient {other} is {made['name']}, patient {keep}, from now on.", patient=made)
