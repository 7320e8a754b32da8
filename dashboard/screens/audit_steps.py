"""What is chosen while the audit log is reviewed: of whom, by whom, which day; and following it from its beginning."""

import asyncio
import threading
from abc import abstractmethod
from collections.abc import Callable
from datetime import date, timedelta

from care.audit import AuditLine
from care.dates import NotADate, typed_date
from dashboard.screens.base import ClinicScreen
from db.audit_pages import Only, Seen, counted, newest_before, oldest_since
from db.audit_read import Verdict, examine
from db.errors import RecordError
from db.localtime import next_valid, to_utc
from db.reader import Reader

Find = Callable[[Reader, Only, int], int | None]
"""Finds an entry on one side of a moment."""

LOOK_EVERY = 0.2
"""Seconds between two looks at how far verifying is."""


class _Left(Exception):
    """Nobody waits for the verdict any more."""


class AuditSteps(ClinicScreen):
    """The keys of the review; what they choose is read and drawn by the screen."""

    only: Only
    at_top: bool
    verdict: Verdict | None
    progress: tuple[int, int] | None
    failed: str

    @property
    @abstractmethod
    def in_hand(self) -> tuple[Seen, AuditLine] | None:
        """The entry under the cursor."""

    @abstractmethod
    async def read(self, at: int | None, *, to: int | None = None, top: bool = False) -> None:
        """Read around an entry."""

    @abstractmethod
    def choose(self, only: Only) -> None:
        """Other entries, from the newest."""

    @abstractmethod
    def draw_title(self) -> None:
        """The choice, and the verdict below it."""

    def action_patient(self) -> None:
        """Only the patient of the entry in hand; again everybody."""
        known = self.in_hand
        if self.only.patient_id is not None:
            self.choose(self.only._replace(patient_id=None))
        elif known is not None and known[0].told.patient_id is not None:
            self.choose(self.only._replace(patient_id=known[0].told.patient_id))
        else:
            self.desk.say("The entry in hand is about no patient.")

    def action_person(self) -> None:
        """Only what the person of the entry in hand did; again everybody."""
        known = self.in_hand
        if self.only.person is not None:
            self.choose(self.only._replace(person=None))
        elif known is not None:
            self.choose(self.only._replace(person=(known[0].told.staff_id, known[0].told.actor)))

    def action_standing_out(self) -> None:
        """Only refused, failed and in an emergency; again everything."""
        self.choose(self.only._replace(standing_out=not self.only.standing_out))

    def action_day_before(self) -> None:
        """To the newest entry of the day before."""
        if (known := self.in_hand) is not None:
            self.soon(lambda: self._jump(newest_before, self._begins(known[1].on)), "audit window")

    def action_day_after(self) -> None:
        """To the oldest entry of the day after."""
        if (known := self.in_hand) is not None:
            self.soon(lambda: self._jump(oldest_since, self._begins(known[1].on + timedelta(1))), "audit window")

    def action_newest(self) -> None:
        """Back to the newest."""
        self.at_top = True
        self.soon(lambda: self.read(None, top=True), "audit window")

    def action_day(self) -> None:
        """To a day that is typed."""
        self.desk.flow(self._typed_day)

    async def _typed_day(self) -> None:
        from dashboard.screens.lines_pane import LinesPane

        typed = await self.app.push_screen_wait(
            LinesPane("Which day's entries?", (("on", "Day", "2026-11-20", ""),), ("on",))
        )
        if typed is None:
            return
        try:
            on = typed_date(typed["on"])
        except NotADate as error:
            self.desk.say(f"{error} The log stays where it was.", severity="warning")
            return
        if on is not None:
            await self._jump(newest_before, self._begins(on + timedelta(1)))

    async def _jump(self, find: Find, utc: int) -> None:
        found = await self.desk.ask(find, self.only, utc)
        if found is None:
            self.desk.say("There is no entry on that side.")
            return
        self.at_top = False
        await self.read(found, to=found)

    def _begins(self, on: date) -> int:
        zone = self.desk.clinic.timezone
        return to_utc(*next_valid(on, 0, zone), zone)

    def action_verify(self) -> None:
        """Follow the log from its first entry, in a thread of its own."""
        if self.progress is None:
            self.progress = (0, 0)
            self.desk.labour(self._verify, "audit verify", of=self)

    async def _verify(self) -> None:
        self.failed = ""
        whole = await self.desk.ask(counted, Only())
        of = whole.entries if whole is not None else 0

        left = threading.Event()

        def told(done: int) -> None:
            # The program waits for its threads when it ends: one that nobody listens to ends itself.
            if left.is_set():
                raise _Left
            self.progress = (done, of)

        self.progress = (0, of)
        looking = self.set_interval(LOOK_EVERY, self.draw_title)
        try:
            self.verdict = await asyncio.to_thread(examine, self.desk.record.path, told)
        except RecordError as error:
            self.failed = str(error)
        finally:
            left.set()
            looking.stop()
            self.progress = None
        self.draw_title()
