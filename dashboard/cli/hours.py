"""When the clinic and its people work, shown and set from the command line."""

from argparse import Namespace
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from care.appointment import clock
from care.day_words import WEEKDAYS
from care.hours import Span
from dashboard.cli.care import staff_meant
from dashboard.cli.counter import Counter, answer, counter
from dashboard.cli.output import say, say_json
from dashboard.clock import Clock
from dashboard.settings import Settings, UsageError
from db.clinic import staff
from db.hours import absences, closures
from db.hours import hours as kept_hours

DAYS_SHOWN = 366


def hours(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Run one of the commands of `hours`; each answers with everything that is in force after it."""
    with counter(where, clock) as here:
        if arguments.what == "show":
            told = _told(here, arguments.date or here.today)
            if arguments.json:
                say_json({"hours": told}, indent=2)
            else:
                _say(told)
            return 0
        done = _RUN[arguments.what](arguments, here)
        return answer(arguments, done.said, hours=_told(here, here.today) if arguments.json else None)


def _set(arguments: Namespace, here: Counter) -> Any:
    """The opening hours: usual ones, or those of one weekday."""
    given = arguments.opens is not None and arguments.closes is not None
    if (arguments.opens is None) != (arguments.closes is None):
        raise UsageError("--opens and --closes are given together. Nothing was changed")
    if arguments.day is None:
        if not given or arguments.lunch or arguments.closed or arguments.usual:
            raise UsageError(
                "without --day, `hours set` takes --opens and --closes and sets the usual hours. Nothing was changed"
            )
        return here.write("hours.set_usual_hours", arguments.opens, arguments.closes)
    if given + arguments.closed + arguments.usual != 1:
        raise UsageError("--day takes --opens and --closes, or --closed, or --usual. Nothing was changed")
    if arguments.usual:
        return here.write("hours.clear_opening", arguments.day)
    return here.write("hours.set_opening", arguments.day, arguments.opens, arguments.closes, arguments.lunch)


def _work(arguments: Namespace, here: Counter) -> Any:
    """Somebody's own hours on a weekday."""
    who = staff_meant(here, arguments.staff)
    if bool(arguments.span) + arguments.off + arguments.usual != 1:
        raise UsageError("give --span FROM-TO (again for a second one), or --off, or --usual. Nothing was changed")
    if arguments.usual:
        return here.write("hours.clear_working", who, arguments.day)
    return here.write("hours.set_working", who, arguments.day, arguments.span or ())


def _away(arguments: Namespace, here: Counter) -> Any:
    who = staff_meant(here, arguments.staff)
    last = arguments.to or arguments.first
    return here.write("hours.add_absence", who, arguments.first, last, arguments.reason)


def _back(arguments: Namespace, here: Counter) -> Any:
    return here.write("hours.remove_absence", arguments.id)


def _close(arguments: Namespace, here: Counter) -> Any:
    return here.write("hours.add_closure", arguments.on, arguments.reason)


def _reopen(arguments: Namespace, here: Counter) -> Any:
    return here.write("hours.remove_closure", arguments.on)


def _at_once(arguments: Namespace, here: Counter) -> Any:
    return here.write("hours.set_overlap_limit", arguments.limit)


_RUN: dict[str, Callable[[Namespace, Counter], Any]] = {
    "set": _set,
    "work": _work,
    "away": _away,
    "back": _back,
    "close": _close,
    "reopen": _reopen,
    "at-once": _at_once,
}


def _told(here: Counter, first: date) -> dict[str, Any]:
    """Everything in force, closed days and absences for a year from a day on."""
    last = first + timedelta(days=DAYS_SHOWN)
    known = kept_hours(here.reader, first, last)
    names = {one.id: one.name for one in staff(here.reader)}
    limit = here.reader.row("select overlap_limit from clinic")
    # Monday 1 January 2024: only the weekday counts.
    days = [date(2024, 1, weekday) for weekday in range(1, 8)]
    return {
        "at_once": limit[0] if limit else here.clinic.overlap_limit,
        "opening": [
            {
                "weekday": day.isoweekday(),
                "hours": _span(known.opening(day).hours),
                "lunch": _span(known.opening(day).lunch),
                "usual": day.isoweekday() not in known.weekdays,
            }
            for day in days
        ],
        "working": [
            {"staff_id": who, "name": names[who], "weekday": weekday, "spans": [_span(one) for one in spans]}
            for (who, weekday), spans in sorted(known.own.items())
            if who in names
        ],
        "closed": [
            {"on": one.on.isoformat(), "reason": one.reason} for one in closures(here.reader, first, last)
        ],
        "absences": [
            {
                "id": one.id,
                "staff_id": one.practitioner_id,
                "name": names.get(one.practitioner_id),
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
                "reason": one.reason,
            }
            for one in absences(here.reader, first, last)
        ],
    }  # fmt: skip


def _say(told: dict[str, Any]) -> None:
    for one in told["opening"]:
        lunch = f", lunch {'-'.join(one['lunch'])}" if one["lunch"] else ""
        open_hours = "-".join(one["hours"]) if one["hours"] else "closed"
        say(f"{WEEKDAYS[one['weekday'] - 1]:<10} {open_hours}{lunch}")
    for one in told["working"]:
        spans = ", ".join("-".join(span) for span in one["spans"]) or "a day off"
        say(f"{one['name']}, {WEEKDAYS[one['weekday'] - 1]}s: {spans}")
    for one in told["absences"]:
        reason = f" ({one['reason']})" if one["reason"] else ""
        say(f"{one['name']} is away {one['first']} to {one['last']}{reason}, absence {one['id']}")
    for one in told["closed"]:
        say(f"Closed on {one['on']}: {one['reason']}")
    say(f"A practitioner may have {told['at_once']} at once.")


def _span(span: Span | None) -> list[str] | None:
    return None if span is None else [clock(span.start), clock(span.end)]
