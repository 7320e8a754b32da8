"""What is chosen on the outcomes: the period, which courses, by what they are compared; and ranges of one's own."""

import asyncio
import time
from abc import abstractmethod
from datetime import date
from typing import TYPE_CHECKING, Any

from care.course import CLASSES, DURATIONS, SEVERITIES, Course
from care.dates import NotADate, typed_date
from care.forecast_priors import own_priors
from care.outcome_ranges import own_ranges
from care.outcome_words import value_words
from care.outcomes import BY, UNCLASSED, Choice, grouped
from dashboard.outcome_reading import Gathered, gather, last_year
from dashboard.reports.outcomes import NO_RANKING
from dashboard.screens.base import ClinicScreen
from dashboard.screens.choices import ChoicePane
from dashboard.screens.outcome_ranges import own_ranges_window
from dashboard.screens.panes import Pane
from db.forecast_priors import closed_courses
from db.outcomes import Period
from db.protocol_file import load_protocol
from db.reader import Reader
from widgets.ink import Line
from widgets.outcome_rows import group_lines
from widgets.panel import wrapped

if TYPE_CHECKING:
    from dashboard.outcome_view import Told

BEFORE = 3
"""Years before this one that are offered as periods."""


SOON = 0.7
"""Seconds of reading of which nothing need be said."""


class OutcomeChoices(ClinicScreen):
    """The questions over the outcomes; each is a way of its own."""

    period: Period | None
    choice: Choice
    gathered: Gathered | None
    told: "Told | None"
    names: dict[int, str]

    @abstractmethod
    def start_reading(self) -> None:
        """Read the period."""

    @abstractmethod
    def recount(self) -> None:
        """Count anew."""

    @property
    @abstractmethod
    def names_by_number(self) -> dict[str, str]:
        """Practitioners as the choice names them."""

    def action_period(self) -> None:
        """Another period."""
        self.desk.flow(self._choose_period)

    async def _choose_period(self) -> None:
        today = self.as_of
        year = today.year
        offered: list[tuple[str, Any]] = [
            ("the last twelve months", last_year(today)),
            (f"this year, {year}", Period(date(year, 1, 1), today, today)),
        ]
        offered += [
            (str(one), Period(date(one, 1, 1), date(one, 12, 31), today))
            for one in range(year - 1, max(year - 1 - BEFORE, 1), -1)
        ]
        offered += [("everything on record", Period(date.min, today, today)), ("from … to …", "typed")]
        taken = await self.app.push_screen_wait(ChoicePane("Courses that began in", offered))
        if taken == "typed":
            taken = await self._typed_period()
        if isinstance(taken, Period) and taken != self.period:
            self.period = taken
            self.start_reading()

    async def _typed_period(self) -> Period | None:
        from dashboard.screens.lines_pane import LinesPane

        lines = (("since", "From", "2026-01-01", ""), ("until", "To", "2026-06-30", ""))
        typed = await self.app.push_screen_wait(LinesPane("Courses that began", lines, ("since",)))
        if typed is None:
            return None
        try:
            since, until = typed_date(typed["since"]), typed_date(typed.get("until", "")) or self.as_of
        except NotADate as error:
            self.desk.say(f"{error} The period was left as it was.", severity="warning")
            return None
        if since is None or since > until:
            self.desk.say("The period must begin before it ends. It was left as it was.", severity="warning")
            return None
        return Period(since, until, self.as_of)

    def action_filter(self) -> None:
        """Only some of the courses."""
        self.desk.flow(self._choose_filter)

    async def _choose_filter(self) -> None:
        offered: list[tuple[str, Any]] = []
        for by in BY:
            now = self.choice.of(by)
            offered.append((f"{by}: {self._words(by, now) if now is not None else 'all'}", by))
        if any(self.choice):
            offered.append(("all courses again", ""))
        by = await self.app.push_screen_wait(ChoicePane("Which courses, by what?", offered))
        if by is None:
            return
        if by:
            values = [("all", (None,)), *((self._words(by, one), (one,)) for one in self._values(by))]
            taken = await self.app.push_screen_wait(ChoicePane(f"Which {by}?", values))
            if taken is None:
                return
            self.choice = self.choice.choose(by, taken[0])
        else:
            self.choice = Choice()
        self.recount()

    def _values(self, by: str) -> list[str]:
        """What there is to choose: the whole scale, or what occurs in the period."""
        scale = {"severity": SEVERITIES, "duration": DURATIONS, "class": (*CLASSES, UNCLASSED)}.get(by)
        if scale is not None:
            return list(scale)
        facts = self.gathered.facts.values() if self.gathered is not None else ()
        return list(grouped(facts, by))

    def _words(self, by: str, value: str) -> str:
        return value_words(by, value, self.desk.protocol, self.names_by_number)

    def action_by(self) -> None:
        """Groups beside each other."""
        self.desk.flow(self._choose_by)

    async def _choose_by(self) -> None:
        if self.told is None:
            return
        by = await self.app.push_screen_wait(ChoicePane("Compare by what?", [(one, one) for one in BY]))
        if by is None:
            return
        groups = [(self._words(by, key), found) for key, found in grouped(self.told.facts, by).items()]

        def lines(width: int) -> list[Line]:
            told = group_lines(by, groups, width)
            return [*told, (), *wrapped(NO_RANKING, "dim", width)] if by == "practitioner" else told

        pane = Pane(lines)
        pane.READS = self.RIGHT
        await self.app.push_screen_wait(pane)

    def action_ranges(self) -> None:
        """Expected visits from one's own record."""
        self.desk.flow(self._own_ranges)

    async def _own_ranges(self) -> None:
        whole = Period(date.min, self.as_of, self.as_of)
        had = self.gathered if self.gathered is not None and self.gathered.period == whole else None

        began = time.monotonic()

        def progress(done: int, of: int) -> None:
            if time.monotonic() - began > SOON and done * 10 // of != (done - 1) * 10 // of:
                self.desk.say(f"Reading the whole record: {done:,} of {of:,} courses …")

        found = await gather(self.desk, whole, had, progress)
        if found is None:
            return
        courses = await self.desk.ask(_closed, self.as_of)
        if courses is None:
            return
        published = (await asyncio.to_thread(load_protocol, None)).forecast
        priors = await asyncio.to_thread(own_priors, courses, self.desk.protocol, published)
        await own_ranges_window(self.desk, own_ranges(found.facts.values(), self.desk.protocol), priors)


def _closed(reader: Reader, as_of: date) -> tuple[Course, ...]:
    return tuple(closed_courses(reader, as_of))
