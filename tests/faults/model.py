"""A clinic in plain Python: what the writes should make of it, told once more without a database.

Rows are dicts by number. Every operation checks, then changes, then returns; what cannot be raises `No` with the name
of the error, and nothing changed. A step of undo is the rows that an operation touched, as they were and as it left
them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.conftest import NOW_UTC

Row = dict[str, Any]
DAY, MINUTE = 86_400, 60
MIDNIGHT = NOW_UTC - (10 * 60 + 40) * MINUTE
"""The first second of day 0 at the clinic. No clock is turned back or forward within reach of a run."""

AT_ONCE, OVERRUN, LATE_HOURS = 2, 60, 24
FREE = {"cancelled", "late_cancelled", "no_show", "left_unseen"}
TO_COME = {"booked", "confirmed"}
FROM = {
    "confirmed": {"booked"}, "arrived": TO_COME, "in_room": {"arrived"}, "completed": {"in_room"}, "no_show": TO_COME,
    "cancelled": TO_COME, "left_unseen": {"arrived"},
}  # fmt: skip
USUALLY_FROM = {
    "confirmed": "booked", "arrived": "booked", "in_room": "arrived", "completed": "in_room", "cancelled": "booked",
    "late_cancelled": "booked", "no_show": "booked", "left_unseen": "arrived",
}  # fmt: skip
FACT = {"arrived": "arrived", "in_room": "started", "completed": "finished", "left_unseen": "finished"}
ON_ITS_DAY = {"arrived", "in_room", "completed", "no_show", "left_unseen"}
WAY = {"booked": "arrived", "confirmed": "arrived", "arrived": "in_room", "in_room": "completed"}
THEN = {
    "draft": {"sent", "cancelled"},
    "sent": {"accepted", "declined_by_provider", "scheduled", "declined_by_patient", "cancelled"},
    "accepted": {"scheduled", "declined_by_patient", "cancelled"},
    "scheduled": {"attended", "no_show", "declined_by_patient", "cancelled"},
    "no_show": {"scheduled", "declined_by_patient"},
    "attended": {"report_received"},
    "report_received": {"closed"},
    "closed": set(), "declined_by_patient": set(), "cancelled": set(),
    "declined_by_provider": {"draft"},
}  # fmt: skip


class No(Exception):
    """It cannot be; the argument is the name of the error."""


class Same(Exception):
    """It is so already."""


class Clinic:
    """People are numbers. Course n is that of patient n; `now` is in UTC seconds."""

    def __init__(self, patients: int) -> None:
        self.now = NOW_UTC
        self.tables: dict[str, dict[int, Row]] = {
            "course": {key: {"closed": None} for key in range(1, patients + 1)},
            "appointment": {}, "visit": {}, "referral": {}, "event": {},
        }  # fmt: skip
        self.appointments, self.visits = self.tables["appointment"], self.tables["visit"]
        self.courses, self.referrals = self.tables["course"], self.tables["referral"]
        self.steps: list[Row] = []
        self._entered: dict[tuple[int, str], str] = {}
        self._wrote: dict[int, int] = {}

    @property
    def today(self) -> int:
        """The day at the clinic, from 0."""
        return (self.now - MIDNIGHT) // DAY

    @property
    def minute(self) -> int:
        """The minute of the day at the clinic."""
        return (self.now - MIDNIGHT) % DAY // MINUTE

    def book(self, who: int, patient: int, staff: int, day: int, minute: int, minutes: int, room: int | None) -> None:
        row = self._booked(patient, staff, day, minute, minutes, room)
        self._refuse_taken(0, row)
        self._refuse_crowd(0, row)
        with self._step(who):
            self._add("appointment", row)

    def walk_in(self, who: int, patient: int, staff: int, minutes: int) -> None:
        row = self._booked(patient, staff, self.today, self.minute, minutes, None)
        self._refuse_taken(0, row)
        row |= {"status": "arrived", "arrived": self.now}
        with self._step(who):
            self._add("appointment", row)

    def move(self, who: int, key: int, day: int, minute: int, staff: int, room: int | None) -> None:
        row = self._present("appointment", key)
        new = row | {"day": day, "minute": minute, "staff": staff, "room": room}
        if new == row:
            raise Same
        if row["status"] not in TO_COME:
            raise No("Refused")
        self._refuse_taken(key, new)
        self._refuse_crowd(key, new)
        with self._step(who):
            row.update(new)

    def enter(self, who: int, key: int, status: str, room: int | None = None) -> None:
        """Confirm, arrive, start (`room`), complete, no-show, leave unseen, cancel."""
        row = self._present("appointment", key)
        if row["status"] == status or {status, row["status"]} == {"cancelled", "late_cancelled"}:
            raise Same
        if row["status"] not in FROM[status] or (status in ON_ITS_DAY and self.today < row["day"]):
            raise No("Refused")
        room = row["room"] if room is None else room
        if status == "in_room" and room is not None and self._occupied(key, row, room):
            raise No("Conflict")
        if status == "cancelled" and _start(row) - self.now < LATE_HOURS * 3600:
            status = "late_cancelled"
        with self._step(who):
            self._to(key, status, self.now)
            if status == "in_room":
                row["room"] = room
            if status == "completed" and row["course"] is not None and not self.on(row["course"], row["day"]):
                visit = {"course": row["course"], "day": row["day"], "minute": row["minute"], "nprs": None}
                self._wrote[self._add("visit", visit)] = who

    def put_back(self, who: int, key: int) -> None:
        row = self._present("appointment", key)
        if row["status"] == "booked":
            raise No("Refused")
        was = row["status"]
        before = self._entered.get((key, was), USUALLY_FROM[was])
        self._refuse_taken(key, row | {"status": before})
        with self._step(who):
            row["status"] = before
            if was in FACT:
                row[FACT[was]] = None
            if before == "in_room" and row["course"] is not None:
                for number, visit in self.on(row["course"], row["day"]):
                    if visit["minute"] == row["minute"] and visit["nprs"] is None:
                        visit["voided"], self._wrote[number] = True, who

    def record(self, who: int, course: int, nprs: int, key: int | None) -> int:
        """A visit with its pain; returns which one of the course it is."""
        if self.courses[course]["closed"] is not None:
            raise No("Refused")
        day, minute, row = self.today, self.minute, None
        if key is not None:
            row = self._present("appointment", key)
            mine = row["patient"] == course and row["course"] in (None, course)
            if not mine or row["status"] not in {*WAY, "completed"} or self.today < row["day"]:
                raise No("Refused")
            day, minute = row["day"], row["minute"]
        there = self.on(course, day)
        if any(one["nprs"] is not None and (self._wrote[at] != who or one["minute"] == minute) for at, one in there):
            raise No("Conflict")
        empty = sorted((one["minute"] != minute, one["minute"], at) for at, one in there if one["nprs"] is None)
        with self._step(who):
            if row is not None and key is not None:
                row["course"] = course
                over = self.now if day == self.today else min(self.now, _end(row))
                while (status := WAY.get(row["status"])) is not None:
                    at = over if status == "completed" else min(max(_start(row), row["arrived"] or 0), over)
                    self._to(key, status, at, keep=True)
            if empty:
                number = empty[0][2]
                self.visits[number]["nprs"] = float(nprs)
            else:
                number = self._add("visit", {"course": course, "day": day, "minute": minute, "nprs": float(nprs)})
            self._wrote[number] = who
        return self.number(course, day)

    def correct(self, who: int, key: int, nprs: int) -> None:
        visit = self._present("visit", key)
        if visit["nprs"] == nprs:
            raise Same
        with self._step(who):
            visit["nprs"], self._wrote[key] = float(nprs), who

    def void(self, who: int, key: int) -> None:
        visit = self._present("visit", key)
        with self._step(who):
            visit["voided"], self._wrote[key] = True, who

    def close(self, who: int, course: int) -> None:
        if self.courses[course]["closed"] is not None:
            raise Same
        with self._step(who):
            self.courses[course]["closed"] = self.today

    def reopen(self, who: int, course: int) -> None:
        closed = self.courses[course]["closed"]
        if closed is None:
            raise Same
        if self.today - closed > 30:
            raise No("Refused")
        with self._step(who):
            self.courses[course]["closed"] = None

    def refer(self, who: int, course: int, kind: str) -> None:
        for one in self.referrals.values():
            waits = one["status"] in ("draft", "declined_by_provider") and not one["voided"]
            if (one["course"], one["kind"]) == (course, kind) and waits:
                raise No("Conflict")
        row = {"course": course, "kind": kind, "status": "draft", "visit": None, "read": None, "way": ("draft",)}
        with self._step(who):
            key = self._add("referral", row)
            self._add("event", {"referral": key})

    def lead(self, who: int, key: int, state: str, visit: int | None) -> None:
        """A step of a referral today; `visit` is the day of the provider's visit where one is booked."""
        row = self._present("referral", key)
        if row["status"] == state:
            if visit in (None, row["visit"]):
                raise Same
            raise No("Refused")
        if state not in THEN[row["status"]]:
            raise No("Refused")
        if state in ("attended", "no_show") and row["visit"] > self.today:
            raise No("Refused")
        if state == "closed" and row["read"] is None:
            raise No("Refused")
        with self._step(who):
            if state == "draft":
                row |= {"visit": None, "way": ()}
            if state == "scheduled":
                row["visit"] = visit
            # A missed visit leaves no trace on the way once there is another one.
            led = tuple(one for one in row["way"] if one != "no_show" and one != state)
            row |= {"status": state, "way": (*led, state)}
            self._add("event", {"referral": key})

    def read(self, who: int, key: int) -> None:
        row = self._present("referral", key)
        if row["read"] is not None:
            raise Same
        if row["status"] != "report_received":
            raise No("Refused")
        with self._step(who):
            row["read"] = self.today
            self._add("event", {"referral": key})

    def lead_back(self, who: int, key: int, state: str) -> None:
        row = self._present("referral", key)
        if state not in row["way"][:-1]:
            raise No("Refused")
        with self._step(who):
            way = row["way"][: row["way"].index(state) + 1]
            row |= {"status": state, "way": way}
            if "scheduled" not in way:
                row["visit"] = None
            if "report_received" not in way:
                row["read"] = None
            self._add("event", {"referral": key})

    def undo(self, who: int) -> None:
        """Take back the newest step of somebody's own, unless somebody has built on it or changed the same since."""
        step = next((one for one in reversed(self.steps) if one["who"] == who and not one["undone"]), None)
        if step is None:
            raise No("NotFound")
        for table, key, _, now in step["changes"]:
            if any(self.tables[table][key][name] != value for name, value in now.items()):
                raise No("Conflict")
        added = {(table, key) for table, key, was, _ in step["changes"] if was is None}
        for table, key, was, _ in step["changes"]:
            if was is not None and table == "appointment":
                self._refuse_taken(key, self.appointments[key] | was)
            if was is None and table == "referral":
                for number, event in self.tables["event"].items():
                    if event["referral"] == key and not event["voided"] and ("event", number) not in added:
                        raise No("Conflict")
        for table, key, was, _ in step["changes"]:
            self.tables[table][key].update({"voided": True} if was is None else was)
            if table == "visit":
                self._wrote[key] = who
        step["undone"] = True

    def on(self, course: int, day: int) -> list[tuple[int, Row]]:
        """The visits of a course on a day that stand."""
        return [
            (key, one)
            for key, one in self.visits.items()
            if (one["course"], one["day"]) == (course, day) and not one["voided"]
        ]

    def number(self, course: int, day: int) -> int:
        """Which visit of a course a day is: those of one day are one."""
        days = {one["day"] for one in self.visits.values() if one["course"] == course and not one["voided"]}
        return len([one for one in days if one < day]) + 1

    def _booked(self, patient: int, staff: int, day: int, minute: int, minutes: int, room: int | None) -> Row:
        if patient not in self.courses:
            raise No("NotFound")
        closed = self.courses[patient]["closed"]
        return {
            "patient": patient, "course": patient if closed is None or closed > day else None, "staff": staff,
            "day": day, "minute": minute, "minutes": minutes, "room": room, "status": "booked", "arrived": None,
            "started": None, "finished": None,
        }  # fmt: skip

    def _present(self, table: str, key: int) -> Row:
        row = self.tables[table].get(key)
        if row is None or row["voided"]:
            raise No("NotFound")
        return row

    def _add(self, table: str, row: Row) -> int:
        key = len(self.tables[table]) + 1
        self.tables[table][key] = {**row, "voided": False}
        return key

    def _to(self, key: int, status: str, at: int, keep: bool = False) -> None:
        row = self.appointments[key]
        self._entered[key, status], row["status"] = row["status"], status
        if status in FACT and not (keep and row[FACT[status]] is not None):
            row[FACT[status]] = at

    def _beside(self, key: int, row: Row, column: str) -> Iterator[Row]:
        for other, one in self.appointments.items():
            stands = one["status"] not in FREE and not one["voided"] and other != key
            if stands and one[column] == row[column] and _start(one) < _end(row) and _start(row) < _end(one):
                yield one

    def _refuse_taken(self, key: int, row: Row) -> None:
        if row["status"] in FREE or row.get("voided"):
            return
        if any(self._beside(key, row, "patient")) or (row["room"] and any(self._beside(key, row, "room"))):
            raise No("Conflict")

    def _refuse_crowd(self, key: int, row: Row) -> None:
        there = list(self._beside(key, row, "staff"))
        for moment in (_start(row), *(_start(one) for one in there)):
            if sum(_start(one) <= moment < _end(one) for one in there) >= AT_ONCE and moment >= _start(row):
                raise No("Conflict")

    def _occupied(self, key: int, row: Row, room: int) -> bool:
        """Whether somebody has a room at an appointment's time, or is still in it."""
        for other, one in self.appointments.items():
            longer = OVERRUN if one["status"] == "in_room" else 0
            stands = one["status"] not in FREE and not one["voided"] and other != key
            if stands and (one["room"], one["day"]) == (room, row["day"]):
                begin, end = one["minute"], one["minute"] + one["minutes"] + longer
                if begin < row["minute"] + row["minutes"] and row["minute"] < end:
                    return True
        return False

    @contextmanager
    def _step(self, who: int) -> Iterator[None]:
        before = {table: {key: dict(row) for key, row in rows.items()} for table, rows in self.tables.items()}
        yield
        changes = []
        for table, rows in self.tables.items():
            for key, row in rows.items():
                was = before[table].get(key)
                if was is None:
                    changes.append((table, key, None, dict(row)))
                elif was != row:
                    names = [name for name in row if row[name] != was[name]]
                    changes.append(
                        (table, key, {name: was[name] for name in names}, {name: row[name] for name in names})
                    )
        self.steps.append({"who": who, "changes": changes, "undone": False})


def _start(row: Row) -> int:
    start: int = MIDNIGHT + row["day"] * DAY + row["minute"] * MINUTE
    return start


def _end(row: Row) -> int:
    end: int = _start(row) + row["minutes"] * MINUTE
    return end
