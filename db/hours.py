"""When the clinic and its practitioners work, as the record keeps it."""

from datetime import date

from care.hours import Away, Hours, Opening, Span
from care.staff import Closure
from db.reader import Reader


def hours(reader: Reader, first: date, last: date) -> Hours:
    """The hours in force on the days from `first` to `last`, with the closed days and absences among them."""
    with reader.snapshot():
        usual = reader.row("select opens_minute, closes_minute from clinic") or (480, 1080)
        opening = reader.rows("select weekday, opens, closes, lunch_from, lunch_to from clinic_hours")
        own = reader.rows(
            "select staff_id, weekday, from_minute, to_minute from practitioner_hours order by staff_id, weekday, "
            "from_minute, id"
        )
        closed = closures(reader, first, last)
        absent = absences(reader, first, last)
    spans: dict[tuple[int, int], list[Span]] = {}
    for staff_id, weekday, start, end in own:
        some = spans.setdefault((staff_id, weekday), [])
        if start is not None:
            some.append(Span(start, end))
    return Hours(
        Span(*usual),
        {weekday: _opening(*rest) for weekday, *rest in opening},
        {key: tuple(some) for key, some in spans.items()},
        {day.on: day.reason or "closed" for day in reversed(closed)},
        absent,
    )


def closures(reader: Reader, first: date, last: date) -> tuple[Closure, ...]:
    """The closed days from `first` to `last`, in order."""
    rows = reader.rows(
        "select local_date, reason from closure where local_date between :first and :last and not cancelled "
        "order by local_date, id",
        {"first": first.isoformat(), "last": last.isoformat()},
    )
    return tuple(Closure(reader.day(on), reason) for on, reason in rows)


def absences(reader: Reader, first: date, last: date) -> tuple[Away, ...]:
    """The absences that touch the days from `first` to `last`, in order."""
    rows = reader.rows(
        "select id, staff_id, from_date, to_date, reason from absence where from_date <= :last and to_date >= :first "
        "order by from_date, id",
        {"first": first.isoformat(), "last": last.isoformat()},
    )
    return tuple(Away(key, who, reader.day(begin), reader.day(end), reason) for key, who, begin, end, reason in rows)


def _opening(opens: int | None, closes: int | None, lunch_from: int | None, lunch_to: int | None) -> Opening:
    if opens is None or closes is None:
        return Opening(None)
    lunch = None if lunch_from is None or lunch_to is None else Span(lunch_from, lunch_to)
    return Opening(Span(opens, closes), lunch)
