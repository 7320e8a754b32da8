"""Who to call, and the waiting list, from the command line."""

from argparse import Namespace
from datetime import date
from typing import Any

from care.day_words import long_date
from care.waiting import WaitingEntry
from dashboard.cli.care import patient_meant, staff_meant
from dashboard.cli.counter import Counter, answer, counter
from dashboard.cli.output import say, say_json
from dashboard.clock import Clock
from dashboard.reports.words import columns
from dashboard.settings import Settings
from db.calls import to_call
from db.errors import NotFound
from db.ids import number_of
from db.waiting import waiting as on_the_list


def calls(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Everybody to call, the most pressing first."""
    with counter(where, clock) as here:
        on = arguments.date or here.today
        found = to_call(here.reader, on, here.now_utc)
    if arguments.json:
        say_json({"date": on.isoformat(), "calls": [_plain(one._asdict()) for one in found]}, indent=2)
        return 0
    say(long_date(on))
    for one in found:
        say(columns((one.patient, 20), (one.phone or "no phone", 16), (one.why, 42)))
    if not found:
        say("Nobody is to be called.")
    return 0


def waiting(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """`waiting list`, `waiting add` and `waiting withdraw`."""
    with counter(where, clock) as here:
        return {"list": _list, "add": _add, "withdraw": _withdraw}[arguments.what](arguments, here)


def _list(arguments: Namespace, here: Counter) -> int:
    entries = on_the_list(here.reader)
    if arguments.json:
        say_json({"waiting": [_plain(one._asdict()) for one in entries]}, indent=2)
        return 0
    for one in entries:
        since = one.since.isoformat() if one.since else ""
        say(columns((str(one.id), 5), (since, 10), (one.patient, 24), (one.phone, 16), (one.practitioner, 21)))
    if not entries:
        say("Nobody is on the waiting list.")
    return 0


def _add(arguments: Namespace, here: Counter) -> int:
    who = staff_meant(here, arguments.practitioner)
    course = None if arguments.course is None else number_of(here.reader, "course", arguments.course)
    number = here.write(
        "waiting.add", patient_meant(here, arguments.patient), earliest=arguments.earliest,
        latest=arguments.latest, practitioner_id=who, course_id=course, weekdays=arguments.days or (),
        from_minute=arguments.after, until_minute=arguments.until, minutes=arguments.minutes, note=arguments.note,
    )  # fmt: skip
    entry = _entry(here, number)
    return answer(
        arguments, f"{entry.patient} is on the waiting list as number {number}.", entry=_plain(entry._asdict())
    )


def _withdraw(arguments: Namespace, here: Counter) -> int:
    entry = _entry(here, arguments.id)
    here.write("waiting.withdraw", entry.id, entry.version)
    told = {**_plain(entry._asdict()), "state": "withdrawn", "version": entry.version + 1}
    return answer(arguments, f"{entry.patient} is off the waiting list.", entry=told)


def _entry(here: Counter, number: int) -> WaitingEntry:
    found = next((one for one in on_the_list(here.reader) if one.id == number), None)
    if found is None:
        raise NotFound(f"Nobody waits under number {number}. Nothing was changed. Look at the list again.")
    return found


def _plain(value: Any) -> Any:
    """Dates as text and tuples with names as objects, so that JSON can hold them."""
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
