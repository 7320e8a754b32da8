"""The one door of the screens to the record: a thread of its own that reads, and assesses what it read."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

from care.assessment import Assessment, assess_course
from care.attention import needs_person
from care.day import Day, PatientDetail
from care.protocol import Protocol
from care.worklist import OpenCourse, OpenReferral, open_courses, open_referrals
from db import courses, days, patients, referrals
from db.clinic import clinic
from db.reader import Reader, open_reader

P = ParamSpec("P")
T = TypeVar("T")


class DayView(NamedTuple):
    """A day as the schedule draws it; assessments by course id."""

    day: Day
    states: dict[int, Assessment]
    referrals: tuple[OpenReferral, ...] = ()


def read_day(reader: Reader, on: date, protocol: Protocol) -> DayView:
    """One consistent look at a day: its appointments, their courses assessed, the referrals open on it."""
    with reader.snapshot():
        found = days.day(reader, on)
        rows = referrals.open_referrals(reader, on)
    states = {key: assess_course(course, on, protocol) for key, course in found.courses.items()}
    return DayView(found, states, open_referrals(rows, on, protocol))


def read_caseload(reader: Reader, as_of: date, protocol: Protocol) -> tuple[OpenCourse, ...]:
    """Every open course, assessed, who needs a person first."""
    with reader.snapshot():
        rows = courses.caseload(reader, as_of)
    return open_courses(rows, as_of, protocol)


def read_referrals(reader: Reader, as_of: date, protocol: Protocol) -> tuple[OpenReferral, ...]:
    """Every referral that still needs somebody, urgent first, then days overdue."""
    with reader.snapshot():
        rows = referrals.open_referrals(reader, as_of)
    return open_referrals(rows, as_of, protocol)


def read_detail(
    reader: Reader, patient_id: int, course_id: int | None, as_of: date, after: tuple[date, int]
) -> PatientDetail:
    """The panel's facts of one patient."""
    with reader.snapshot():
        return patients.detail(reader, patient_id, course_id, as_of, after)


def attention_count(caseload: tuple[OpenCourse, ...]) -> int:
    """How many open courses want somebody to decide something."""
    return sum(needs_person(one.state) for one in caseload)


class Record:
    """An open record with its reading thread. Answers are values; a failed read raises `db.errors.RecordError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reader = open_reader(path)
        self.clinic = clinic(self.reader)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="record")
        self._seen = self.reader.data_version()

    async def ask(self, question: Callable[Concatenate[Reader, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a reading function in the thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: question(self.reader, *args, **kwargs))

    async def changed(self) -> bool:
        """Whether another session has written since the last time this was asked."""
        version = await self.ask(Reader.data_version)
        changed, self._seen = version != self._seen, version
        return changed

    async def write(self, work: Callable[..., T], *args: object) -> T:
        """Run a writing function, which opens its own connection, off the screen's thread."""
        return await asyncio.to_thread(work, self.path, *args)

    def close(self) -> None:
        """End the thread and the connection."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self.reader.close()
