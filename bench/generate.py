"""A seeded clinic of any length of history: `python -m bench.generate FILE --visits 1000000`.

What a day looks like does not depend on the history: 40 appointments today, 300 open courses and 40 open referrals,
whatever the number of visits behind them; 20 visits a patient. A clinic of 12 rooms, each with 20 half hours a day.

The clinic's slots are lanes: one room, one half hour, every third working day. A lane holds one patient at a time, so
nobody is ever in two places; a longer history is simply an older clinic.
"""

import argparse
import hashlib
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import db
from dashboard.clock import Clock
from dashboard.places import make_private_folder
from db import guards
from db.bulk import load
from db.create import init
from db.localtime import to_utc

VERSIONS = Path(db.__file__).parent / "migrations" / "versions"
"""What the tables are made by."""

ZONE = "America/Los_Angeles"
ROOMS, SLOTS, PARITIES = 12, 20, 3
PER_PATIENT = 20
OPEN_COURSES, TODAYS, OPEN_REFERRALS = 300, 40, 40
PROVIDERS = 12
_SEED = 20261120
_VOWELS = ("a", "e", "i", "o", "u", "ai", "el", "an")
_STATES = ("draft", "sent", "accepted", "scheduled", "attended", "report_received", "no_show", "declined_by_provider")
_POINTS = ("GB20;GB21;SI3", "GB20;BL10;LI4;TE5", "GV14;SI14;SI15;BL60", "GB21;SI13;LU7;GB39", "EX-HN15;TE15;SI3")


def generated(visits: int, on: date | None = None, todays: int = TODAYS) -> Path:
    """A record with that many visits whose today is `on` (the machine's own if not named), made once and kept.

    It is kept in a folder of this account among the temporary files, by everything its content depends on.
    """
    on = on or Clock().today(ZONE)
    made_of = [Path(__file__), Path(guards.__file__), *sorted(VERSIONS.glob("*.py"))]
    content = hashlib.sha256(b"".join(one.read_bytes() for one in made_of)).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / f"acudesk-bench-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    make_private_folder(folder)
    name = f"{visits}-{todays}"
    path = folder / f"{name}-{on.isoformat()}-{content}.acudesk"
    if not path.exists():
        for old in folder.glob(f"{name}-*"):
            old.unlink()
        draft = path.with_suffix(".part")
        draft.unlink(missing_ok=True)
        generate(draft, visits, on, todays)
        draft.rename(path)
    return path


def generate(path: Path, visits: int, on: date, todays: int = TODAYS) -> dict[str, int]:
    """Create the record at `path`; returns the rows written by table."""
    init(path, "Bench Clinic", ZONE)
    return load(path, _rows(visits, on, todays), now_utc=to_utc(on, 0, ZONE), actor="bench")


@dataclass(slots=True)
class _Course:
    id: int
    patient: int
    lane: int
    first: int
    """The step of its first visit; steps count from 0, the oldest."""
    visits: int
    open: bool
    baseline: int
    slope: float


@dataclass(slots=True)
class _Plan:
    lanes: int
    steps: int
    patients: int
    courses: list[_Course]
    on_step: list[list[_Course]]
    """Which course each lane's visit at a step belongs to."""
    days: list[tuple[str, int]]
    """Working days, today first: ISO date and UTC seconds of local midnight (as the morning's offset has it)."""


def _plan(visits: int, on: date) -> _Plan:
    rng = Random(_SEED)
    patients = max(OPEN_COURSES, visits // PER_PATIENT)
    lanes = min(ROOMS * SLOTS * PARITIES, patients)
    steps = math.ceil(visits / lanes)
    open_lanes = set(rng.sample(range(lanes), OPEN_COURSES))
    courses: list[_Course] = []
    for lane in range(lanes):
        own = range(lane, patients, lanes)
        end = steps
        while end > 0:
            newest = end == steps
            length = min(end, rng.randint(2, 11))
            courses.append(
                _Course(
                    0, rng.choice(own) + 1, lane, end - length, length, newest and lane in open_lanes,
                    rng.randint(4, 9), rng.choice((0.0, 0.1, 0.5, 0.6, 0.7)),
                )
            )  # fmt: skip
            end -= length
    courses.sort(key=lambda course: (course.first, course.lane))
    on_step: list[list[_Course]] = [[] for _ in range(steps)]
    for number, course in enumerate(courses, start=1):
        course.id = number
        for step in range(course.first, course.first + course.visits):
            on_step[step].append(course)
    return _Plan(lanes, steps, patients, courses, on_step, _working_days(on, PARITIES * (steps + 1)))


def _working_days(on: date, count: int) -> list[tuple[str, int]]:
    days, day = [], on
    for _ in range(count + 1):
        days.append((day.isoformat(), to_utc(day, 480, ZONE) - 480 * 60))
        day -= timedelta(days=1 if day.weekday() not in (0, 6) else 3 if day.weekday() == 0 else 2)
    return days


def _back(plan: _Plan, lane: int, step: int) -> int:
    """How many working days before today a step of a lane was; the newest are 1, 2 and 3 days back."""
    return (lane % PARITIES or PARITIES) + PARITIES * (plan.steps - 1 - step)


def _place(lane: int) -> tuple[int, int]:
    """Room id and minute of a lane."""
    return lane // PARITIES % ROOMS + 1, 480 + 30 * (lane // (PARITIES * ROOMS))


def _rows(visits: int, on: date, todays: int) -> dict[str, Iterator[dict[str, Any]]]:
    plan = _plan(visits, on)
    return {
        "staff": (
            {"id": n, "name": f"Practitioner {chr(64 + n)}", "role": "practitioner", "active": 1, "version": 1}
            for n in range(1, ROOMS // 2 + 1)
        ),
        "room": ({"id": n, "name": f"R{n}", "active": 1, "version": 1} for n in range(1, ROOMS + 1)),
        "patient": _patients(plan, on),
        "course": _courses(plan),
        "visit": _visits(plan, visits),
        "appointment": _appointments(plan, visits, todays),
        "provider": (
            {"id": n, "name": f"Provider {n}", "kind": "", "phone": f"(503) 555-01{n:02d}", "fax": "", "email": "",
             "address": "", "note": "", "active": 1, "version": 1}
            for n in range(1, PROVIDERS + 1)
        ),
        "referral": _referrals(plan, on),
    }  # fmt: skip


def _patients(plan: _Plan, on: date) -> Iterator[dict[str, Any]]:
    rng = Random(_SEED + 1)
    for number in range(1, plan.patients + 1):
        yield {
            "id": number, "source_id": f"pt{number}", "family_name": _name(rng, 3), "given_name": _name(rng, 2),
            "preferred_name": "", "date_of_birth": (on - timedelta(days=rng.randint(7000, 32000))).isoformat(),
            "phone": f"(503) {200 + number // 10000:03d}-{number % 10000:04d}",
            "email": f"pt{number}@example.org", "cautions": "anticoagulant" if number % 20 == 0 else "", "note": "",
            "version": 1,
        }  # fmt: skip


def _name(rng: Random, syllables: int) -> str:
    parts = [rng.choice("bcdfghjklmnprstvwz") + rng.choice(_VOWELS) for _ in range(syllables)]
    return "".join(parts).capitalize()


def _courses(plan: _Plan) -> Iterator[dict[str, Any]]:
    for course in plan.courses:
        opened = plan.days[_back(plan, course.lane, course.first)][0]
        last = plan.days[_back(plan, course.lane, course.first + course.visits - 1)][0]
        yield {
            "id": course.id, "source_id": f"c{course.id}", "patient_id": course.patient,
            "practitioner_id": (_place(course.lane)[0] + 1) // 2, "condition": "neck_pain",
            "onset_date": (date.fromisoformat(opened) - timedelta(days=20 + course.id % 200)).isoformat(),
            "opened_on": opened, "severity": None, "exam_class": "mobility", "causes": "posture;device",
            "expected_min": 6, "expected_max": 10, "expected_by_rule": 1, "expected_reason": "", "goal_nprs": None,
            "closed_on": None if course.open else last, "outcome": None if course.open else "discharged", "version": 1,
        }  # fmt: skip


def _steps(plan: _Plan, visits: int) -> Iterator[tuple[_Course, int, int]]:
    """(course, number of the visit in it, working days back), oldest first, exactly `visits` of them."""
    skipped = plan.lanes * plan.steps - visits
    for step, courses in enumerate(plan.on_step):
        for course in courses:
            if skipped > 0:
                # What was too much to fill every lane evenly is missing at the very beginning.
                skipped -= 1
                continue
            yield course, step - course.first, _back(plan, course.lane, step)


def _visits(plan: _Plan, visits: int) -> Iterator[dict[str, Any]]:
    rng = Random(_SEED + 2)
    for number, (course, nth, back) in enumerate(_steps(plan, visits), start=1):
        room, minute = _place(course.lane)
        pain = course.baseline - course.slope * nth + rng.random() - 0.5
        yield {
            "id": number, "source_id": f"v{number}", "course_id": course.id, "practitioner_id": (room + 1) // 2,
            "local_date": plan.days[back][0], "minute": minute, "nprs": float(min(10, max(0, round(pain)))),
            "ndi_percent": float(min(100, max(4, round(pain * 6)))) if nth % 4 == 0 else None, "psfs": None,
            "rom_degrees": None, "groc": None, "points": _POINTS[number % 5], "techniques": "cupping", "note": "",
            "version": 1,
        }  # fmt: skip


def _appointments(plan: _Plan, visits: int, todays: int) -> Iterator[dict[str, Any]]:
    number = 0
    for number, (course, _, back) in enumerate(_steps(plan, visits), start=1):
        yield _appointment(plan, number, course, back, "completed")
    coming = [course for course in plan.on_step[-1] if course.open and course.lane % PARITIES == 0]
    for place, course in enumerate(coming[:todays]):
        number += 1
        yield _appointment(plan, number, course, 0, "confirmed" if place % 3 else "booked")


def _appointment(plan: _Plan, number: int, course: _Course, back: int, status: str) -> dict[str, Any]:
    room, minute = _place(course.lane)
    day, midnight = plan.days[back]
    start = midnight + minute * 60
    return {
        "id": number, "source_id": f"a{number}", "patient_id": course.patient, "course_id": course.id,
        "practitioner_id": (room + 1) // 2, "room_id": room, "local_date": day, "minute": minute, "minutes": 30,
        "zone": ZONE, "fold": 0, "start_utc": start, "end_utc": start + 1800, "status": status, "cancelled_by": "",
        "reason": "", "arrived_utc": None, "started_utc": None, "finished_utc": None, "squeezed": 0, "sequence": 0,
        "note": "", "version": 1,
    }  # fmt: skip


def _referrals(plan: _Plan, on: date) -> Iterator[dict[str, Any]]:
    number = 0
    for course in plan.courses:
        if course.open or course.id % 25:
            continue
        number += 1
        closed = date.fromisoformat(plan.days[_back(plan, course.lane, course.first + course.visits - 1)][0])
        yield _referral(number, course, "closed", closed - timedelta(days=30), 6)
    for place, course in enumerate([course for course in plan.courses if course.open][:OPEN_REFERRALS]):
        number += 1
        yield _referral(number, course, _STATES[place % len(_STATES)], on - timedelta(days=2 + place % 14), 1)


def _referral(number: int, course: _Course, status: str, created: date, pace: int) -> dict[str, Any]:
    """A referral whose steps, as far as its state has come, follow each other every `pace` days."""
    order = ("sent", "accepted", "scheduled", "attended", "report_received", "closed")
    reached = order.index(status) + 1 if status in order else {"draft": 0, "no_show": 3}.get(status, 1)
    when = [(created + timedelta(days=pace * step)).isoformat() if step < reached else None for step in range(6)]
    return {
        "id": number, "source_id": f"r{number}", "course_id": course.id, "provider_id": number % PROVIDERS + 1,
        "kind": ("physical_therapy", "chiropractic", "massage", "orthopaedic")[number % 4], "urgency": "routine",
        "status": status, "created_on": created.isoformat(), "sent_on": when[0], "accepted_on": when[1],
        "scheduled_on": when[2], "appointment_on": when[3] or when[2], "attended_on": when[3], "report_on": when[4],
        "closed_on": when[5], "ended_on": created.isoformat() if status == "declined_by_provider" else None,
        "question": "No meaningful change so far.", "version": 1,
    }  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Write one record and say what is in it."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description="A made-up clinic of any size.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--visits", type=int, default=1_000_000)
    arguments = parser.parse_args(argv)
    started = time.perf_counter()
    counts = generate(arguments.file, arguments.visits, Clock().today(ZONE))
    told = ", ".join(f"{count:,} {table}" for table, count in counts.items())
    print(f"{arguments.file}: {told}; {time.perf_counter() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
