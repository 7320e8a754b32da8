"""Reading the courses of a period for the outcomes: part by part, and after a change only what changed."""

import gc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from care.outcome_facts import Facts
from care.thresholds import Protocol
from db import outcomes
from db.outcomes import Period
from db.reader import Reader

if TYPE_CHECKING:
    from dashboard.desk import Desk

MOST_PATIENTS = 200
"""Changed patients up to which theirs alone are read again."""

FIRST = 3
"""Parts after which there is something to count."""


class Gathered(NamedTuple):
    """What became of the courses of a period, by id, and the newest entry of the log that is in it for certain."""

    period: Period
    facts: dict[int, Facts]
    newest: int


class Changes(NamedTuple):
    """What the log says since an entry: its newest one now, and the patients; None when it may be anybody."""

    newest: int
    patients: frozenset[int] | None


def last_year(on: date) -> Period:
    """The twelve months up to a day: what is looked at where no period is named."""
    try:
        since = on.replace(year=on.year - 1)
    except ValueError:
        since = on.replace(year=on.year - 1, day=28)
    return Period(since, on, on)


def as_of_today(period: Period | None, today: date) -> Period:
    """A period looked at today; one that went up to the day before goes on to today, none is the last year."""
    if period is None:
        return last_year(today)
    return Period(period.since, today if period.until == period.as_of else period.until, today)


def changes(reader: Reader, entry: int) -> Changes:
    """What has changed since an entry of the log."""
    with reader.snapshot():
        return Changes(outcomes.newest_entry(reader), outcomes.changed_since(reader, entry))


async def gather(
    desk: "Desk", period: Period, had: Gathered | None, progress: Callable[[int, int], None],
    so_far: Callable[[Gathered], Awaitable[None]] | None = None,
) -> Gathered | None:  # fmt: skip
    """The courses of a period; `had` is what was gathered before. None when the record cannot be read.

    `progress` is told how many courses of how many have been read. Between two parts other questions are answered. The
    newest are read first, and `so_far` is given them when there are `FIRST` parts, and each time there are four times
    as many: a long reading has a picture at once, for a third of the cost of counting everything in the end.
    """
    if had is not None and had.period == period and (kept := await _brought_up(desk, had)) is not None:
        return kept
    drawn = await desk.ask(outcomes.plan, period)
    if drawn is None:
        return None
    facts: dict[int, Facts] = {}
    with _uncollected():
        wanted = FIRST
        for at, stretch in enumerate(reversed(drawn.parts)):
            progress(min(at * outcomes.PART, drawn.courses), drawn.courses)
            found = await desk.ask(outcomes.part, period, stretch, desk.protocol)
            if found is None:
                return None
            facts.update((one.id, one) for one in found)
            if so_far is not None and at + 1 == wanted < len(drawn.parts):
                wanted *= 4
                await so_far(Gathered(period, dict(facts), drawn.newest))
    whole = Gathered(period, facts, drawn.newest)
    return await _brought_up(desk, whole) or whole


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector from looking through a hundred thousand courses again and again: no key would be answered."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


async def _brought_up(desk: "Desk", had: Gathered) -> Gathered | None:
    """The same with what has changed since; None when everything must be read, or nothing can be."""
    since = await desk.ask(changes, had.newest)
    if since is None or since.patients is None or len(since.patients) > MOST_PATIENTS:
        return None
    if since.newest == had.newest:
        return had
    if not since.patients:
        return had._replace(newest=since.newest)
    anew = await desk.ask(_of, had.period, since.patients, desk.protocol)
    if anew is None:
        return None
    facts = {key: one for key, one in had.facts.items() if one.patient_id not in since.patients}
    facts.update((one.id, one) for one in anew)
    return Gathered(had.period, facts, since.newest)


def _of(reader: Reader, period: Period, patients: frozenset[int], protocol: Protocol) -> tuple[Facts, ...]:
    return outcomes.of_patients(reader, period, patients, protocol)
